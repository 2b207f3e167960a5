"""Which passages a page shows: all of them, or of a very large run a stratified sample that is always the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.report.page.document import Sampled

if TYPE_CHECKING:
    from outlast.runs.results import Run

WHOLE = 10_000
"""Passages up to which a page shows all of them: about 9 MB with three filters (`docs/report.md` has the measure)."""

SAMPLE = 5_000
"""Passages that a page shows of a run that has more."""

STRATA = 500
"""Strata at most: with more, each would have too few passages, and sections are not told apart."""

SEED = 0


def shown_passages(run: Run, *, opened: str, perturbation: str) -> tuple[pa.Table, Sampled | None]:
    """The passages that a page shows, in reading order, and what they are a sample of.

    A sample is stratified by section, by what the policy says and by what one filter decided; each stratum has its
    share, by largest remainder, and which of its passages are shown is drawn with a fixed seed.

    Args:
        run: whole.
        opened: the filter whose decisions make strata.
        perturbation: under which it made them, in its first draw.
    """
    passages = run.passages()
    if passages.num_rows <= WHOLE:
        return passages, None
    decisions = run.select(run.decisions(), perturbation=perturbation, draw=0, filter=opened)
    targets = run.targets()
    ids = passages.column("passage_id")
    blocked = decisions.column("blocked").take(pc.index_in(ids, value_set=decisions.column("passage_id")))
    target = targets.column("target").take(pc.index_in(ids, value_set=targets.column("passage_id")))
    named = f"by what {run.config['policy']} says and by what {opened} decides"
    codes = own = _codes([target, blocked])
    with_sections = _codes([passages.column("section"), target, blocked])
    if codes.max() < with_sections.max() < STRATA:
        codes, named = with_sections, f"by section, {named}"
    chosen = sample(codes, size=SAMPLE)
    sizes = _sizes(own, chosen, target=target, blocked=blocked)
    return passages.take(pa.array(chosen)), Sampled(len(chosen), passages.num_rows, named, sizes)


def _sizes(
    codes: np.ndarray, chosen: np.ndarray, *, target: pa.ChunkedArray, blocked: pa.ChunkedArray
) -> dict[str, tuple[int, int]]:
    """From each combination, in words, to how many of it were chosen and how many there are."""
    says = {True: "would block", False: "would not block", None: "no label"}
    does = {True: "blocked", False: "let through", None: "no decision"}
    firsts = np.unique(codes, return_index=True)[1].tolist()
    names = [f"{says[target[at].as_py()]}, {does[blocked[at].as_py()]}" for at in firsts]
    counts = np.bincount(codes).tolist()
    shown = np.bincount(codes[chosen], minlength=len(names)).tolist()
    return {name: (few, many) for name, few, many in zip(names, shown, counts, strict=True)}


def sample(codes: np.ndarray, *, size: int) -> np.ndarray:
    """A stratified sample of rows, in order: of each stratum its share, by largest remainder.

    Args:
        codes: the stratum of each row, shape (rows,), integers from 0.
        size: rows to draw; no more than there are.

    Returns:
        Row numbers, ascending, shape (size,).

    >>> codes = np.array([0, 0, 0, 0, 1, 1])
    >>> np.bincount(codes[sample(codes, size=3)]).tolist()
    [2, 1]
    """
    counts = np.bincount(codes)
    exact = counts * size / len(codes)
    wanted = np.floor(exact).astype(np.int64)
    left = size - wanted.sum()
    wanted[np.argsort(-(exact - wanted), kind="stable")[:left]] += 1
    shuffled = np.random.default_rng(SEED).permutation(len(codes))
    by_stratum = shuffled[np.argsort(codes[shuffled], kind="stable")]
    place = np.arange(len(codes)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.sort(by_stratum[place < np.repeat(wanted, counts)])


def _codes(columns: list[pa.ChunkedArray]) -> np.ndarray:
    """One number for each combination of the columns' values, null included, from 0 in order of their codes."""
    combined = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        encoded = pc.dictionary_encode(column.combine_chunks().cast(pa.string()), null_encoding="encode")
        combined = combined * (len(encoded.dictionary) + 1) + encoded.indices.to_numpy(zero_copy_only=False)
    return np.asarray(np.unique(combined, return_inverse=True)[1])
