"""The text as its author wrote it: the perturbation against which the others are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pydantic

from outlast.config import Strict

if TYPE_CHECKING:
    import random

    from outlast.perturbations.edits import Edit


class Identity(Strict):
    """Changes nothing.

    Attributes:
        draws: how often each passage is judged as it was written; more than once only where a filter leaves something
            to chance, as inconsistent enforcement does.

    >>> Identity(kind="identity").edits("no war", random=None)
    ()
    """

    kind: Literal["identity"]
    draws: int = pydantic.Field(default=1, ge=1, le=1000)

    def edits(self, text: str, *, random: random.Random) -> tuple[Edit, ...]:
        """No edits."""
        return ()
