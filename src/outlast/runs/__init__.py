"""Runs: plan, fit, decide, write; the folder that a run leaves behind, and what is read from it again."""
