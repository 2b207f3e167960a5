"""The shipped policies on the shipped corpora: targets follow from the labels, as pandas counts them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from outlast.corpus.load import Corpus, open_corpus
from outlast.policy import read_policy

ROOT = Path(__file__).parents[2]


def takes(frame: pd.DataFrame, *pairs: tuple[str, str]) -> pd.Series:
    """Where the stance has one of these pairs of actor and side."""
    return frame["stance"].map(lambda label: any((entry["actor"], entry["stance"]) in pairs for entry in label))


MEANT: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "civility": lambda frame: frame["civility"].isin(["insult", "threat", "dehumanising"]),
    "collective-action": lambda frame: (
        frame["kpr"].isin(["collective-action", "criticism-of-censors", "pornography"])
        | frame["collective_action"].isin(["endorses", "calls-for"])
    ),
    "state-criticism": lambda frame: takes(frame, ("chinese-state", "criticise")),
    "state-line-2022": lambda frame: takes(
        frame, ("russian-state", "criticise"), ("russian-people", "criticise"), ("us-and-nato", "support")
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["letter", "discourse", "mirror", "speech-check"])
@pytest.mark.parametrize("policy", sorted(MEANT))
def test_targets(name: str, policy: str, language: str) -> None:
    """A labelled passage is a target exactly where its labels are those that the policy's text names."""
    corpus = open_corpus(ROOT / "corpora" / name / "CARD.md")
    file = ROOT / "corpora" / name / f"passages.{language}.jsonl"
    frame = pd.read_json(file, lines=True, orient="records").set_index("passage_id")
    labelled = frame[frame["stance"].notna()]
    expected = MEANT[policy](labelled).to_dict()
    path = ROOT / "configs" / "policies" / f"{policy}.yaml"
    passages = corpus.passages(language=language)
    judged = read_policy(path, codebook=corpus.codebook).judge(passages, codebook=corpus.codebook).to_pylist()
    assert {row["passage_id"]: row["target"] for row in judged if row["passage_id"] in expected} == expected
    assert len(expected) == (73 if name == "letter" else len(frame))


@pytest.mark.parametrize("policy", sorted(MEANT))
def test_unlabelled_passages(letter: Corpus, policy: str) -> None:
    """Of the letter's title, date, preface and signature a policy says nothing, neither yes nor no."""
    path = ROOT / "configs" / "policies" / f"{policy}.yaml"
    matter = letter.passages(language="en", sections=["title", "date", "preface", "signature"])
    judged = read_policy(path, codebook=letter.codebook).judge(matter, codebook=letter.codebook)
    assert judged.column("target").to_pylist() == [None] * 14
    assert judged.column("rules").to_pylist() == [[]] * 14


def test_the_civility_policy_and_the_letter(letter: Corpus) -> None:
    """By the letter's labels, ordinary moderation of tone would take one sentence of 62 and leave the rest."""
    path = ROOT / "configs" / "policies" / "civility.yaml"
    body = letter.passages(language="en", unit="sentence", sections=["1", "2", "3"])
    judged = read_policy(path, codebook=letter.codebook).judge(body, codebook=letter.codebook).to_pylist()
    assert [(row["passage_id"], row["rules"]) for row in judged if row["target"]] == [("letter/en/1.2.5", ["insult"])]
