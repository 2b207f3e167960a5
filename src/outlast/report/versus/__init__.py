"""The page of a comparison: one HTML file that shows what flipped between runs, in the text itself."""
