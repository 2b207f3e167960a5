"""The letter's run against its own files, counted again with pandas and statsmodels."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from outlast.runs.results import Run

ROOT = Path(__file__).parents[2]
KEY = ["passage_id", "perturbation", "draw", "filter"]
PERTURBATIONS = ["identity", "zero-width", "homoglyph"]
FILTERS = ["keywords", "classifier", "cascade"]


@pytest.fixture(scope="module")
def decisions(letter: Run) -> pd.DataFrame:
    """The stored decisions with the policy's targets, by pandas alone."""
    parts = [pd.read_parquet(path) for path in sorted((letter.folder / "decisions").glob("*.parquet"))]
    return pd.concat(parts).merge(pd.read_parquet(letter.folder / "targets.parquet"), on="passage_id", how="left")


def same(stored: dict[str, float], *, count: int, n: int) -> None:
    """A stored proportion is this count among n, with statsmodels' Wilson interval."""
    low, high = proportion_confint(count, n, alpha=0.05, method="wilson")
    assert (stored["count"], stored["n"]) == (count, n)
    assert stored["rate"] == pytest.approx(count / n)
    assert stored["low"] == pytest.approx(low, abs=1e-12)
    assert stored["high"] == pytest.approx(high, abs=1e-12)


def test_every_cell_of_the_grid_is_decided_once(letter: Run, decisions: pd.DataFrame) -> None:
    """Passages x perturbations x draws x filters: each is there, none twice, and nothing else is."""
    passages = pq.read_table(letter.folder / "passages.parquet", columns=["passage_id"]).column(0).to_pylist()
    wanted = set(product(passages, PERTURBATIONS, [0], FILTERS))
    made = list(decisions[KEY].itertuples(index=False, name=None))
    assert len(passages) > 50
    assert len(made) == len(passages) * 3 * 1 * 3
    assert set(made) == wanted
    assert letter.manifest.decisions == len(made)


def test_the_judged_passages_are_the_sentences_of_the_body(letter: Run) -> None:
    """The run holds the corpus's sentences of sections 1 to 3, in their order, and nothing else."""
    corpus = pd.read_json(ROOT / "corpora" / "letter" / "passages.en.jsonl", lines=True, dtype={"section": str})
    body = corpus[(corpus["unit"] == "sentence") & corpus["section"].isin(["1", "2", "3"])]
    stored = pd.read_parquet(letter.folder / "passages.parquet")
    assert stored["passage_id"].tolist() == body["passage_id"].tolist()
    assert stored["text"].tolist() == body["text"].tolist()


def test_survival_is_what_pandas_counts(letter: Run, decisions: pd.DataFrame) -> None:
    """Survivors, n, rate and Wilson interval of each filter under each perturbation follow from the decisions."""
    rows = letter.summary["survival"]
    assert [(row["filter"], row["perturbation"]) for row in rows] == list(product(FILTERS, PERTURBATIONS))
    for row in rows:
        cell = decisions.query("filter == @row['filter'] and perturbation == @row['perturbation']")
        same(row["survived"], count=int((~cell["blocked"].astype(bool)).sum()), n=len(cell))
        assert row["errors"] == 0


@pytest.mark.parametrize("name", ["classifier", "cascade"])
def test_intervals_are_scipys_over_paragraphs(letter: Run, decisions: pd.DataFrame, name: str) -> None:
    """The interval of survival is scipy's BCa over eleven paragraphs, at the level that Hesterberg's t has there."""
    parents = pd.read_parquet(letter.folder / "passages.parquet").set_index("passage_id")["parent_id"]
    cell = decisions.query("filter == @name and perturbation == 'identity'")
    lives = (~cell["blocked"].astype(bool)).groupby(cell["passage_id"].map(parents)).agg(["sum", "size"])
    groups = len(lives)
    assert (letter.summary["cluster"], groups) == ("paragraph", 11)
    wide = stats.t.ppf(0.975, groups - 1) * np.sqrt(groups / (groups - 1))
    theirs = stats.bootstrap(
        (lives["sum"].to_numpy(), lives["size"].to_numpy()),
        lambda count, n, axis: count.sum(axis) / n.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=20_000,
        confidence_level=1 - 2 * stats.norm.sf(wide),
        rng=1,
    ).confidence_interval
    (row,) = [r for r in letter.summary["survival"] if (r["filter"], r["perturbation"]) == (name, "identity")]
    found = row["intervals"]["survived"]
    assert (found["low"], found["high"]) == pytest.approx((theirs.low, theirs.high), abs=0.02)
    assert (found["method"], found["clusters"]) == ("bca", 11)


