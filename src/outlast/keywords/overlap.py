"""How much lists, or the parts of one, have in common."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal, get_args

from outlast.errors import UserError
from outlast.keywords.identity import identity, normalised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import KeywordList, Rule

By = Literal["audience", "region", "category", "theme", "kind"]

BY: tuple[By, ...] = get_args(By)


@dataclass(frozen=True, slots=True)
class Shared:
    """What two lists have in common.

    Attributes:
        first: the name of one.
        second: the name of the other.
        shared: distinct rules that both have.
        union: distinct rules that either has.
    """

    first: str
    second: str
    shared: int
    union: int

    @property
    def jaccard(self) -> float | None:
        """Shared among all, in [0, 1] (Jaccard 1901); None where neither has a rule."""
        return self.shared / self.union if self.union else None


@dataclass(frozen=True, slots=True)
class Overlap:
    """What several lists have in common.

    Attributes:
        sizes: distinct rules of each, by name, in the order given.
        pairs: each two of them.
        everywhere: distinct rules that all have.
        union: distinct rules that any has.
    """

    sizes: dict[str, int]
    pairs: tuple[Shared, ...]
    everywhere: int
    union: int


def overlap(parts: Mapping[str, Sequence[Rule]], *, chain: Chain) -> Overlap:
    """What lists have in common, pair by pair.

    Rules are the same if they are of one kind, with the same patterns after normalising, in any order where order does
    not matter, and with the same boundaries and limits (`identity`). Dates, regions, audiences, categories and notes do
    not count; a rule that is listed twice counts once.

    Args:
        parts: rules by the names of what they are of.
        chain: the normalising steps.
    """
    sets = {name: {identity(rule, normalised(rule, chain=chain)) for rule in rules} for name, rules in parts.items()}
    pairs = tuple(
        Shared(one, other, len(sets[one] & sets[other]), len(sets[one] | sets[other]))
        for one, other in combinations(sets, 2)
    )
    everywhere = set.intersection(*sets.values()) if sets else set()
    return Overlap(
        {name: len(rules) for name, rules in sets.items()}, pairs, len(everywhere), len(set().union(*sets.values()))
    )


def split(rules: KeywordList, by: By) -> dict[str, tuple[Rule, ...]]:
    """The parts of a list, by what its rules say of themselves, in the order of its file.

    A rule that names no audience or no region is for every audience, or region, that others name, and so is in every
    part; one without a category or a theme is in a part named ``none``.
    """
    names = list(dict.fromkeys(name for rule in rules.rules for name in _names(rule, by)))
    general = by in {"audience", "region"}
    return {
        name: tuple(rule for rule in rules.rules if name in (own := _names(rule, by)) or (general and not own))
        for name in names
    }


def parts_of(lists: Sequence[KeywordList], *, by: By | None) -> dict[str, Sequence[Rule]]:
    """What is to be compared: whole lists, or with ``by`` the parts of the only one.

    Raises:
        UserError: for a single list without ``by``, several with it, two of one name, or a list without such parts.
    """
    if by is not None:
        if len(lists) != 1:
            raise UserError("--by splits one list; give one, or compare whole lists without it")
        parts = split(lists[0], by)
        if len(parts) < 2:
            has = f"has one {by} only" if parts else f"names no {by}"
            raise UserError(f"{lists[0].name} {has}, so there is nothing to compare; --by takes {', '.join(BY)}")
        return dict(parts)
    if len(lists) < 2:
        raise UserError("give two lists or more; one is compared with itself by --by, such as --by audience")
    repeated = [name for name, count in Counter(rules.name for rules in lists).items() if count > 1]
    named = {
        str(rules.files[0]) if rules.name in repeated and rules.files else rules.name: rules.rules for rules in lists
    }
    if len(named) < len(lists):
        raise UserError(f"the list {repeated[0]} is given twice; give two different ones")
    return dict(named)


def _names(rule: Rule, by: By) -> tuple[str, ...]:
    if by == "region":
        return rule.regions
    if by == "audience":
        return () if rule.audience is None else (rule.audience,)
    return ({"category": rule.category, "theme": rule.theme, "kind": rule.kind}[by] or "none",)
