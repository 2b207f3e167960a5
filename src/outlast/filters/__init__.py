"""Filters: what decides on texts, and what combines such decisions; one protocol, kinds joined in `kinds`."""
