"""The keyword filter: normalise, match, and say which rule fired where, and by which steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
import pyarrow as pa
import pydantic

from outlast.config import Slug, Strict
from outlast.decisions import EVIDENCE_COLUMNS
from outlast.filters.keyword.fire import fire
from outlast.filters.keyword.index import Index, emptied
from outlast.filters.keyword.near import NearMisses
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.normalise.steps import Step
from outlast.filters.keyword.via import Ways
from outlast.filters.protocol import Evidence, Judgement, evidence_table, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.keyword.fire import Occurrences
    from outlast.filters.keyword.normalise.batch import Batch
    from outlast.filters.keyword.rules import KeywordList, Rule

DEFAULT_STEPS: tuple[Step, ...] = ("nfkc", "casefold")

TEXTS_AT_ONCE = 2048
"""Texts that are normalised and matched together: enough that what each array operation costs once does not count."""


@dataclass(frozen=True)
class KeywordFilter:
    """Blocks a text in which at least one rule of a list fires. It has no score.

    The rule that decides is the first in the list's order among those that fire, as it is for a platform that stops at
    the first. All that fire are evidence.

    Attributes:
        rules: the list.
        chain: what is normalised before matching, in the rules' patterns as in the texts.
        index: of the list under the chain.
    """

    rules: KeywordList
    chain: Chain
    index: Index

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Decide on a batch of renderings; see `outlast.filters.protocol.Filter`."""
        texts = batch.column("text").to_pylist()
        parts = [
            self._decided(texts[first : first + TEXTS_AT_ONCE], near=near)
            for first in range(0, len(texts), TEXTS_AT_ONCE)
        ]
        return joined(parts)

    def _decided(self, texts: Sequence[str], *, near: int) -> Judgement:
        batch = normalise(texts, self.chain)
        fired = fire(self.rules.rules, self.index, batch, chain=self.chain)
        found = fired.occurrences
        blocked = np.zeros(len(texts), bool)
        blocked[found.row] = True
        rows, evidence = self._evidence(found, batch, texts)
        if near:
            survivors = np.flatnonzero(~blocked).tolist()
            misses = [
                Evidence(row, "near", self.rules.rules[miss.rule].id, *place, note=miss.note)
                for row, miss in self._near.of(survivors, texts, batch, fired, most=near)
                for place in miss.spans
            ]
            rows = np.concatenate([rows, np.array([miss.row for miss in misses], np.int32)])
            in_order = np.argsort(rows, kind="stable")
            rows = rows[in_order]
            evidence = pa.concat_tables([evidence, evidence_table(misses)]).take(pa.array(in_order))
        nothing = pa.nulls(len(texts), pa.string())
        return Judgement(
            blocked=pa.array(blocked),
            score=pa.nulls(len(texts), pa.float64()),
            stage=nothing,
            rule=self._deciding(found, len(texts)),
            error=nothing,
            rows=pa.array(rows),
            evidence=evidence,
        )

    def _deciding(self, found: Occurrences, texts: int) -> pa.Array:
        """The rule that decides on each text: the first in the list's order that fired; null where none did."""
        first = np.full(texts, len(self.rules.rules), np.int32)
        np.minimum.at(first, found.row, found.rule)
        return self._ids.take(pa.array(first, mask=first == len(self.rules.rules)))

    def _evidence(self, found: Occurrences, batch: Batch, texts: Sequence[str]) -> tuple[np.ndarray, pa.Table]:
        start, end = batch.source(found.start, found.end, found.row)
        size = len(found.row)
        columns = {
            "role": pa.array(["fired"]).take(pa.array(np.zeros(size, np.int32))),
            "rule": self._ids.take(pa.array(found.rule)),
            "start": pa.array(start),
            "end": pa.array(end),
            "via": self._ways.named(self._ways.of(found, batch, texts)),
            "weight": pa.nulls(size, pa.float64()),
            "note": self._about.take(pa.array(found.rule)),
        }
        return found.row, pa.table(columns, schema=EVIDENCE_COLUMNS)

    @cached_property
    def _ids(self) -> pa.Array:
        return pa.array([rule.id for rule in self.rules.rules], pa.string())

    @cached_property
    def _about(self) -> pa.Array:
        """What to say of each rule beside its hits; null where its id and the marked words say all."""
        return pa.array([_about(rule) for rule in self.rules.rules], pa.string())

    @cached_property
    def _ways(self) -> Ways:
        return Ways(self.rules.rules, self.chain)

    @cached_property
    def _near(self) -> NearMisses:
        return NearMisses(self.rules.rules, self.chain, self.index)


def _about(rule: Rule) -> str | None:
    """A rule's kind and pattern where the marked words do not show them, and its category.

    >>> from outlast.filters.keyword.rules import Rule
    >>> _about(Rule("r1", "combination", ("strike", "tomorrow"), category="labour"))
    'combination: strike + tomorrow (labour)'
    """
    shown = "" if rule.kind == "literal" else f"{rule.kind}: {rule.pattern}"
    return f"{shown} ({rule.category})".strip() if rule.category else shown or None


class KeywordConfig(Strict):
    """A keyword filter in a config.

    Attributes:
        name: unique in the experiment.
        list: a keyword list, by name or by path.
        normalise: the steps before matching, in order; without ``casefold``, case matters.
        as_of: the list as it stood on this day (YYYY-MM-DD): rules added later, or removed by then, are left out.
            Where left out, the list as it stands: without the rules that were ever removed.
        region: the list as it stands in this region; everywhere where left out.
        audience: the list as it stands for this audience; for anyone where left out.
        emptied: what to make of rules of which the steps leave nothing (a rule of punctuation, under ``separators``):
            ``refuse`` the config, or ``skip`` them, so that they never fire.
    """

    kind: Literal["keyword"]
    name: Slug
    list: str
    normalise: tuple[Step, ...] = DEFAULT_STEPS
    as_of: Annotated[date, pydantic.Field(strict=False)] | None = None
    region: str | None = None
    audience: str | None = None
    emptied: Literal["refuse", "skip"] = "refuse"

    @pydantic.field_validator("normalise")
    @classmethod
    def _each_once(cls, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        repeated = sorted({step for step in steps if steps.count(step) > 1})
        if repeated:
            raise ValueError(f"step {repeated[0]!r} is given twice")
        return steps

    def standing(self, rules: KeywordList) -> KeywordList:
        """The part of a list that this asks for."""
        return rules.standing(on=self.as_of, region=self.region, audience=self.audience)

    def problems(self, rules: KeywordList) -> tuple[tuple[str, str], ...]:
        """What is wrong between this and its list: pairs of the field and what to say of it."""
        standing = self.standing(rules).rules
        if not standing:
            return (("list", f"has no rule of {rules.name} that stands as_of, region and audience as they are given"),)
        empty = emptied(standing, chain=Chain(self.normalise)) if self.emptied == "refuse" else []
        if not empty:
            return ()
        named = ", ".join(empty[:3]) + (f" and {len(empty) - 3:,} others" if len(empty) > 3 else "")
        what = f"rule{'s' if len(empty) > 1 else ''} {named} of {rules.name}"
        return (("normalise", f"leaves nothing of {what}; take out a step or the rule, or give emptied: skip"),)

    def build(self, rules: KeywordList) -> KeywordFilter:
        """The filter that this describes; a rule that normalising empties never fires."""
        standing, chain = self.standing(rules), Chain(self.normalise)
        return KeywordFilter(standing, chain, Index.build(standing.rules, chain=chain))
