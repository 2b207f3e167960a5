"""The measure of mirrored pairs, on runs written by hand and on the shipped corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

import outlast
from outlast.errors import UserError
from outlast.sheets.sheet import Sheet

ROOT = Path(__file__).parents[2]


def pair(name: str, contrast: str, first: dict[str, Any], second: dict[str, Any]) -> list[dict[str, Any]]:
    """Both sides of a pair."""
    shared = {"pair_id": name, "contrast": contrast, "document": name}
    return [{"id": f"{name}{side}", "side": side, **shared, **own} for side, own in (("a", first), ("b", second))]


def against(actor: str, stance: str = "criticise", *, tone: str = "civil") -> dict[str, Any]:
    return {"stance": {actor: stance}, "tone": tone}


@pytest.fixture
def run(study: Callable) -> outlast.Run:
    """Eight actor pairs, north against south or east: north falls alone in seven; three stance pairs; half a pair."""
    passages = []
    for number in range(8):
        other = "south" if number < 6 else "east"
        sides = [against("north", tone="insult" if number == 0 else "civil"), against(other)]
        passages += pair(f"p{number}", "actor", *(sides if number % 2 else sides[::-1]))
    passages += pair("q0", "stance", against("north"), against("north", "support"))
    passages += pair("q2", "stance", against("north"), against("south", "support"))
    passages += pair("q1", "stance", {"tone": None}, against("north", "support"))
    passages += [{"id": "alone", "pair_id": "r", "side": "b", "contrast": "actor"}, {"id": "none"}]
    north = {f"p{number}{'a' if number % 2 else 'b'}": number != 3 for number in range(8)}
    rest = {row["id"]: False for row in passages} | {"q1a": True, "q1b": True}
    return study(passages, decided={"words": rest | north, "broken": rest | north | {"p1a": None, "q0b": None}})


def rows(sheets: tuple[Sheet, ...], name: str) -> list[dict[str, Any]]:
    return list(next(sheet for sheet in sheets if sheet.name == name))


def test_by_contrast(run: outlast.Run) -> None:
    """Seven of eight actor pairs flip: three times on side a, four times on side b; no stance pair does."""
    found = rows(outlast.measure(run, "mirrored"), "mirrored-by-contrast")
    words = {row["contrast"]: row for row in found if row["filter"] == "words"}
    assert list(words) == ["all", "actor", "stance"]
    counts = ("pairs", "flips", "only_first", "only_second", "both_blocked", "neither", "left_out")
    assert [words["actor"][name] for name in counts] == [8, 7, 3, 4, 0, 1, 0]
    assert [words["stance"][name] for name in counts] == [3, 0, 0, 0, 1, 2, 0]
    broken = {row["contrast"]: row for row in found if row["filter"] == "broken"}
    assert [broken["actor"][name] for name in counts] == [7, 6, 2, 4, 0, 1, 1]
    assert [broken["stance"][name] for name in counts] == [2, 0, 0, 0, 1, 1, 1]


def test_holms_family_is_contrasts_and_filters(run: outlast.Run) -> None:
    """The corrected p-values are statsmodels', over two contrasts and two filters; the row of all pairs has none."""
    found = rows(outlast.measure(run, "mirrored"), "mirrored-by-contrast")
    family = [row for row in found if row["contrast"] != "all"]
    exact = [binomtest(row["only_first"], row["flips"]).pvalue if row["flips"] else 1.0 for row in family]
    assert [row["p"] for row in family] == pytest.approx(exact)
    assert [row["p_holm"] for row in family] == pytest.approx(multipletests(exact, method="holm")[1])
    assert {row["p_holm"] for row in found if row["contrast"] == "all"} == {None}


def test_what_the_policy_asks(run: outlast.Run) -> None:
    """One actor pair is the policy's to part, and is; six flips are unasked; of one stance pair it says nothing."""
    found = rows(outlast.measure(run, "mirrored", filters="words"), "mirrored-and-policy")
    actor, stance = found[1], found[2]
    assert (actor["asked"], actor["wanted"], actor["turned"], actor["alike"], actor["unasked"]) == (1, 1, 0, 7, 6)
    assert (stance["asked"], stance["alike"], stance["unasked"], stance["unsaid"]) == (0, 2, 0, 1)


def test_the_actor_that_falls(run: outlast.Run) -> None:
    """Whichever side they are on: north falls alone in seven of eight pairs, south not once in six; p of 7 to 0."""
    found = rows(outlast.measure(run, "mirrored", filters="words"), "mirrored-by-actor")
    assert [(row["actor"], row["stance"], row["pairs"], row["only_first"], row["only_second"]) for row in found] == [
        ("north", "criticise", 8, 7, 0),
        ("south", "criticise", 6, 0, 5),
    ]
    assert found[0]["p"] == pytest.approx(binomtest(7, 7).pvalue)


def test_each_two_actors_and_stances(run: outlast.Run) -> None:
    """North against south, and against east, apart; one with an unlabelled side, or with both exchanged, in neither."""
    sheets = outlast.measure(run, "mirrored", filters="words")
    held = ("one", "other", "pairs", "only_first", "only_second")
    actors = rows(sheets, "mirrored-actor-pairs")
    assert [[row[name] for name in held] for row in actors] == [["north", "south", 6, 5, 0], ["east", "north", 2, 0, 2]]
    stances = rows(sheets, "mirrored-stance-pairs")
    assert [[row[name] for name in held] for row in stances] == [["criticise", "support", 1, 0, 0]]


