"""No classifier judges what it was trained on: text that two corpora share is found before anything is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlast.corpus.duplicates import near_duplicates_between
from outlast.corpus.overlap import SHORTEST, SharedText, shared_text, units
from outlast.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa


class LeakError(UserError):
    """Training and judged passages that share text."""


def leaks(
    training: pa.Table, judged: pa.Table, *, held_out: tuple[Mapping[str, str], Mapping[str, str]]
) -> list[SharedText]:
    """Pairs of a training and a judged passage that share text, or are nearly the same.

    Shared is a run of words (`outlast.corpus.overlap`); nearly the same are passages whose character 5-grams have a
    Jaccard coefficient above 0.5 (`outlast.corpus.duplicates`), as where every eighth word was changed.

    Args:
        training: with ``passage_id`` and ``text``.
        judged: with the same.
        held_out: from passage id to group, for the training and for the judged passages. Passages of one group may
            share text, since none is judged by a model that was fitted to its own group.

    Returns:
        A row for each pair; pairs with shared words first, in the order of the training passages.
    """
    found = {(pair.training_id, pair.judged_id): pair for pair in shared_text(training, judged)}
    ids, texts = zip(*(_long_enough(table) for table in (training, judged)), strict=True)
    for near in near_duplicates_between(*texts):
        pair = (ids[0][near.first], ids[1][near.second])
        found.setdefault(pair, SharedText(*pair, _shortened(texts[0][near.first])))
    training_groups, judged_groups = held_out
    return [pair for pair in found.values() if training_groups[pair.training_id] != judged_groups[pair.judged_id]]


def refuse_shared_text(
    name: str, training: pa.Table, judged: pa.Table, *, held_out: tuple[Mapping[str, str], Mapping[str, str]]
) -> None:
    """Stop before a classifier is fitted to text that it will judge.

    Args:
        name: the classifier's.
        training: as `leaks`.
        judged: as `leaks`.
        held_out: as `leaks`.

    Raises:
        LeakError: which names the classifier, how many passages are shared, and the first of them.
    """
    shared = leaks(training, judged, held_out=held_out)
    if shared:
        first = shared[0]
        raise LeakError(
            f"filter {name} would judge text that it was trained on: pairs of passages that share text: {len(shared)}, "
            f"first {first.training_id} and {first.judged_id} ({first.words!r}); "
            "train on another corpus, take the passages out of it, or let them be left out (train.shared_text: exclude)"
        )


def without_shared_text(
    training: pa.Table, judged: pa.Table, *, held_out: tuple[Mapping[str, str], Mapping[str, str]]
) -> pa.Table:
    """The training passages that share no text with judged ones; arguments as `leaks`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    sharing = {pair.training_id for pair in leaks(training, judged, held_out=held_out)}
    return training.filter(pc.invert(pc.is_in(training.column("passage_id"), pa.array(sorted(sharing), pa.string()))))


def _long_enough(passages: pa.Table) -> tuple[list[str], list[str]]:
    """Ids and texts of the passages that are long enough to be nearly the same; shorter ones are the same or not."""
    both = zip(passages.column("passage_id").to_pylist(), passages.column("text").to_pylist(), strict=True)
    kept = [(passage_id, text) for passage_id, text in both if len(units(text)) >= SHORTEST]
    return [passage_id for passage_id, _ in kept], [text for _, text in kept]


def _shortened(text: str, *, length: int = 60) -> str:
    """The beginning of a text.

    >>> _shortened("no more war", length=8)
    'no more…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
