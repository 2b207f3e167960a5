"""The answer's sentences: what they say of numbers written by hand, at every edge."""

from __future__ import annotations

from typing import Any

import pytest

from outlast.runs.answer import answer, survived_of


def part(count: int, n: int, low: float | None = 0.25, high: float | None = 0.75) -> dict[str, Any]:
    """A proportion as a summary has it; its interval is whatever is given."""
    if n == 0:
        return {"count": 0, "n": 0, "rate": None, "low": None, "high": None}
    return {"count": count, "n": n, "rate": count / n, "low": low, "high": high}


def row(name: str, survived: tuple[int, int], *, over=(0, 0), under=(0, 0), errors=0, perturbation="identity"):
    return {
        "filter": name,
        "perturbation": perturbation,
        "survived": part(*survived),
        "errors": errors,
        "over_blocked": part(*over),
        "under_blocked": part(*under),
    }


def said(*rows: dict[str, Any], unlabelled: int = 0) -> str:
    summary = {"survival": list(rows), "unlabelled": unlabelled}
    return " ".join(answer(summary, perturbation="identity", policy="line", unit="sentences"))


def test_the_strictest_and_the_mildest_filter_are_told_apart() -> None:
    """Of three filters the one in the middle is not named; the strictest is held against the policy."""
    rows = [
        row("list", (8, 10), over=(1, 6), under=(3, 4)),
        row("both", (4, 10), over=(3, 6), under=(1, 4)),
        row("model", (5, 10)),
    ]
    assert said(*rows) == (
        "Of 10 sentences, 4 survive (40 %; 95 % interval 25–75 %) under both, the strictest filter, and 8 "
        "(80 %; 95 % interval 25–75 %) under list, the mildest. "
        "Measured against its policy, both misses 1 of the 4 that line would block and blocks 3 of the 6 others."
    )


def pair(first: str, second: str, difference: float | None, ends: tuple[float, float] | None, p: float | None):
    """A row of the measure of pairs: how many points more survive the second than the first."""
    low, high = ends or (None, None)
    return {
        "first": first,
        "second": second,
        "difference": difference,
        "difference_low": low,
        "difference_high": high,
        "p_holm": p,
    }


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            pair("list", "both", -0.4, (-0.6, -0.2), 0.0123),
            "That difference, 40 points (95 % interval 20–60), is more than chance would give "
            "(p\u00a0=\u00a0.012, corrected for all pairs).",
        ),
        (
            pair("both", "list", 0.4, (0.2, 0.6), 0.0004),
            "That difference, 40 points (95 % interval 20–60), is more than chance would give "
            "(p\u00a0<\u00a0.001, corrected for all pairs).",
        ),
        (
            pair("list", "both", -0.4, (-0.8, 0.1), 0.25),
            "The difference between the two, 40 points, may be chance: its 95 % interval includes none "
            "(p\u00a0=\u00a0.250, corrected for all pairs).",
        ),
        (
            pair("list", "both", -0.4, (-0.8, -0.05), 0.08),
            "That difference, 40 points (95 % interval 5–80), is not beyond chance "
            "(p\u00a0=\u00a0.080, corrected for all pairs).",
        ),
        (pair("list", "both", 0.0, (0.0, 0.0), 1.0), ""),
        (pair("list", "both", -0.4, None, None), ""),
        (pair("list", "model", -0.3, (-0.5, -0.1), 0.01), ""),
    ],
    ids=["beyond chance", "whichever is first", "none within", "p above", "equal", "no interval", "another pair"],
)
def test_the_difference_of_the_extremes_is_hedged_as_its_test_and_interval_are(found, sentence) -> None:
    """Both must speak for a difference before it is called one; without either, nothing is said of it."""
    rows = [row("list", (8, 10)), row("both", (4, 10)), row("model", (5, 10))]
    summary = {"survival": rows, "unlabelled": 0}
    told = answer(summary, perturbation="identity", policy="line", unit="sentences", pairs=[found])
    beginnings = ("That difference", "The difference")
    assert [each for each in told if each.startswith(beginnings)] == ([sentence] if sentence else [])


def test_one_filter_is_neither_strictest_nor_mildest() -> None:
    """With a single filter there is nothing to compare."""
    assert said(row("list", (1, 2), over=(0, 1), under=(0, 1))) == (
        "Of 2 sentences, 1 survives (50 %; 95 % interval 25–75 %) under list. "
        "Measured against its policy, list misses none of the 1 that line would block and blocks 0 of the 1 others."
    )


