"""Every kind of perturbation, joined in one visible place.

A perturbation is its own configuration: a frozen model with a ``kind``, an optional ``name`` (the kind where left
out), a number of ``draws``, and ``edits(text, random=…)``, which says what it changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Protocol

import pydantic

from outlast.perturbations.homoglyph import Homoglyph
from outlast.perturbations.identity import Identity
from outlast.perturbations.zero_width import ZeroWidth

if TYPE_CHECKING:
    import random

    from outlast.perturbations.edits import Edit

AnyPerturbation = Annotated[Identity | ZeroWidth | Homoglyph, pydantic.Field(discriminator="kind")]

KINDS: tuple[type[Identity | ZeroWidth | Homoglyph], ...] = (Identity, ZeroWidth, Homoglyph)

IDENTITY = "identity"


class Perturbation(Protocol):
    """What every kind offers."""

    @property
    def kind(self) -> str:
        """The kind's name in a config."""
        ...

    def edits(self, text: str, *, random: random.Random) -> tuple[Edit, ...]:
        """What this perturbation changes in one text, in order and without overlap.

        Args:
            text: the passage's own text.
            random: a generator for this passage and draw only; the result depends on nothing else.
        """
        ...


def name_of(perturbation: AnyPerturbation) -> str:
    """The name that decisions carry: the one given, or the kind.

    >>> name_of(Homoglyph(kind="homoglyph"))
    'homoglyph'
    """
    return getattr(perturbation, "name", None) or perturbation.kind


def draws_of(perturbation: AnyPerturbation) -> int:
    """How many renderings of each passage it makes."""
    return perturbation.draws
