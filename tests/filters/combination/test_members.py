"""Members: filters that stand before the combination, each named once; what is wrong has a place and the near name."""

from __future__ import annotations

from typing import Any

import pytest

from outlast.filters.combination.kinds import COMBINATIONS, MEMBER_FIELDS, blocks_what_any_blocks, members_of
from outlast.filters.combination.members import member_faults
from outlast.yamlfile import UNREADABLE

WORDS, MODEL = {"name": "words", "kind": "keyword"}, {"name": "model", "kind": "classifier"}
LATER = {"name": "later", "kind": "keyword"}

EXAMPLES: dict[str, dict[str, Any]] = {
    "cascade": {"stages": ["words", "model"]},
    "vote": {"members": ["words", "model"], "at_least": 2},
    "veto": {"filter": "words", "by": ["model"], "when": "hits"},
    "deferral": {"filter": "model", "band": [0.4, 0.6], "review_blocks": 1.0},
    "enforcement": {"filter": "words", "rate": 0.5},
}


def faults(config: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    """What is wrong with a combination between two filters and a later one."""
    return [tuple(fault) for fault in member_faults([WORDS, MODEL, {"name": "own", **config}, LATER], 2)]


def test_every_kind_has_an_example() -> None:
    """The examples here are one of each kind of combination, by the name that a config gives it."""
    assert set(EXAMPLES) == set(MEMBER_FIELDS)
    assert len(COMBINATIONS) == len(MEMBER_FIELDS)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_members_that_stand_before_are_right(kind: str) -> None:
    """Each kind's example names filters that stand before it, and nothing is wrong with it."""
    assert faults({"kind": kind, **EXAMPLES[kind]}) == []


@pytest.mark.parametrize("kind", EXAMPLES)
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("modle", "no filter before this one is called 'modle'; did you mean 'model'?"),
        ("later", "'later' stands after this filter; move it before this one"),
        ("own", "'own' is this filter itself; name others that stand before it"),
    ],
)
def test_every_name_of_every_kind_is_followed(kind: str, wrong: str, message: str) -> None:
    """In each place where a kind names a filter, a name that leads nowhere is a fault with that place."""
    for field in MEMBER_FIELDS[kind]:
        given = EXAMPLES[kind][field]
        changed = [*given[:-1], wrong] if isinstance(given, list) else wrong
        place = (field, len(given) - 1) if isinstance(given, list) else (field,)
        assert faults({"kind": kind, **EXAMPLES[kind], field: changed}) == [(place, message)]


@pytest.mark.parametrize(
    ("config", "fault"),
    [
        ({"kind": "cascade", "stages": ["words", "words"]}, (("stages", 1), "'words' is already a stage")),
        ({"kind": "vote", "members": ["words", "words"]}, (("members", 1), "'words' is already a member")),
        ({"kind": "veto", "filter": "words", "by": ["words"]}, (("by", 0), "'words' is already a member")),
        (
            {"kind": "deferral", "filter": "words"},
            (("filter",), "'words' is a keyword and has no score, so nothing of it is close to call"),
        ),
    ],
)
def test_names_that_cannot_be_meant(config: dict[str, Any], fault: tuple[tuple[str | int, ...], str]) -> None:
    """A member that is named twice, and a band over a filter without scores, are faults."""
    assert faults(config) == [fault]


@pytest.mark.parametrize("value", [None, 3, {}, [], [None, 3, []], UNREADABLE])
def test_what_is_no_name_is_left_to_the_model(value: Any) -> None:
    """Values that are no names, or could not be read, are not followed; the config's model says what is wrong there."""
    for kind, fields in MEMBER_FIELDS.items():
        assert faults({"kind": kind, **dict.fromkeys(fields, value)}) == []


@pytest.mark.parametrize("kind", EXAMPLES)
def test_members_are_what_is_built(kind: str) -> None:
    """The members that a config names are those of what it builds, in order."""
    model = next(each for each in COMBINATIONS if each.model_fields["kind"].annotation.__args__[0] == kind)
    config = {"kind": kind, "name": "own", **EXAMPLES[kind]}
    built = model.model_validate(config, strict=False)
    made = built.build(seed=0) if kind in {"deferral", "enforcement"} else built.build()
    assert made.members == members_of(config)


def test_what_is_an_or() -> None:
    """A cascade and a vote that one member carries are ors; no other combination is, and no filter."""
    ors = {kind for kind, config in EXAMPLES.items() if blocks_what_any_blocks({"kind": kind, **config})}
    assert ors == {"cascade"}
    assert blocks_what_any_blocks({"kind": "vote", **EXAMPLES["vote"], "at_least": 1})
    assert not blocks_what_any_blocks(WORDS)
