"""Building reports: hand-written runs, and the documents that a hand would make of them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlast.errors import UserError
from outlast.report.build import DisputedPassage, FilterVerdict, Mark, outcome, passage_report, run_report

MAYOR, BRIDGE, FERRY, BREAD = "The mayor is a fool.", "The bridge opens.", "The ferry leaves.", "Bread is dear."

BLOCKED = {
    "words": {"identity": [True, False, None, False], "hidden": [False, False, False, False]},
    "learned": {"identity": [True, True, False, False], "hidden": [True, True, False, None]},
}
"""Two filters on four passages: they agree on the first and the last, and the list fails on the third."""


@pytest.fixture
def four(passage) -> list[object]:
    return [
        passage("town/en/1.1", MAYOR, tone="insult", target=True),
        passage("town/en/1.2", BRIDGE, tone="civil"),
        passage("town/en/2.1", FERRY, target=None),
        passage("town/en/2.2", BREAD, tone="civil"),
    ]


@pytest.fixture
def run(make, four):
    return make(passages=four, blocked=BLOCKED, draws={"identity": 1, "hidden": 2})


def test_the_facts_are_a_product(run) -> None:
    """4 sentences under 1 + 2 draws by 2 filters are 24 decisions."""
    report = run_report(run)
    assert report.facts == "4 sentences of town (en) × 3 renderings × 2 filters = 24 decisions"
    assert (report.question, report.policy) == ("What is left?", "tone")
    assert report.signature == "town|corpus:town@1.0/en|seed:0|run:0123456789ab"
    assert report.folder.endswith("0123456789ab")


def test_disputed_passages_are_those_with_different_outcomes(run) -> None:
    """Of four passages the filters decide one differently; a failed decision (2.1) disagrees with nobody."""
    report = run_report(run)
    assert report.perturbation == "identity"
    assert report.disputed == (
        DisputedPassage("town/en/1.2", BRIDGE, {"words": "survives", "learned": "blocked"}, False),
    )


def test_failures_are_counted_by_what_they_say(run) -> None:
    """One error as written, and one in each of two draws, of one kind."""
    assert run_report(run).failures == {"ValueError: no": 3}


def test_the_report_shows_the_stored_summary(run) -> None:
    """Its numbers are those of summary.json: the list lets 2 of 3 through, with one error."""
    row = run_report(run).summary["survival"][0]
    assert (row["filter"], row["perturbation"]) == ("words", "identity")
    assert (row["survived"]["count"], row["survived"]["n"], row["errors"]) == (2, 3, 1)
    assert (row["under_blocked"]["count"], row["under_blocked"]["n"]) == (0, 1)
    assert (row["over_blocked"]["count"], row["over_blocked"]["n"]) == (0, 2)


def test_without_identity_the_first_perturbation_is_shown(make, four) -> None:
    """Where no text was judged as written, disagreements are of the first rewriting, with its texts."""
    blocked = {name: {"hidden": found["hidden"]} for name, found in BLOCKED.items()}
    rewritten = {("town/en/1.1", "hidden"): "The ma\u200byor is a fool."}
    report = run_report(make(passages=four, blocked=blocked, draws={"hidden": 2}, rewritten=rewritten))
    assert report.perturbation == "hidden"
    assert [(each.passage_id, each.text) for each in report.disputed] == [
        ("town/en/1.1", "The ma\u200byor is a fool."),
        ("town/en/1.2", BRIDGE),
    ]


def test_filters_that_agree_dispute_nothing(make, four) -> None:
    """Where every filter says the same, there is no disputed passage."""
    same = {"identity": [True, False, False, False]}
    assert run_report(make(passages=four, blocked={"a": same, "b": same})).disputed == ()


VERDICTS = st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 2), min_size=1, max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VERDICTS)
def test_survivors_blocked_and_errors_are_all_passages(make_in, passage, verdicts) -> None:
    """For each filter, whatever it said: survivors + blocked + errors = passages, in lists and in the summary."""
    passages = [passage(f"town/en/{n}", f"text {n}") for n in range(len(verdicts))]
    blocked = {name: {"identity": [pair[at] for pair in verdicts]} for at, name in enumerate(("a", "b"))}
    with tempfile.TemporaryDirectory() as folder:
        run = make_in(Path(folder), passages=passages, blocked=blocked)
        summary = {row["filter"]: row for row in run_report(run).summary["survival"]}
        for name in ("a", "b"):
            survivors, stopped = run.survivors(name), run.blocked(name)
            errors = blocked[name]["identity"].count(None)
            assert len(survivors) + len(stopped) + errors == len(passages)
            listed = [row["passage_id"] for row in survivors] + [row["passage_id"] for row in stopped]
            assert len(set(listed)) == len(listed)
            assert (summary[name]["survived"]["count"], summary[name]["errors"]) == (len(survivors), errors)
            assert summary[name]["survived"]["n"] + errors == len(passages)


@pytest.mark.parametrize(("survives", "word"), [(True, "survives"), (False, "blocked"), (None, "error")])
def test_an_outcome_in_a_word(survives: bool | None, word: str) -> None:
    """Null is an error, never a verdict."""
    assert outcome(survives) == word


@pytest.fixture
def explained(make, passage):
    """One passage that a list, a classifier and a cascade block, the last at its list; one that all let through."""
    passages = [
        passage(
            "town/en/1.1",
            MAYOR,
            tone="insult",
            topics=["war", "bread"],
            stance=[{"actor": "mayor", "how": "criticise"}],
            voice="a baker",
            target=True,
        ),
        passage("town/en/1.2", BRIDGE, topics=[]),
    ]
    first, second = {"passage_id": "town/en/1.1", "role": "fired"}, {"passage_id": "town/en/1.2", "role": "near"}
    return make(
        passages=passages,
        blocked={name: {"identity": [True, False]} for name in ("words", "learned", "both")},
        filters=[
            {"name": "words", "kind": "keyword"},
            {"name": "learned", "kind": "classifier", "threshold": 0.5},
            {"name": "both", "kind": "cascade", "stages": ["words", "learned"]},
        ],
        rows={
            ("town/en/1.1", "identity", "words"): {"rule": "w1"},
            ("town/en/1.1", "identity", "learned"): {"score": 0.75},
            ("town/en/1.2", "identity", "learned"): {"score": 0.25},
            ("town/en/1.1", "identity", "both"): {"stage": "words"},
        },
        evidence=[
            {**first, "filter": "words", "rule": "w1", "start": 4, "end": 9, "via": ["casefold", "nfkc"]},
            {**first, "filter": "learned", "rule": "fool", "start": 15, "end": 19, "weight": 1.25},
            {**second, "filter": "words", "rule": "w2", "start": None, "end": None, "note": "lacks 'baker'"},
        ],
    )


def test_a_passage_report_is_all_that_is_known_of_it(explained) -> None:
    """Text, labels in words, what the policy says, and each filter's verdict with the words that its evidence marks."""
    report = passage_report(explained, "town/en/1.1")
    assert (report.text, report.original, report.perturbation, report.draw) == (MAYOR, MAYOR, "identity", 0)
    assert report.labels == {"tone": "insult", "topics": "war, bread", "stance": "mayor: criticise", "voice": "a baker"}
    assert (report.target, report.reasons, report.policy) == (True, ("insult",), "tone")
    words = Mark("w1", 4, 9, "mayor", ("casefold", "nfkc"), None, None)
    fool = Mark("fool", 15, 19, "fool", (), 1.25, None)
    assert report.verdicts == (
        FilterVerdict("words", "blocked", None, None, None, "w1", (), None, None, (words,), ()),
        FilterVerdict("learned", "blocked", 0.75, 0.5, None, None, (), None, None, (fool,), ()),
        FilterVerdict(
            *("both", "blocked", None, None, "words", None, ("learned",)),
            how="at its stage words; learned blocks it too",
            error=None,
            fired=(),
            near=(),
        ),
    )


