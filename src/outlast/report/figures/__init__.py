"""The charts of a report for papers: each as SVG and PNG, drawn from the same document as the page."""
