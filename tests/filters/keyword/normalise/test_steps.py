"""The normalising steps, one by one: what each writes, what it leaves, and which stretch it wrote it for."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from confusable_homoglyphs.confusables import is_confusable
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.normalise.steps import (
    ABOUT,
    BY_LETTER,
    STEPS,
    Step,
    _second_halves,
    joins_left,
    look_alikes,
    pieces,
    whole,
)
from outlast.perturbations.homoglyph import LOOK_ALIKES
from outlast.perturbations.zero_width import CHARACTERS

WRITES: dict[Step, dict[str, str]] = {
    "nfkc": {
        "ＷＡＲ": "WAR",
        "die ﬁnanz": "die finanz",
        "9 ㏂": "9 a.m.",
        "3㎏": "3kg",
        "①⑩": "110",
        "½": "1\u20442",
        "⑴": "(1)",
        "cafe\u0301": "caf\u00e9",
        "\u05d0\u05b1\u05b0": "\u05d0\u05b0\u05b1",
        "\u1112\u1161\u11ab": "\ud55c",
        "ｶﾞ": "\u30ac",
    },
    "width": {"ＷＡＲ！": "WAR!", "ｶﾅ": "カナ", "ｶﾞ": "\u30ab\u3099", "a\u3000b": "a b", "￦１": "₩1"},
    "zero-width": {"w\u200bar": "war", "\ufeffwar": "war", "r\u202eaw": "raw", "wa\U000e0041r": "war"},
    "look-alikes": {"рutin и мир": "putin и мир", "рutin-мир": "putin-мир", "no_wаr1": "no_war1", "Мао": "Mao"},
    "casefold": {"WAR": "war", "STRAßE": "strasse", "ΟΔΟΣ ς": "οδοσ σ", "İ": "i\u0307", "ﬁ": "fi", "МИР": "мир"},
    "accents": {
        "caf\u00e9": "cafe",
        "cafe\u0301": "cafe",
        "\u00c5ngstr\u00f6m": "Angstrom",
        "\u1ec7": "e",
        "\u01a1": "o",
        "\u03ac\u1ffc": "αΩ",
        "e\u0323\u0301\u0345": "e",
    },
    "digits": {
        "٦٤": "64",
        "६४": "64",
        "６４": "64",
        "𝟔𝟒": "64",
        "⑥④": "64",
        "❻⓸²₃⓪": "64230",
        "六四": "64",
        "陆肆": "64",
        "陸肆": "64",
        "一二三四五六七八九〇零": "12345678900",
        "壹贰叁肆伍陆柒捌玖": "123456789",
        "貳參": "23",
        "两兩": "22",
    },
    "leetspeak": {
        "pr0t3st 1989": "protest 1989",
        "fr33d0m": "freedom",
        "@77@ck": "attack",
        "$hame": "shame",
        "w!n": "win",
        "N0": "No",
        "h3ll0!!!": "hello!!!",
        "a!1!": "aii!",
        "!!a!!": "iia!!",
        "pr0-w4r": "pro-war",
        "caf3é": "cafeé",
    },
    "traditional-to-simplified": {"發展": "发展", "頭髮": "头发", "瞭解瞭望": "了解瞭望", "乾燥的乾隆": "干燥的乾隆"},
    "simplified-to-traditional": {"发展": "發展", "头发": "頭髮", "皇后以后": "皇后以後", "公里这里": "公里這裏"},
    "separators": {
        "p.u.t.i.n": "putin",
        "no war": "nowar",
        "六，四。": "六四",
        "a_b-c/d\t\n": "abcd",
        "a\u2003b\u2028c": "abc",
        "自😀由☭": "自由",
        "1+1=2": "112",
    },
    "repeats": {"freeeedom": "fredom", "法法轮功功功": "法轮功", "ссср": "ср", "Aaabb": "Aab", "한한국": "한국"},
}
"""What each step writes for some texts."""

LEAVES: dict[Step, list[str]] = {
    "nfkc": ["war", "WAR", "\u200b", "É", "習", "ø", "1989"],
    "width": ["war", "ﬁ①㎏½", "カ", "é", "𝐰ar", "習"],
    "zero-width": ["no war", "a\tb\nc", "a\u00a0b", "a\u2009b", "co-op", "a\u2028b", "cafe\u0301", "習"],
    "look-alikes": ["Россия", "война", "Україна", "Москва", "Ελλάδα", "战争", "반전", "рutinмир", "naïvе", "war"],
    "casefold": ["war", "六四", "ｗ", "é", "ı"],
    "accents": ["øłđħ", "\u0439", "\u0438\u0306", "\u304c", "\u304b\u3099", "\ud55c", "\u0301", " \u0301", "ﬁ", "ŉ"],
    "digits": ["1989", "⑩", "十", "百", "½", "Ⅷ", "廿", "one", "㊀"],
    "leetspeak": ["1989", "1!", "$1", "@", "!", "w8", "w6", "war!!!", "中4国", "4.5", "a 4 b", "WAR"],
    "traditional-to-simplified": ["发展", "看著", "桜", "war", "カナ"],
    "simplified-to-traditional": ["發展", "桜", "war", "カナ"],
    "separators": ["war", "1989", "六四", "e\u0301", "a\u200bb", "１", "カー"],
    "repeats": ["1100", "2000", "!!!", "  ", "Aa", "e\u0301e\u0301", "é\u0301\u0301", "abab", "１１"],
}
"""Texts that each step leaves as they are."""

EXAMPLES = [(step, text, written) for step, texts in WRITES.items() for text, written in texts.items()]


@pytest.mark.parametrize(("step", "text", "written"), EXAMPLES)
def test_a_step_writes(step, text, written):
    """Each step writes each of its texts as it is said above."""
    assert whole(step, text) == written


@pytest.mark.parametrize(("step", "text"), [(step, text) for step, texts in LEAVES.items() for text in texts])
def test_a_step_leaves(step, text):
    """What a step is not for stays as it is."""
    assert whole(step, text) == text


def test_every_step_has_examples_and_is_described():
    """Each of the twelve steps is described, writes something above and leaves something."""
    assert len(STEPS) == 12
    assert set(STEPS) == set(ABOUT) == set(WRITES) == set(LEAVES)


ALONE: dict[Step, tuple[str, str]] = {
    "nfkc": ("㎏", "kg"),
    "width": ("ﾅ", "ナ"),
    "zero-width": ("w\u200bar", "war"),
    "look-alikes": ("wаr", "war"),
    "casefold": ("WAR", "war"),
    "accents": ("caf\u00e9", "cafe"),
    "digits": ("陆肆", "64"),
    "leetspeak": ("pr0test", "protest"),
    "traditional-to-simplified": ("習", "习"),
    "simplified-to-traditional": ("习", "習"),
    "separators": ("w.a.r", "war"),
    "repeats": ("waaar", "war"),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_needed(step):
    """For each step there is a text that all the others together, its stand-in or opposite apart, do not read so."""
    text, read = ALONE[step]
    apart = {"width": "nfkc", "traditional-to-simplified": "simplified-to-traditional"}
    apart |= {other: each for each, other in apart.items()}
    others = tuple(other for other in STEPS if other not in (step, apart.get(step)))
    chain = Chain(tuple(each for each in STEPS if each in (*others, step)))
    assert chain.text(text) == read
    assert Chain(others).text(text) != read


@pytest.mark.parametrize(
    ("step", "text", "made"),
    [
        ("nfkc", "ﬁx", [(0, 1, "fi"), (1, 2, "x")]),
        ("nfkc", "e\u0301x", [(0, 2, "\u00e9"), (2, 3, "x")]),
        ("nfkc", "\u1112\u1161\u11ab\u1112", [(0, 3, "\ud55c"), (3, 4, "\u1112")]),
        ("nfkc", "\uac00\u11a8", [(0, 2, "\uac01")]),
        ("nfkc", "\u0301e", [(0, 1, "\u0301"), (1, 2, "e")]),
        ("accents", "\u0435e\u0301\u0323", [(0, 1, "\u0435"), (1, 4, "e")]),
        ("zero-width", "a\u200bb", [(0, 1, "a"), (1, 2, ""), (2, 3, "b")]),
        ("separators", ".a", [(0, 1, ""), (1, 2, "a")]),
        ("casefold", "ßA", [(0, 1, "ss"), (1, 2, "a")]),
        ("repeats", "aa11b", [(0, 2, "a"), (2, 3, "1"), (3, 4, "1"), (4, 5, "b")]),
        ("look-alikes", "wа", [(0, 1, "w"), (1, 2, "a")]),
        ("traditional-to-simplified", "發展", [(0, 1, "发"), (1, 2, "展")]),
    ],
)
def test_pieces(step, text, made):
    """Each stretch of a text is beside what is written for it: clusters whole, the rest letter by letter."""
    assert pieces(step, text) == made


@pytest.mark.parametrize("step", STEPS)
def test_nothing_becomes_nothing(step):
    """An empty text has no pieces and stays empty."""
    assert (pieces(step, ""), whole(step, "")) == ([], "")


@given(data=st.data())
@settings(max_examples=200)
def test_pieces_cover_the_text(texts, data):
    """Under every step, the pieces of a text follow one another from its beginning to its end; none is of nothing."""
    text = data.draw(texts)
    for step in STEPS:
        made = pieces(step, text)
        bounds = [0, *(end for _, end, _ in made)]
        assert [(start, end) for start, end, _ in made] == list(pairwise(bounds)), step
        assert bounds[-1] == len(text), step
        assert all(start < end for start, end, _ in made), step


@given(data=st.data())
@settings(max_examples=200)
def test_pieces_joined_are_the_whole(texts, data):
    """What a step writes piece by piece is what it makes of the whole text."""
    text = data.draw(texts)
    joined = {step: "".join(written for _, _, written in pieces(step, text)) for step in STEPS}
    assert joined == {step: whole(step, text) for step in STEPS}


# Composing: which code points join what stands before them.


def test_second_halves_are_those_of_all_of_unicode(assigned):
    """All that composing adds behind a starter anywhere in Unicode is a second half; each is behind one somewhere."""
    decomposed = [unicodedata.normalize("NFD", letter) for letter in assigned]
    behind = {part for parts in decomposed for part in parts[1:]}
    joined = {part for parts in decomposed if len(unicodedata.normalize("NFC", parts)) == 1 for part in parts[1:]}
    assert {"\u0301", "\u1161", "\u11a8", "\u0dcf"} <= joined <= _second_halves() <= behind


def test_marks_and_second_halves_join_and_nothing_else_does(assigned):
    """Of all code points, those join what stands before them whose NFKD begins with a mark or with a second half."""
    joining = {letter for letter in assigned if joins_left(letter)}
    heads = {unicodedata.normalize("NFKD", letter)[0] for letter in joining}
    assert {head for head in heads if not unicodedata.combining(head)} <= _second_halves()
    assert all(letter in joining for letter in assigned if unicodedata.combining(letter))


@pytest.mark.parametrize(
    ("letter", "joins"),
    [
        ("\u0301", True),  # combining acute
        ("\u1161", True),  # a Hangul vowel
        ("\u11a8", True),  # a Hangul final consonant
        ("\u11a7", False),  # the code point before the first of these
        ("\uff9e", True),  # the half-width voiced sound mark
        ("\u0dcf", True),  # a Sinhala vowel sign that is no combining mark and composes
        ("\u1100", False),  # a Hangul initial consonant
        ("\ud55c", False),
        ("\u200d", False),
        ("a", False),
        ("é", False),
        ("\ufb1d", False),  # a base with a mark of its own
    ],
)
def test_what_joins_its_left_neighbour(letter, joins):
    """Marks and second halves join what stands before them, letters and joiners do not."""
    assert joins_left(letter) is joins


def test_nfkc_in_pieces_for_every_code_point_that_it_changes(assigned):
    """Each code point that NFKC changes or combines, after a letter, after a Hangul syllable and alone, maps whole."""
    changed = [
        letter
        for letter in assigned
        if unicodedata.combining(letter) or unicodedata.normalize("NFKC", letter) != letter
    ]
    text = " ".join(f"a{letter}가{letter} {letter}" for letter in changed)
    assert "".join(written for _, _, written in pieces("nfkc", text)) == unicodedata.normalize("NFKC", text)


def test_nfkc_composes_every_canonical_pair(assigned):
    """Each pair that a canonical decomposition names is put together again, as one piece."""
    pairs = []
    for letter in assigned:
        parts = unicodedata.decomposition(letter).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            pairs.append("".join(chr(int(part, 16)) for part in parts))
    assert len(pairs) > 1000
    torn = {pair for pair in pairs if pieces("nfkc", pair) != [(0, 2, unicodedata.normalize("NFKC", pair))]}
    assert torn == set()


def test_nfkc_composes_every_hangul_syllable():
    """Each of the 11,172 syllables, written as its two or three parts, is put together as one piece."""
    syllables = [chr(point) for point in range(0xAC00, 0xD7A4)]
    parts = [unicodedata.normalize("NFD", syllable) for syllable in syllables]
    made = pieces("nfkc", "".join(parts))
    assert [written for _, _, written in made] == syllables
    assert [end - start for start, end, _ in made] == [len(part) for part in parts]


def test_accents_keep_other_scripts(assigned):
    """Of all letters that decompose into a base and accents, those that lose them are Latin or Greek by name."""
    losing = {letter for letter in assigned if whole("accents", letter) != letter}
    scripts = {unicodedata.name(letter).split()[0] for letter in losing}
    assert scripts == {"LATIN", "GREEK", "ANGSTROM", "KELVIN", "OHM"}  # the three signs are the letters Å, K and Ω


# Look-alikes: letters of other scripts.


def test_every_homoglyph_is_read_back_in_its_own_case():
    """Each letter that the perturbation writes is read as the letter that it stands for, in a word else Latin."""
    read = {letter: whole("look-alikes", f"k{twin}w") for letter, twin in LOOK_ALIKES.items()}
    assert read == {letter: f"k{letter}w" for letter in LOOK_ALIKES}


def test_a_chain_of_every_step_reads_every_homoglyph():
    """Under every step there is, a word with any of the perturbation's letters is the word without it."""
    read = {letter: Chain(STEPS).text(f"q{twin}z") for letter, twin in LOOK_ALIKES.items()}
    assert read == {letter: f"q{letter.lower()}z" for letter in LOOK_ALIKES}


