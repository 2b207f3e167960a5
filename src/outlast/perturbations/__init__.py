"""Perturbations: deterministic rewritings of a passage's text; one file each, joined in `kinds`."""
