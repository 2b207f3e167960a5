"""Keyword lists to measure with: rules made from the corpus with a fixed seed, most of which occur nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from measuring import SEED

from outlast.filters.keyword.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

OCCURRING = 0.01
"""The share of the literal rules that are taken from the corpus as they stand there."""


def literals(texts: Sequence[str], *, language: str, number: int) -> list[Rule]:
    """Literal rules: a hundredth from the corpus, the rest of pieces of it that do not stand together there."""
    random = np.random.default_rng(SEED + number)
    pieces, between = _pieces(texts, language), " " if language == "en" else ""
    known = {
        between.join(piece[at : at + size])
        for piece in pieces
        for size in range(2, 7)
        for at in range(len(piece) + 1 - size)
    }
    found: dict[str, None] = {}
    while len(found) < number:
        real = len(found) < OCCURRING * number
        made = _real(pieces, random) if real else _made(pieces, random, between=between)
        if real or made not in known:
            found[made] = None
    return [Rule(f"rule-{place}", "literal", (made,)) for place, made in enumerate(found)]


def combinations(texts: Sequence[str], *, language: str, number: int, occurring: float = OCCURRING) -> list[Rule]:
    """Combinations of two to four components: a share of them from one text each, the rest made as literals are."""
    random = np.random.default_rng(SEED - number)
    pieces, between = _pieces(texts, language), " " if language == "en" else ""
    by_text = [found for text in texts if len(found := _pieces([text], language)) > 3]
    rules = []
    for place in range(number):
        size, one = int(random.integers(2, 5)), by_text[random.integers(len(by_text))]
        if place < occurring * number:
            components = tuple(_real(one, random) for _ in range(size))
        else:
            components = tuple(_made(pieces, random, between=between) for _ in range(size))
        rules.append(Rule(f"combination-{place}", "combination", components))
    return rules


def _pieces(texts: Sequence[str], language: str) -> list[list[str]]:
    """The stretches of a text between punctuation, each as its characters or its words."""
    stretches = [part for text in texts for part in re.split(r"[^\w\s'’-]+", text) if part.strip()]
    return [list(part) if language == "zh" else part.split() for part in stretches]


def _real(pieces: list[list[str]], random: np.random.Generator) -> str:
    """Two to four characters that stand together in the corpus, or a long word."""
    while True:
        piece = pieces[random.integers(len(pieces))]
        if len(piece[0]) > 1 or piece[0].isascii():
            word = piece[random.integers(len(piece))]
            if len(word) > 5:
                return word
        elif len(piece) >= 4:
            size = int(random.integers(2, 5))
            at = int(random.integers(len(piece) - size + 1))
            return "".join(piece[at : at + size])


def _made(pieces: list[list[str]], random: np.random.Generator, *, between: str) -> str:
    """Two stretches of the corpus side by side: of one to three characters, or of a word each."""
    halves = []
    for _ in range(2):
        piece = pieces[random.integers(len(pieces))]
        at = int(random.integers(len(piece)))
        halves.append("".join(piece[at : at + (int(random.integers(1, 4)) if not between else 1)]))
    return between.join(halves)
