"""Zero-width insertion: invisible characters inside words, which a reader does not see and a matcher does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pydantic

from outlast.config import Slug, Strict
from outlast.perturbations.edits import Edit

if TYPE_CHECKING:
    import random

CHARACTERS = {"zwsp": "\u200b", "zwnj": "\u200c", "word-joiner": "\u2060"}
"""ZERO WIDTH SPACE, ZERO WIDTH NON-JOINER and WORD JOINER (The Unicode Standard, section 23.2, layout controls)."""


class ZeroWidth(Strict):
    r"""Inserts an invisible character between two letters or digits, each place with its own chance.

    Attributes:
        name: how decisions call it; the kind where left out.
        rate: the chance that a place between two neighbouring letters or digits gets one, in (0, 1].
        character: which one.
        draws: how many independent renderings of each passage.

    >>> from random import Random
    >>> from outlast.perturbations.edits import apply
    >>> apply("no war", ZeroWidth(kind="zero-width", rate=1.0).edits("no war", random=Random(0)))
    'n\u200bo w\u200ba\u200br'
    """

    kind: Literal["zero-width"]
    name: Slug | None = None
    rate: float = pydantic.Field(default=0.5, gt=0, le=1)
    character: Literal["zwsp", "zwnj", "word-joiner"] = "zwsp"
    draws: int = pydantic.Field(default=1, ge=1, le=1000)

    def edits(self, text: str, *, random: random.Random) -> tuple[Edit, ...]:
        """An insertion at each chosen place, in order."""
        inserted = CHARACTERS[self.character]
        return tuple(
            Edit(place, place, inserted)
            for place in range(1, len(text))
            if text[place - 1].isalnum() and text[place].isalnum() and random.random() < self.rate
        )
