"""The measure of near-duplicates, on runs written by hand."""

from __future__ import annotations

from collections.abc import Callable

import outlast

LONG = "the ferry leaves the old harbour at nine in the morning"


def test_pairs_by_how_alike_they_are(study: Callable) -> None:
    """Two equal texts are apart from two that differ in a word; a text like no other is in no pair."""
    texts = {"p": LONG, "q": LONG, "r": f"{LONG} today", "s": "bread is dear this winter"}
    run = study(
        [{"id": name, "text": text, "tone": "civil"} for name, text in texts.items()],
        decided={"words": {"p": True, "q": False, "r": False, "s": True}},
    )
    table, shown = outlast.measure(run, "near-duplicates")
    counts = {row["similarity"]: (row["different"], row["pairs"], row["unasked"], row["alike"]) for row in table}
    # 51 five-letter sequences in the text, 57 in the longer one, which has all of the shorter one's: 51/57 = 0.89
    assert counts == {
        "same letters": (1, 1, 1, 1),
        "90 to 100 %": (0, 0, 0, 0),
        "70 to 90 %": (1, 2, 1, 2),
        "50 to 70 %": (0, 0, 0, 0),
    }
    assert [(row["blocked_passage"], row["surviving_passage"]) for row in shown] == [("p", "q"), ("p", "r")]
    assert next(row["similarity"] for row in shown) == 1.0


def test_pairs_of_one_group_are_one_cluster(study: Callable) -> None:
    """Four copies of one text make six pairs and one cluster: as little is known as of one pair."""
    run = study([{"id": name, "text": LONG} for name in "pqrs"], decided={"words": dict.fromkeys("pqrs", True)})
    row = next(iter(outlast.measure(run, "near-duplicates")[0]))
    assert (row["pairs"], row["different"], row["different_clusters"]) == (6, 0, 1)
    assert (row["different_low"], round(row["different_high"], 3)) == (0.0, 0.793)  # Wilson, 0 of 1


def test_nothing_alike(study: Callable) -> None:
    """Where no two texts are alike there is no data, and the note says so."""
    run = study([{"id": "p", "text": LONG}, {"id": "q", "text": "bread"}], decided={"words": {"p": True, "q": True}})
    table, shown = outlast.measure(run, "near-duplicates")
    assert {row["pairs"] for row in table} == {0}
    assert "No two passages are that much alike." in table.notes
    assert table.texts()[0][2] == "no data"
    assert len(shown) == 0
    assert shown.to_csv().startswith("filter,draw,similarity")


def test_draws_and_failures(study: Callable) -> None:
    """Of two draws of a pair one flips and one fails: one of one, one left out, and the pair is shown once."""
    run = study(
        [{"id": name, "text": LONG} for name in "pq"],
        decided={"words": {"p": [True, True], "q": [None, False]}},
        draws=2,
    )
    table, shown = outlast.measure(run, "near-duplicates")
    row = next(iter(table))
    assert (row["pairs"], row["different"], row["left_out"]) == (1, 1, 1)
    assert [(each["draw"], each["blocked_passage"]) for each in shown] == [(1, "p")]
