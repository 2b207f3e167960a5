"""The sheets of a comparison: rates as they are counted by hand, causes counted, config by its paths."""

from __future__ import annotations

import pytest

import outlast
from outlast.comparison.compare import labels


def sheets_of(*runs, **how):
    return {sheet.name: sheet for sheet in outlast.compare(runs, **how).sheets()}


@pytest.fixture
def sheets(town):
    """The town, then with w3 in its list and a threshold of 0.4."""
    before = town.with_(name="before").run()
    after = town.with_(name="after", rules=(town.FOOL, town.BAKER, town.HARBOUR))
    return sheets_of(before, after.set("filters.scored.verdict.threshold=0.4").run())


def test_survival_is_counted_on_both_sides(sheets):
    """By hand: the list blocks 4 of 8, then 5; scores 2, then 4; the cascade 5, then 6."""
    assert [(row["filter"], row["before"], row["after"], row["n"]) for row in sheets["survival"]] == [
        ("words", 4, 3, 8),
        ("scored", 6, 4, 8),
        ("both", 3, 2, 8),
    ]
    assert [row["difference"] for row in sheets["survival"]] == [-0.125, -0.25, -0.125]
    assert [(row["gained"], row["lost"]) for row in sheets["survival"]] == [(0, 1), (0, 2), (0, 1)]


def test_the_tests_count_documents(sheets):
    """Four documents; scores flip in two of them, both down: of four sign patterns two are as one-sided, p = 1/2.

    By Holm's correction, three tests, the smallest times three: 1.5, so 1 for all.
    """
    rows = list(sheets["survival"])
    assert [(row["clusters"], row["discordant_clusters"]) for row in rows] == [(4, 1), (4, 2), (4, 1)]
    assert [row["p"] for row in rows] == [1.0, 0.5, 1.0]
    assert [row["p_holm"] for row in rows] == [1.0, 1.0, 1.0]


def test_the_policys_rates_count_what_it_speaks_of(sheets):
    """Four civil sentences, three insults; 4/1 has no label and counts in neither."""
    over = [(row["filter"], row["before"], row["after"], row["n"]) for row in sheets["over-blocking"]]
    under = [(row["filter"], row["before"], row["after"], row["n"]) for row in sheets["under-blocking"]]
    assert over == [("words", 1, 2, 4), ("scored", 0, 1, 4), ("both", 1, 2, 4)]
    assert under == [("words", 1, 1, 3), ("scored", 1, 0, 3), ("both", 0, 0, 3)]


def test_causes_are_counted_with_what_the_policy_says(sheets):
    """w3 blocks a civil sentence, twice; the lower threshold an insult and a civil one."""
    told = [
        (row["filter"], row["cause"], row["flips"], row["towards_policy"], row["against_policy"], row["rules"])
        for row in sheets["causes"]
    ]
    assert told == [
        ("words", "rule w3 added (harbour)", 1, 0, 1, ["w3"]),
        ("scored", "threshold 0.5 → 0.4", 2, 1, 1, []),
        ("both", "words: rule w3 added (harbour)", 1, 0, 1, ["w3"]),
    ]


def test_flips_stand_with_scores_and_targets(sheets):
    """Each flip has both scores where the filter has some, and what the policy says of the passage."""
    rows = [
        (row["filter"], row["passage"], row["target"], row["blocked_before"], row["score_before"], row["score_after"])
        for row in sheets["flips"]
    ]
    assert rows == [
        ("words", "1", False, False, None, None),
        ("scored", "2", True, False, 0.4, 0.4),
        ("scored", "2", False, False, 0.45, 0.45),
        ("both", "1", False, False, None, None),
    ]


