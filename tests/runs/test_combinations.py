"""Combinations in a run: derived from stored decisions, the same whoever decides and in whatever parts, shown whole."""

from __future__ import annotations

import pyarrow as pa
import pytest

import outlast
from outlast.decisions import DECISIONS, RENDERING
from outlast.filters.protocol import Judgement
from outlast.runs.execute import judged_passages
from outlast.runs.fit import fit
from outlast.runs.results import Run

FILTERS = """\
filters:
  - {name: words, kind: keyword, list: words}
  - {name: wild, kind: keyword, list: wild}
  - {name: learned, kind: classifier, train: {corpus: letters, language: en}}
  - {name: row, kind: cascade, stages: [words, learned]}
  - {name: two, kind: vote, members: [words, learned, row], at_least: 2}
  - {name: any, kind: vote, members: [words, learned], at_least: 1}
  - {name: spared, kind: veto, filter: row, by: [wild], when: hits}
  - {name: held, kind: deferral, filter: learned, band: [0.3, 0.7], review_blocks: 0.5, per: draw}
  - {name: lax, kind: enforcement, filter: row, rate: 0.6, per: draw}
  - {name: laxer, kind: enforcement, filter: row, rate: 0.3, platform: lax, per: draw}
  - {name: other, kind: enforcement, filter: row, rate: 0.6}
  - {name: everywhere, kind: vote, members: [lax, other], at_least: 2}
  - {name: last, kind: cascade, stages: [everywhere, spared]}
"""
"""Every kind of combination, and combinations of combinations."""

DRAWS = "perturbations=[{kind: identity, draws: 4}, {kind: homoglyph, rate: 0.5, draws: 2}]"


@pytest.fixture
def combined(project):
    """The project with every kind of combination in its experiment."""
    text = project.experiment.read_text("utf-8")
    project.write("experiments/small/experiment.yaml", text[: text.index("filters:")] + FILTERS)
    words = (project.folder / "configs/keywords/words.yaml").read_text("utf-8")
    wild = words.replace("name: words", "name: wild").replace("pattern: fool", "pattern: boat")
    project.write("configs/keywords/wild.yaml", wild)
    return project


def by_key(run: Run) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Each decision under its key."""
    rows = run.decisions().to_pylist()
    names = (*RENDERING, "filter")
    return {tuple(r[n] for n in names): (r["blocked"], r["score"], r["stage"], r["error"]) for r in rows}


@pytest.mark.parametrize("setting", ["part_passages=1", "part_passages=5", "part_passages=10000"])
def test_parts_and_workers_change_no_decision(combined, setting: str) -> None:
    """Whether in parts of one passage, of five or of all, and in two processes, every decision is the same."""
    whole = combined.run(DRAWS, "part_passages=12")
    run = combined.run(DRAWS, setting, runs="other", workers=2 if setting == "part_passages=5" else 1)
    assert by_key(run) == by_key(whole)


def test_combinations_can_be_made_again_from_stored_decisions(combined) -> None:
    """With the run's stored decisions and keys, and no text, each combination decides as it did."""
    run, loaded = combined.run(DRAWS), combined.load(DRAWS)
    fitted = fit(loaded, judged_passages(loaded))
    stored = {name: run.decisions().filter(pa.compute.field("filter") == name) for name in loaded.filters}
    keys = stored["words"].select(list(RENDERING))
    told = {
        name: Judgement(
            *(rows.column(column).combine_chunks() for column in ("blocked", "score", "stage", "rule", "error")),
            rows=pa.array([], pa.int32()),
            evidence=pa.table({}),
        )
        for name, rows in stored.items()
    }
    assert len(fitted.combinations) == 10
    for name, combination in fitted.combinations.items():
        assert stored[name].select(list(RENDERING)).equals(keys)
        made = combination.combine(told, keys=keys)
        for column in ("blocked", "score", "stage", "rule", "error"):
            assert getattr(made, column).to_pylist() == stored[name].column(column).to_pylist(), (name, column)


