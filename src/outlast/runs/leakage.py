"""No classifier judges what it was trained on: text that two corpora share is found before anything is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.corpus.overlap import shared_text
from outlast.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa


class LeakError(UserError):
    """Training and judged passages that share text."""


def refuse_shared_text(
    name: str, training: pa.Table, judged: pa.Table, *, held_out: tuple[Mapping[str, str], Mapping[str, str]]
) -> None:
    """Stop before a classifier is fitted to text that it will judge.

    Args:
        name: the classifier's.
        training: with ``passage_id`` and ``text``.
        judged: with the same.
        held_out: from passage id to group, for the training and for the judged passages. Passages of one group may
            share text, since none is judged by a model that was fitted to its own group.

    Raises:
        LeakError: which names the classifier, how many passages are shared, and the first of them.
    """
    training_groups, judged_groups = held_out
    shared = [
        pair
        for pair in shared_text(training, judged)
        if training_groups[pair.training_id] != judged_groups[pair.judged_id]
    ]
    if shared:
        first = shared[0]
        raise LeakError(
            f"filter {name} would judge text that it was trained on: pairs of passages that share text: {len(shared)}, "
            f"first {first.training_id} and {first.judged_id} ({first.words!r}); "
            "train on another corpus, or take the passages out of it"
        )
