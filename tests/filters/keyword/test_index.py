"""The index: what the matcher looks for on behalf of which rule."""

from __future__ import annotations

import pickle

import pytest

from outlast.filters.keyword.fire import fire
from outlast.filters.keyword.index import Index, emptied
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import Rule

PLAIN = Chain(())


def anchors(index: Index) -> dict[int, list[int]]:
    """For each component that is looked for, the rules that are looked at once it is found, by number."""
    several = index.several
    return {
        component: several.numbers[several.anchored[first:last]].tolist()
        for component, (first, last) in enumerate(
            zip(several.first[:-1].tolist(), several.first[1:].tolist(), strict=True)
        )
        if first < last
    }


def test_a_rule_of_several_is_looked_at_by_its_longest_component() -> None:
    """Each rule of several components has one anchor: the component that is least likely to occur, the longest."""
    rules = [
        Rule("a", "combination", ("no", "invasion")),
        Rule("b", "ordered", ("invasion", "war")),
        Rule("c", "extenuating", ("no",)),
    ]
    index = Index.build(rules, chain=PLAIN)
    no, invasion = index.needs[0]
    assert anchors(index) == {invasion: [0, 1], no: [2]}


def test_components_that_normalise_alike_are_one() -> None:
    """A combination whose components a chain makes equal is a rule of one component."""
    rules = [Rule("r", "combination", ("War", "WAR"))]
    assert list(Index.build(rules, chain=PLAIN).needs) == [0]
    assert list(Index.build(rules, chain=Chain(("casefold",))).needs) == []


@pytest.mark.parametrize(
    "rule",
    [
        Rule("r", "literal", (".",)),
        Rule("r", "combination", ("a", ".")),
        Rule("r", "exception", ("...",)),
        Rule("r", "fuzzy", ("....",), limit=1),
    ],
    ids=lambda rule: rule.kind,
)
def test_what_is_emptied_is_told(rule: Rule) -> None:
    """A rule of which a chain leaves a component empty is told by its id; under another chain it is not."""
    kept = Rule("kept", "literal", ("a.",))
    assert emptied([rule, kept], chain=Chain(("separators",))) == ["r"]
    assert emptied([rule, kept], chain=Chain(("casefold",))) == []


def test_expressions_are_not_emptied() -> None:
    """Rules that RE2 matches have no component that a chain could empty."""
    rules = [Rule("x", "regex", ("[.]",)), Rule("d", "detector", (), detects="url")]
    assert emptied(rules, chain=Chain(("separators",))) == []


def test_a_list_may_be_emptied_whole() -> None:
    """Where normalising empties every rule, nothing fires on any text."""
    rules = [Rule("r", "literal", (".",)), Rule("s", "ordered", (".", "!"))]
    chain = Chain(("separators",))
    batch = normalise(["a.b!", ""], chain)
    assert len(fire(rules, Index.build(rules, chain=chain), batch, chain=chain).occurrences.row) == 0


def test_a_pickled_index_works() -> None:
    """An index that was sent to another process, expressions included, finds what it found here."""
    rules = [Rule("l", "literal", ("a",)), Rule("c", "combination", ("a", "b")), Rule("x", "regex", ("a.b",))]
    index = Index.build(rules, chain=PLAIN)
    batch = normalise(["a b", "ab", "b"], PLAIN)
    sent = pickle.loads(pickle.dumps(index))
    here, there = (fire(rules, each, batch, chain=PLAIN).occurrences for each in (index, sent))
    assert here.rule.tolist() == there.rule.tolist() == [0, 1, 1, 2, 0, 1, 1]
