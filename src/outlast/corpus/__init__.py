"""Corpora: named, versioned folders of passages with a card; load, build, annotations."""
