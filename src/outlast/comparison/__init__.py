"""Comparison: runs joined on the decision key, or a refusal that says why; what differs, by how much, and through what.

``side`` reads what is needed of a run, ``refusal`` says why two cannot be compared, ``join`` brings them together.
``changes`` are the rates with their tests, ``flips`` the single decisions that came out otherwise, each with its cause
(``causes``, and a module for each family of filters), ``differences`` what the configs, inputs and code do not share.
``document`` is all of this as plain data, ``tables`` its sheets, and ``regression`` what a build may fail on.
"""
