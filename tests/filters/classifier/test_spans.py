"""Word n-grams: the terms are scikit-learn's, and each knows where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from outlast.filters.classifier.spans import (
    char_in_word_ngrams,
    char_ngrams,
    chinese_tokens,
    chinese_word_ngrams,
    word_ngrams,
)

TEXTS = st.text(st.sampled_from("abİıßΣσςﬁＡ_7é\u0301\u0307'’ -\n战争\u200b😀"), max_size=25) | st.text(max_size=30)

RANGES = st.integers(1, 5).flatmap(lambda low: st.tuples(st.just(low), st.integers(low, 5)))


def analyzer(ngrams: tuple[int, int]):
    """scikit-learn's own function from a text to its terms."""
    return TfidfVectorizer(ngram_range=ngrams).build_analyzer()


@given(text=TEXTS, ngrams=RANGES)
@settings(max_examples=400, deadline=None)
def test_terms_are_those_of_scikit_learn(text, ngrams):
    """For any text and any range, the terms are those of TfidfVectorizer's analyzer, in its order."""
    found = [term for term, _, _ in word_ngrams(text, shortest=ngrams[0], longest=ngrams[1])]
    assert found == analyzer(ngrams)(text)


@given(text=TEXTS, ngrams=RANGES)
@settings(max_examples=400, deadline=None)
def test_spans_hold_their_terms(text, ngrams):
    """The words of the span of a term are the term (a sigma may be final in one and not in the other)."""
    words = analyzer((1, 1))
    for term, start, end in word_ngrams(text, shortest=ngrams[0], longest=ngrams[1]):
        assert 0 <= start < end <= len(text)
        assert " ".join(words(text[start:end])).replace("ς", "σ") == term.replace("ς", "σ")


@given(text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_spans_begin_and_end_with_their_terms(text):
    """Before and after the letters of a single word, its span has nothing but what a lowercased letter became."""
    for term, start, end in word_ngrams(text, shortest=1, longest=1):
        assert text[start:end].lower().strip("\u0307").replace("ς", "σ") == term.replace("ς", "σ")


@pytest.mark.parametrize(
    ("text", "ngrams", "expected"),
    [
        ("No war, NOW", (1, 1), [("no", "No"), ("war", "war"), ("now", "NOW")]),
        ("No war, NOW", (2, 3), [("no war", "No war"), ("war now", "war, NOW"), ("no war now", "No war, NOW")]),
        ("I am a cat", (1, 2), [("am", "am"), ("cat", "cat"), ("am cat", "am a cat")]),
        ("GROßE STRAßE", (1, 1), [("große", "GROßE"), ("straße", "STRAßE")]),
        ("İİ Izmir war", (1, 1), [("izmir", "Izmir"), ("war", "war")]),
        ("DİYARBAKIR war", (1, 1), [("di", "Dİ"), ("yarbakir", "YARBAKIR"), ("war", "war")]),
        ("停止战争。war", (1, 1), [("停止战争", "停止战争"), ("war", "war")]),
        ("", (1, 2), []),
        ("a b c", (1, 2), []),
        ("one", (2, 2), []),
    ],
)
def test_worked_examples(text, ngrams, expected):
    """The terms of a text, each with the words of the author's text that it stands for."""
    found = [(term, text[start:end]) for term, start, end in word_ngrams(text, shortest=ngrams[0], longest=ngrams[1])]
    assert found == expected


KINDS = {"word": word_ngrams, "char": char_ngrams, "char_wb": char_in_word_ngrams, "zh": chinese_word_ngrams}


def sklearn_analyzer(kind: str, ngrams: tuple[int, int], *, lowercase: bool, accents: str):
    """scikit-learn's own function from a text to its n-grams."""
    how = (
        {"analyzer": "word", "tokenizer": chinese_tokens, "token_pattern": None} if kind == "zh" else {"analyzer": kind}
    )
    strip = None if accents == "keep" else accents
    return TfidfVectorizer(ngram_range=ngrams, lowercase=lowercase, strip_accents=strip, **how).build_analyzer()


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(
    text=TEXTS,
    ngrams=RANGES,
    lowercase=st.booleans(),
    accents=st.sampled_from(["keep", "unicode", "ascii"]),
)
@settings(max_examples=150, deadline=None)
def test_every_analyzer_has_its_n_grams_and_their_places(kind, text, ngrams, lowercase, accents):
    """For any text and setting the n-grams are those of scikit-learn's analyzer, and each marks letters of the text."""
    found = list(KINDS[kind](text, shortest=ngrams[0], longest=ngrams[1], lowercase=lowercase, accents=accents))
    analyzer = sklearn_analyzer(kind, ngrams, lowercase=lowercase, accents=accents)
    assert sorted(term for term, _, _ in found) == sorted(analyzer(text))
    assert all(0 <= start < end <= len(text) for _, start, end in found)


@pytest.mark.parametrize(
    ("kind", "text", "size", "expected"),
    [
        ("char", "a\t\n b", 2, [("a ", "a\t\n "), (" b", "\t\n b")]),
        ("char", "ÉA", 2, [("éa", "ÉA")]),
        ("char_wb", "ab  c", 3, [(" ab", "ab"), ("ab ", "ab"), (" c ", "c")]),
        ("char_wb", "ab", 1, [(" ", "a"), ("a", "a"), ("b", "b"), (" ", "b")]),
        ("zh", "我们反对 WAR", 1, [("我们", "我们"), ("反对", "反对"), ("war", "WAR")]),
        ("zh", "战争，战争", 2, [("战争 战争", "战争，战争")]),
    ],
)
def test_the_marked_words(kind, text, size, expected):
    """Each n-gram marks its own words, without the blanks that an analyzer adds and with those that it folds."""
    found = KINDS[kind](text, shortest=size, longest=size)
    assert [(term, text[start:end]) for term, start, end in found] == expected


@pytest.mark.parametrize(
    ("accents", "expected"),
    [("unicode", [("cafe", "cafe\u0301"), ("bar", "bar")]), ("ascii", [("cafe", "cafe\u0301"), ("bar", "bar")])],
)
def test_an_accent_that_vanishes_belongs_to_its_letter(accents, expected):
    """A combining accent that is taken off is marked with the letter before it."""
    text = "cafe\u0301 bar"
    found = word_ngrams(text, shortest=1, longest=1, accents=accents)
    assert [(term, text[start:end]) for term, start, end in found] == expected
