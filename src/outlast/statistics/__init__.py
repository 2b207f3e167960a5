"""Statistics: what follows from stored decisions; each estimator with its definition, assumptions and source."""
