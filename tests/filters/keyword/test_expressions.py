"""Rules that RE2 matches: compared with Python's engine where both can do it, and in time linear in the text."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.expressions import ExpressionError, ExpressionSet, compiled, spans_of_expression
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import Detected, Rule

PLAIN = Chain(())


def regex(pattern: str) -> Rule:
    """A rule of an expression."""
    return Rule("r", "regex", (pattern,))


ATOMS = st.sampled_from(["a", "b", "é", "战", ".", "[ab]", "[^a]", "[^战]", "\\.", "(?:ab)", "(a|é)"])
REPEATS = st.sampled_from(["", "", "?", "+", "*", "{2}", "{1,2}", "+?"])
PATTERNS = (
    st.lists(st.tuples(ATOMS, REPEATS).map("".join), min_size=1, max_size=4)
    .map("".join)
    .flatmap(lambda part: st.sampled_from([part, f"^{part}", f"{part}|b", f"(?:{part}|aa)b"]))
    .filter(lambda pattern: not re.fullmatch(pattern, ""))
)


@given(pattern=PATTERNS, text=st.text(st.sampled_from("abé战.X\n"), max_size=15), folded=st.booleans())
@settings(max_examples=300)
def test_matches_are_those_of_another_engine(pattern: str, text: str, folded: bool) -> None:
    """On expressions that both can read, RE2 matches what Python's engine matches, code point by code point."""
    chain = Chain(("casefold",)) if folded else PLAIN
    text = chain.text(text)
    expected = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE if folded else 0) if match[0]]
    assert spans_of_expression(regex(pattern), text, chain=chain) == expected


def test_an_empty_match_is_none() -> None:
    """Places between letters at which an expression matches nothing are no occurrences."""
    assert spans_of_expression(regex(r"\b"), "tea pot", chain=PLAIN) == []
    assert spans_of_expression(regex(r"\b|tea"), "tea pot", chain=PLAIN) == []
    assert spans_of_expression(regex(r"tea|\b"), "tea pot", chain=PLAIN) == [(0, 3)]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)(.*)(.*)(.*)x", "(?:a?){30}a{30}"])
def test_no_expression_hangs(pattern: str) -> None:
    """Expressions on which an engine that backtracks would not end are decided on 50,000 letters."""
    found = ExpressionSet.build([regex(pattern)], chain=PLAIN)
    for text in ("a" * 50_000, "a" * 50_000 + "!"):
        found.matching(text)
        assert all(start < end for start, end in spans_of_expression(regex(pattern), text, chain=PLAIN))


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"(a)\1", r"invalid escape sequence: \1"),
        ("a(?=b)", "invalid perl operator: (?="),
        ("(?<!a)b", "invalid perl operator: (?<!"),
        ("a{1001}", "invalid repetition size: {1001}"),
        ("[a", "missing ]: [a"),
        ("*a", "no argument for repetition operator: *"),
    ],
)
def test_what_cannot_be_linear_or_read_is_refused(pattern: str, why: str) -> None:
    """An expression that looks around, refers back or is malformed is refused, with RE2's reason."""
    with pytest.raises(ExpressionError) as caught:
        compiled(pattern, case="kept")
    assert str(caught.value) == f"{pattern!r} is no expression for RE2: {why}"


@pytest.mark.parametrize(("steps", "found"), [((), [(5, 8)]), (("casefold",), [(0, 3), (5, 8)])])
def test_case_counts_unless_the_filter_folds_it(steps: tuple, found: list[tuple[int, int]]) -> None:
    """An expression's own letters are not normalised: where case is folded, it ignores case."""
    chain = Chain(steps)
    assert spans_of_expression(regex("War"), chain.text("war, War"), chain=chain) == found


