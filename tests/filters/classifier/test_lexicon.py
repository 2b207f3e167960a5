"""Lexicon features: the rules that a keyword filter fires on, counted by hand, and where they stand."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from outlast.filters.classifier.explain import terms
from outlast.filters.classifier.features import LexiconRules
from outlast.filters.classifier.lexicon import LexiconVectoriser
from outlast.filters.classifier.vectorise import Vectorisers, lexicon_key
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.training import TrainingError

TRAINING = ["War, war!", "peace on the street", "tea", "war and peace in the street"]


@pytest.fixture
def judge(list_of):
    """The keyword filter of two rules: war; peace with street."""
    rules = list_of({"w": "war", "p": ["peace", "street"], "unseen": "lamp"})
    return KeywordConfig(kind="keyword", name="words", list="test").build(rules)


@pytest.mark.parametrize(
    ("how", "names", "matrix"),
    [
        ({}, ["p", "w"], [[0, 1], [1, 0], [0, 0], [1, 1]]),
        ({"weighting": "count"}, ["p", "w"], [[0, 2], [2, 0], [0, 0], [2, 1]]),
        ({"per": "list", "weighting": "count"}, ["rules of the list"], [[2], [2], [0], [3]]),
    ],
)
def test_the_columns_by_hand(judge, how, names, matrix):
    """A column for each rule that fired in training, with its hits (of a combination: its components)."""
    made = LexiconVectoriser(judge, **how).fit(TRAINING)
    assert sorted(made.vocabulary_) == names
    assert made.transform(TRAINING).toarray().tolist() == matrix
    assert made.transform(["a song", ""]).toarray().tolist() == [[0] * len(names)] * 2


def test_rules_are_weighed_and_stand_where_they_hit(judge, config_of, training_of):
    """A rule that speaks for a target has a positive weight, at the words that made it fire; sums hold."""
    texts = ["war here", "war there", "war", "the war", "war!", "tea", "bread", "song", "peace in the street", "lamp"]
    known = training_of(texts, [True] * 5 + [False] * 5)
    config = config_of(features={"kind": "lexicon", "list": "test"})
    shared = Vectorisers(lexicons={lexicon_key(config.lexicons[0]): judge})
    model = config.fit(known, group_of={}, seed=0, vectorisers=shared)[0].whole
    found = {term.name: term for term in next(terms(model, ["Peace, WAR, street"]))}
    assert found["w"].weight > 0 > found["p"].weight
    assert (found["w"].spans, found["p"].spans) == (((7, 10),), ((0, 5), (12, 18)))
    total = found["w"].weight + found["p"].weight + model.linear.intercept
    assert total == pytest.approx(np.log(1 / (1 / model.scores(["Peace, WAR, street"])[0] - 1)))


def test_a_list_that_never_hits_teaches_nothing(judge, config_of, war_and_tea, list_of):
    """Where no rule fires in training there is nothing to learn from, and the error says so."""
    config = config_of(features={"kind": "lexicon", "list": "test"})
    silent = KeywordConfig(kind="keyword", name="words", list="test").build(list_of({"x": "unheard of"}))
    shared = Vectorisers(lexicons={lexicon_key(config.lexicons[0]): silent})
    with pytest.raises(TrainingError, match="none of the list's rules hits"):
        config.fit(war_and_tea, group_of={}, seed=0, vectorisers=shared)


def test_it_can_be_sent(judge):
    """A fitted lexicon goes to another process with its rules."""
    made = LexiconVectoriser(judge).fit(TRAINING)
    assert (
        pickle.loads(pickle.dumps(made)).transform(TRAINING).toarray().tolist()
        == made.transform(TRAINING).toarray().tolist()
    )


def test_lists_and_normalising_tell_matchers_apart():
    """The same list read in two ways needs two matchers."""
    plain, folded = (
        lexicon_key(LexiconRules(kind="lexicon", list="a.en", normalise=steps)) for steps in (None, ("casefold",))
    )
    assert (plain, folded) == ("a.en|default", "a.en|casefold")
