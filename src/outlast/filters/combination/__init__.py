"""Combinations: filters that decide from the stored decisions of others, so that nothing is judged twice."""
