"""Chains of steps on one text: the map back to the author's text is exact, and words still end where they did."""

from __future__ import annotations

import itertools
import unicodedata
from bisect import bisect_left, bisect_right

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.normalise.chain import Chain, Normalised, stands_alone, unmoved, wordlike
from outlast.filters.keyword.normalise.steps import BY_LETTER, STEPS, Step

ALONE_AND_IN_PAIRS = [*itertools.permutations(STEPS, 1), *itertools.permutations(STEPS, 2)]

LONGER = st.lists(st.sampled_from(STEPS), min_size=3, max_size=len(STEPS), unique=True).map(tuple)

KEEPING = [steps for steps in ALONE_AND_IN_PAIRS if not {"zero-width", "separators"} & set(steps)]
"""Chains that take no letter out."""

FREE_OF_CONTEXT: tuple[Step, ...] = (*BY_LETTER, "nfkc", "accents", "repeats")
"""Steps for which nothing matters beyond a cluster or a run of one letter."""

ASCII = st.text(st.characters(max_codepoint=127), max_size=30)


def cut(mapped: Normalised) -> list[tuple[int, int]]:
    """The distinct stretches of the author's text behind a normalised one, in order."""
    return [stretch for stretch, _ in itertools.groupby(zip(mapped.starts, mapped.ends, strict=True))]


@given(data=st.data())
@settings(max_examples=200)
def test_mapped_text_is_the_text(texts, data):
    """Under each step and each two, the text that carries a map is the same as the one made without."""
    text = data.draw(texts)
    assert [steps for steps in ALONE_AND_IN_PAIRS if Chain(steps).mapped(text).text != Chain(steps).text(text)] == []


@given(steps=LONGER, data=st.data())
@settings(max_examples=1000)
def test_mapped_text_is_the_text_under_longer_chains(texts, steps, data):
    """Under any steps in any order, the text that carries a map is the same as the one made without."""
    text = data.draw(texts)
    assert Chain(steps).mapped(text).text == Chain(steps).text(text)


def well_mapped(mapped: Normalised, text: str) -> bool:
    """Whether a map has a stretch for each code point, none empty, in the order of the text and inside it."""
    starts, ends = list(mapped.starts), list(mapped.ends)
    return (
        len(starts) == len(ends) == len(mapped.text)
        and starts == sorted(starts)
        and ends == sorted(ends)
        and all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))
        and all(0 <= gap <= len(mapped.text) for gap in mapped.gaps)
    )


@given(data=st.data())
@settings(max_examples=200)
def test_offsets_are_monotone_and_inside(texts, data):
    """Under each step and each two, stretches are not empty, in order and inside the text, and so are the gaps."""
    text = data.draw(texts)
    assert [steps for steps in ALONE_AND_IN_PAIRS if not well_mapped(Chain(steps).mapped(text), text)] == []


@given(steps=LONGER, data=st.data())
@settings(max_examples=1000)
def test_offsets_are_monotone_and_inside_under_longer_chains(texts, steps, data):
    """Under any steps in any order, stretches are not empty, in order and inside the text, and so are the gaps."""
    text = data.draw(texts)
    assert well_mapped(Chain(steps).mapped(text), text)


@given(data=st.data())
@settings(max_examples=200)
def test_stretches_cover_the_text_where_nothing_is_taken_out(texts, data):
    """Under steps that take nothing out, every place of the text is behind something."""
    text = data.draw(texts)
    missed = {}
    for steps in KEEPING:
        covered = {place for start, end in cut(Chain(steps).mapped(text)) for place in range(start, end)}
        missed[steps] = set(range(len(text))) - covered
    assert [steps for steps, places in missed.items() if places] == []


@given(steps=LONGER, data=st.data())
@settings(max_examples=1000)
def test_no_letter_or_digit_is_lost(texts, steps, data):
    """Under any steps, every letter and digit of the text is behind something."""
    text = data.draw(texts)
    covered = {place for start, end in cut(Chain(steps).mapped(text)) for place in range(start, end)}
    assert [letter for place, letter in enumerate(text) if letter.isalnum() and place not in covered] == []


@pytest.mark.parametrize(("step", "taken"), [("zero-width", "\u200b\u2060\u00ad"), ("separators", ".，_ \t☭")])
@given(kept=st.text("ab1習é", max_size=6), data=st.data())
@settings(max_examples=200)
def test_only_what_is_taken_out_is_behind_nothing(step, taken, kept, data):
    """The places that the map leaves out are those of what the step takes out."""
    text = "".join(data.draw(st.permutations([*kept, *taken])))
    left = [place for place, letter in enumerate(text) if letter not in taken]
    assert cut(Chain((step,)).mapped(text)) == [(place, place + 1) for place in left]


