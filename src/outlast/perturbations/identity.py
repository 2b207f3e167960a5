"""The text as its author wrote it: the perturbation against which the others are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from outlast.config import Strict

if TYPE_CHECKING:
    import random

    from outlast.perturbations.edits import Edit


class Identity(Strict):
    """Changes nothing.

    >>> Identity(kind="identity").edits("no war", random=None)
    ()
    """

    kind: Literal["identity"]

    def edits(self, text: str, *, random: random.Random) -> tuple[Edit, ...]:
        """No edits."""
        return ()
