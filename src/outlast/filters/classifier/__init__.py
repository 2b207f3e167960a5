"""Trained classifiers as filters: any scikit-learn text classifier, described as data."""

from outlast.filters.classifier.config import ClassifierConfig

__all__ = ["ClassifierConfig"]
