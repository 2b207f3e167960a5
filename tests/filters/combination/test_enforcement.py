"""Inconsistent enforcement: a block applied with a probability, by platform, passage or draw."""

from __future__ import annotations

from collections.abc import Callable

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.filters.combination.enforcement import Enforcement, EnforcementConfig

DECISIONS = st.lists(st.sampled_from([True, False, None]), max_size=30)


def enforced(rate: float, **fields: object) -> Enforcement:
    """The filter `words`, enforced on one platform."""
    return Enforcement(**{"filter": "words", "rate": rate, "platform": "here", "per": "passage", "seed": 0, **fields})


@given(blocked=DECISIONS, per=st.sampled_from(["passage", "draw", "platform"]), seed=st.integers(0, 5))
def test_at_rate_one_it_is_the_filter(blocked, per, seed, stored: Callable, keys: Callable) -> None:
    """With probability 1 every decision is the filter's, failures included."""
    members = {"words": stored(blocked)}
    made = enforced(1.0, per=per, seed=seed).combine(members, keys=keys(len(blocked)))
    assert made.blocked.to_pylist() == blocked
    assert made.stage.to_pylist() == ["words" if value else None for value in blocked]
    assert [error is None for error in made.error.to_pylist()] == [value is not None for value in blocked]


@given(blocked=DECISIONS, per=st.sampled_from(["passage", "draw", "platform"]), seed=st.integers(0, 5))
def test_at_rate_nought_nothing_is_blocked(blocked, per, seed, stored: Callable, keys: Callable) -> None:
    """With probability 0 every passage is let through, also where the filter failed: it would not have counted."""
    made = enforced(0.0, per=per, seed=seed).combine({"words": stored(blocked)}, keys=keys(len(blocked)))
    assert made.blocked.to_pylist() == [False] * len(blocked)
    assert made.error.null_count == len(blocked)


@given(blocked=DECISIONS, rate=st.floats(0, 1), seed=st.integers(0, 5))
def test_it_blocks_nothing_that_the_filter_lets_through(blocked, rate, seed, stored: Callable, keys: Callable) -> None:
    """At any rate a block is a block of the filter's, and an error one of its errors."""
    made = enforced(rate, seed=seed).combine({"words": stored(blocked)}, keys=keys(len(blocked)))
    for own, now in zip(blocked, made.blocked.to_pylist(), strict=True):
        assert now in (own, False)


def test_two_platforms_are_independent_at_one_rate(stored: Callable, keys: Callable) -> None:
    """Of 20,000 blocks at rate 0.4, each platform applies 8,000 and both 3,200, within five standard errors."""
    count = 20_000
    members = {"words": stored([True] * count)}
    here, there = (
        enforced(0.4, platform=name).combine(members, keys=keys(count)).blocked.to_numpy(zero_copy_only=False)
        for name in ("here", "there")
    )
    for column, share in ((here, 0.4), (there, 0.4), (here & there, 0.16)):
        assert abs(column.sum() - count * share) < 5 * (count * share * (1 - share)) ** 0.5


def test_rules_of_one_platform_share_its_chances(stored: Callable, keys: Callable) -> None:
    """What a platform applies of a rule at 0.4 it applies of another at 0.7 where that one blocks too."""
    members = {"words": stored([True] * 500), "model": stored([row % 2 == 0 for row in range(500)])}
    strict = enforced(0.7, filter="model").combine(members, keys=keys(500)).blocked.to_pylist()
    lax = enforced(0.4).combine(members, keys=keys(500)).blocked.to_pylist()
    assert [row for row in range(0, 500, 2) if lax[row] and not strict[row]] == []
    assert sum(strict) > sum(lax[row] for row in range(0, 500, 2)) > 0


def test_enforcement_of_enforcement(stored: Callable, keys: Callable) -> None:
    """Twice on one platform is once at the lower rate; on two platforms it is both chances."""
    members = {"words": stored([True] * 2_000)}
    key = keys(2_000)
    once = enforced(0.5).combine(members, keys=key)
    same = enforced(0.8, filter="once").combine({"once": once}, keys=key)
    other = enforced(0.8, filter="once", platform="there").combine({"once": once}, keys=key)
    assert same.blocked.equals(once.blocked)
    assert abs(sum(other.blocked.to_pylist()) - 800) < 110  # five standard errors of 2,000 at 0.4


@pytest.mark.parametrize(("per", "kinds"), [("platform", 1), ("passage", 1), ("draw", 6)])
def test_renderings_share_a_chance_or_have_their_own(per: str, kinds: int, stored: Callable, keys: Callable) -> None:
    """Under two perturbations with three draws each, a passage has one fate, or one for each of the six."""
    members = {"words": stored([True] * 100)}
    fates = {
        tuple(enforced(0.5, per=per).combine(members, keys=keys(100, perturbation=how, draw=draw)).blocked.to_pylist())
        for how in ("identity", "hidden")
        for draw in range(3)
    }
    assert len(fates) == kinds


def test_a_platform_goes_by_its_name() -> None:
    """Where no platform is named, the filter's own name is the platform's; rates outside [0, 1] are refused."""
    config = {"kind": "enforcement", "name": "here", "filter": "words", "rate": 0.5}
    assert EnforcementConfig.model_validate(config).build(seed=3) == enforced(0.5, seed=3)
    named = EnforcementConfig.model_validate({**config, "platform": "there", "per": "draw"})
    assert named.build(seed=0) == enforced(0.5, platform="there", per="draw")
    for rate in (-0.1, 1.1):
        with pytest.raises(pydantic.ValidationError):
            EnforcementConfig.model_validate({**config, "rate": rate})
