"""Semantic filters: a text is blocked that means nearly what a forbidden exemplar means, by sentence embeddings."""

from outlast.filters.semantic.config import SemanticConfig

__all__ = ["SemanticConfig"]
