"""Normalising many texts at once: for each text the same as the chain alone, whatever texts stand beside it."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.normalise.batch import Batch, normalise, wordlike_points
from outlast.filters.keyword.normalise.chain import Chain, Normalised, stands_alone, wordlike
from outlast.filters.keyword.normalise.steps import STEPS, Step, joins_left, whole

ALONE_AND_IN_PAIRS = [*itertools.permutations(STEPS, 1), *itertools.permutations(STEPS, 2)]

LONGER = st.lists(st.sampled_from(STEPS), min_size=3, max_size=len(STEPS), unique=True).map(tuple)

WHERE_CLUSTERS_MATTER = list(itertools.permutations(("nfkc", "accents", "separators", "casefold"), 3))


def plainly(mapped: Normalised) -> tuple[str, list[int], list[int], set[int]]:
    """A normalised text with its map and its gaps, for comparing."""
    return mapped.text, list(mapped.starts), list(mapped.ends), set(mapped.gaps)


def defined(text: str, steps: tuple[Step, ...]) -> tuple[str, list[int], list[int], set[int]]:
    """What the chain makes of one text; a NUL is read as U+FFFD."""
    return plainly(Chain(steps).mapped(text.replace("\0", "\ufffd")))


def made(texts: Sequence[str], *steps: Step) -> list[tuple[str, list[int], list[int], set[int]]]:
    """What a batch makes of each of its texts."""
    batch = normalise(texts, Chain(steps))
    assert len(batch.begins) == len(texts) + 1
    return [plainly(batch.view(row)) for row in range(len(texts))]


# The definition.


@pytest.mark.parametrize("steps", ALONE_AND_IN_PAIRS, ids="+".join)
@given(data=st.data())
@settings(max_examples=25)
def test_a_batch_is_the_chain_on_each_text(texts, steps, data):
    """Under each step and each two, each text of a batch has the text, the map and the gaps that the chain gives it."""
    together = data.draw(st.lists(texts, max_size=8))
    assert made(together, *steps) == [defined(text, steps) for text in together]


@given(steps=LONGER, data=st.data())
@settings(max_examples=300)
def test_a_batch_is_the_chain_on_each_text_under_longer_chains(texts, steps, data):
    """Under any steps in any order, each text of a batch has what the chain gives it."""
    together = data.draw(st.lists(texts, max_size=8))
    assert made(together, *steps) == [defined(text, steps) for text in together]


@pytest.mark.parametrize("steps", [STEPS[:7], *WHERE_CLUSTERS_MATTER], ids="+".join)
def test_every_letter_that_changes_between_two_others(assigned, steps):
    """Each code point that decomposes, set between two letters, becomes in a batch what the chain makes of it."""
    changing = [letter for letter in assigned if unicodedata.normalize("NFKD", letter) != letter]
    texts = [f"e{letter}b" for letter in changing if not unicodedata.name(letter, "").startswith(("HANGUL S", "CJK"))]
    assert len(texts) > 4000
    found = made(texts, *steps)
    wrong = [text for text, mine in zip(texts, found, strict=True) if mine != defined(text, steps)]
    assert wrong == []


@given(steps=LONGER, data=st.data())
@settings(max_examples=200)
def test_a_text_is_normalised_whatever_stands_beside_it(texts, steps, data):
    """A text between others becomes what it becomes alone."""
    before, text, behind = data.draw(texts), data.draw(texts), data.draw(texts)
    assert made([before, text, behind], *steps)[1] == made([text], *steps)[0]


# Worked examples: what arrays may get wrong.


@pytest.mark.parametrize(
    ("steps", "texts", "written"),
    [
        (("nfkc",), ["e\u0301", "e", "\u0301"], ["\u00e9", "e", "\u0301"]),
        (("nfkc",), ["\u1112", "\u1161", "\u1112\u1161"], ["\u1112", "\u1161", "\ud558"]),
        (("casefold",), ["ß", "", "ẞS", ""], ["ss", "", "sss", ""]),
        (("repeats",), ["a", "a", "aa", "", "a"], ["a", "a", "a", "", "a"]),
        (("separators",), ["", "..", "a.", "", ".a"], ["", "", "a", "", "a"]),
        (("leetspeak",), ["4", "a", "4a", "w", "!"], ["4", "a", "aa", "w", "!"]),
        (("look-alikes",), ["wаr", "мир", "а"], ["war", "мир", "a"]),
        (("traditional-to-simplified",), ["發", "展", "war", ""], ["发", "展", "war", ""]),
        (("traditional-to-simplified",), ["乾", "隆", "乾隆", "乾燥"], ["干", "隆", "乾隆", "干燥"]),
        (("nfkc", "separators", "accents"), ["e\u00b4", "x"], ["e", "x"]),
        ((), ["Ａ", "", "b"], ["Ａ", "", "b"]),
    ],
)
def test_texts_do_not_touch(steps, texts, written):
    """What joins, repeats or stands beside one another in a text does not do so across two texts."""
    assert [each[0] for each in made(texts, *steps)] == written


@pytest.mark.parametrize("description", ["\u2ff0", "a\u2ff1", "\u2ff2木"])
@pytest.mark.parametrize(
    ("step", "text", "written"),
    [("traditional-to-simplified", "漢字", "汉字"), ("simplified-to-traditional", "汉字", "漢字")],
)
def test_ideographic_descriptions_end_with_their_text(step, description, text, written):
    """OpenCC keeps what an ideographic description holds as it is; one that lacks parts takes none of the next text."""
    assert [each[0] for each in made([description, text], step)] == [description, written]


@pytest.mark.parametrize(
    ("steps", "text", "gaps"),
    [
        (("nfkc", "separators"), "x⑴y", {1, 2}),
        (("nfkc", "separators"), "⒈a", {1}),
        (("nfkc", "separators"), "9㏂x", {2, 3}),
        (("nfkc", "separators"), "a b⑴", {1, 2, 3}),
        (("separators", "zero-width"), "no \u200bwar\u200b.", {2, 5}),
        (("separators", "leetspeak", "zero-width"), "no \u200bwar", {2}),
        (("separators", "leetspeak", "casefold"), "a ßb", {1}),
        (("separators", "repeats"), "fre e dom", {3}),
        (("separators", "leetspeak", "nfkc"), "e.\u0301 x", {1}),
    ],
)
def test_gaps(steps, text, gaps):
    """A batch knows where separators were taken out, also of what one code point became, and beside what vanished."""
    others = ["plain", "a.b", "e\u0301.x", "⑴", ""]
    assert made([*others, text, *others], *steps)[len(others)][3] == gaps
    assert made([text], *steps)[0][3] == gaps


def test_a_nul_is_read_as_a_replacement_character():
    """A NUL that an author wrote is U+FFFD in the batch, there and in what it says that the author wrote."""
    batch = normalise(["a\0b", "\0", "c"], Chain(("casefold",)))
    assert [batch.one(row) for row in range(3)] == ["a\ufffdb", "\ufffd", "c"]
    assert batch.authors.tolist() == [97, 0xFFFD, 98, 0, 0xFFFD, 0, 99, 0]


# The layout.


def test_the_layout():
    """Texts lie one after another, each with a NUL behind it; the map and the gaps lie beside their code points."""
    batch = normalise(["p.u", "", ".ß"], Chain(("separators", "casefold")))
    assert batch.text == "pu\0\0ss\0"
    assert batch.codes.tolist() == [112, 117, 0, 0, 115, 115, 0]
    assert batch.begins.tolist() == [0, 3, 4, 7]
    assert batch.first.tolist() == [0, 2, 3, 4, 6, 6, 7]
    assert batch.last.tolist() == [0, 2, 3, 4, 6, 6, 7]
    assert batch.authors.tolist() == [112, 46, 117, 0, 0, 46, 223, 0]
    assert batch.origin.tolist() == [0, 4, 5, 8]
    assert batch.gaps.tolist() == [False, True, False, False, True, False, False]
    assert batch.row_of.tolist() == [0, 0, 0, 1, 2, 2, 2]
    assert batch.clustered == ()


def test_nothing_moves_where_nothing_is_taken_out_or_put_in():
    """Under steps that keep every letter's place there is no map, and no gap."""
    batch = normalise(["ＮＯ", "wаr"], Chain(("nfkc", "look-alikes", "casefold")))
    assert (batch.text, batch.first, batch.last, batch.gaps) == ("no\0war\0", None, None, None)


