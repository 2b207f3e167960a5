"""Over-broad rules: those that fire on too many passages of a control corpus that they should leave alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outlast.catalogue import NotFoundError
from outlast.errors import ConfigError, UserError
from outlast.filters.keyword.fire import fire
from outlast.filters.keyword.index import Index
from outlast.filters.keyword.normalise.batch import normalise
from outlast.keywords.finding import Finding, Passage
from outlast.policy import read_policy
from outlast.statistics.proportion import proportion

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from outlast.catalogue import Catalogue
    from outlast.corpus.load import Corpus
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import KeywordList

TEXTS_AT_ONCE = 2048

QUOTED = 3
"""Passages that are quoted of each rule."""


@dataclass(frozen=True, slots=True)
class Control:
    """Passages that a list should leave alone.

    Attributes:
        corpus: its name.
        language: of the passages.
        passages: of the smallest unit, with ``passage_id`` and ``text``.
        left_out: in words, which passages were left out and how many; or why none were.
    """

    corpus: str
    language: str
    passages: pa.Table
    left_out: str


def control(corpus: Corpus, rules: KeywordList, *, language: str | None, catalogue: Catalogue) -> Control:
    """The passages of a corpus that are no target of a list's policy.

    Where the list has a policy and the corpus the labels that it asks for, only passages that are certainly no target
    are left in: not those that lack a label. Else all of them are.

    Args:
        corpus: which.
        rules: the list.
        language: of the passages; the list's where None.
        catalogue: where the list's policy is found.

    Raises:
        CorpusError: where the corpus has no passages in the language.
        UserError: where all of them are targets.
    """
    import pyarrow.compute as pc

    language = language or rules.language.partition("-")[0]
    passages = corpus.passages(language=language)
    if pc.any(pc.equal(passages.column("unit"), "sentence")).as_py():
        passages = passages.filter(pc.equal(passages.column("unit"), "sentence"))
    targets, left_out = _targets(passages, corpus, rules.policy, catalogue=catalogue)
    if targets is not None:
        before = passages.num_rows
        passages = passages.filter(pc.fill_null(pc.invert(targets), fill_value=False))
        left_out = f"without the {before - passages.num_rows:,} that policy {rules.policy} is about or may be"
    if passages.num_rows == 0:
        raise UserError(f"corpus {corpus.name} ({language}) has no passage that policy {rules.policy} is not about")
    return Control(corpus.name, language, passages.select(["passage_id", "text"]), left_out)


def _targets(
    passages: pa.Table, corpus: Corpus, name: str | None, *, catalogue: Catalogue
) -> tuple[pa.ChunkedArray | None, str]:
    """Which passages are targets of a policy; None, and why in words, where that cannot be said."""
    if name is None:
        return None, "none left out: the list names no policy"
    try:
        policy = read_policy(catalogue.find("policies", name))
    except NotFoundError:
        return None, f"none left out: policy {name} is not there"
    if set(policy.labels) <= set(corpus.codebook.labels):
        try:
            policy = read_policy(catalogue.find("policies", name), codebook=corpus.codebook)
        except ConfigError:  # values of labels that the corpus does not know
            pass
        else:
            return policy.judge(passages, codebook=corpus.codebook).column("target"), ""
    return None, f"none left out: the corpus has no labels for policy {name}"


def over_broad(rules: KeywordList, against: Control, *, chain: Chain, above: float) -> Iterator[Finding]:
    """Rules that fire on more than a share of the control passages, the broadest first.

    Args:
        rules: the list; what it permits is permitted.
        against: the passages.
        chain: the normalising steps.
        above: the share, in [0, 1].
    """
    index = Index.build(rules.rules, chain=chain)
    texts = against.passages.column("text").to_pylist()
    parts = []
    for begin in range(0, len(texts), TEXTS_AT_ONCE):
        batch = normalise(texts[begin : begin + TEXTS_AT_ONCE], chain)
        found = fire(rules.rules, index, batch, chain=chain).occurrences
        _, first = np.unique(found.rule.astype(np.int64) * len(texts) + found.row, return_index=True)
        found = found.where(first)
        start, end = batch.source(found.start, found.end, found.row)
        parts.append(np.stack([found.rule, found.row + begin, start, end], axis=1))
    hits = np.concatenate(parts)  # of each rule in each passage, the first
    counts = np.bincount(hits[:, 0], minlength=len(rules.rules))
    most = above * len(texts)
    for number in sorted(np.flatnonzero(counts > most).tolist(), key=lambda number: (-counts[number], number)):
        rule, rate = rules.rules[number], proportion(int(counts[number]), len(texts))
        yield Finding(
            "over-broad",
            rule.id,
            rule.pattern,
            f"fires on {rate.count:,} of {rate.n:,} passages",
            "join it to another word as a combination, or allow the harmless phrases as exceptions",
            rule.line,
            rate=rate,
            passages=tuple(_quoted(against, hits[hits[:, 0] == number])),
        )


def _quoted(against: Control, hits: np.ndarray) -> Iterator[Passage]:
    """The first passages of some hits: rows of rule, passage, start and end."""
    for _, row, start, end in hits[np.argsort(hits[:, 1])][:QUOTED].tolist():
        passage = against.passages.slice(row, 1).to_pylist()[0]
        yield Passage(passage["passage_id"], passage["text"], start, end)