@pytest.mark.parametrize("step", FREE_OF_CONTEXT)
@given(data=st.data())
@settings(max_examples=100)
def test_the_source_of_a_span_normalises_to_the_span(texts, step, data):
    """Normalising the stretch behind a span that cuts no piece in two gives the span again."""
    text, chain = data.draw(texts), Chain((step,))
    mapped = chain.mapped(text)
    stretches = cut(mapped)
    if not stretches:
        return
    begin, _ = data.draw(st.sampled_from(stretches))
    _, stop = data.draw(st.sampled_from([stretch for stretch in stretches if stretch[0] >= begin]))
    start, end = bisect_left(mapped.starts, begin), bisect_right(mapped.ends, stop)
    assert mapped.source_span(start, end) == (begin, stop)
    assert chain.text(text[begin:stop]) == mapped.text[start:end]


@given(data=st.data())
@settings(max_examples=1000)
def test_nfkc_is_that_of_unicodedata(texts, data):
    """The map of the step nfkc carries Python's NFKC."""
    text = data.draw(texts)
    assert Chain(("nfkc",)).mapped(text).text == unicodedata.normalize("NFKC", text)


@given(text=ASCII)
@settings(max_examples=100)
def test_ascii_changes_by_case_alone(text):
    """Of ASCII, steps that read letters, forms and digits lower the letters if they fold case, and leave the rest."""
    steps = tuple(step for step in STEPS if step not in ("leetspeak", "separators", "repeats"))
    assert Chain(steps).mapped(text).text == text.lower()
    assert Chain(steps).without("casefold").mapped(text).text == text


@pytest.mark.parametrize(
    ("steps", "text", "normal", "part", "source"),
    [
        (("nfkc",), "die ﬁnanz", "die finanz", "f", "ﬁ"),
        (("nfkc",), "die ﬁnanz", "die finanz", "in", "ﬁn"),
        (("nfkc",), "cafe\u0301 noir", "caf\u00e9 noir", "\u00e9", "e\u0301"),
        (("nfkc",), "\u05d0\u05b1\u05b0!", "\u05d0\u05b0\u05b1!", "\u05b1", "\u05d0\u05b1\u05b0"),
        (("nfkc",), "３㎏", "3kg", "g", "㎏"),
        (("nfkc",), "\u1112\u1161\u11ab국", "한국", "한", "\u1112\u1161\u11ab"),
        (("casefold",), "STRAßE", "strasse", "ss", "ß"),
        (("zero-width",), "w\u200ba\u200br!", "war!", "war", "w\u200ba\u200br"),
        (("zero-width",), "\u200bwar\u200b", "war", "war", "war"),
        (("look-alikes",), "no wаr", "no war", "war", "wаr"),
        (("accents",), "caf\u00e9 cafe\u0323\u0301", "cafe cafe", "e c", "\u00e9 c"),
        (("accents",), "x e\u0323\u0301!", "x e!", "e", "e\u0323\u0301"),
        (("digits",), "八九六四", "8964", "64", "六四"),
        (("leetspeak",), "a pr0t3st", "a protest", "protest", "pr0t3st"),
        (("traditional-to-simplified",), "頭髮發展", "头发发展", "发展", "發展"),
        (("separators",), "no p.u.t.i.n!", "noputin", "putin", "p.u.t.i.n"),
        (("repeats",), "freeeedom", "fredom", "re", "reeee"),
        (("zero-width", "nfkc"), "cafe\u200b\u0301", "caf\u00e9", "\u00e9", "e\u200b\u0301"),
        (("nfkc", "casefold"), "ＷＡＲ now", "war now", "war", "ＷＡＲ"),
        (("casefold", "repeats"), "Straßse", "strase", "as", "aßs"),
        (("nfkc", "separators"), "at 9㏂ on", "at9amon", "m", "㏂"),
        (("separators", "repeats"), "f r e e!", "fre", "e", "e e"),
        (("digits", "leetspeak"), "pr０t③st", "protest", "te", "t③"),
    ],
)
def test_worked_examples(steps, text, normal, part, source):
    """What steps write, and the stretch of the author's text behind a part of it."""
    mapped = Chain(steps).mapped(text)
    place = mapped.text.index(part)
    start, end = mapped.source_span(place, place + len(part))
    assert (mapped.text, text[start:end]) == (normal, source)


def test_steps_go_in_their_order():
    """The order of two steps can decide what is read: small letters look like Latin ones that capitals do not."""
    assert Chain(("look-alikes", "casefold")).text("ВОТ") == "bot"
    assert Chain(("casefold", "look-alikes")).text("ВОТ") == "вот"


def test_no_steps_change_nothing():
    """A chain of no steps leaves a text as it is, each code point where it stood."""
    assert Chain(()).mapped("Ａ.а") == unmoved("Ａ.а") == Normalised("Ａ.а", range(3), range(1, 4))


