"""Rules that fire on too much of a control corpus, counted on the small project's sentences.

There are four in English: "The pond is calm.", "The frogs are noisy.", "=2+3 frogs sing.", all civil, and
"You silly frog!", an insult, which policy tone blocks.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outlast.catalogue import Catalogue
from outlast.corpus.load import Corpus, open_corpus
from outlast.errors import CorpusError, UserError
from outlast.filters.keyword.lists import list_from
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import KeywordList
from outlast.keywords.control import Control, control, over_broad
from outlast.keywords.finding import Passage

FOLDED = Chain(("casefold",))


def listed(*rules: dict, policy: str | None = "tone", language: str = "en") -> KeywordList:
    about = {"name": "mine", "version": "1", "language": language, "boundaries": "substring"}
    return list_from({**about, **({"policy": policy} if policy else {}), "rules": list(rules)})


FROG = {"id": "a", "kind": "literal", "pattern": "FROG"}


@pytest.fixture
def corpus(pond: Path) -> Corpus:
    """The small project's corpus; the project is entered."""
    return open_corpus(pond / "corpora" / "pond" / "CARD.md")


@pytest.fixture
def catalogue(pond: Path) -> Catalogue:
    """What is found in the small project."""
    return Catalogue.near(pond)


def texts(found: Control) -> list[str]:
    return found.passages.column("text").to_pylist()


def test_targets_of_the_policy_are_left_out(corpus: Corpus, catalogue: Catalogue) -> None:
    """Only sentences that the list's policy would let through are looked at."""
    found = control(corpus, listed(FROG), language="en", catalogue=catalogue)
    assert texts(found) == ["The pond is calm.", "The frogs are noisy.", "=2+3 frogs sing."]
    assert found.left_out == "without the 1 that policy tone is about or may be"


def test_passages_without_a_label_are_left_out(corpus: Corpus, catalogue: Catalogue) -> None:
    """Of a passage that has no label nobody can say that the policy is not about it."""
    path = corpus.folder / "passages.en.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for row in rows:
        if row["text"] == "The pond is calm.":
            row["tone"] = None
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    found = control(corpus, listed(FROG), language="en", catalogue=catalogue)
    assert texts(found) == ["The frogs are noisy.", "=2+3 frogs sing."]
    assert found.left_out == "without the 2 that policy tone is about or may be"


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        (None, "none left out: the list names no policy"),
        ("nowhere", "none left out: policy nowhere is not there"),
        ("state-criticism", "none left out: the corpus has no labels for policy state-criticism"),
    ],
)
def test_without_a_policy_that_fits_nothing_is_left_out(
    policy: str | None, why: str, corpus: Corpus, catalogue: Catalogue
) -> None:
    """A list without a policy, or with one that the corpus has no labels for, is held against every sentence."""
    found = control(corpus, listed(FROG, policy=policy), language="en", catalogue=catalogue)
    assert (len(texts(found)), found.left_out) == (4, why)


def test_a_policy_over_values_that_the_corpus_lacks(corpus: Corpus, catalogue: Catalogue, pond: Path) -> None:
    """A label of that name with other values is no label for the policy."""
    policy = pond / "configs" / "policies" / "tone.yaml"
    policy.write_text(policy.read_text("utf-8").replace("{tone: insult}", "{tone: rude}"), "utf-8")
    found = control(corpus, listed(FROG), language="en", catalogue=catalogue)
    assert (len(texts(found)), found.left_out) == (4, "none left out: the corpus has no labels for policy tone")


def test_the_language_is_the_list_s(corpus: Corpus, catalogue: Catalogue) -> None:
    """Where no language is asked for, the list's is taken, without its region."""
    found = control(corpus, listed(FROG, language="de-AT"), language=None, catalogue=catalogue)
    assert (found.language, texts(found)) == ("de", ["Der Teich ist still.", "Die Frösche sind laut."])


def test_a_language_that_the_corpus_lacks(corpus: Corpus, catalogue: Catalogue) -> None:
    """A language without passages is an error that names those that there are."""
    with pytest.raises(CorpusError, match="has no passages in 'zh'; known: de, en"):
        control(corpus, listed(FROG), language="zh", catalogue=catalogue)


def test_a_corpus_of_targets_only(corpus: Corpus, catalogue: Catalogue, pond: Path) -> None:
    """Where the policy is about every passage there is nothing to measure on."""
    policy = pond / "configs" / "policies" / "tone.yaml"
    policy.write_text(policy.read_text("utf-8").replace("{tone: insult}", "{tone: [insult, civil]}"), "utf-8")
    with pytest.raises(UserError, match="no passage that policy tone is not about"):
        control(corpus, listed(FROG), language="en", catalogue=catalogue)


def test_over_broad_rules(corpus: Corpus, catalogue: Catalogue) -> None:
    """Rules that fire on more than the share, the broadest first, with n, Wilson's interval and the passages.

    The interval of 2 of 3 is 20.8 to 93.9 % (statsmodels' `proportion_confint(2, 3, method="wilson")`).
    """
    rules = listed(
        {"id": "n", "kind": "literal", "pattern": "noisy"},
        {"id": "f", "kind": "literal", "pattern": "frogs"},
        {"id": "i", "kind": "literal", "pattern": "i"},
        {"id": "s", "kind": "literal", "pattern": "silly"},
    )
    against = control(corpus, rules, language="en", catalogue=catalogue)
    found = list(over_broad(rules, against, chain=FOLDED, above=1 / 3))
    assert [(each.rule, each.message) for each in found] == [
        ("i", "fires on 3 of 3 passages"),
        ("f", "fires on 2 of 3 passages"),
    ]
    assert found[1].rate is not None
    assert (found[1].rate.low, found[1].rate.high) == (pytest.approx(0.2077, abs=1e-4), pytest.approx(0.9385, abs=1e-4))
    assert found[1].passages == (
        Passage("pond/en/a.1.2", "The frogs are noisy.", 4, 9),
        Passage("pond/en/b.1.1", "=2+3 frogs sing.", 5, 10),
    )


def test_what_is_permitted_is_not_broad(corpus: Corpus, catalogue: Catalogue) -> None:
    """Exceptions hold on the control as they do in a filter; rules that permit are never broad."""
    rules = listed(FROG, {"id": "e", "kind": "exception", "pattern": "frogs are"})
    against = control(corpus, rules, language="en", catalogue=catalogue)
    assert [each.message for each in over_broad(rules, against, chain=FOLDED, above=0.0)] == [
        "fires on 1 of 3 passages"
    ]


def test_a_rule_that_fires_twice_in_a_passage_counts_once(corpus: Corpus, catalogue: Catalogue) -> None:
    """It is passages that are counted, not occurrences."""
    rules = listed({"id": "g", "kind": "literal", "pattern": "g"})
    against = control(corpus, rules, language="en", catalogue=catalogue)
    assert [each.message for each in over_broad(rules, against, chain=FOLDED, above=0.0)] == [
        "fires on 2 of 3 passages"
    ]
