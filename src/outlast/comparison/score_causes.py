"""Why a filter that scores came to another decision: its threshold moved, or the score did, and through what.

A text is blocked whose score is at least the threshold. Where both scores and both thresholds are known, which of the
two it took is a matter of arithmetic (`outlast.comparison.smallest`). A score moves with the text, or with what the
model was made from: its config, its training corpus and policy, its lists, the seed of its folds, code and libraries;
where several of these differ they are named together, since a model cannot be trained again from a run's folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from outlast.comparison.cause import Cause, any_of, together
from outlast.comparison.context import told
from outlast.comparison.smallest import smallest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.comparison.context import Context
    from outlast.comparison.differences import Difference
    from outlast.comparison.flips import Flips
    from outlast.comparison.join import Named
    from outlast.comparison.side import Side
    from outlast.comparison.smallest import Changes

SCORE, THRESHOLD = "score", "threshold"

TRAINED = ("classifier", "semantic")


def score_causes(context: Context, flips: Flips) -> list[Cause]:
    """The cause of each flip of a classifier, a semantic filter or an outside judge."""
    return _Scores(context, flips).causes() if len(flips) else []


def why_scores_moved(context: Context, name: Named, *, other_text: bool) -> Cause:
    """Why a filter's score on a text is another.

    Args:
        context: the two runs.
        name: the filter.
        other_text: whether the text is another too.
    """
    config = context.join.before.configs[name.before]
    made_from = _made_from(context, name, config)
    kind = "score" if config["kind"] in TRAINED else "judge"
    parts = []
    if other_text:
        parts.append("the text changed")
    if made_from:
        parts.append(told(made_from))
    if not parts and context.code:
        return Cause(("code",), f"{SCORE}: code or libraries changed ({told(context.code)})")
    if not parts and kind == "judge":
        return Cause(("judge",), "the judge answered otherwise")
    if not parts:
        return Cause(("unknown",), f"{SCORE}: nothing that the runs keep accounts for it")
    kinds = (*(("text",) if other_text else ()), *((kind,) if made_from else ()))
    what = SCORE if kind == "score" else "judge"
    return Cause(kinds, f"{what}: {' and perhaps '.join(parts)}")


def _made_from(context: Context, name: Named, config: dict[str, Any]) -> tuple[Difference, ...]:
    """What differs in what a filter's scores were made from, the threshold aside."""
    own = context.config(name, "threshold", *(f"{where}.threshold" for where in ("verdict", "response.verdict")))
    if config["kind"] not in TRAINED:
        return (*own, *context.inputs(f"judges/{name.before}/", f"judges/{name.after}/"))
    wanted = [] if config.get("train") is None else [_corpus(config["train"]["corpus"]), "policies/"]
    if config.get("train") and config["train"].get("shared_text") == "exclude":
        wanted.append(_corpus(context.join.before.run.config["corpus"]["name"]))
    if config["kind"] == "semantic":
        wanted.append("models/")
    if "lexicon" in str(config.get("features")):
        wanted.append("keywords/")
    folds = context.seed if config["kind"] == "classifier" else ()
    return (*own, *(context.inputs(*wanted) if wanted else ()), *folds)


def _corpus(name: str) -> str:
    """Where the inputs of a corpus stand, which a config names or gives the path of."""
    return f"corpora/{name.rstrip('/').rpartition('/')[2]}/"


@dataclass(frozen=True, eq=False)
class _Scores:
    context: Context
    flips: Flips

    def causes(self) -> list[Cause]:
        other_text = self.context.other_text(self.flips)
        before, after = self._scores
        moved = (before != after) & ~(np.isnan(before) & np.isnan(after))
        if None in self._thresholds or np.isnan(before).any() or np.isnan(after).any():
            keys = list(zip(moved.tolist(), other_text.tolist(), strict=True))
            known = {key: self._without_thresholds(*key) for key in set(keys)}
            return [known[key] for key in keys]
        differs = np.column_stack([moved, np.full(len(moved), self._thresholds[0] != self._thresholds[1])])
        sets = smallest((SCORE, THRESHOLD), differs, self._flips_with)
        both = list(zip(sets, other_text.tolist(), strict=True))
        made = {each: self._told(each[0], other_text=each[1]) for each in set(both)}
        return [made[each] for each in both]

    @cached_property
    def _scores(self) -> tuple[np.ndarray, np.ndarray]:
        before, after = self.context.join.scores(self.flips.filter)
        return before[self.flips.rendering, self.flips.passage], after[self.flips.rendering, self.flips.passage]

    @cached_property
    def _thresholds(self) -> tuple[float | None, float | None]:
        join, name = self.context.join, self.flips.filter
        return threshold_of(join.before, name.before), threshold_of(join.after, name.after)

    def _flips_with(self, changes: Changes, rows: np.ndarray) -> np.ndarray:
        scores, threshold = self._scores[SCORE in changes][rows], self._thresholds[THRESHOLD in changes]
        flipping: np.ndarray = (scores >= threshold) == self.flips.blocks_now[rows]
        return flipping

    def _told(self, enough: Sequence[Changes], *, other_text: bool) -> Cause:
        said = [
            together([self._part(name, other_text) for name in sorted(each)], word="together with") for each in enough
        ]
        return any_of(said) if said else self.context.unexplained()

    def _part(self, name: str, other_text: bool) -> Cause:
        if name == SCORE:
            return why_scores_moved(self.context, self.flips.filter, other_text=other_text)
        one, other = (f"{value:g}" for value in self._thresholds if value is not None)
        return Cause(("threshold",), f"threshold {one} → {other}{self._rule()}")

    def _rule(self) -> str:
        """What set the thresholds, where they were not given."""
        config = self.context.join.after.configs[self.flips.filter.after]
        rule = config.get("threshold")
        if not isinstance(rule, dict):
            return ""
        why = [*self._threshold_fields(), *_made_from(self.context, self.flips.filter, config)]
        return f", set by {rule['by']} ({told(why)})" if why else f", set by {rule['by']}"

    def _threshold_fields(self) -> list[Difference]:
        path = f"filters.{self.flips.filter.before}.threshold"
        return [each for each in self.context.config(self.flips.filter) if each.field.startswith(path)]

    def _without_thresholds(self, moved: bool, other_text: bool) -> Cause:
        """Where a threshold is not known: it was set for each paragraph apart, or a label decides."""
        fields = self._threshold_fields()
        if not moved and fields:
            return Cause(("threshold",), f"threshold ({told(fields)})")
        score = why_scores_moved(self.context, self.flips.filter, other_text=other_text)
        if not fields:
            return score
        return together([score, Cause(("threshold",), f"threshold ({told(fields)})")], word="and perhaps")


def threshold_of(side: Side, name: str) -> float | None:
    """From which score a filter blocks; None where it has no one threshold that is known."""
    config = side.configs[name]
    given = config.get("threshold")
    if isinstance(given, int | float):
        return float(given)
    learned = side.run.summary["learned"].get(name)
    if given is not None and learned is not None:
        return None if learned["thresholds_held_out"] else float(learned["threshold"])
    for block in (config, config.get("response") or {}):
        verdict = block.get("verdict")
        if isinstance(verdict, dict) and verdict.get("kind") == "score":
            return float(verdict["threshold"])
    return None
