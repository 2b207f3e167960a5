"""Normalising: what a keyword filter does to a text before it looks for words, with an exact map back.

`steps` says what each step does; `chain` applies steps to one text and keeps the map, as plainly as it can be said;
`batch` does the same for thousands of texts at once.
"""
