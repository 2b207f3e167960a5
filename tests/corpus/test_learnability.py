"""Learnability: planted words are found and judged on the other half; discourse is neither trivial nor hopeless."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outlast.corpus.learnability import Learnability, learnability
from outlast.corpus.load import Corpus
from outlast.errors import CorpusError
from outlast.policy import Policy, read_policy

ROOT = Path(__file__).parents[2]

BOOK = """\
name: small
version: "1"
source: none
labels:
  tone: {kind: one, about: tone, values: {civil: c, insult: i}}
attributes: {split: the half}
"""

POLICY = Policy.model_validate(
    {
        "name": "insults",
        "version": "1",
        "title": "Insults",
        "source": "none",
        "reading": "as written",
        "block": [{"id": "insult", "when": {"tone": "insult"}, "reason": "an insult"}],
    }
)

Text = tuple[str | None, str | None, str]
"""A half, a tone, a text."""
Measure = Callable[..., Learnability]


def texts(half: str, *, insults: dict[str, int], civil: dict[str, int]) -> list[Text]:
    """Each text as often as its number says, in one half."""
    return [
        (half, tone, text)
        for tone, counts in (("insult", insults), ("civil", civil))
        for text, count in counts.items()
        for _ in range(count)
    ]


def row(number: int, given: Text, language: str) -> dict[str, Any]:
    half, tone, text = given
    return {
        "passage_id": f"small/{language}/{number}.1",
        "document_id": f"small/{language}/{number}",
        "section": "text",
        "unit": "paragraph",
        "parent_id": None,
        "position": 0,
        "start": 0,
        "end": len(text),
        "cuts": [],
        "language": language,
        "text": text,
        "tone": tone,
        "split": half,
    }


@pytest.fixture
def measure(small: Callable[..., Corpus]) -> Measure:
    """Measure `POLICY` on a corpus of these texts."""

    def make(*parts: list[Text], language: str = "en", book: str = BOOK) -> Learnability:
        rows = [row(number, given, language) for number, given in enumerate(text for part in parts for text in part)]
        if book != BOOK:
            rows = [{name: value for name, value in each.items() if name != "split"} for each in rows]
        lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows)
        corpus = small(**{"codebook.yaml": book, f"passages.{language}.jsonl": lines})
        return learnability(corpus, POLICY, language=language)

    return make


def test_one_word_decides(measure: Measure) -> None:
    """Where one word is in every target and in nothing else, it is named and everything is recognised."""
    found = measure(
        texts("a", insults={"the zebra swims": 4, "zebra in snow": 4}, civil={"the swims": 6, "in snow": 6}),
        texts("b", insults={"one zebra": 3}, civil={"one": 4}),
    )
    assert found == Learnability(
        language="en",
        policy="insults",
        trained_on=20,
        tested_on=7,
        targets=3,
        majority=pytest.approx(4 / 7),
        accuracy=1,
        auc=1,
        word="zebra",
        word_auc=1,
    )


def test_a_word_may_speak_against(measure: Measure) -> None:
    """A word that only passages which are no targets have decides as well."""
    found = measure(
        texts("a", insults={"no": 5, "or snow": 5}, civil={"no please": 6, "or please": 5}),
        texts("b", insults={"yes": 4}, civil={"yes please": 4}),
    )
    assert (found.word, found.word_auc, found.auc) == ("please", 1, 1)


def test_the_word_is_judged_on_the_other_half(measure: Measure) -> None:
    """Chosen on half a, a word is judged on half b: in 3 of 4 targets and 1 of 4 others, (1 + 3/4 - 1/4) / 2."""
    found = measure(
        texts("a", insults={"zebra now": 5}, civil={"now": 5}),
        texts("b", insults={"zebra": 3, "newt": 1}, civil={"zebra": 1, "newt": 3}),
    )
    assert (found.word, found.word_auc) == ("zebra", 0.75)


def test_a_word_that_turns(measure: Measure) -> None:
    """Where half b is half a turned round, the word and the model are worse than nothing."""
    found = measure(
        texts("a", insults={"good zebra": 5}, civil={"good morning": 6}),
        texts("b", insults={"good morning": 4}, civil={"good zebra": 4}),
    )
    assert (found.auc, found.word_auc, found.accuracy) == (0, 0, 0)


def test_the_majority_is_that_of_the_trained_half(measure: Measure) -> None:
    """Always saying what is commoner in half a is right for 2 of 8 where half b has it the other way round."""
    found = measure(
        texts("a", insults={"zebra": 3}, civil={"frog": 7}),
        texts("b", insults={"zebra": 6}, civil={"frog": 2}),
    )
    assert (found.majority, found.accuracy, found.targets) == (0.25, 1, 6)


def test_chinese_is_read_by_characters(measure: Measure) -> None:
    """Chinese has no blanks: a single character in sentences of other characters is found."""
    found = measure(
        texts("a", insults={"今天蛙来了": 4, "明日有蛙": 4}, civil={"今天鱼来了": 4, "明日有鸟": 4}),
        texts("b", insults={"小蛙在": 3}, civil={"小鱼在": 3}),
        language="zh",
    )
    assert (found.language, found.word, found.word_auc, found.auc) == ("zh", "蛙", 1, 1)


GOOD = [
    *texts("a", insults={"the zebra": 4}, civil={"the frog": 4}),
    *texts("b", insults={"one zebra": 2}, civil={"one frog": 2}),
]


def test_passages_in_no_half_take_no_part(measure: Measure) -> None:
    """A passage that belongs to neither half is neither learned from nor tested."""
    found = measure(GOOD, [(None, "insult", "one frog"), (None, "civil", "one zebra")])
    assert (found.trained_on, found.tested_on, found.targets, found.accuracy) == (8, 4, 2, 1)


def test_unlabelled_passages_take_no_part(measure: Measure) -> None:
    """A passage without the label that the policy needs is no target and no other either: it is left out."""
    found = measure(GOOD, [("a", None, "the zebra"), ("b", None, "one zebra")])
    assert (found.trained_on, found.tested_on, found.targets, found.accuracy) == (8, 4, 2, 1)


def test_a_corpus_without_halves(measure: Measure) -> None:
    """A corpus whose codebook has no halves is refused."""
    with pytest.raises(CorpusError) as caught:
        measure(GOOD, book=BOOK.replace("attributes: {split: the half}\n", ""))
    assert str(caught.value) == "corpus small has no halves: its codebook has no attribute 'split'"


@pytest.mark.parametrize("half", ["a", "b"])
def test_a_half_with_one_side(half: str, measure: Measure) -> None:
    """Where a half has no targets there is nothing to learn or to test, and the error says so."""
    kept = [text for text in GOOD if text[0] != half or text[1] == "civil"]
    with pytest.raises(CorpusError) as caught:
        measure(kept)
    assert str(caught.value) == "a half of small (en) has only one side of insults"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["civility", "collective-action", "state-criticism", "state-line-2022"])
def test_discourse(name: str, language: str, discourse: Corpus) -> None:
    """A bag of words learns each policy, though not perfectly, and no single word gives a policy away."""
    policy = read_policy(ROOT / "configs" / "policies" / f"{name}.yaml", codebook=discourse.codebook)
    found = learnability(discourse, policy, language=language)
    assert (found.policy, found.language) == (name, language)
    assert found.trained_on + found.tested_on == discourse.passages(language=language).num_rows
    assert found.accuracy > found.majority
    assert 0.6 < found.auc < 0.99
    assert found.word_auc < 0.8
