"""Measures: what is asked of a run after it has ended, each a statistic of its stored decisions as sheets."""
