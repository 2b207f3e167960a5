"""Keyword filters: rules read from lists, a normalising chain with an exact map back, matching, and evidence."""