def test_homoglyphs_are_confusables_of_unicode():
    """Each pair of the perturbation is one of Unicode's confusables, as confusable-homoglyphs reads them."""

    def likes(letter: str) -> set[str]:
        found = is_confusable(letter, greedy=True, preferred_aliases=[])
        return {like["c"] for one in found or [] for like in one["homoglyphs"]}

    apart = {
        letter for letter, twin in LOOK_ALIKES.items() if letter not in likes(twin) and not likes(letter) & likes(twin)
    }
    assert apart == set()


def test_look_alikes_are_letters_read_as_letters():
    """Each look-alike is one letter outside ASCII and is read as one ASCII letter."""
    table = look_alikes()
    assert all(len(other) == 1 and other.isalpha() and not other.isascii() for other in table)
    assert all(len(letter) == 1 and letter.isalpha() and letter.isascii() for letter in table.values())


# Invisible characters.


@pytest.mark.parametrize("name", sorted(CHARACTERS))
def test_every_inserted_character_is_removed(name):
    """The step zero-width removes each character that the perturbation of that name inserts."""
    assert whole("zero-width", f"w{CHARACTERS[name]}ar") == "war"


@pytest.mark.parametrize(
    "letter",
    [
        "\N{SOFT HYPHEN}",
        "\N{COMBINING GRAPHEME JOINER}",
        "\N{ARABIC LETTER MARK}",
        "\N{MONGOLIAN VOWEL SEPARATOR}",
        "\N{ZERO WIDTH SPACE}",
        "\N{ZERO WIDTH NON-JOINER}",
        "\N{ZERO WIDTH JOINER}",
        "\N{LEFT-TO-RIGHT MARK}",
        "\N{RIGHT-TO-LEFT MARK}",
        "\N{LEFT-TO-RIGHT EMBEDDING}",
        "\N{RIGHT-TO-LEFT OVERRIDE}",
        "\N{WORD JOINER}",
        "\N{INVISIBLE PLUS}",
        "\N{LEFT-TO-RIGHT ISOLATE}",
        "\N{POP DIRECTIONAL ISOLATE}",
        "\N{ZERO WIDTH NO-BREAK SPACE}",
        "\N{TAG LATIN SMALL LETTER A}",
        "\N{CANCEL TAG}",
    ],
)
def test_invisible_characters_go(letter):
    """An invisible format character inside a word is removed, though NFKC and case folding leave it."""
    assert Chain(("nfkc", "casefold")).text(f"w{letter}ar") == f"w{letter}ar"
    assert whole("zero-width", f"w{letter}ar") == "war"


# Work.


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("letter", ["a", "4", "!", "a4", "發", "а", "ﬁ", "\u0301", "\u200b", "."])
def test_work_grows_with_the_length(work, step, letter):
    """A text of one letter, four times as long, takes at most four times the instructions of Python."""
    pieces(step, letter)  # what is looked up once
    short = work(lambda: pieces(step, letter * 250))
    long = work(lambda: pieces(step, letter * 1000))
    assert long <= 4 * short


@pytest.mark.parametrize(
    ("step", "letter", "left"),
    [("repeats", "a", 1), ("separators", ".", 0), ("zero-width", "\u200b", 0), ("accents", "\u0301", 200_000)],
)
def test_long_runs(step, letter, left):
    """Of a run of 200,000 of one letter as much is left as of a short one."""
    assert whole(step, letter * 200_000) == letter * left


@pytest.mark.parametrize("step", sorted(BY_LETTER))
def test_steps_by_letter_see_no_neighbours(step):
    """A step that goes letter by letter makes of a text what it makes of its letters, joined."""
    text = "".join(EXAMPLES[number][1] for number in range(len(EXAMPLES)))
    assert whole(step, text) == "".join(whole(step, letter) for letter in text)
