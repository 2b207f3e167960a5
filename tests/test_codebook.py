"""Codebooks: what a field accepts, stores and joins; the shipped ones agree with each other and with the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.codebook import Codebook, CodebookField, read_codebook
from outlast.errors import ConfigError

ROOT = Path(__file__).parents[1]
PAGE = ROOT.parent / "shared" / "CODEBOOK.md"


def shipped(name: str) -> Codebook:
    return read_codebook(ROOT / "corpora" / name / "codebook.yaml")


ORDER = {"none": "", "reports": "", "calls-for": ""}
ONE = CodebookField(kind="one", about="", values=ORDER)
FIRST = CodebookField(kind="one", about="", values=ORDER, union="first")
EACH = CodebookField(kind="each", about="", values={"claim": "", "question": ""})
SET = CodebookField(kind="set", about="", values={"war": "", "peace": "", "trade": ""}, required=True)
LOOSE = CodebookField(kind="set", about="", values={"sarcasm": ""})
MAP = CodebookField(
    kind="map",
    about="",
    names=("actor", "stance"),
    weak="mention",
    keys={"state": "", "people": ""},
    values={"criticise": "", "support": "", "mention": ""},
)


def side(actor: str, stance: str) -> dict[str, str]:
    return {"actor": actor, "stance": stance}


@pytest.mark.parametrize(
    ("field", "right"),
    [
        (ONE, "reports"),
        (EACH, "claim"),
        (SET, ["trade", "war"]),
        (LOOSE, []),
        (MAP, {}),
        (MAP, {"people": "support", "state": "mention"}),
    ],
)
def test_right_labels(field: CodebookField, right: Any) -> None:
    """A label of the codebook has nothing against it."""
    assert field.complaints(right) == []


@pytest.mark.parametrize(
    ("field", "wrong", "complaints"),
    [
        (ONE, "report", ["'report' is not in the codebook; did you mean 'reports'?"]),
        (ONE, ["reports"], ["one value is wanted, not ['reports']"]),
        (EACH, None, ["one value is wanted, not None"]),
        (SET, "war", ["a list of values is wanted, not 'war'"]),
        (SET, ["war", 3], ["a list of values is wanted, not ['war', 3]"]),
        (SET, [], ["at least one value is wanted"]),
        (SET, ["war", "war"], ["'war' is given twice"]),
        (
            SET,
            ["wars", "sport"],
            [
                "'wars' is not in the codebook; did you mean 'war'?",
                "'sport' is not in the codebook; known: peace, trade, war",
            ],
        ),
        (MAP, ["state"], ["a mapping is wanted, not ['state']"]),
        (MAP, {"stat": "support"}, ["'stat' is not in the codebook; did you mean 'state'?"]),
        (MAP, {"state": "suport"}, ["'suport' is not in the codebook; did you mean 'support'?"]),
        (MAP, {"state": ["zzz"]}, ["['zzz'] is not in the codebook; known: criticise, mention, support"]),
    ],
)
def test_wrong_labels(field: CodebookField, wrong: Any, complaints: list[str]) -> None:
    """A label of another shape, or outside the codebook, is told with the near value."""
    assert field.complaints(wrong) == complaints


@pytest.mark.parametrize(
    ("field", "label", "stored"),
    [
        (ONE, "reports", "reports"),
        (EACH, "claim", ["claim"]),
        (SET, ["trade", "war"], ["war", "trade"]),
        (MAP, {"people": "mention", "state": "support"}, [side("state", "support"), side("people", "mention")]),
    ],
)
def test_stored_labels(field: CodebookField, label: Any, stored: Any) -> None:
    """A column holds a label in the codebook's order, whatever the annotator's."""
    assert field.stored(label) == stored


@pytest.mark.parametrize(
    ("field", "sentences", "joined"),
    [
        (ONE, ["none", "calls-for", "reports"], "calls-for"),
        (FIRST, ["calls-for", "reports"], "reports"),
        (EACH, [["question"], ["claim"], ["question"]], ["claim", "question"]),
        (SET, [["peace"], ["war", "peace"]], ["war", "peace"]),
        (LOOSE, [[], []], []),
        (MAP, [[side("state", "mention")], [side("state", "criticise")]], [side("state", "criticise")]),
        (MAP, [[side("people", "mention")], [], [side("people", "mention")]], [side("people", "mention")]),
        (
            MAP,
            [[side("state", "support")], [side("people", "mention"), side("state", "criticise")]],
            [side("state", "criticise"), side("state", "support"), side("people", "mention")],
        ),
    ],
)
def test_joined_labels(field: CodebookField, sentences: list[Any], joined: Any) -> None:
    """A paragraph's label is the union of its sentences': one value by order, and a mention gives way to a side."""
    assert field.joined(sentences) == joined


@given(sentences=st.lists(st.lists(st.sampled_from(["war", "peace", "trade"]), unique=True), min_size=1))
def test_joining_knows_no_order(sentences: list[list[str]]) -> None:
    """The union is the same in whatever order the sentences stand, and joining it again changes nothing."""
    stored = [[value for value in ("war", "peace", "trade") if value in label] for label in sentences]
    once = SET.joined(stored)
    assert once == SET.joined(stored[::-1]) == SET.joined([once])


def test_column_types() -> None:
    """One value is a string, each and set are lists of strings, a map is a list of structs with the field's names."""
    words = pa.list_(pa.string())
    assert [field.arrow_type() for field in (ONE, EACH, SET)] == [pa.string(), words, words]
    assert MAP.arrow_type() == pa.list_(pa.struct([("actor", pa.string()), ("stance", pa.string())]))