def test_no_texts():
    """A batch of no texts is empty, under every step."""
    batch = normalise([], Chain(STEPS))
    assert (batch.text, batch.begins.tolist(), batch.origin.tolist()) == ("", [0], [0])


@pytest.mark.parametrize(
    ("steps", "texts", "rows"),
    [
        (("nfkc",), ["e", "e\u0301", "", "\u0301"], (1, 3)),
        (("accents",), ["\u00e9", "e\u0301"], (1,)),
        (("casefold",), ["e\u0301"], ()),
        (("casefold", "repeats", "accents"), ["a", "\u01f0"], (1,)),  # ǰ becomes j and a mark
        (("nfkc", "repeats", "accents"), ["e\u0301", "a", "\ufb1d"], (0, 2)),  # the mark of ײַ comes apart
    ],
)
def test_rows_with_clusters_are_named(steps, texts, rows):
    """A batch names the texts in which code points join others, under steps that compose, at whatever step they do."""
    assert normalise(texts, Chain(steps)).clustered == rows


# Spans and words.


def spans_of(batch: Batch) -> list[tuple[int, int, int]]:
    """Every span of every text of a batch that is not empty: row, start and end."""
    return [
        (row, start, end)
        for row, (begin, behind) in enumerate(itertools.pairwise(batch.begins.tolist()))
        for start, end in itertools.combinations(range(begin, behind), 2)
    ]


