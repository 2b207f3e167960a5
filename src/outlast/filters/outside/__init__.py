"""Outside judges: decisions that something else makes, or has made, joined to a run as a filter's."""
