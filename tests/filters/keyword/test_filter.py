"""The keyword filter: what it blocks, which rules say so, and by which normalising steps."""

from __future__ import annotations

import pydantic
import pytest

from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.normalise.steps import STEPS

HIDDEN = "\u200b"


def config(*steps: str) -> KeywordConfig:
    """A keyword filter that normalises by some steps."""
    return KeywordConfig(kind="keyword", name="words", list="test", normalise=steps)


def decided(batch_of, rules, text: str, *steps: str, near: int = 0):
    """The judgement of one text under some steps: whether it is blocked, and its rows of evidence."""
    made = config(*steps).build(rules).decide(batch_of([text]), near=near)
    return made.blocked[0].as_py(), made.evidence.to_pylist()


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("nfkc", "no ｗａｒ"),
        ("casefold", "no WAR"),
        ("zero-width", f"no w{HIDDEN}ar"),
        ("look-alikes", "no wаr"),
    ],
)
def test_each_step_catches_what_it_is_for(batch_of, list_of, step, text):
    """A text that one step alone gives away is blocked with that step, by it, and survives all the others."""
    others = [other for other in STEPS if other != step]
    blocked, (hit,) = decided(batch_of, list_of({"war": "war"}), text, step)
    assert (blocked, hit["rule"], hit["via"]) == (True, "war", [step])
    assert decided(batch_of, list_of({"war": "war"}), text, *others)[0] is False


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("no war", []),
        ("no War", ["casefold"]),
        ("no ＷＡＲ", ["nfkc", "casefold"]),
        (f"no W{HIDDEN}ar", ["casefold", "zero-width"]),
        (f"no w{HIDDEN}аr", ["zero-width", "look-alikes"]),
        ("no WAR, no war", []),
        ("no 𝐰ar", []),
    ],
)
def test_via_names_the_steps_that_were_needed(batch_of, list_of, text, via):
    """``via`` holds each step without which the rule is silent: none for a plain hit, or where either will do."""
    blocked, evidence = decided(batch_of, list_of({"war": "war"}), text, *STEPS)
    assert blocked is True
    assert {frozenset(hit["via"]) for hit in evidence} == {frozenset(via)}


def test_via_belongs_to_each_rule(batch_of, list_of):
    """In one text, one rule fires as it stands and another by a step, and each says so."""
    rules = list_of({"war": "war", "peace": "peace"})
    _, evidence = decided(batch_of, rules, "war and PEACE", "nfkc", "casefold")
    assert [(hit["rule"], hit["via"]) for hit in evidence] == [("war", []), ("peace", ["casefold"])]


def test_via_of_a_combination_is_of_all_its_components(batch_of, list_of):
    """A step that one component of a combination needs is needed by the combination, and stands by all its spans."""
    _, evidence = decided(batch_of, list_of({"pair": ["peace", "war"]}), "peace, WAR", "nfkc", "casefold")
    assert [(hit["start"], hit["via"]) for hit in evidence] == [(0, ["casefold"]), (7, ["casefold"])]


def test_patterns_are_normalised_like_texts(batch_of, list_of):
    """A pattern in capitals, full width or with a hidden character fires on the plain word under the same steps."""
    rules = list_of({"a": "WAR", "b": "ｗａｒ", "c": f"w{HIDDEN}ar"})
    _, evidence = decided(batch_of, rules, "no war", "nfkc", "casefold", "zero-width")
    assert [hit["rule"] for hit in evidence] == ["a", "b", "c"]


def test_case_counts_without_casefold(batch_of, list_of):
    """Without case folding a pattern fires in its own case only."""
    assert decided(batch_of, list_of({"us": "US"}), "tell us", "nfkc")[0] is False
    assert decided(batch_of, list_of({"us": "US"}), "the US", "nfkc")[0] is True


def test_the_deciding_rule_comes_first(batch_of, list_of, marks_of):
    """The rules that fired stand in the order of the list, each with its spans in reading order."""
    rules = list_of({"late": "war", "pair": ["peace", "love"], "first": "no"})
    text = "No love, no peace: WAR, war."
    made = config("casefold").build(rules).decide(batch_of([text]), near=3)
    assert marks_of(made, [text]) == [
        ("fired", "late", "WAR"),
        ("fired", "late", "war"),
        ("fired", "pair", "love"),
        ("fired", "pair", "peace"),
        ("fired", "first", "No"),
        ("fired", "first", "no"),
    ]


def test_spans_are_of_the_authors_text(batch_of, list_of, marks_of):
    """What is marked is the text before any step, with its hidden letters and in its own script."""
    text = f"die ﬁnanz: р{HIDDEN}UTIN, STRAßE"
    rules = list_of({"a": "finanz", "b": "putin", "c": "strasse"})
    made = config(*STEPS).build(rules).decide(batch_of([text]), near=0)
    assert marks_of(made, [text]) == [
        ("fired", "a", "ﬁnanz"),
        ("fired", "b", f"р{HIDDEN}UTIN"),
        ("fired", "c", "STRAßE"),
    ]


def test_a_hit_has_neither_score_nor_weight(batch_of, list_of):
    """Of a keyword hit, score, stage, error, weight and note are empty."""
    made = config("casefold").build(list_of({"war": "war"})).decide(batch_of(["war"]), near=3)
    assert [made.score[0].as_py(), made.stage[0].as_py(), made.error[0].as_py()] == [None, None, None]
    assert made.evidence.select(["weight", "note"]).to_pylist() == [{"weight": None, "note": None}]


@pytest.mark.parametrize(
    ("steps", "message"),
    [(("nfkc", "nfkc"), "step 'nfkc' is given twice"), (("lowercase",), "Input should be '")],
)
def test_steps_are_known_and_given_once(steps, message):
    """A step that is repeated or unknown is refused."""
    with pytest.raises(pydantic.ValidationError, match=message):
        config(*steps)


def test_a_pattern_may_be_invisible_where_its_chain_keeps_it(batch_of, list_of):
    """A rule on a zero-width character itself works under a chain that does not remove such characters."""
    rules = list_of({"hidden": HIDDEN}, boundaries="substring")
    assert decided(batch_of, rules, f"no w{HIDDEN}ar", "nfkc")[0] is True
    assert decided(batch_of, rules, "no war", "nfkc")[0] is False
