"""What rules have to do with what a list blocks: by hand, and by sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.statistics.proportion import proportion
from outlast.statistics.rules import RuleShare, rule_shares

FIRES = {"broad": [0, 1, 2, 3, 6], "sharp": [0, 1], "late": [1, 4], "blunt": [3, 5], "twin": [4], "mute": [6]}
"""By rule, the passages in which it fires."""

TARGET = [1, 1, 1, 0, 1, 0, -1]
"""Of passages 0 to 6, what the policy says."""


def shares(fires: dict[str, list[int]], target: list[int], *, each: int = 1) -> tuple[RuleShare, ...]:
    """The shares of rules that fire in these passages; the first that fires decides."""
    names = list(fires)
    fired = [(passage, at) for at, name in enumerate(names) for passage in fires[name]]
    deciding = [min((at for row, at in fired if row == passage), default=-1) for passage in range(len(target))]
    return rule_shares(
        np.array(fired, dtype=np.int64).reshape(-1, 2),
        rules=names,
        deciding=np.array(deciding),
        target=np.array(target, dtype=np.int8),
        clusters=np.arange(len(target)) // each,
        resamples=200,
    )


def test_by_hand() -> None:
    """Two sharp rules come first, the larger of equals ahead; broad adds a target and a control, others nothing new."""
    found = shares(FIRES, TARGET)
    assert [(each.rule, each.added_targets, each.added_controls, each.caught, each.lost) for each in found] == [
        ("sharp", 2, 0, 2, 0),
        ("late", 1, 0, 3, 0),
        ("broad", 1, 1, 4, 1),
        ("blunt", 0, 1, 4, 2),
        ("twin", 0, 0, 4, 2),
        ("mute", 0, 0, 4, 2),
    ]


def test_counts_by_hand() -> None:
    """What a rule fires in, decides, and is alone in; the policy says nothing of passage 6."""
    found = {each.rule: each for each in shares(FIRES, TARGET)}
    broad, blunt, mute = found["broad"], found["blunt"], found["mute"]
    assert (broad.blocks, broad.decides, broad.targets, broad.controls) == (5, 5, 3, 1)
    assert (broad.only, broad.only_targets, broad.only_controls) == (1, 1, 0)
    assert (blunt.blocks, blunt.decides, blunt.only, blunt.only_targets, blunt.only_controls) == (2, 1, 1, 0, 1)
    assert (broad.precision.estimate, blunt.precision.estimate) == (0.75, 0.0)
    assert (mute.blocks, mute.targets, mute.controls, mute.precision.estimate) == (1, 0, 0, None)


def test_a_rule_that_is_always_right() -> None:
    """A rule that is right in ten sentences of two paragraphs has Wilson's interval of 2 of 2, not of 10 of 10."""
    (found,) = shares({"only": list(range(10))}, [1] * 10, each=5)
    assert (found.precision.low, found.precision.method) == (pytest.approx(proportion(2, 2).low), "wilson")


def test_rules_with_equal_counts_but_other_clusters() -> None:
    """Two rules right in three of four passages differ in their interval where one's passages stand together."""
    scattered, together = [0, 4, 8, 13], [16, 17, 18, 19]
    target = [1] * 20
    target[13] = target[19] = 0
    found = {each.rule: each for each in shares({"a": scattered, "b": together}, target, each=4)}
    assert found["a"].precision.clusters == 4
    assert found["b"].precision.clusters == 1


@given(
    st.lists(st.sets(st.integers(0, 9), min_size=1), min_size=1, max_size=6),
    st.lists(st.sampled_from([0, 1, -1]), min_size=10, max_size=10),
)
def test_by_sets(fires: list[set[int]], target: list[int]) -> None:
    """Step by step, each next rule has the highest share of targets among what is new, and adds just that."""
    found = shares({f"r{at}": sorted(rows) for at, rows in enumerate(fires)}, target)
    left = {f"r{at}": rows for at, rows in enumerate(fires)}
    blocked: set[int] = set()
    for each in found:
        new = {
            name: ([target[row] for row in rows - blocked].count(1), [target[row] for row in rows - blocked].count(0))
            for name, rows in left.items()
        }
        assert (each.added_targets, each.added_controls) == new[each.rule]
        known = {name: right / (right + wrong) for name, (right, wrong) in new.items() if right + wrong}
        if known:
            assert known[each.rule] == max(known.values())
        others = [rows for at, rows in enumerate(fires) if f"r{at}" != each.rule]
        assert each.only == len(left[each.rule] - set().union(*others))
        blocked |= left.pop(each.rule)
        assert each.caught == [target[row] for row in blocked].count(1)
        assert each.lost == [target[row] for row in blocked].count(0)
    assert not left


def test_of_equals_the_larger() -> None:
    """Of rules that are equally precise the one that catches more comes first, and then the first as given."""
    found = shares({"small": [0], "large": [1, 2], "other": [3]}, [1, 1, 1, 1])
    assert [each.rule for each in found] == ["large", "small", "other"]


def test_a_rule_counts_a_passage_once() -> None:
    """A rule that fires three times in a passage blocks one passage."""
    (found,) = shares({"again": [0, 0, 0]}, [1])
    assert (found.blocks, found.targets, found.only, found.added_targets) == (1, 1, 1, 1)


def test_no_rule_fired() -> None:
    """Where nothing fired there are no shares."""
    assert shares({"never": []}, [1, 0]) == ()
