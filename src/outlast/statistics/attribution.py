"""Attribution: which stage of a cascade, or of any or of filters, its blocking is owed to; from stored decisions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from outlast.decisions import RENDERING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    Patterns = Mapping[tuple[bool | None, ...], int]
    """From what each stage decided, in the order of the stages, to how many renderings."""


@dataclass(frozen=True, slots=True)
class StageShare:
    """What one stage has to do with the blocking; counts of renderings.

    Attributes:
        stage: the filter.
        blocks: what it would block alone; the same in whatever order the stages stand.
        first: first kills: what it blocks and no earlier stage does. They sum to all that is blocked.
        redundant: of its first kills, those that a later stage blocks as well.
        only: of its first kills, the others: what this stage alone blocks, and what would get through if it were
            removed, its marginal contribution to the whole.
        shapley: its Shapley share, which does not depend on the order; the shares sum to all that is blocked.
    """

    stage: str
    blocks: int
    first: int
    redundant: int
    only: int
    shapley: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the stages of one cascade have to do with its blocking under one perturbation.

    Attributes:
        filter: the cascade.
        perturbation: the perturbation; where it has several draws, each rendering counts.
        renderings: those that every stage has decided, and that are counted here.
        left_out: those that a stage failed on, of which it is unknown who else blocks them.
        blocked: renderings that any stage blocks.
        stages: a row for each stage, in order.
    """

    filter: str
    perturbation: str
    renderings: int
    left_out: int
    blocked: int
    stages: tuple[StageShare, ...]


def attributions(
    decisions: pa.Table, *, combinations: Mapping[str, Sequence[str]], perturbations: Sequence[str]
) -> tuple[Attribution, ...]:
    r"""To which stages each or's blocking is owed, under each perturbation.

    The **Shapley share** asks what a stage adds to those that stand before it, on average over all orders of the
    stages (Shapley 1953, A value for n-person games, doi:10.1515/9781400881970-018):

    .. math:: \phi_i = \sum_{S \subseteq N \setminus \{i\}} \frac{|S|! (n - |S| - 1)!}{n!} (v(S \cup \{i\}) - v(S))

    with v(S) the number of renderings that the stages S block together. It is the only division that gives out all of
    v(N), alike to those that add alike, nothing to a stage that adds nothing, and of a sum of games the sum of the
    shares. v is such a sum, of one game for each rendering: v_r(S) = 1 where S holds one of the stages B_r that block
    r, else 0. In it a stage outside B_r adds nothing and gets nothing; those of B_r add alike and get equal parts of
    v_r(N) = 1, which is 1/\|B_r\|. So a stage's share is the sum of 1/\|B_r\| over the renderings that it blocks,
    exactly, and without a walk over subsets.

    Args:
        decisions: of kind `outlast.decisions.DECISIONS`.
        combinations: from the name of an or to its stages, in order.
        perturbations: in the order of the result, within each or.

    >>> import pyarrow as pa
    >>> said = {"a": [True, True, False], "b": [True, False, False]}
    >>> rows = [(f"p{n}", "identity", 0, name, hit) for name in said for n, hit in enumerate(said[name])]
    >>> names = ["passage_id", "perturbation", "draw", "filter", "blocked"]
    >>> table = pa.table(dict(zip(names, map(list, zip(*rows)))))
    >>> (row,) = attributions(table, combinations={"row": ["a", "b"]}, perturbations=["identity"])
    >>> row.blocked, [(each.first, each.redundant, each.only, each.shapley) for each in row.stages]
    (2, [(2, 1, 1, 1.5), (0, 0, 0, 0.5)])
    """
    found = []
    for name, stages in combinations.items():
        patterns = _patterns(decisions, stages)
        found += [_attribution(name, each, stages, patterns.get(each, {})) for each in perturbations]
    return tuple(found)


def _patterns(decisions: pa.Table, stages: Sequence[str]) -> dict[str, Patterns]:
    """By perturbation, how many renderings each pattern of decisions has."""
    joined: pa.Table | None = None
    places = [f"stage{place}" for place in range(len(stages))]
    for place, stage in zip(places, stages, strict=True):
        own = decisions.filter(pc.equal(decisions.column("filter"), stage)).select([*RENDERING, "blocked"])
        own = own.rename_columns([*RENDERING, place])
        joined = own if joined is None else joined.join(own, keys=list(RENDERING), join_type="inner")
    patterns: dict[str, dict[tuple[bool | None, ...], int]] = defaultdict(dict)
    if joined is not None:
        for row in joined.group_by(["perturbation", *places]).aggregate([([], "count_all")]).to_pylist():
            patterns[row["perturbation"]][tuple(row[place] for place in places)] = row["count_all"]
    return dict(patterns)


def _attribution(name: str, perturbation: str, stages: Sequence[str], patterns: Patterns) -> Attribution:
    decided = {pattern: count for pattern, count in patterns.items() if None not in pattern}
    shares = []
    for place, stage in enumerate(stages):
        own = {pattern: count for pattern, count in decided.items() if pattern[place]}
        first = {pattern: count for pattern, count in own.items() if True not in pattern[:place]}
        only = sum(count for pattern, count in first.items() if True not in pattern[place + 1 :])
        shares.append(
            StageShare(
                stage=stage,
                blocks=sum(own.values()),
                first=sum(first.values()),
                redundant=sum(first.values()) - only,
                only=only,
                shapley=float(sum(Fraction(count, sum(map(bool, pattern))) for pattern, count in own.items())),
            )
        )
    return Attribution(
        filter=name,
        perturbation=perturbation,
        renderings=sum(decided.values()),
        left_out=sum(patterns.values()) - sum(decided.values()),
        blocked=sum(count for pattern, count in decided.items() if any(pattern)),
        stages=tuple(shares),
    )