def test_config_inputs_and_code_that_differ(sheets):
    """The experiments' names, a threshold by its dotted path, and the list by its hash; no code."""
    rows = [(row["origin"], row["field"], row["before"], row["after"]) for row in sheets["config"]]
    assert rows[:2] == [
        ("config", "name", '"before"', '"after"'),
        ("config", "filters.scored.verdict.threshold", "0.5", "0.4"),
    ]
    assert [row[:2] for row in rows[2:]] == [("input", "keywords/words")]
    assert all(len(value) == 12 for value in rows[2][2:])


def test_draws_and_rewritings_are_rows_of_their_own(town):
    """Two draws of one perturbation count together, and each of its flips names its draw."""
    hidden = {"kind": "zero-width", "name": "hidden", "rate": 1.0, "draws": 2}
    plain = town.with_(perturbations=({"kind": "identity"}, hidden), filters=(town.WORDS,))
    sheets = sheets_of(plain.run(), plain.set("filters.words.normalise=[nfkc, zero-width, casefold]").run())
    assert [(row["perturbation"], row["n"], row["lost"]) for row in sheets["survival"]] == [
        ("identity", 8, 0),
        ("hidden", 16, 8),
    ]
    assert sorted({row["draw"] for row in sheets["flips"]}) == [0, 1]
    assert "1 hidden #1" in {row[0] for row in sheets["flips"].texts()}


def test_errors_are_left_out_and_counted(town):
    """A score that failed in the second run: seven texts are compared, and one is left out."""
    scores = [*town.scores]
    scores[7] = None
    sheets = sheets_of(town.run(), town.with_(scores=scores).run())
    assert [(row["filter"], row["n"], row["left_out"]) for row in sheets["survival"]] == [
        ("words", 8, 0),
        ("scored", 7, 1),
        ("both", 7, 1),
    ]
    assert [(row["failed_in_baseline"], row["failed_in_run"], row["flips"]) for row in sheets["runs"]] == [(0, 2, 0)]


def test_the_same_run_is_said_to_be_the_same(town):
    """One fingerprint: it is said, and nothing flips or differs."""
    made = town.run()
    sheets = sheets_of(made, made)
    label = made.manifest.fingerprint[:6]
    assert f"{label} and {label} are the same run: one config, data and code." in sheets["runs"].notes
    assert (len(sheets["flips"]), len(sheets["causes"]), len(sheets["config"])) == (0, 0, 0)


def test_several_runs_stand_against_the_baseline(town):
    """Each further run is compared with the first, never with another; Holm's correction is over all."""
    first = town.with_(name="first", filters=(town.WORDS,)).run()
    second = town.with_(name="second", filters=(town.WORDS,), rules=(town.FOOL,)).run()
    third = town.with_(name="third", filters=(town.WORDS,)).run()
    sheets = sheets_of(first, second, third)
    assert [(row["run"], row["flips"], row["same_run"]) for row in sheets["runs"]] == [
        ("second", 1, False),
        ("third", 0, False),
    ]
    assert "for the 2 tests" in " ".join(sheets["survival"].notes)
    assert sheets["survival"].signature.count(" against ") == 2


def test_labels_tell_runs_apart(town):
    """Experiments by their names; where two share one, by as much of the fingerprint as it takes."""
    one, other = town.run(), town.with_(rules=(town.FOOL,)).run()
    third = town.with_(name="third").run()
    assert labels([one, third]) == ["town", "third"]
    assert labels([one, other, third]) == [
        one.manifest.fingerprint[:6],
        other.manifest.fingerprint[:6],
        "third",
    ]


def test_every_form_can_be_written(sheets):
    """Markdown, LaTeX, CSV and JSON of each sheet; the numbers are unrounded."""
    for sheet in sheets.values():
        assert sheet.to_markdown().startswith("**")
        assert r"\toprule" in sheet.to_latex()
        assert sheet.to_csv().splitlines()[0].startswith("run,signature")
        assert len(sheet.to_json()["rows"]) == len(sheet)


def test_few_clusters_are_said_to_be_few(sheets):
    """Four documents are few."""
    assert "4 documents are few, so the intervals are wide." in sheets["survival"].notes