@pytest.mark.parametrize(
    ("detects", "limit", "text", "found"),
    [
        ("latin-run", 6, "加 telegram 群", ["telegram"]),
        ("latin-run", 6, "加 signal、weibo", ["signal"]),
        ("latin-run", 3, "été ﬁn ＡＢＣ Привет", ["été", "ＡＢＣ"]),
        ("latin-run", 2, "a1b2 ab-cd", ["ab", "cd"]),
        ("digit-run", 5, "QQ 10010, 6４٣21", ["10010", "6４٣21"]),
        ("digit-run", 5, "1234 56789", ["56789"]),
        ("digit-run", 2, "七三 ⑦③", []),
        ("url", None, "see https://example.org/a?b=c now", ["https://example.org/a?b=c"]),
        ("url", None, "see www.example.org.", ["www.example.org."]),
        ("url", None, "see example.org/news and Example.CN", ["example.org/news", "Example.CN"]),
        ("url", None, "look at a.b.example.com.", ["a.b.example.com"]),
        ("url", None, "e.g. this, i.e. that. And 3.14 or 10.30am", []),
        ("url", None, "an example.organ or example.comedy", []),
        ("url", None, "ftp://example.invalid", ["ftp://example.invalid"]),
    ],
)
def test_what_detectors_detect(detects: Detected, limit: int | None, text: str, found: list[str]) -> None:
    """Runs of Latin letters or digits of any script of a length, and web addresses by scheme, www or ending."""
    rule = Rule("r", "detector", (), detects=detects, limit=limit)
    assert [text[slice(*span)] for span in spans_of_expression(rule, text, chain=PLAIN)] == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (("other-characters", "pinyin"), ["画圆", "huayuan", "花yuan"]),
        (("other-characters",), ["画圆"]),
        (("pinyin",), ["huayuan"]),
        (("itself",), ["花园"]),
        (("itself", "other-characters", "pinyin"), ["花园", "画圆", "huayuan", "花yuan"]),
    ],
)
def test_which_spellings_of_a_homophone_match(written: tuple, found: list[str]) -> None:
    """A homophone rule matches the spellings that it names; one in characters and letters counts as letters."""
    text = "花园、画圆、huayuan、花yuan"
    rule = Rule("r", "homophone", ("花园",), written=written)
    assert [text[slice(*span)] for span in spans_of_expression(rule, text, chain=PLAIN)] == found


def test_a_set_tells_which_match_in_list_order() -> None:
    """Of a list's expressions, whatever their case, those that match are told by number, in the list's order."""
    rules = [
        regex("b"),
        Rule("l", "literal", ("a",)),
        Rule("h", "homophone", ("花园",), written=("pinyin",)),
        regex("a"),
        regex("z"),
    ]
    found = ExpressionSet.build(rules, chain=PLAIN)
    assert found.matching("a b HuaYuan") == [0, 2, 3]
    assert found.matching("A") == []
    assert found.matching("") == []


def test_a_list_that_is_too_large_for_one_set_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expressions that RE2 has no memory for at once are searched for in several sets, and all found."""
    from outlast.filters.keyword import expressions

    monkeypatch.setattr(expressions, "SET_MEMORY", 1 << 15)
    letters = "defghij"
    found = ExpressionSet.build([regex(f"{letter}[abc]{{1,60}}{letter}") for letter in letters], chain=PLAIN)
    assert [found.matching(f"{letter}aba{letter}") for letter in letters] == [[number] for number in range(7)]


def test_an_expression_that_is_too_large_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An expression that RE2 has no memory for is named in a line."""
    from outlast.filters.keyword import expressions

    monkeypatch.setattr(expressions, "SET_MEMORY", 1 << 10)
    with pytest.raises(ExpressionError, match="needs more memory than RE2 is given"):
        ExpressionSet.build([regex("d[abc]{1,60}d")], chain=PLAIN).matching("d")


def test_a_pickled_set_matches_the_same() -> None:
    """A set that was sent to another process, used before or not, matches what it matched here."""
    found = ExpressionSet.build([regex("a"), regex("b")], chain=PLAIN)
    assert pickle.loads(pickle.dumps(found)).matching("b") == found.matching("b") == [1]
    assert pickle.loads(pickle.dumps(found)).matching("b") == [1]