def test_the_seed_changes_the_draws_and_nothing_else(combined) -> None:
    """Another seed gives other enforcement and review of texts as written, and the same decisions of all others."""
    drawn = {"held", "lax", "laxer", "other", "everywhere", "last"}
    setting = "perturbations=[{kind: identity, draws: 8}]"
    one, other = by_key(combined.run(setting)), by_key(combined.run(setting, "seed=6"))
    differing = {key[3] for key in one if one[key] != other[key]}
    assert {"held", "lax", "other"} <= differing <= drawn


def test_draws_of_the_text_as_written_differ_by_chance_alone(combined) -> None:
    """Eight draws of the identity are judged alike by every filter without chance, and enforced otherwise each time."""
    rows = combined.run("perturbations=[{kind: identity, draws: 8}]").decisions().to_pylist()
    fates: dict[str, set[tuple[bool, ...]]] = {}
    for name in ("words", "learned", "row", "two", "spared", "other", "lax", "held"):
        own = [row for row in rows if row["filter"] == name]
        fates[name] = {tuple(row["blocked"] for row in own if row["draw"] == draw) for draw in range(8)}
    alike = {name for name, found in fates.items() if len(found) == 1}
    assert alike == {"words", "learned", "row", "two", "spared", "other"}  # other: enforced per passage


def test_platforms_are_nested_or_apart(combined) -> None:
    """A lower rate on one platform blocks a part of what the higher blocks; one more vote than any is both."""
    decisions = by_key(combined.run("perturbations=[{kind: identity, draws: 8}]"))
    said = {
        name: {key[:3] for key in decisions if key[3] == name and decisions[key][0]}
        for name in {key[3] for key in decisions}
    }
    assert said["laxer"] < said["lax"] < said["row"]
    assert said["everywhere"] == said["lax"] & said["other"]
    assert said["any"] == said["row"] == said["words"] | said["learned"]
    assert said["last"] == said["everywhere"] | said["spared"]


def test_what_a_combination_of_combinations_blocks_is_explained_by_the_filter_behind_it(combined) -> None:
    """The listing follows stages down to the filter whose rules fired; a review has none behind it."""
    run = combined.run(
        "perturbations=[{kind: identity}]", "filters.held.band=[0.3, 0.55]", "filters.held.review_blocks=1.0"
    )
    for row in run.blocked("last"):
        assert row["stage"] in {"words", "learned"}
        assert row["why"]
    assert {(row["stage"], bool(row["why"])) for row in run.blocked("held")} == {("learned", True), ("review", False)}


def test_attribution_is_of_every_or(combined) -> None:
    """Each cascade and each vote of one has a row for each perturbation, and the listing a row for each stage of it."""
    run = combined.run(DRAWS)
    rows = run.summary["attribution"]
    assert [(row["filter"], row["perturbation"]) for row in rows] == [
        (name, how) for name in ("row", "any", "last") for how in ("identity", "homoglyph")
    ]
    row, same = rows[0], rows[2]
    assert row["stages"] == same["stages"]
    survival = {(each["filter"], each["perturbation"]): each["survived"] for each in run.summary["survival"]}
    kept = survival["row", "identity"]
    assert row["blocked"] == kept["n"] - kept["count"] == sum(stage["first"] for stage in row["stages"])
    listing = list(run.attribution())
    assert len(listing) == 12
    assert listing[0]["stage"] == "words"
    assert listing[0]["blocked"] == row["blocked"]


def test_a_run_of_combinations_verifies(combined) -> None:
    """Made again, every decision of every combination comes out as it was stored."""
    run = combined.run(DRAWS)
    found = outlast.verify(run, experiment=combined.experiment)
    assert (found.findings, found.decisions) == ((), run.manifest.decisions)
    assert DECISIONS.check(run.decisions()).num_rows == run.manifest.decisions
