"""Why a combination came to another decision: a member did, or a score of it, or it combines otherwise.

A combination decides from its members' stored decisions, so it is asked again with some members as they were and others
as they are (`outlast.comparison.smallest`), by its own code. What a member flipped through is the cause, and the member
stands before it; so it goes down through combinations of combinations.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pydantic

from outlast.comparison.cause import Cause, any_of, together
from outlast.comparison.context import told
from outlast.comparison.differences import Difference
from outlast.comparison.score_causes import why_scores_moved
from outlast.comparison.smallest import smallest
from outlast.decisions import RENDERING
from outlast.filters.combination.deferral import DeferralConfig
from outlast.filters.combination.enforcement import EnforcementConfig
from outlast.filters.combination.kinds import AnyCombination, members_of
from outlast.filters.protocol import judgement
from outlast.statistics.outcomes import ERROR

if TYPE_CHECKING:
    from outlast.comparison.context import Context
    from outlast.comparison.flips import Flips
    from outlast.comparison.join import Named
    from outlast.comparison.side import Side
    from outlast.comparison.smallest import Changes
    from outlast.filters.protocol import Combination, Judgement

OWN, SEED = "", "\0seed"
"""Names among the changes that no filter can have: the combination's own config, and the experiment's seed."""

Known = dict[str, dict[tuple[int, int], Cause]]
"""From a filter of the baseline to the causes of its flips, by rendering and passage."""


def combination_causes(context: Context, flips: Flips, *, known: Known) -> list[Cause]:
    """The cause of each flip of a combination.

    Args:
        context: the two runs.
        flips: of the combination.
        known: the causes of its members' flips.
    """
    return _Combination(context, flips, known).causes() if len(flips) else []


@dataclass(frozen=True, eq=False)
class _Combination:
    context: Context
    flips: Flips
    known: Known

    def causes(self) -> list[Cause]:
        names = (OWN, SEED, *(each.before for each in self._shared))
        differs = np.zeros((len(self.flips), len(names)), bool)
        differs[:, 0] = bool(self._own)
        differs[:, 1] = bool(self.context.seed) and self._takes_chances
        for at, each in enumerate(self._shared, 2):
            (blocked, score), (blocked_now, score_now) = self._said[each.before]
            same_score = (score == score_now) | (np.isnan(score) & np.isnan(score_now))
            differs[:, at] = (blocked != blocked_now) | ~same_score
        sets = smallest(names, differs, self._flips_with)
        return [self._told(row, enough) for row, enough in enumerate(sets)]

    def _told(self, row: int, enough: tuple[Changes, ...]) -> Cause:
        said = [
            together([self._part(row, name) for name in sorted(changes, key=self._rank)], word="together with")
            for changes in enough
        ]
        return any_of(said) if said else self.context.unexplained()

    def _rank(self, name: str) -> int:
        order = [*(each.before for each in self._shared), OWN, SEED]
        return order.index(name)

    def _part(self, row: int, name: str) -> Cause:
        if name == OWN:
            return Cause(("combination",), f"it combines otherwise ({told(self._own)})")
        if name == SEED:
            return Cause(("chance",), f"another chance came out ({told(self.context.seed)})")
        return self._member(row, name).by_way_of(name)

    def _member(self, row: int, name: str) -> Cause:
        """Why a member said otherwise."""
        key = int(self.flips.rendering[row]), int(self.flips.passage[row])
        flipped = self.known.get(name, {}).get(key)
        if flipped is not None:
            return flipped
        (blocked, _), (blocked_now, _) = self._said[name]
        if blocked[row] == ERROR or blocked_now[row] == ERROR:
            return Cause(("failure",), f"it failed in the {'baseline' if blocked[row] == ERROR else 'other run'}")
        shared = next(each for each in self._shared if each.before == name)
        text = self.context.other_text(self.flips.where(np.array([row])))
        return why_scores_moved(self.context, shared, other_text=bool(text[0]))

    @cached_property
    def _configs(self) -> tuple[dict[str, Any], dict[str, Any]]:
        join, name = self.context.join, self.flips.filter
        return join.before.configs[name.before], join.after.configs[name.after]

    @cached_property
    def _own(self) -> tuple[Difference, ...]:
        """What differs in its config; a member that was only renamed is no difference."""
        name = self.flips.filter
        if self._takes_chances and name.before != name.after:  # chances are drawn for a name
            return (*self.context.config(name), Difference("config", f"filters.{name.before}.name", *name))
        if self._as_baseline(self._configs[1]) == {**self._configs[0], "name": name.before}:
            return ()
        return self.context.config(name)

    def _as_baseline(self, config: dict[str, Any]) -> dict[str, Any]:
        """A config of the other run in the baseline's names."""
        renamed = {each.after: each.before for each in self.context.join.filters}

        def called(value: Any) -> Any:
            if isinstance(value, list):
                return [called(item) for item in value]
            return renamed.get(value, value) if isinstance(value, str) else value

        return {key: value if key == "kind" else called(value) for key, value in config.items()}

    @cached_property
    def _takes_chances(self) -> bool:
        return any(config["kind"] in {"deferral", "enforcement"} for config in self._configs)

    @cached_property
    def _shared(self) -> tuple[Named, ...]:
        """The members of either, among the filters that both runs have."""
        before, after = (members_of(config) for config in self._configs)
        return tuple(each for each in self.context.join.filters if each.before in before or each.after in after)

    @cached_property
    def _said(self) -> dict[str, tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]]:
        """For each shared member, by its name in the baseline: verdict and score of each flip, before and after."""
        at = self.flips.rendering, self.flips.passage
        made = {}
        for each in self._shared:
            blocked, score = self.context.join.verdicts(each), self.context.join.scores(each)
            made[each.before] = (blocked[0][at], score[0][at]), (blocked[1][at], score[1][at])
        return made

    def _flips_with(self, changes: Changes, rows: np.ndarray) -> np.ndarray:
        """Whether some flips come about when only these things are changed; by the combination's own code."""
        which = int(OWN in changes)
        side = (self.context.join.before, self.context.join.after)[which]
        combination = self._built(which, seeded=int(SEED in changes))
        members: dict[str, Judgement] = {}
        shared = {each[which]: each.before for each in self._shared}
        for name in combination.members:
            if name in shared:
                blocked, score = self._said[shared[name]][shared[name] in changes]
                members[name] = _judged(blocked[rows], score[rows])
            else:  # a member that only this run has comes with the config
                members[name] = self._own_member(side, name, rows, which=which)
        made = combination.combine(members, keys=self._keys.take(pa.array(rows)))
        blocked_now = np.asarray(made.blocked.cast(pa.int8()).fill_null(ERROR))
        flipping: np.ndarray = blocked_now == self.flips.blocks_now[rows].astype(np.int8)
        return flipping

    def _built(self, which: int, *, seeded: int) -> Combination:
        adapter: pydantic.TypeAdapter[AnyCombination] = pydantic.TypeAdapter(AnyCombination)
        config = adapter.validate_json(json.dumps(self._configs[which]))
        if isinstance(config, DeferralConfig | EnforcementConfig):
            join = self.context.join
            return config.build(seed=(join.before, join.after)[seeded].run.config["seed"])
        return config.build()

    def _own_member(self, side: Side, name: str, rows: np.ndarray, *, which: int) -> Judgement:
        join = self.context.join
        passages = (join.passages_before, join.passages_after)[which][self.flips.passage[rows]]
        renderings = [side.renderings.index(join.renderings[at]) for at in self.flips.rendering[rows].tolist()]
        at = side.filters.index(name), renderings, passages
        return _judged(side.blocked[at], side.score[at])

    @cached_property
    def _keys(self) -> pa.Table:
        """The flips' renderings, `outlast.decisions.RENDERING`."""
        names = [self.context.join.renderings[at] for at in self.flips.rendering.tolist()]
        columns = [
            self.context.join.ids.take(pa.array(self.flips.passage)),
            pa.array([name for name, _ in names], pa.string()),
            pa.array([draw for _, draw in names], pa.int32()),
        ]
        return pa.table(columns, names=list(RENDERING))


def _judged(blocked: np.ndarray, score: np.ndarray) -> Judgement:
    """Verdicts and scores as a combination takes them."""
    return judgement(
        pa.array(blocked == 1, mask=blocked == ERROR), score=pa.array(score, mask=np.isnan(score), type=pa.float64())
    )