def test_over_blocking_is_the_blocked_share_of_what_the_policy_leaves(letter: Run, decisions: pd.DataFrame) -> None:
    """Over-blocked: blocked passages among those that are no target."""
    for row in letter.summary["survival"]:
        cell = decisions.query("filter == @row['filter'] and perturbation == @row['perturbation']")
        spared = cell[cell["target"] == False]  # noqa: E712 - null is not false
        same(row["over_blocked"], count=int(spared["blocked"].sum()), n=len(spared))


def test_under_blocking_is_the_surviving_share_of_the_targets(letter: Run, decisions: pd.DataFrame) -> None:
    """Under-blocked: surviving passages among the policy's targets."""
    for row in letter.summary["survival"]:
        cell = decisions.query("filter == @row['filter'] and perturbation == @row['perturbation']")
        targets = cell[cell["target"] == True]  # noqa: E712 - null is not true
        same(row["under_blocked"], count=int((~targets["blocked"].astype(bool)).sum()), n=len(targets))
        assert row["unlabelled"] == int(cell["target"].isna().sum())


def test_disagreements_are_what_pandas_counts(letter: Run, decisions: pd.DataFrame) -> None:
    """Each pair of filters under each perturbation has the four counts of its contingency table."""
    wanted = []
    for perturbation, (first, second) in product(PERTURBATIONS, combinations(FILTERS, 2)):
        cell = decisions[decisions["perturbation"] == perturbation]
        table = cell.pivot_table(index=["passage_id", "draw"], columns="filter", values="blocked", aggfunc="first")
        one, other = table[first].astype(bool), table[second].astype(bool)
        wanted.append(
            {
                "perturbation": perturbation,
                "first": first,
                "second": second,
                "only_first_blocks": int((one & ~other).sum()),
                "only_second_blocks": int((~one & other).sum()),
                "both_block": int((one & other).sum()),
                "neither_blocks": int((~one & ~other).sum()),
            }
        )
    assert letter.summary["disagreements"] == wanted


def test_the_totals_of_the_summary_are_those_of_the_files(letter: Run, decisions: pd.DataFrame) -> None:
    """Passages, targets, decisions and errors in the summary are counts of rows."""
    targets = pd.read_parquet(letter.folder / "targets.parquet")
    assert letter.summary["passages"] == len(targets)
    assert letter.summary["targets"] == int((targets["target"] == True).sum())  # noqa: E712 - null is not true
    assert letter.summary["decisions"] == len(decisions)
    assert letter.summary["errors"] == int(decisions["blocked"].isna().sum()) == 0


def test_a_cascade_blocks_what_its_members_block(decisions: pd.DataFrame) -> None:
    """The cascade's decision is its members' disjunction, and its stage the first that blocks."""
    wide = decisions.pivot_table(index=KEY[:3], columns="filter", values="blocked", aggfunc="first").astype(bool)
    stage = decisions[decisions["filter"] == "cascade"].set_index(KEY[:3])["stage"].reindex(wide.index)
    assert wide["cascade"].tolist() == (wide["keywords"] | wide["classifier"]).tolist()
    first = [
        "keywords" if k else "classifier" if c else None for k, c in zip(wide.keywords, wide.classifier, strict=True)
    ]
    assert [name if isinstance(name, str) else None for name in stage] == first


def test_a_rendering_is_stored_for_every_judged_text(letter: Run) -> None:
    """There is one rendering for each passage, perturbation and draw, and identity leaves the text alone."""
    made = pd.concat(pd.read_parquet(path) for path in (letter.folder / "renderings").glob("*.parquet"))
    passages = pd.read_parquet(letter.folder / "passages.parquet")
    assert len(made) == len(passages) * 3
    assert not made.duplicated(KEY[:3]).any()
    assert made[made["perturbation"] == "identity"]["text"].tolist() == passages["text"].tolist()
