"""Folding: the table does to each code point what scikit-learn does to texts."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.filters.classifier.fast.folding import POINTS, Accents, Folding

FOLDINGS = [Folding(lowercase=lower, accents=kind) for lower in (False, True) for kind in ("kept", "unicode", "ascii")]


def folded(text: str, folding: Folding) -> str:
    """A text, folded letter by letter by the table."""
    table = folding.table()
    single, piece_at, pieces = table.codes
    points: list[int] = []
    for letter in text:
        code = int(single[ord(letter)])
        points += [code] if code >= 0 else pieces[piece_at[~code] : piece_at[~code + 1]].tolist()
    return "".join(map(chr, points))


@pytest.mark.parametrize("folding", FOLDINGS, ids=str)
@given(text=st.text(st.characters(exclude_characters="Σ", exclude_categories=["Cs"])))
def test_texts_are_folded_letter_by_letter(folding, text):
    """Without a capital sigma, the letters of a text can be folded one by one."""
    assert folded(text, folding) == folding.function()(text)


@pytest.mark.parametrize("folding", FOLDINGS, ids=str)
@given(texts=st.lists(st.text(st.sampled_from("ΣσςΑα'\u0301. aİ")), max_size=5))
def test_texts_with_a_sigma_are_made_ready(folding, texts):
    """With capital sigmas, at the end of a word or not, texts are folded as by scikit-learn once they are ready."""
    ready = folding.ready(pa.array(texts, pa.large_string())).to_pylist()
    assert [folded(text, folding) for text in ready] == [folding.function()(text) for text in texts]


def test_lower_case_stays():
    """A text in lower case is folded as it stands: no letter changes when lower case is asked for twice."""
    points = [chr(point) for point in range(POINTS) if not 0xD800 <= point < 0xE000]
    assert [letter for letter in points if letter.lower().lower() != letter.lower()] == []


@pytest.mark.parametrize(
    ("accents", "text", "expected"),
    [
        ("kept", "İÉﬁ", "i̇éﬁ"),
        ("unicode", "İÉﬁ한½", "iefi한1\u20442"),
        ("ascii", "İÉﬁ한½Σ", "iefi12"),
    ],
)
def test_some_letters(accents: Accents, text: str, expected: str):
    """Letters that grow, lose their accents, come apart or vanish; a Hangul syllable comes apart into its letters."""
    import unicodedata

    expected = expected.replace("한", unicodedata.normalize("NFD", "한"))
    assert folded(text, Folding(lowercase=True, accents=accents)) == expected


def test_the_bound_on_growth_holds():
    """The letters that come out of one byte are at most as many as is said; U+FDFA makes 18 of its three."""
    table = Folding(lowercase=True, accents="unicode").table()
    assert len(folded("\ufdfa", Folding(lowercase=True, accents="unicode"))) == 18
    assert table.most_per_byte == 6
