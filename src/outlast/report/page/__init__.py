"""The survival report: one HTML file that shows what a run found, and needs nothing from anywhere."""
