"""The report as one Markdown file for a repository, from the same document as the page."""