def test_a_survivor_comes_with_what_was_near(explained) -> None:
    """A near miss without a place marks no words; empty labels are left out."""
    report = passage_report(explained, "town/en/1.2")
    assert report.labels == {}
    assert (report.target, report.reasons) == (False, ())
    assert report.verdicts[0].near == (Mark("w2", None, None, "", (), None, "lacks 'baker'"),)
    assert [verdict.outcome for verdict in report.verdicts] == ["survives"] * 3


def test_the_end_of_an_id_is_enough(explained) -> None:
    """What stands after the last slash names the passage."""
    assert passage_report(explained, "1.2").passage_id == "town/en/1.2"


def test_part_of_a_number_is_no_end(explained) -> None:
    """``.1`` or ``1`` ends an id, and is no passage; near ids are named."""
    with pytest.raises(UserError, match="this run has no passage '2'"):
        passage_report(explained, "2")
    with pytest.raises(UserError, match=r"no passage 'town/en/1\.3'; did you mean 'town/en/1\.[12]'"):
        passage_report(explained, "town/en/1.3")


def test_an_end_of_several_ids_is_refused_as_such(make, passage) -> None:
    """Where two documents have a passage 1.1, the error names both and does not say that there is none."""
    passages = [passage("town/en/a/1.1", MAYOR), passage("town/en/b/1.1", BRIDGE)]
    run = make(passages=passages, blocked={"words": {"identity": [True, False]}})
    with pytest.raises(UserError) as refused:
        passage_report(run, "1.1")
    assert "has no passage" not in str(refused.value)
    assert "town/en/a/1.1" in str(refused.value)
    assert "town/en/b/1.1" in str(refused.value)


def test_a_rewritten_passage_keeps_its_original(make, four) -> None:
    """Under a perturbation the report has both texts, and the errors of its draw."""
    rewritten = {("town/en/2.2", "hidden"): "Br\u200bead is dear."}
    run = make(passages=four, blocked=BLOCKED, draws={"identity": 1, "hidden": 2}, rewritten=rewritten)
    report = passage_report(run, "2.2", perturbation="hidden", draw=1)
    assert (report.text, report.original, report.draw) == ("Br\u200bead is dear.", BREAD, 1)
    assert [(each.outcome, each.error) for each in report.verdicts] == [("survives", None), ("error", "ValueError: no")]


def test_what_a_run_has_not_is_refused(explained) -> None:
    """Another perturbation or draw is a user's error that names what there is."""
    with pytest.raises(UserError, match="no perturbation 'homoglyph'; known: identity"):
        passage_report(explained, "1.1", perturbation="homoglyph")
    with pytest.raises(UserError, match="identity has draws 0 to 0, not 1"):
        passage_report(explained, "1.1", draw=1)
