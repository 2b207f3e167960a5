"""The comparison's sentences: what they say of numbers written by hand, at every edge."""

from __future__ import annotations

from typing import Any

import pytest

from outlast.report.versus.takeaway import Answer, Told, answer


def row(name: str = "list", before: int = 8, after: int = 5, n: int = 10, **more: Any) -> dict[str, Any]:
    """A row of the sheet of survival; every passage that survives no more is a loss."""
    return {
        "filter_after": name,
        "perturbation": "identity",
        "n": n,
        "before": before,
        "after": after,
        "gained": max(after - before, 0),
        "lost": max(before - after, 0),
        "difference": (after - before) / n if n else None,
        "low": -0.6,
        "high": -0.1,
        "p_holm": 0.031,
        "clusters": 40,
        **more,
    }


def told(*rates: dict[str, Any], **more: Any) -> Told:
    given: dict[str, Any] = {
        "baseline": "old",
        "label": "new",
        "same_run": False,
        "unit": "sentences",
        "policy": "line",
        "perturbation": "identity",
        "decisions": 40,
        "blocked_now": 3,
        "through_now": 1,
        "towards": 3,
        "against": 1,
        "causes": {"rule w3 added (harbour)": 4},
        "tests": len(rates),
        "cluster": "paragraph",
    }
    return Told(**{**given, "rates": rates, **more})


def said(*rates: dict[str, Any], **more: Any) -> str:
    """The answer as one text, with plain blanks."""
    lead, rest = answer(told(*rates, **more))
    return " ".join([*lead, *rest]).replace("\u00a0", " ")


def test_flips_the_change_and_its_cause_lead() -> None:
    """Four flips of forty, one tested change, one cause: three sentences, and what the policy says of it besides."""
    assert answer(told(row())) == Answer(
        (
            "4 of 40 decisions flipped (10 %): 3 are blocked now, 1 comes through now.",
            "As written, survival under list falls from 8 to 5 of 10 sentences (−30 points, 95 % interval −60 to −10), "
            "more than chance would give (p\u00a0=\u00a0.031).",
            "All of them came through one thing: rule w3 added (harbour).",
        ),
        ("Of the flips 3 go towards what line intends and 1 against it.",),
    )


def test_nothing_flipped_proves_nothing_elsewhere() -> None:
    """Without a flip no change, cause or policy is told, and the sentence is hedged."""
    text = said(row(after=8, low=None, high=None), blocked_now=0, through_now=0, causes={})
    assert text == (
        "Nothing flipped: each of the 40 decisions came out as before. "
        "That is no proof that nothing would flip on other texts."
    )


def test_a_run_against_itself_is_said_to_be_one() -> None:
    """The same run must not read as evidence that a change has no effect."""
    text = said(blocked_now=0, through_now=0, causes={}, same_run=True)
    assert text == (
        "new and old are the same run, one config, data and code: each of the 40 decisions came out as before, as it "
        "must."
    )


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        ((1, 0), "1 of 40 decisions flipped (2 %): it is blocked now."),
        ((0, 1), "it comes through now."),
        ((2, 0), "both are blocked now."),
        ((0, 5), "all 5 come through now."),
        ((1, 2), "1 is blocked now, 2 come through now."),
    ],
)
def test_one_way_and_both(ways, words) -> None:
    """One flip, two of a kind, many of a kind and a mixture each have their words."""
    assert words in said(row(), blocked_now=ways[0], through_now=ways[1])


def test_few_flips_of_many_are_not_none() -> None:
    """A share that rounds to 0 % is told as under 1 %."""
    assert "(under 1 %)" in said(row(), decisions=10_000)


@pytest.mark.parametrize(
    ("numbers", "hedge"),
    [
        ({"low": -0.6, "high": 0.0, "p_holm": 0.01}, ", which may be chance: the interval includes none (p = .010)."),
        ({"low": -0.6, "high": -0.1, "p_holm": 0.05}, ", which is not beyond chance (p = .050)."),
        ({"low": -0.6, "high": -0.1, "p_holm": 0.0004}, ", more than chance would give (p < .001)."),
        (
            {"low": None, "high": None, "p_holm": 1.0},
            "(−30 points, without interval), which is not beyond chance (p = 1.000).",
        ),
    ],
)
def test_a_difference_is_hedged_as_its_numbers_are(numbers, hedge) -> None:
    """An interval that includes none, a p at the level, a tiny p and a missing interval each say so."""
    assert hedge in said(row(**numbers))


