"""Policies: rules over labels in three-valued logic, and the faults of a policy's file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from outlast.codebook import Codebook, read_codebook
from outlast.errors import ConfigError
from outlast.policy import TARGETS, Policy, read_policy

ROOT = Path(__file__).parents[1]

BOOK = Codebook.model_validate(
    {
        "name": "b",
        "version": "1",
        "source": "s",
        "labels": {
            "tone": {"kind": "one", "about": "a", "values": {"civil": "c", "insult": "i", "threat": "t"}},
            "action": {"kind": "one", "about": "a", "values": {"none": "n", "calls-for": "c"}},
            "topics": {"kind": "set", "about": "a", "values": {"war": "w", "peace": "p", "trade": "t"}},
            "stance": {
                "kind": "map",
                "about": "a",
                "names": ("actor", "stance"),
                "keys": {"state": "s", "people": "p"},
                "values": {"criticise": "c", "support": "s", "mention": "m"},
            },
        },
    }
)

HEAD = 'name: p\nversion: "1"\ntitle: t\nsource: s\nreading: r\nblock:\n'


def policy(**rules: dict[str, Any]) -> Policy:
    """A policy with one rule for each name."""
    block = [{"id": name, "when": when, "reason": "r"} for name, when in rules.items()]
    return Policy.model_validate(
        {"name": "p", "version": "1", "title": "t", "source": "s", "reading": "r", "block": block}
    )


def judge(judged: Policy, *rows: dict[str, Any]) -> list[tuple[bool | None, list[str]]]:
    """Verdict and rules of each row; labels that a row leaves out are null, a stance is given as a mapping."""
    columns = {
        name: pa.array([_stored(row, name) for row in rows], field.arrow_type()) for name, field in BOOK.labels.items()
    }
    table = pa.table({"passage_id": [f"p{number}" for number in range(len(rows))], **columns})
    found = judged.judge(table, codebook=BOOK)
    TARGETS.check(found)
    assert found.column("passage_id").to_pylist() == table.column("passage_id").to_pylist()
    return [(row["target"], row["rules"]) for row in found.to_pylist()]


def _stored(row: dict[str, Any], name: str) -> Any:
    value = row.get(name)
    if isinstance(value, dict):
        return [{"actor": actor, "stance": stance} for actor, stance in value.items()]
    return value


T, F, U = "insult", "civil", None
T2, F2 = "calls-for", "none"


@pytest.mark.parametrize(
    ("tone", "action", "verdict"),
    [
        (T, T2, True),
        (T, F2, False),
        (T, U, None),
        (F, T2, False),
        (F, F2, False),
        (F, U, False),
        (U, T2, None),
        (U, F2, False),
        (U, U, None),
    ],
)
def test_conditions_of_a_rule_are_kleenes_and(tone: str | None, action: str | None, verdict: bool | None) -> None:
    """A rule holds when each condition does; a missing label is unknown unless another condition fails."""
    both = policy(r={"tone": "insult", "action": "calls-for"})
    assert judge(both, {"tone": tone, "action": action}) == [(verdict, ["r"] if verdict else [])]


@pytest.mark.parametrize(
    ("tone", "action", "verdict", "rules"),
    [
        (T, T2, True, ["a", "b"]),
        (T, F2, True, ["a"]),
        (T, U, True, ["a"]),
        (F, T2, True, ["b"]),
        (F, F2, False, []),
        (F, U, None, []),
        (U, T2, True, ["b"]),
        (U, F2, None, []),
        (U, U, None, []),
    ],
)
def test_rules_of_a_policy_are_kleenes_or(
    tone: str | None, action: str | None, verdict: bool | None, rules: list[str]
) -> None:
    """One rule that holds is enough; where none does, a missing label leaves the verdict unknown."""
    either = policy(a={"tone": "insult"}, b={"action": "calls-for"})
    assert judge(either, {"tone": tone, "action": action}) == [(verdict, rules)]


def test_any_of_several_values() -> None:
    """A list of values holds where the label is one of them."""
    found = judge(policy(r={"tone": ["insult", "threat"]}), *({"tone": tone} for tone in ("insult", "threat", "civil")))
    assert [target for target, _ in found] == [True, True, False]


def test_a_set_holds_by_any_of_its_values() -> None:
    """A condition on a list of labels holds where one of them is wanted; an empty list is labelled, and does not."""
    topics = policy(r={"topics": ["war", "trade"]})
    found = judge(topics, {"topics": ["peace", "war"]}, {"topics": ["peace"]}, {"topics": []}, {"topics": None})
    assert [target for target, _ in found] == [True, False, False, None]


def test_a_map_holds_by_key_and_value() -> None:
    """A condition on a map holds where this key has this value, not where another key has it."""
    critical = policy(r={"stance": {"state": "criticise"}})
    rows = [{"state": "criticise"}, {"people": "criticise"}, {"state": "mention"}, {}, None]
    found = judge(critical, *({"stance": row} for row in rows), {"stance": {"people": "support", "state": "criticise"}})
    assert [target for target, _ in found] == [True, False, False, False, None, True]


def test_a_map_holds_by_any_of_several_values() -> None:
    """A key of a map may be given several values, any one of which will do."""
    taken = policy(r={"stance": {"state": ["criticise", "support"]}})
    found = judge(taken, *({"stance": {"state": value}} for value in ("criticise", "support", "mention")))
    assert [target for target, _ in found] == [True, True, False]


def test_a_map_may_have_one_key_twice() -> None:
    """A paragraph whose sentences take both sides of an actor is a target for either."""
    both = pa.array([[{"actor": "state", "stance": "criticise"}, {"actor": "state", "stance": "support"}]])
    table = pa.table({"passage_id": ["p"], "stance": both})
    for value in ("criticise", "support"):
        found = policy(r={"stance": {"state": value}}).judge(table, codebook=BOOK)
        assert found.column("target").to_pylist() == [True]


def test_no_passages() -> None:
    """A table without rows gives targets without rows."""
    assert judge(policy(r={"tone": "insult"})) == []


def faults(tmp_path: Path, rules: str, *, codebook: Codebook | None = BOOK) -> list[str]:
    path = tmp_path / "policy.yaml"
    path.write_text(HEAD + rules, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_policy(path, codebook=codebook)
    return [str(fault).partition("policy.yaml:")[2] for fault in caught.value.faults]


def test_names_outside_the_codebook(tmp_path: Path) -> None:
    """Unknown labels, actors and values are told at once, each at its place and with the near name."""
    rules = (
        "  - id: a\n    when: {tones: insult}\n    reason: r\n"
        "  - id: b\n    when:\n      stance: {stat: criticize}\n      topics: [war, piece]\n    reason: r\n"
    )
    assert faults(tmp_path, rules) == [
        "8:12: block.0.when.tones: the codebook has no label 'tones'; did you mean 'tone'?",
        "12:7: block.1.when.stance: 'criticize' is not in the codebook; did you mean 'criticise'?",
        "12:7: block.1.when.stance: 'stat' is not in the codebook; did you mean 'state'?",
        "13:7: block.1.when.topics: 'piece' is not in the codebook; did you mean 'peace'?",
    ]


def test_a_shape_that_the_label_does_not_have(tmp_path: Path) -> None:
    """A map is asked by its keys, and only a map."""
    rules = "  - {id: a, when: {stance: criticise}, reason: r}\n  - {id: b, when: {tone: {state: civil}}, reason: r}\n"
    assert faults(tmp_path, rules) == [
        "7:20: block.0.when.stance: a mapping is wanted for this label",
        "8:20: block.1.when.tone: a value or a list of values is wanted for this label",
    ]


def test_faults_without_a_codebook(tmp_path: Path) -> None:
    """Unknown keys and rules without conditions are faults whatever the codebook; labels are not looked at."""
    assert faults(tmp_path, "  - {id: a, when: {}, raeson: r, reason: r}\n", codebook=None) == [
        "7:13: block.0.when: has 0 items; at least 1 wanted",
        "7:23: block.0.raeson: unknown key; did you mean 'reason'?",
    ]
    path = tmp_path / "policy.yaml"
    path.write_text(HEAD + "  - {id: a, when: {tones: x}, reason: r}\n", encoding="utf-8")
    assert read_policy(path).block[0].when == {"tones": "x"}


def test_rule_ids_are_unique(tmp_path: Path) -> None:
    """Two rules of one id are a fault: evidence by rule could not be told apart."""
    rule = "  - {id: a, when: {tone: insult}, reason: r}\n"
    (fault,) = faults(tmp_path, rule + rule)
    assert fault.startswith("8:")
    assert "'a'" in fault


NAMES = ["civility", "collective-action", "state-criticism", "state-line-2022"]


@pytest.mark.parametrize("corpus", ["letter", "discourse", "mirror", "speech-check"])
@pytest.mark.parametrize("name", NAMES)
def test_shipped_policies_fit_the_shipped_codebooks(name: str, corpus: str) -> None:
    """Each shipped policy reads without a fault against each codebook, and is called as its file is."""
    codebook = read_codebook(ROOT / "corpora" / corpus / "codebook.yaml")
    assert read_policy(ROOT / "configs" / "policies" / f"{name}.yaml", codebook=codebook).name == name


def test_there_are_four_shipped_policies() -> None:
    """The shipped policies are these four."""
    assert sorted(path.stem for path in (ROOT / "configs" / "policies").glob("*.yaml")) == NAMES
