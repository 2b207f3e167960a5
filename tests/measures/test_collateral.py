"""The measure `collateral`, on the letter's run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import outlast as package
from outlast.sheets.sheet import Sheet


@pytest.fixture
def sheets(letter_runs: Path) -> dict[str, Sheet]:
    """The letter's sheets by name."""
    run = package.open_run("letter", runs=letter_runs)
    return {sheet.name: sheet for sheet in package.measure(run, "collateral", resamples=200)}


def test_rules_by_pandas(letter_runs: Path, sheets: dict[str, Sheet]) -> None:
    """Each rule's passages, targets, and those that only it blocks are what pandas counts in the evidence."""
    run = package.open_run("letter", runs=letter_runs)
    frame = run.evidence().to_pandas()
    fired = frame[(frame["perturbation"] == "identity") & (frame["filter"] == "keywords") & (frame["role"] == "fired")]
    fired = fired[["passage_id", "rule"]].drop_duplicates().merge(run.targets().to_pandas(), on="passage_id")
    several = fired.groupby("passage_id")["rule"].transform("size")
    rows = {row["rule"]: row for row in sheets["rules-keywords"]}
    assert set(rows) == set(fired["rule"])
    for rule, own in fired.groupby("rule"):
        row = rows[str(rule)]
        assert (row["blocks"], row["targets"]) == (len(own), int(own["target"].sum()))
        assert row["controls"] == int((~own["target"].astype(bool)).sum())
        assert row["only"] == int((several[own.index] == 1).sum())
    decided = run.decisions().to_pandas().query("perturbation == 'identity' and filter == 'keywords'")["rule"]
    assert {rule: row["decides"] for rule, row in rows.items() if row["decides"]} == decided.value_counts().to_dict()


def test_rules_come_to_the_list(sheets: dict[str, Sheet]) -> None:
    """All rules together catch and lose what the filter as run does."""
    as_run = next(row for row in sheets["collateral"] if (row["filter"], row["at"]) == ("keywords", "as run"))
    last = list(sheets["rules-keywords"])[-1]
    assert (last["caught"], last["lost"]) == (as_run["caught"], as_run["lost"])
    assert (last["all_targets"], last["all_controls"]) == (as_run["targets"], as_run["controls"])


def test_curves_by_scikit_learn(letter_runs: Path, sheets: dict[str, Sheet]) -> None:
    """Its thresholds lie on scikit-learn's ROC curve of the same scores; its own decisions stand first."""
    from sklearn.metrics import roc_curve

    run = package.open_run("letter", runs=letter_runs)
    frame = run.decisions().to_pandas().query("perturbation == 'identity' and filter == 'classifier'")
    joined = frame.merge(run.targets().to_pandas(), on="passage_id")
    false, true, at = roc_curve(joined["target"].astype(int), joined["score"], drop_intermediate=False)
    curve = pd.DataFrame({"false": false, "true": true}, index=at)
    rows = [row for row in sheets["collateral"] if row["filter"] == "classifier"]
    assert [row["at"] for row in rows] == ["as run"] + ["threshold"] * 10
    for row in rows[1:]:
        assert (row["lost_share"], row["caught_share"]) == pytest.approx(tuple(curve.loc[row["threshold"]]))
    blocked = joined["blocked"].astype(bool)
    assert rows[0]["caught"] == int((blocked & joined["target"].astype(bool)).sum())


def test_only_keyword_lists_have_rules(sheets: dict[str, Sheet]) -> None:
    """A classifier's terms are no rules, and a cascade has none of its own."""
    assert set(sheets) == {"collateral", "rules-keywords"}
    assert {row["filter"] for row in sheets["collateral"]} == {"keywords", "classifier", "cascade"}


def test_nothing_fires(letter_runs: Path) -> None:
    """Where a rewriting silences every rule the sheet is there, and empty; the list as run catches nothing."""
    run = package.open_run("letter", runs=letter_runs)
    curves, rules = package.measure(run, "collateral", filters="keywords", perturbation="homoglyph", resamples=200)
    assert len(rules) == 0
    assert [(row["caught"], row["lost"]) for row in curves] == [(0, 0)]


def test_on_a_terminal(outlast: Callable[..., Any], letter_runs: Path) -> None:
    """In 80 columns no line is cut."""
    shown = outlast("measure", "letter", "collateral", "--runs", letter_runs, "--resamples", 200)
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "classifier       0.65    2 (10 %)    0 (0 %)" in shown.out