@pytest.mark.parametrize(
    ("rows", "beginning"),
    [
        ([row("list", (3, 3), over=(0, 3))], "Nothing is silenced: list blocks none of the 3 sentences"),
        (
            [row("list", (3, 3), over=(0, 3)), row("model", (3, 3), over=(0, 3))],
            "Nothing is silenced: none of the 2 filters blocks any of the 3 sentences",
        ),
        ([row("list", (0, 3), over=(3, 3))], "Nothing is left: list blocks all 3 sentences"),
        (
            [row("list", (0, 3), over=(3, 3)), row("model", (0, 3), over=(3, 3))],
            "Nothing is left: each of the 2 filters blocks all 3 sentences",
        ),
    ],
)
def test_nothing_blocked_and_all_blocked_keep_their_interval(rows, beginning) -> None:
    """Even where nothing, or all, is blocked the sentence gives the interval: three sentences prove little."""
    assert said(*rows).startswith(beginning)
    assert "(95 % interval of survival 25–75 %)" in said(*rows)


def test_filters_that_let_the_same_number_through_are_not_ranked() -> None:
    """Equal counts make no strictest filter."""
    text = said(row("list", (1, 2), over=(1, 2)), row("model", (1, 2), over=(1, 2)))
    assert text.startswith("Of 2 sentences, 1 survives (50 %; 95 % interval 25–75 %) under each of the 2 filters.")
    assert "strictest" not in text


def test_without_targets_only_what_is_over_blocked_is_told() -> None:
    """A policy that would block nothing has nothing to be missed."""
    assert said(row("list", (1, 2), over=(1, 2))).endswith("line would block none of them; list blocks 1 all the same.")


def test_without_labels_nothing_is_said_of_the_policy() -> None:
    """Passages without labels say nothing for or against a policy."""
    assert said(row("list", (1, 2)), unlabelled=2).endswith(
        "Whether that is what line intends cannot be said: the sentences have no labels."
    )


def test_some_without_labels_are_counted() -> None:
    """Passages that lack a label are said to count in neither."""
    text = said(row("list", (2, 4), over=(0, 1), under=(1, 2)), unlabelled=1)
    assert text.endswith("blocks 0 of the 1 others (1 have no label, and count in neither).")


def test_failures_are_told() -> None:
    """Failed decisions are counted by filter, and said to count neither way."""
    text = said(row("list", (1, 2), over=(1, 2), errors=3))
    assert text.endswith("Some decisions failed and count neither way: 3 of list.")


def test_where_all_failed_nothing_is_said() -> None:
    """No decided passage is no rate."""
    assert said(row("list", (0, 0), errors=2)) == (
        "Nothing can be said: none of the sentences was decided, as every decision failed."
    )


def test_a_filter_that_failed_throughout_is_no_strictest_one() -> None:
    """A filter without a rate is left out of the comparison, and its failures told."""
    text = said(row("list", (0, 0), errors=2), row("model", (1, 2), over=(1, 2)))
    assert text.startswith("Of 2 sentences, 1 survives (50 %; 95 % interval 25–75 %) under model.")
    assert text.endswith("2 of list.")


def test_the_rewriting_that_lets_most_more_through_is_told() -> None:
    """Of two rewritings, the one with the larger rise, by its filter; a fall is no rise."""
    text = said(
        row("list", (1, 4), over=(1, 4)),
        row("list", (4, 4), perturbation="hidden"),
        row("list", (0, 4), perturbation="shouted"),
    )
    assert text.endswith("Rewritten by hidden, what survives list rises from 25 % to 100 %.")


def test_a_small_rise_is_not_told_as_one() -> None:
    """A rise of less than five points is called not much."""
    text = said(row("list", (50, 100), over=(1, 4)), row("list", (54, 100), perturbation="hidden"))
    assert text.endswith("No rewriting that was tried lets much more through.")


def test_the_interval_of_clusters_stands_before_wilsons() -> None:
    """Where a summary has intervals of whole clusters, those are told; without one, Wilson's."""
    wilson = row("list", (1, 2))
    assert survived_of(wilson)["low"] == 0.25
    assert survived_of({**wilson, "intervals": {"survived": {"low": 0.1, "high": 0.9}}})["low"] == 0.1
