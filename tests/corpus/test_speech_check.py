"""Functional tests of political speech: 28 functionalities, exact references, and both verdicts of every policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

PLAIN = {
    "direct-criticism",
    "indirect-criticism",
    "sarcastic-criticism",
    "rhetorical-question",
    "report-of-action",
    "endorsement-of-action",
    "call-for-action",
    "protest-abroad",
    "history",
    "quotation-to-condemn",
    "quoted-state-line",
    "rebuttal",
    "concession",
    "negated-criticism",
    "praise-with-trigger-words",
    "other-sense",
    "substring-accident",
    "neutral-group-mention",
    "positive-group-mention",
    "testimony",
    "mourning",
    "everyday-talk",
}
RESPELT = {
    "spelling-homophone",
    "spelling-initials-or-pinyin",
    "spelling-split",
    "spelling-homoglyph-or-variant",
    "spelling-separators",
    "spelling-emoji-or-mixed-language",
}
LABELS = ["topics", "stance", "collective_action", "kpr", "speech_act", "civility", "devices"]
POLITICAL = ["collective-action", "state-criticism", "state-line-2022"]

Row = dict[str, Any]


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def cases(language: str, shipped: Callable[[str, str], list[Row]]) -> list[Row]:
    return shipped("speech-check", language)


@pytest.fixture(scope="module")
def targets(language: str, cases: list[Row], verdicts: Callable[..., dict[str, dict[str, bool]]]) -> dict[str, Counter]:
    """By policy, how many cases of each functionality are its targets."""
    judged = verdicts("speech-check", language)
    return {
        policy: Counter(row["functionality"] for row in cases if judged[row["passage_id"]][policy])
        for policy in ("civility", *POLITICAL)
    }


def test_functionalities(cases: list[Row]) -> None:
    """The same 28 functionalities stand in both languages, with at least 12 cases each."""
    counts = Counter(row["functionality"] for row in cases)
    assert set(counts) == PLAIN | RESPELT
    assert len(counts) == 28
    assert min(counts.values()) >= 12


def test_cases_have_their_own_ids(cases: list[Row], language: str) -> None:
    """A case is a document of its own, whose id begins with its functionality."""
    assert len({row["case_id"] for row in cases}) == len(cases)
    for row in cases:
        assert row["document_id"] == f"speech-check/{language}/{row['case_id']}"
        assert row["case_id"].rpartition("-")[0] == row["functionality"]


def test_no_text_is_there_twice(cases: list[Row]) -> None:
    """No two cases have the same text: even a respelling differs from what it respells."""
    assert len({row["text"] for row in cases}) == len(cases)


def test_references_exist(cases: list[Row]) -> None:
    """A case refers to another case, never to itself and never to a respelling."""
    known = {row["case_id"]: row for row in cases}
    referring = [row for row in cases if row["ref_case_id"] is not None]
    assert len(referring) > 150
    for row in referring:
        assert row["ref_case_id"] in known, row["case_id"]
        assert row["ref_case_id"] != row["case_id"]
        assert known[row["ref_case_id"]]["functionality"] in PLAIN, row["case_id"]


def test_respellings_keep_their_labels(cases: list[Row]) -> None:
    """Every respelt case names a plain case and has its labels, whatever its letters look like."""
    known = {row["case_id"]: row for row in cases}
    respelt = [row for row in cases if row["functionality"] in RESPELT]
    assert len(respelt) >= 6 * 12
    for row in respelt:
        plain = known[row["ref_case_id"]]
        assert {name: row[name] for name in LABELS} == {name: plain[name] for name in LABELS}, row["case_id"]


@pytest.mark.parametrize("policy", POLITICAL)
def test_both_verdicts_of_a_policy(policy: str, cases: list[Row], targets: dict[str, Counter]) -> None:
    """Each political policy blocks at least 40 cases and lets at least 40 stand."""
    blocked = targets[policy].total()
    assert blocked >= 40
    assert len(cases) - blocked >= 40


@pytest.mark.parametrize("policy", POLITICAL)
def test_respellings_have_targets(policy: str, targets: dict[str, Counter]) -> None:
    """Each kind of respelling has a target of each political policy, so that an evasion can be seen."""
    assert set(targets[policy]) >= RESPELT


@pytest.mark.parametrize(
    "functionality",
    [
        "everyday-talk",
        "history",
        "negated-criticism",
        "neutral-group-mention",
        "other-sense",
        "positive-group-mention",
        "protest-abroad",
        "report-of-action",
        "substring-accident",
    ],
)
def test_over_blocking_cases_keep_the_state_line(functionality: str, targets: dict[str, Counter]) -> None:
    """Functionalities that test over-blocking hold no target of the state line, nor criticise the Chinese state."""
    assert targets["state-line-2022"][functionality] == 0
    assert targets["state-criticism"][functionality] == 0


def test_everyday_talk_moves_nobody_to_act(targets: dict[str, Counter]) -> None:
    """Everyday talk and innocent senses hold no target of collective-action."""
    for functionality in ("everyday-talk", "other-sense", "substring-accident", "neutral-group-mention"):
        assert targets["collective-action"][functionality] == 0


def test_calls_are_targets(targets: dict[str, Counter], cases: list[Row]) -> None:
    """Every case that endorses an action or calls for one is a target of collective-action."""
    counts = Counter(row["functionality"] for row in cases)
    for functionality in ("endorsement-of-action", "call-for-action"):
        assert targets["collective-action"][functionality] == counts[functionality]