# Gaps: where separators were taken out, words end.


@pytest.mark.parametrize(
    ("steps", "text", "normal", "gaps"),
    [
        (("separators",), "no war", "nowar", {2}),
        (("separators",), "no, -- war", "nowar", {2}),
        (("separators",), ".no.", "no", {0, 2}),
        (("separators",), "...", "", {0}),
        (("separators",), "nowar", "nowar", set()),
        (("zero-width",), "no\u200bwar", "nowar", set()),
        (("zero-width", "separators"), "no\u200b \u200bwar", "nowar", {2}),
        (("separators", "zero-width"), "no\u200b \u200bwar", "nowar", {2}),
        (("separators", "zero-width"), "no \u200b", "no", {2}),
        (("nfkc", "separators"), "9㏂x", "9amx", {2, 3}),
        (("nfkc", "separators"), "x⑴y", "x1y", {1, 2}),
        (("nfkc", "separators"), "⒈a", "1a", {1}),
        (("separators", "nfkc"), "x⑴y", "x(1)y", set()),
        (("separators", "casefold"), "a ßb", "assb", {1}),
        (("separators", "casefold"), "aß b", "assb", {3}),
        (("separators", "casefold"), "NO!", "no", {2}),
        (("separators", "nfkc"), "e.\u0301 x", "\u00e9x", {1}),
        (("separators", "repeats"), "fre e dom", "fredom", {3}),
        (("separators", "repeats"), "fre. .1.1", "fre11", {3, 4}),
    ],
)
def test_gaps(steps, text, normal, gaps):
    """Words end where separators were taken out, unless what stood on both sides became one."""
    mapped = Chain(steps).mapped(text)
    assert (mapped.text, mapped.gaps) == (normal, gaps)


@pytest.mark.parametrize(
    ("text", "start", "end", "begins", "ends"),
    [
        ("no war", 2, 5, True, True),
        ("nowar", 2, 5, False, True),
        ("no warning", 2, 5, True, False),
        ("prewarning", 3, 6, False, False),
        ("w.a.r", 0, 3, True, True),
        ("xw.a.r", 1, 4, False, True),
        ("no. war!", 0, 5, True, True),
        ("反 战争", 1, 2, True, False),
    ],
)
def test_words_end_where_separators_were(text, start, end, begins, ends):
    """Under separators, a stretch begins and ends words where it did with them there."""
    assert stands_alone(Chain(("separators",)).mapped(text), start, end) == (begins, ends)


@pytest.mark.parametrize(
    ("text", "start", "end", "begins", "ends"),
    [
        ("war", 0, 3, True, True),
        ("a war.", 2, 5, True, True),
        ("_war1", 1, 4, False, False),
        ("a !b", 2, 3, True, True),
        ("a!b", 1, 2, True, True),
        ("a!b", 0, 2, True, True),
        ("反战争", 1, 2, False, False),
        ("éwarñ", 1, 4, False, False),
    ],
)
def test_words_are_runs_of_letters_digits_and_underscores(text, start, end, begins, ends):
    """A stretch begins a word unless parts of words stand on both sides of its beginning; and ends one likewise."""
    assert stands_alone(unmoved(text), start, end) == (begins, ends)


def test_wordlike():
    """Letters of every script, digits and the underscore are parts of words; marks, blanks and signs are not."""
    assert [letter for letter in "aé習カ한1½_ .-'\u0301\u200b😀" if wordlike(letter)] == list("aé習カ한1½_")


# Chains made from chains.

WIDEST = tuple(step for step in STEPS if step not in ("width", "simplified-to-traditional"))


@pytest.mark.parametrize(
    ("steps", "wider"),
    [
        ((), WIDEST),
        (("nfkc", "casefold"), WIDEST),
        (WIDEST, WIDEST),
        (("width",), ("nfkc", "width", *WIDEST[1:])),
        (
            ("simplified-to-traditional",),
            tuple("simplified-to-traditional" if step == "traditional-to-simplified" else step for step in WIDEST),
        ),
        (("casefold", "nfkc"), ("casefold", "nfkc", *(step for step in WIDEST if step not in ("casefold", "nfkc")))),
        (STEPS, STEPS),
    ],
)
def test_a_widened_chain_has_every_step(steps, wider):
    """A chain is widened by all that it lacks, but for a lesser or an opposite of another; its own order is kept."""
    assert Chain(steps).widened().steps == wider


def test_without_takes_out_one_step():
    """A chain without a step keeps the others in their order; without one that it lacks it is itself."""
    assert Chain(("casefold", "nfkc", "zero-width")).without("nfkc").steps == ("casefold", "zero-width")
    assert Chain(("casefold",)).without("nfkc") == Chain(("casefold",))
