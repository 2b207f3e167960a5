"""Randomness that depends only on what is being drawn, never on the order in which it is drawn."""

from __future__ import annotations

import hashlib
import json
import random


def random_for(seed: int, perturbation: str, passage_id: str, draw: int) -> random.Random:
    """A generator of its own for one draw of one perturbation on one passage.

    The four values are written as a JSON array and hashed with SHA-256, so no two streams collide by concatenation
    (``("a", "bc")`` against ``("ab", "c")``), and the stream is the same whichever worker asks for it.

    Args:
        seed: the experiment's seed; 0 is a seed like any other.
        perturbation: the perturbation's name in the experiment.
        passage_id: the passage that is rewritten.
        draw: which of several independent draws, from 0.

    >>> one, again = (random_for(0, "homoglyph", "letter/en/1.1.1", 0) for _ in range(2))
    >>> one.random() == again.random()
    True
    >>> random_for(0, "a", "bc", 0).random() == random_for(0, "ab", "c", 0).random()
    False
    """
    key = json.dumps([seed, perturbation, passage_id, draw], ensure_ascii=True).encode("ascii")
    return random.Random(int.from_bytes(hashlib.sha256(key).digest(), "big"))


def number_for(purpose: str, seed: int, *drawn_for: str | int) -> float:
    """One number, uniform in [0, 1), that depends only on what it is drawn for; where a whole stream is too much.

    The values are written as a JSON array and hashed with SHA-256, and the first 53 bits of the hash are the number's
    binary fraction: all that a double holds. An array of `random_for` begins with a number and one of these with a
    text, so none is both.

    Args:
        purpose: what kind of chance it is; numbers of different purposes have nothing to do with each other.
        seed: the experiment's seed; 0 is a seed like any other.
        drawn_for: what it is drawn for, a name or a number each.

    >>> number_for("enforcement", 0, "a", "bc") == number_for("enforcement", 0, "a", "bc")
    True
    >>> number_for("enforcement", 0, "a", "bc") == number_for("enforcement", 0, "ab", "c")
    False
    """
    key = json.dumps([purpose, seed, *drawn_for], ensure_ascii=True).encode("ascii")
    return (int.from_bytes(hashlib.sha256(key).digest()[:8], "big") >> 11) / 2**53