@given(steps=st.sampled_from(ALONE_AND_IN_PAIRS) | LONGER, data=st.data())
@settings(max_examples=150)
def test_sources_and_words_of_spans(texts, steps, data):
    """For every span of a batch, its source and whether it stands alone are as the chain says of it in its text."""
    together = data.draw(st.lists(texts, max_size=4))
    batch = normalise(together, Chain(steps))
    spans = spans_of(batch)
    mapped = [Chain(steps).mapped(text.replace("\0", "\ufffd")) for text in together]
    local = [(row, start - batch.begins[row], end - batch.begins[row]) for row, start, end in spans]
    starts, ends, rows = (np.array([span[place] for span in spans], np.int64) for place in (1, 2, 0))
    sources, alone = batch.source(starts, ends, rows), batch.stand_alone(starts, ends)
    assert list(zip(*sources, strict=True)) == [mapped[row].source_span(start, end) for row, start, end in local]
    assert list(zip(*alone, strict=True)) == [stands_alone(mapped[row], start, end) for row, start, end in local]


def test_spans_by_hand():
    """The source of a span of the second text is counted from that text's beginning; a gap ends a word."""
    batch = normalise(["x y", "a ßb"], Chain(("separators", "casefold")))
    assert batch.text == "xy\0assb\0"
    starts, ends = np.array([0, 4, 5, 3]), np.array([1, 6, 7, 7])
    start, end = batch.source(starts, ends, np.array([0, 1, 1, 1]))
    assert (start.tolist(), end.tolist()) == ([0, 2, 2, 0], [1, 3, 4, 4])
    begins, stops = batch.stand_alone(starts, ends)
    assert (begins.tolist(), stops.tolist()) == ([True, True, False, True], [True, False, True, True])


def test_wordlike_points_are_those_of_the_chain(assigned):
    """For every code point, the table says as the chain does whether it is part of a word."""
    points = wordlike_points()
    assert [letter for letter in assigned if bool(points[ord(letter)]) != wordlike(letter)] == []


def test_repeats_of_every_code_point(assigned):
    """Of every code point written twice, a batch leaves one or both as the step does."""
    text = "".join(letter * 2 for letter in assigned)
    assert normalise([text], Chain(("repeats",))).one(0) == whole("repeats", text)


# Work.


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("letter", ["a", "4", "!", "a4", "發", "а", "ﬁ", "\u0301", "\u200b", "."])
def test_work_grows_with_the_length(work, step, letter):
    """A text of one letter, four times as long, takes at most four times the instructions of Python."""
    chain = Chain((step,))
    normalise([letter], chain)  # what is looked up once
    short = work(lambda: normalise([letter * 250], chain))
    long = work(lambda: normalise([letter * 1000], chain))
    assert long <= 4 * short


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("look-alikes", "leetspeak")])
def test_plain_texts_take_no_instructions_for_each_letter(work, step):
    """Where no code point joins another, a further text takes a few of Python's instructions, however long it is."""
    text = "no WAR, p.e.a.c.e 六四 發發 " * 10
    assert not any(map(joins_left, text))
    chain = Chain((step,))
    normalise([text], chain)  # what is looked up once
    assert work(lambda: normalise([text] * 20, chain)) - work(lambda: normalise([text] * 10, chain)) < 10 * 20