def test_another_label_can_be_asked_for(run: outlast.Run) -> None:
    """By tone, the one pair that exchanges insult for civil."""
    (found,) = rows(outlast.measure(run, "mirrored", by="tone", filters="words"), "mirrored-tone-pairs")
    assert (found["one"], found["other"], found["pairs"], found["only_first"], found["only_second"]) == (
        "civil",
        "insult",
        1,
        0,
        1,
    )


def test_the_flipped_pairs_come_with_both_texts(run: outlast.Run) -> None:
    """Each flip once, with the blocked text first, and what the policy makes of it."""
    found = rows(outlast.measure(run, "mirrored", filters="words"), "mirrored-flips")
    assert [row["pair_id"] for row in found] == ["p0", "p1", "p2", "p4", "p5", "p6", "p7"]
    assert [row["policy"] for row in found] == ["wanted", *["unasked"] * 6]
    first = found[0]
    assert (first["blocked_side"], first["blocked_text"], first["surviving_text"]) == (
        "b",
        "Passage p0b.",
        "Passage p0a.",
    )
    assert (first["blocked_passage"], first["surviving_passage"]) == ("p0b", "p0a")


def test_what_takes_no_part_is_told(run: outlast.Run) -> None:
    """A passage whose other side is not judged, one without a pair, and failures are counted in the notes."""
    told = " ".join(outlast.measure(run, "mirrored")[0].notes)
    assert "for want of their other side among the judged: 1." in told
    assert "Passages of no pair: 1." in told
    assert "a filter failed on a side: up to 2." in told


def test_draws_of_a_pair_are_one_cluster(study: Callable) -> None:
    """Three draws of one pair that flip one way are one witness: three flips of three, and p is 1."""
    passages = pair("p", "actor", against("north"), against("south"))
    run = study(passages, decided={"words": {"pa": True, "pb": False}}, draws=3)
    row = rows(outlast.measure(run, "mirrored"), "mirrored-by-contrast")[0]
    assert (row["flips"], row["pairs"], row["p"], row["flipped_clusters"]) == (3, 3, 1.0, 1)
    assert [each["draw"] for each in rows(outlast.measure(run, "mirrored"), "mirrored-flips")] == [0, 1, 2]


def test_pairs_without_a_contrast_are_counted_together(study: Callable) -> None:
    """Without the attribute contrast there is one row, of all pairs, and its p is corrected over the filters."""
    passages = [{"id": f"{name}{side}", "pair_id": name, "side": side} for name in "pq" for side in "lr"]
    run = study(passages, decided={"words": {"pl": True, "pr": False, "ql": False, "qr": False}})
    sheets = outlast.measure(run, "mirrored")
    (row,) = rows(sheets, "mirrored-by-contrast")
    assert (row["contrast"], row["pairs"], row["flips"], row["p_holm"]) == ("all", 2, 1, 1.0)
    assert [column.header for column in sheets[0].columns][4:6] == ["only l", "only r"]
    assert [sheet.name for sheet in sheets] == ["mirrored-by-contrast", "mirrored-and-policy", "mirrored-flips"]


def test_a_corpus_without_pairs_is_told_what_it_needs(letter_runs) -> None:
    """The letter has no pairs: the error names the attributes."""
    run = outlast.open_run("letter", runs=letter_runs)
    with pytest.raises(UserError, match="this corpus has no pairs: it needs the attributes pair_id and side"):
        outlast.measure(run, "mirrored")


@pytest.mark.parametrize(
    ("passages", "message"),
    [
        ([{"id": "p", "pair_id": "x", "side": "a"}], "pairs have two sides, and the attribute side has 'a'"),
        (
            [{"id": "p", "pair_id": "x", "side": "a"}, {"id": "q", "pair_id": "y", "side": "b"}],
            "no pair has both of its sides among the judged passages",
        ),
        (
            [{"id": f"p{at}", "pair_id": "x", "side": side} for at, side in enumerate("aab")],
            "the pair 'x' has its side 'a' twice: p0 and p1",
        ),
    ],
)
def test_pairs_that_are_none_are_refused(study: Callable, passages: list[dict[str, Any]], message: str) -> None:
    """One side only, no pair with both, and a side twice each have their error."""
    run = study(passages, decided={"words": {row["id"]: False for row in passages}})
    with pytest.raises(UserError, match=message):
        outlast.measure(run, "mirrored")


def test_the_shipped_pairs_are_what_pandas_counts(tmp_path: Path) -> None:
    """Flips of the Chinese state line by contrast, and against its policy, are those of a pivot of the run's tables."""
    run = outlast.run(ROOT / "experiments" / "mirror" / "state-line-2022.zh.yaml", runs=tmp_path)
    frame = run.decisions().to_pandas().merge(run.targets().to_pandas(), on="passage_id")
    frame = frame.merge(run.passages().to_pandas()[["passage_id", "pair_id", "side", "contrast"]], on="passage_id")
    wide = frame.pivot(index=["filter", "contrast", "pair_id"], columns="side", values=["blocked", "target"])
    flip = wide["blocked", "a"] != wide["blocked", "b"]
    asked = wide["target", "a"] != wide["target", "b"]
    wanted = flip & asked & (wide["blocked", "a"] == wide["target", "a"])
    counts = (
        pd.DataFrame({"flips": flip, "asked": asked, "wanted": wanted, "unasked": flip & ~asked})
        .groupby(level=["filter", "contrast"])
        .sum()
    )
    found = [row for row in rows(outlast.measure(run, "mirrored"), "mirrored-by-contrast") if row["contrast"] != "all"]
    assert len(found) == len(counts) == 12
    for row in found:
        expected = counts.loc[row["filter"], row["contrast"]]
        assert [row[name] for name in counts.columns] == expected.tolist()
        assert row["turned"] == row["flips"] - row["wanted"] - row["unasked"]
