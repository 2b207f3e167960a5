"""Describing a keyword list: what it holds, counted."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any

from outlast.catalogue import as_written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlast.filters.keyword.rules import KeywordList


def describe(rules: KeywordList) -> dict[str, Any]:
    """What a list holds, as plain data.

    Returns:
        ``name``, ``version``, ``language``, ``policy``, ``licence``, ``note`` and ``files`` as the list gives them;
        how many ``rules`` there are, and how many of them ``standing`` today by having no day of removal; how many by
        ``kinds``, ``boundaries``, ``categories``, ``themes``, ``regions`` and ``audiences``, the most frequent first
        (a rule of several regions counts in each; rules that name none count in none); ``added`` and ``removed``: how
        many have such a day, the first and the last; ``characters``: the fewest, the median and the most characters
        of a pattern.
    """
    every = rules.rules
    lengths = [len(pattern) for rule in every for pattern in rule.components]
    return {
        "name": rules.name,
        "version": rules.version,
        "language": rules.language,
        "policy": rules.policy,
        "licence": rules.licence,
        "note": rules.note,
        "files": [as_written(path) for path in rules.files],
        "rules": len(every),
        "standing": len(rules.standing().rules),
        "kinds": dict(rules.counts()),
        "boundaries": _counts(rule.edges for rule in every if rule.components),
        "categories": _counts(rule.category for rule in every),
        "themes": _counts(rule.theme for rule in every),
        "regions": _counts(region for rule in every for region in rule.regions),
        "audiences": _counts(rule.audience for rule in every),
        "added": _days(rule.added for rule in every),
        "removed": _days(rule.removed for rule in every),
        "characters": {"fewest": min(lengths), "median": median(lengths), "most": max(lengths)} if lengths else None,
    }


def _counts(values: Iterable[str | None]) -> dict[str, int]:
    counted = Counter(value for value in values if value)
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _days(values: Iterable[Any]) -> dict[str, Any] | None:
    days = [day for day in values if day is not None]
    return {"rules": len(days), "first": min(days).isoformat(), "last": max(days).isoformat()} if days else None
