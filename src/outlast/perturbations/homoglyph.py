"""Homoglyphs: Latin letters replaced by Cyrillic ones that look the same in most typefaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pydantic

from outlast.config import Slug, Strict
from outlast.perturbations.edits import Edit

if TYPE_CHECKING:
    import random

LOOK_ALIKES = {
    **dict(zip("aceijopsxy", "асеіјорѕху", strict=True)),
    **dict(zip("ABCEHIJKMOPSTXY", "АВСЕНІЈКМОРЅТХУ", strict=True)),
}
"""Latin letter to Cyrillic letter: the pairs of Unicode Technical Standard 39's confusables.txt that are single
letters in both scripts and that common typefaces draw alike."""


class Homoglyph(Strict):
    """Replaces each Latin letter that has a Cyrillic look-alike, each with its own chance.

    Attributes:
        name: how decisions call it; the kind where left out.
        rate: the chance that such a letter is replaced, in (0, 1].
        draws: how many independent renderings of each passage.

    >>> from random import Random
    >>> Homoglyph(kind="homoglyph", rate=1.0).edits("war", random=Random(0))
    (Edit(start=1, end=2, replacement='а'),)
    """

    kind: Literal["homoglyph"]
    name: Slug | None = None
    rate: float = pydantic.Field(default=0.3, gt=0, le=1)
    draws: int = pydantic.Field(default=1, ge=1, le=1000)

    def edits(self, text: str, *, random: random.Random) -> tuple[Edit, ...]:
        """A replacement of each chosen letter, in order."""
        return tuple(
            Edit(place, place + 1, LOOK_ALIKES[letter])
            for place, letter in enumerate(text)
            if letter in LOOK_ALIKES and random.random() < self.rate
        )
