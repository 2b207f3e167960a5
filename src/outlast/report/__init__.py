"""Reports: plain documents built from a run, and what shows them."""