@pytest.mark.parametrize(
    ("corpus", "attributes"),
    [
        ("discourse", ["voice", "split"]),
        ("mirror", ["pair_id", "side", "contrast"]),
        ("speech-check", ["functionality", "case_id", "ref_case_id"]),
    ],
)
def test_shared_fields_are_the_same(corpus: str, attributes: list[str]) -> None:
    """The letter and each other corpus define every field that both have alike: values, order, rules and words."""
    letter, other = shipped("letter"), shipped(corpus)
    assert list(letter.labels) == [*other.labels, "claims"]
    for name, field in other.labels.items():
        assert letter.labels[name] == field
        assert list(letter.labels[name].values) == list(field.values)
        assert list(letter.labels[name].keys or {}) == list(field.keys or {})
    assert (letter.name, letter.version) == (other.name, other.version) == ("political-speech", "1")
    assert list(other.attributes) == attributes


@pytest.mark.parametrize(
    ("name", "sentences", "joined"),
    [
        ("collective_action", ["endorses", "calls-for", "none"], "calls-for"),
        ("collective_action", ["reports", "endorses", "none"], "endorses"),
        ("collective_action", ["none", "reports"], "reports"),
        ("kpr", ["other-news", "government-policy", "none"], "government-policy"),
        ("kpr", ["government-policy", "pornography", "criticism-of-censors"], "criticism-of-censors"),
        ("kpr", ["criticism-of-censors", "collective-action"], "collective-action"),
        ("kpr", ["none", "other-news"], "other-news"),
        ("civility", ["civil", "insult"], "insult"),
    ],
)
@pytest.mark.parametrize("corpus", ["letter", "discourse", "mirror", "speech-check"])
def test_precedence_in_the_shipped_codebooks(corpus: str, name: str, sentences: list[str], joined: str) -> None:
    """The strongest collective action and the first KPR category stand for a paragraph, as the codebook says."""
    assert shipped(corpus).labels[name].joined(sentences) == joined


def _ticked(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@pytest.mark.skipif(not PAGE.is_file(), reason="../shared/CODEBOOK.md is not here")
def test_values_are_those_of_the_page() -> None:
    """Fields, values, actors and claims are those of CODEBOOK.md, in its order."""
    page = PAGE.read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| `")]
    table = {_ticked(first)[0]: (values, rule) for first, values, rule in rows}
    labels = shipped("letter").labels
    assert list(table) == list(labels)
    for name in set(table) - {"claims"}:
        assert list(labels[name].values) == _ticked(table[name][0])
    assert list(labels["stance"].keys or {}) == _ticked(table["stance"][1].partition("Actors:")[2])
    claims = page.partition("Claims of the letter")[2].partition("Hard cases")[0]
    assert list(labels["claims"].values) == _ticked(claims)
    assert len(labels["claims"].values) == 20


def test_faults_of_a_codebook(tmp_path: Path) -> None:
    """A codebook's faults are told at once with their places and near names."""
    path = tmp_path / "codebook.yaml"
    path.write_text(
        'name: x\nversion: "1"\nsource: s\nlabels:\n  tone:\n    kind: on\n    abuot: a\n    values: {}\n', "utf-8"
    )
    with pytest.raises(ConfigError) as caught:
        read_codebook(path)
    assert [str(fault).partition("codebook.yaml:")[2] for fault in caught.value.faults] == [
        "5:3: labels.tone.about: is missing",
        "6:5: labels.tone.kind: 'on' is not one of its values; did you mean 'one'?",
        "7:5: labels.tone.abuot: unknown key; did you mean 'about'?",
        "8:5: labels.tone.values: has 0 items; at least 1 wanted",
    ]
