"""A deferral band: what is close to call goes to review, and everything else is as the filter said."""

from __future__ import annotations

from collections.abc import Callable

import pydantic
import pytest

from outlast.filters.combination.deferral import Deferral, DeferralConfig

SCORES = [0.0, 0.39, 0.4, 0.49, 0.5, 0.6, 0.61, 1.0, None, None]
BLOCKED = [False, False, False, False, True, True, True, True, True, None]
"""A filter that blocks from 0.5; the last two have no score: one decided without, one failed."""


def band(review_blocks: float, **fields: object) -> Deferral:
    """The band from 0.4 to 0.6."""
    given = {"name": "held", "filter": "model", "band": (0.4, 0.6), "per": "passage", "seed": 0, **fields}
    return Deferral(review_blocks=review_blocks, **given)


def combine(deferral: Deferral, stored: Callable, keys: Callable):
    return deferral.combine({"model": stored(BLOCKED, score=SCORES)}, keys=keys(len(SCORES)))


@pytest.mark.parametrize(("review_blocks", "reviewed"), [(1.0, True), (0.0, False)])
def test_a_review_that_blocks_all_or_nothing(review_blocks, reviewed, stored: Callable, keys: Callable) -> None:
    """Scores from 0.4 to 0.6, both within, are blocked or let through by review; the others are as they were."""
    made = combine(band(review_blocks), stored, keys)
    assert made.blocked.to_pylist() == [False, False, *[reviewed] * 4, True, True, True, None]
    assert made.stage.to_pylist() == [None, None, *["review"] * 4, "model", "model", "model", None]
    assert made.error.to_pylist() == [None] * 9 + ["undecided: member model failed"]


def test_a_review_blocks_its_share(stored: Callable, keys: Callable) -> None:
    """Of 10,000 passages in the band a review of 0.3 blocks 3,000, within five standard errors (229)."""
    count = 10_000
    members = {"model": stored([False] * count, score=[0.5] * count)}
    made = band(0.3).combine(members, keys=keys(count))
    assert abs(sum(made.blocked.to_pylist()) - 3_000) < 230
    assert set(made.stage.to_pylist()) == {"review"}


def test_reviews_of_two_bands_are_independent(stored: Callable, keys: Callable) -> None:
    """Two bands of other names review the same passages each with its own chances; one name has the same ones."""
    members = {"model": stored([False] * 200, score=[0.5] * 200)}
    one, again, other = (band(0.5, name=name).combine(members, keys=keys(200)).blocked for name in ("a", "a", "b"))
    assert one.equals(again)
    assert not one.equals(other)


def test_a_passage_fares_alike_in_every_rendering_or_by_draw(stored: Callable, keys: Callable) -> None:
    """Per passage the outcome of a review is that of the passage; per draw each rendering has its own."""
    members = {"model": stored([False] * 200, score=[0.5] * 200)}
    outcomes = {
        per: {
            tuple(band(0.5, per=per).combine(members, keys=keys(200, draw=draw)).blocked.to_pylist())
            for draw in range(3)
        }
        for per in ("passage", "draw")
    }
    assert {per: len(found) for per, found in outcomes.items()} == {"passage": 1, "draw": 3}


def test_a_band_of_one_score(stored: Callable, keys: Callable) -> None:
    """A band may begin where it ends: then just that score goes to review."""
    made = combine(band(1.0, band=(0.49, 0.49)), stored, keys)
    assert [row for row, stage in enumerate(made.stage.to_pylist()) if stage == "review"] == [3]


def test_a_config_says_what_a_review_does() -> None:
    """What the review does must be said, within 0 and 1, and a band goes from low to high."""
    given = {"kind": "deferral", "name": "held", "filter": "model", "band": (0.4, 0.6), "review_blocks": 0.5}
    wrong = [{"review_blocks": 1.5}, {"review_blocks": None}, {"band": (0.6, 0.4)}, {"per": "platform"}]
    for fields in wrong:
        with pytest.raises(pydantic.ValidationError):
            DeferralConfig.model_validate({**given, **fields})
    assert DeferralConfig.model_validate(given).build(seed=0) == band(0.5)
