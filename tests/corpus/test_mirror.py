"""Mirrored pairs: two sides that differ by little, and what the shipped policies make of the difference."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

import pytest

CONTRASTS = {"actor", "rights-rhetoric", "stance", "quotation", "negation", "sense"}

Row = dict[str, Any]
Pairs = dict[str, list[Row]]
Verdicts = Callable[[str, str], dict[str, dict[str, bool | None]]]


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pairs(language: str, shipped: Callable[[str, str], list[Row]]) -> Pairs:
    """The passages by their pair, in the order of the file."""
    found: Pairs = defaultdict(list)
    for row in shipped("mirror", language):
        found[row["pair_id"]].append(row)
    return found


@pytest.fixture(scope="module")
def flips(pairs: Pairs, language: str, verdicts: Verdicts) -> dict[str, set[str]]:
    """By pair, the policies whose verdict differs between the sides."""
    judged = verdicts("mirror", language)
    found = {}
    for name, (a, b) in pairs.items():
        left, right = judged[a["passage_id"]], judged[b["passage_id"]]
        assert set(left) == set(right) == {"civility", "collective-action", "state-criticism", "state-line-2022"}
        assert None not in {*left.values(), *right.values()}
        found[name] = {policy for policy, verdict in left.items() if verdict != right[policy]}
    return found


def test_there_are_enough_pairs(pairs: Pairs) -> None:
    """Each language has at least 120 pairs."""
    assert len(pairs) >= 120


def test_both_sides_are_there(pairs: Pairs) -> None:
    """A pair is one document of two passages: side a, then side b."""
    for name, rows in pairs.items():
        assert [row["side"] for row in rows] == ["a", "b"], name
        assert len({row["document_id"] for row in rows}) == 1, name


def test_contrasts_are_known(pairs: Pairs) -> None:
    """Both sides name one contrast, one of six, and each contrast has at least 15 pairs."""
    assert all(a["contrast"] == b["contrast"] for a, b in pairs.values())
    counts = Counter(a["contrast"] for a, _ in pairs.values())
    assert set(counts) == CONTRASTS
    assert min(counts.values()) >= 15


def test_sides_differ_by_little(pairs: Pairs) -> None:
    """The sides of a pair are two texts, at least half of whose characters match."""
    for name, (a, b) in pairs.items():
        assert a["text"] != b["text"], name
        assert SequenceMatcher(None, a["text"], b["text"], autojunk=False).ratio() >= 0.5, name


def test_no_text_serves_twice(pairs: Pairs) -> None:
    """No text serves twice, neither in one pair nor in two."""
    texts = [row["text"] for rows in pairs.values() for row in rows]
    assert len(texts) == len(set(texts))


def test_most_pairs_flip_a_verdict(flips: dict[str, set[str]]) -> None:
    """In more than half of the pairs some shipped policy blocks one side and not the other."""
    assert sum(bool(policies) for policies in flips.values()) > len(flips) / 2


def test_some_pairs_flip_none(flips: dict[str, set[str]]) -> None:
    """In at least a tenth of the pairs no policy's verdict changes: these are the controls."""
    assert sum(not policies for policies in flips.values()) >= len(flips) / 10


def test_every_policy_flips_somewhere(flips: dict[str, set[str]]) -> None:
    """Each policy but civility changes its verdict in at least ten pairs: none is left untested."""
    counts = Counter(policy for policies in flips.values() for policy in policies)
    assert all(counts[policy] >= 10 for policy in ("collective-action", "state-criticism", "state-line-2022")), counts
