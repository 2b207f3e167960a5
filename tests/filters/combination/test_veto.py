"""A veto: an allow list spares what it hits, a second opinion what it lets pass, and who settled it is named."""

from __future__ import annotations

from collections.abc import Callable

import pydantic
import pytest

from outlast.filters.combination.veto import Veto, VetoConfig


@pytest.mark.parametrize(
    ("own", "allowed", "blocked", "stage"),
    [
        (True, False, True, "list"),
        (True, True, False, "allowed"),
        (False, True, False, None),
        (False, False, False, None),
        (False, None, False, None),
        (None, True, False, "allowed"),
        (True, None, None, None),
        (None, False, None, None),
        (None, None, None, None),
    ],
)
def test_an_allow_list(own, allowed, blocked, stage, stored: Callable, keys: Callable) -> None:
    """With hits: blocked except where the allow list hits; a failure counts where neither side settles it."""
    made = Veto("list", ("allowed",), "hits").combine(
        {"list": stored([own]), "allowed": stored([allowed])}, keys=keys(1)
    )
    assert [made.blocked[0].as_py(), made.stage[0].as_py()] == [blocked, stage]


@pytest.mark.parametrize(
    ("own", "opinion", "blocked", "stage"),
    [
        (True, True, True, "list"),
        (True, False, False, "opinion"),
        (False, False, False, None),
        (False, None, False, None),
        (None, False, False, "opinion"),
        (True, None, None, None),
        (None, True, None, None),
    ],
)
def test_a_second_opinion(own, opinion, blocked, stage, stored: Callable, keys: Callable) -> None:
    """With passes: blocked only where the second filter blocks as well."""
    members = {"list": stored([own]), "opinion": stored([opinion])}
    made = Veto("list", ("opinion",), "passes").combine(members, keys=keys(1))
    assert [made.blocked[0].as_py(), made.stage[0].as_py()] == [blocked, stage]


def test_the_first_veto_is_named(stored: Callable, keys: Callable) -> None:
    """Of several vetoes the first in their order is the stage, and one is enough."""
    members = {
        "list": stored([True] * 4),
        "a": stored([True, False, True, None]),
        "b": stored([True, True, False, True]),
    }
    made = Veto("list", ("a", "b"), "hits").combine(members, keys=keys(4))
    assert made.stage.to_pylist() == ["a", "b", "a", "b"]
    assert made.blocked.to_pylist() == [False] * 4


def test_a_veto_of_a_veto_blocks_again(stored: Callable, keys: Callable) -> None:
    """An exception from an exception: what the inner veto spares is blocked where the allow list is itself vetoed."""
    members = {"list": stored([True, True]), "allowed": stored([True, True]), "but": stored([True, False])}
    allowed = Veto("allowed", ("but",), "hits").combine(members, keys=keys(2))
    made = Veto("list", ("allowed",), "hits").combine({**members, "allowed": allowed}, keys=keys(2))
    assert made.blocked.to_pylist() == [True, False]


def test_a_config_says_what_is_a_veto() -> None:
    """What overrides must be said, by at least one filter; nothing is taken for granted."""
    given = {"kind": "veto", "name": "v", "filter": "list", "by": ["allowed"]}
    for wrong in ({}, {"when": "blocks"}, {"when": "hits", "by": []}):
        with pytest.raises(pydantic.ValidationError):
            VetoConfig.model_validate({**given, **wrong})
    built = VetoConfig.model_validate({**given, "when": "passes"}).build()
    assert built == Veto("list", ("allowed",), "passes")
    assert built.members == ("list", "allowed")
