"""What normalising makes of rules: those that never fire, those of one character, and repeats."""

from __future__ import annotations

import pytest

from outlast.errors import UserError
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import Rule, RuleKind
from outlast.keywords.identity import normalised
from outlast.keywords.normalising import chain_of, never_fires, of_one_character, repeats, unable

FOLDED = Chain(("nfkc", "casefold"))


def rule(name: str, kind: RuleKind, *patterns: str, **rest: object) -> Rule:
    return Rule(name, kind, patterns, **rest)  # type: ignore[arg-type]


def patterns(rules: list[Rule], chain: Chain) -> list[tuple[str, ...]]:
    return [normalised(each, chain=chain) for each in rules]


@pytest.mark.parametrize(
    ("chain", "given", "why"),
    [
        (("separators",), rule("r", "literal", "!!"), "the chain leaves nothing of '!!'"),
        (("separators",), rule("r", "combination", "war", "—"), "the chain leaves nothing of '—'"),
        (("zero-width",), rule("r", "exception", "\u200b"), "the chain leaves nothing of '\\u200b'"),
        ((), rule("r", "literal", "wa\0r"), "'wa\\x00r' holds U+0000, which no text is read to hold"),
        (
            ("separators",),
            rule("r", "fuzzy", "a. .b", limit=2),
            "the chain leaves 2 characters, no more than its edits (2)",
        ),
        (
            (),
            rule("r", "proximity", "war", "a", limit=2),
            "one of its patterns has 3 characters, more than the stretch of 2 that it must stand in",
        ),
    ],
)
def test_a_rule_that_never_fires(chain: tuple, given: Rule, why: str) -> None:
    """What the chain empties, or no text can fulfil, is told with the reason."""
    assert never_fires(given, normalised(given, chain=Chain(chain))) == why
    (found,) = unable([given], patterns([given], Chain(chain)))
    assert (found.check, found.rule, found.message) == ("never-fires", "r", why)


@pytest.mark.parametrize(
    "given",
    [
        rule("r", "literal", "!!"),
        rule("r", "proximity", "war", "a", limit=3),
        rule("r", "fuzzy", "wars", limit=1),
        rule("r", "regex", " +"),
        Rule("r", "detector", (), detects="url"),
    ],
)
def test_a_rule_that_may_fire(given: Rule) -> None:
    """A rule that some text fulfils is not told."""
    assert never_fires(given, normalised(given, chain=FOLDED)) == ""


def test_rules_of_one_character() -> None:
    """Whatever blocks wherever one character may stand, counted after normalising; a part of a combination does not."""
    rules = [
        rule("a", "literal", "战"),
        rule("b", "literal", "ab"),
        rule("c", "combination", "x", "X"),
        rule("d", "combination", "x", "y"),
        rule("e", "wildcard", "q", edges="prefix"),
        rule("f", "regex", "z"),
        rule("g", "exception", "x"),
        rule("h", "literal", "ﬁ"),
    ]
    found = list(of_one_character(rules, patterns(rules, FOLDED)))
    assert [each.rule for each in found] == ["a", "c", "e", "f"]
    assert found[1].message == "fires wherever the one character 'x' may stand"


def test_rules_that_differ_in_repeats() -> None:
    """The later of two rules that only repeats tell apart names the earlier; others are let be."""
    rules = [
        rule("a", "literal", "freedom", line=2),
        rule("b", "literal", "fredom", line=3),
        rule("c", "literal", "Freedom", line=4),
        rule("d", "combination", "fredom", "now"),
        rule("e", "literal", "FREEDOMM", line=6),
    ]
    found = list(repeats(rules, patterns(rules, FOLDED)))
    assert [(each.rule, each.message) for each in found] == [
        ("b", "differs from a (line 2), 'freedom', in repeated letters only"),
        ("e", "differs from a (line 2), 'freedom', in repeated letters only"),
    ]


def test_letters_that_are_repeated_often() -> None:
    """Three of a letter in a row are told, two are ordinary; signs and digits are not collapsed."""
    rules = [
        rule("a", "literal", "sooo"),
        rule("b", "literal", "book"),
        rule("c", "literal", "111!!!"),
        rule("d", "combination", "now", "哈哈哈哈"),
        rule("e", "regex", "xxx"),
    ]
    found = list(repeats(rules, patterns(rules, FOLDED)))
    assert [(each.rule, each.message) for each in found] == [
        ("a", "has ‘o’ 3 times in a row, which the step repeats makes one"),
        ("d", "has ‘哈’ 4 times in a row, which the step repeats makes one"),
    ]


def test_a_chain_by_the_names_of_its_steps() -> None:
    """Steps are taken in the order given; none is a chain too."""
    assert chain_of(["casefold", "nfkc"]) == Chain(("casefold", "nfkc"))
    assert chain_of([]) == Chain(())


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["casefolding"], "no normalising step is called 'casefolding'; did you mean 'casefold'?"),
        (["nfkc", "nfkc"], "normalising step 'nfkc' is named twice; name each once"),
    ],
)
def test_a_chain_that_there_is_not(names: list[str], message: str) -> None:
    """An unknown step and one that is named twice are told, with the near name."""
    with pytest.raises(UserError) as caught:
        chain_of(names)
    assert str(caught.value) == message