@pytest.mark.parametrize(
    ("after", "n", "words"), [(7, 100, "(−1 point,"), (7, 1000, "(under 1 point,"), (9, 50, "rises from 8 to 9")]
)
def test_small_changes_and_rises(after, n, words) -> None:
    """One point is no plural, a tenth of one is no zero, and a rise is no fall."""
    assert words in said(row(after=after, n=n))


def test_the_correction_names_its_tests() -> None:
    """With several tests p is said to be corrected for all of the page's, and how many are beyond chance is told."""
    text = said(row(), row("model", before=8, after=7, p_holm=0.4), tests=6)
    assert "survival under list falls most, from 8 to 5" in text
    assert "(p = .031, corrected for 6 tests)" in text
    assert "Of its 2 differences of survival, 1 is beyond chance." in text


@pytest.mark.parametrize(("p", "words"), [(0.5, "none is"), (0.01, "all are")])
def test_none_and_all_beyond_chance(p, words) -> None:
    """Where none, or all, of the differences are beyond chance, no number stands for it."""
    assert f"{words} beyond chance." in said(row(p_holm=p), row("model", p_holm=p))


def test_flips_that_cancel_are_not_called_no_change() -> None:
    """As many survive as before, but others."""
    text = said(row(after=8, gained=2, lost=2, difference=0.0))
    assert "as many sentences survive as before, but not the same ones: 4 flips." in text


def test_flips_of_rewritten_texts_only() -> None:
    """Where all flips are under rewritings, the text as written is said to be as it was; the larger change is told."""
    still = row(after=8, difference=0.0)
    text = said(still, row(after=3, perturbation="hidden"))
    assert "In the text as written nothing flipped; only rewritten texts are decided otherwise." in text
    assert "Rewritten by hidden, survival under list falls from 8 to 3 of 10 sentences" in text


def test_a_smaller_change_under_a_rewriting_is_not_told() -> None:
    """The largest change as written stands alone where no rewriting exceeds it."""
    assert "Rewritten" not in said(row(), row(after=6, perturbation="hidden"))


def test_causes_most_and_mixed() -> None:
    """More than half is most; half is mixed; a long cause is cut."""
    assert "Most, 3 of 4, came through one thing: a." in said(row(), causes={"b": 1, "a": 3})
    assert "Causes are mixed; the most frequent, of 2 of 4 flips: a." in said(row(), causes={"a": 2, "b": 1, "c": 1})
    assert f"{'x' * 160} …." in said(row(), causes={"x" * 400: 4})


def test_the_policy_may_say_nothing() -> None:
    """Of some flips, or of all, the policy says nothing."""
    assert "3 go towards what line intends and 0 against it; of 1 it says nothing." in said(row(), against=0)
    assert "line says nothing of what flipped." in said(row(), towards=0, against=0)


def test_what_is_left_out_and_what_failed_are_told() -> None:
    """A comparison of what is common, and failed decisions, are said with their counts, before and after all else."""
    lead, rest = answer(told(row(), reasons=("filters: both only in old",), left_out=(12, 0), failed=(0, 2)))
    assert rest[0] == ("Only what both have is compared, 40 decisions; 12 of the baseline and 0 of new are left out.")
    assert rest[-1] == "Some decisions failed, and count neither way: 0 in the baseline, 2 in new."
    assert lead[0].startswith("4 of 40")


def test_few_clusters_are_said_to_be_few() -> None:
    """Below eight clusters the intervals are called wide; from eight on they are not."""
    assert "7 paragraphs are few, so the intervals are wide." in said(row(clusters=7))
    assert "few" not in said(row(clusters=8))


def test_without_data_no_rate_is_told() -> None:
    """A filter on which everything failed has no difference to tell."""
    none = row(before=0, after=0, n=0, low=None, high=None, p_holm=None)
    assert "survival" not in said(none)
