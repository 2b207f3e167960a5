"""Sheets: tables with their numbers, what a person sees of them, and the forms in which they are written."""
