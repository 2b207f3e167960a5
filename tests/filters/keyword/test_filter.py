"""The keyword filter: what it blocks, and which rules say so, where and how."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.filter import TEXTS_AT_ONCE, KeywordConfig, KeywordFilter
from outlast.filters.keyword.lists import list_from
from outlast.filters.keyword.normalise.steps import STEPS, Step
from outlast.filters.keyword.rules import KeywordList
from outlast.filters.protocol import Judgement

HIDDEN = "\u200b"

COLUMNS = ("blocked", "score", "stage", "rule", "error", "rows", "evidence")


def listed(*rules: dict[str, Any], boundaries: str = "word") -> KeywordList:
    """A list of rules given as YAML would give them."""
    about = {"name": "test", "version": "1", "language": "en", "boundaries": boundaries}
    return list_from({**about, "rules": rules})


def literal(name: str, pattern: str, **rest: Any) -> dict[str, Any]:
    """A literal rule as YAML would give it."""
    return {"id": name, "kind": "literal", "pattern": pattern, **rest}


def config(*steps: str, **rest: Any) -> KeywordConfig:
    """A keyword filter's config that normalises by some steps."""
    return KeywordConfig.model_validate_json(
        json.dumps({"kind": "keyword", "name": "words", "list": "test", "normalise": steps, **rest})
    )


def hits(made: Judgement, texts: list[str]) -> list[tuple[int, str, str]]:
    """Row, rule and marked words of each piece of evidence, sorted."""
    return sorted(
        (row, item["rule"], texts[row][item["start"] : item["end"]])
        for row, item in zip(made.rows.to_pylist(), made.evidence.to_pylist(), strict=True)
    )


def same(one: Judgement, other: Judgement) -> bool:
    """Whether two judgements are equal, in evidence and its order too."""
    return all(getattr(one, name).equals(getattr(other, name)) for name in COLUMNS)


EVERY_KIND = listed(
    {"id": "pair", "kind": "combination", "pattern": ["dock", "strike"], "category": "labour"},
    {"id": "row", "kind": "ordered", "pattern": ["go", "slow"], "gap": 3},
    {"id": "near", "kind": "proximity", "pattern": ["union", "vote"], "within": 20},
    literal("picket", "picket"),
    {"id": "stem", "kind": "wildcard", "pattern": "lockout*"},
    {"id": "form", "kind": "regex", "pattern": "walk.?out"},
    {"id": "typo", "kind": "fuzzy", "pattern": "solidarity", "distance": 2},
    {"id": "sound", "kind": "homophone", "pattern": "花园"},
    {"id": "link", "kind": "detector", "detect": "url"},
    {"id": "line", "kind": "exception", "pattern": "picket fence", "of": ["picket"]},
    {"id": "play", "kind": "extenuating", "pattern": ["bowling"], "of": ["pair"]},
)
TEXTS = [
    "A dock and a strike",
    "go very slow",
    "go, slow",
    "A vote of the union",
    "A white picket fence, a Picket",
    "Lockouts, walk-out",
    "Solidarty!",
    "画圆 and huayuan",
    "https://example.org",
    "bowling at the dock: strike",
    "Good morning.",
    "",
    f"p{HIDDEN}icket",
]


# -------------------------------------------------------------------------------------------------------- decisions


def test_every_kind_of_rule_at_once(batch_of) -> None:
    """A list of every kind blocks what its rules fire on and marks their words, and lets the rest through."""
    made = config("nfkc", "casefold").build(EVERY_KIND).decide(batch_of(TEXTS), near=0)
    assert made.blocked.to_pylist() == [
        True,
        False,
        True,
        True,
        True,
        True,
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert hits(made, TEXTS) == [
        (0, "pair", "dock"),
        (0, "pair", "strike"),
        (2, "row", "go"),
        (2, "row", "slow"),
        (3, "near", "union"),
        (3, "near", "vote"),
        (4, "picket", "Picket"),
        (5, "form", "walk-out"),
        (5, "stem", "Lockout"),
        (6, "typo", "Solidarty"),
        (7, "sound", "huayuan"),
        (7, "sound", "画圆"),
        (8, "link", "https://example.org"),
    ]


def test_the_first_in_the_list_decides(batch_of) -> None:
    """The rule that decides is the first in the list's order that fired, wherever its words stand; else none."""
    rules = listed(
        literal("late", "war"),
        {"id": "pair", "kind": "combination", "pattern": ["peace", "no"]},
        literal("early", "no"),
    )
    made = config("casefold").build(rules).decide(batch_of(["no war", "war, no", "No peace", "tea", "no"]), near=3)
    assert made.rule.to_pylist() == ["late", "late", "pair", None, "early"]
    assert made.blocked.to_pylist() == [True, True, True, False, True]


def test_a_rule_that_was_undone_does_not_decide(batch_of) -> None:
    """A rule that only an exception kept from firing leaves the decision to the next."""
    rules = listed(
        literal("a", "strike"),
        literal("b", "lucky"),
        {"id": "e", "kind": "exception", "pattern": "lucky strike", "of": ["a"]},
    )
    made = config().build(rules).decide(batch_of(["lucky strike"]), near=3)
    assert (made.rule.to_pylist(), hits(made, ["lucky strike"])) == (["b"], [(0, "b", "lucky")])


def test_nested_and_overlapping_hits_are_kept(batch_of) -> None:
    """Words inside and across one another are all evidence."""
    rules = listed(literal("long", "general strike"), literal("short", "strike"), literal("across", "strike now"))
    text = "General Strike now"
    made = config("casefold").build(rules).decide(batch_of([text]), near=0)
    assert hits(made, [text]) == [(0, "across", "Strike now"), (0, "long", "General Strike"), (0, "short", "Strike")]


def test_spans_are_of_the_authors_text(batch_of) -> None:
    """What is marked is the text before any step: with hidden letters, separators and repeats, in its own script."""
    texts = [f"die ﬁnanz: р{HIDDEN}UTIN, STRAßE", "so.l.i.ddarity, Ｓolidarity", "花 園"]
    rules = listed(
        literal("a", "finanz"),
        literal("b", "putin"),
        literal("c", "strasse"),
        literal("d", "solidarity"),
        literal("e", "花园"),
    )
    made = (
        config(*(step for step in STEPS if step != "simplified-to-traditional"))
        .build(rules)
        .decide(batch_of(texts), near=0)
    )
    assert hits(made, texts) == [
        (0, "a", "ﬁnanz"),
        (0, "b", f"р{HIDDEN}UTIN"),
        (0, "c", "STRAßE"),
        (1, "d", "so.l.i.ddarity"),
        (1, "d", "Ｓolidarity"),
        (2, "e", "花 園"),
    ]


def test_patterns_are_normalised_like_texts(batch_of) -> None:
    """A pattern in capitals, full width or with a hidden character fires on the plain word under the same steps."""
    rules = listed(literal("a", "WAR"), literal("b", "ｗａｒ"), literal("c", f"w{HIDDEN}ar"))
    made = config("nfkc", "casefold", "zero-width").build(rules).decide(batch_of(["no war"]), near=0)
    assert {rule for _, rule, _ in hits(made, ["no war"])} == {"a", "b", "c"}


def test_case_counts_without_casefold(batch_of) -> None:
    """Without case folding a pattern fires in its own case only."""
    made = config("nfkc").build(listed(literal("us", "US"))).decide(batch_of(["tell us", "the US"]), near=0)
    assert made.blocked.to_pylist() == [False, True]


def test_a_pattern_may_be_invisible_where_its_chain_keeps_it(batch_of) -> None:
    """A rule on a zero-width character itself works under a chain that does not remove such characters."""
    rules = listed(literal("hidden", HIDDEN), boundaries="substring")
    made = config("nfkc").build(rules).decide(batch_of([f"no w{HIDDEN}ar", "no war"]), near=0)
    assert made.blocked.to_pylist() == [True, False]


# --------------------------------------------------------------------------------------------------------- evidence


def test_what_a_hit_does_not_have(batch_of) -> None:
    """Score, stage, error and weight of a keyword hit are empty."""
    made = config("casefold").build(listed(literal("war", "war"))).decide(batch_of(["war"]), near=3)
    assert [made.score[0].as_py(), made.stage[0].as_py(), made.error[0].as_py()] == [None, None, None]
    assert made.evidence.column("weight").to_pylist() == [None]


@pytest.mark.parametrize(
    ("rule", "text", "note"),
    [
        (literal("r", "war"), "war", None),
        (literal("r", "war", category="peace"), "war", "(peace)"),
        (
            {"id": "r", "kind": "combination", "pattern": ["no", "war"], "category": "peace"},
            "no war",
            "combination: no + war (peace)",
        ),
        ({"id": "r", "kind": "ordered", "pattern": ["no", "war"]}, "no war", "ordered: no + war"),
        ({"id": "r", "kind": "wildcard", "pattern": "wa*"}, "war", "wildcard: wa*"),
        ({"id": "r", "kind": "regex", "pattern": "w.r"}, "war", "regex: w.r"),
        ({"id": "r", "kind": "homophone", "pattern": "花园"}, "huayuan", "homophone: 花园"),
        ({"id": "r", "kind": "detector", "detect": "latin-run", "at_least": 3}, "war", "detector: latin-run of 3"),
        ({"id": "r", "kind": "detector", "detect": "url"}, "www.example.org", "detector: url"),
    ],
    ids=lambda value: value.get("detect", value["kind"]) if isinstance(value, dict) else None,
)
def test_the_note_of_a_hit(batch_of, rule: dict[str, Any], text: str, note: str | None) -> None:
    """A hit's note has the rule's kind and pattern where its words do not show them, and its category."""
    made = config().build(listed(rule)).decide(batch_of([text]), near=0)
    assert set(made.evidence.column("note").to_pylist()) == {note}


PLAIN_STEPS = ("nfkc", "zero-width", "look-alikes", "casefold")


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("no war", []),
        ("no War", ["casefold"]),
        ("no ＷＡＲ", ["nfkc", "casefold"]),
        (f"no W{HIDDEN}ar", ["zero-width", "casefold"]),
        (f"no w{HIDDEN}аr", ["zero-width", "look-alikes"]),
        ("no WAR, no war", []),
        ("no 𝐰ar", []),
    ],
)
def test_via_names_the_steps_that_were_needed(batch_of, text: str, via: list[Step]) -> None:
    """``via`` holds each step without which the rule is silent: none for a plain hit, or where either will do."""
    made = config(*PLAIN_STEPS).build(listed(literal("war", "war"))).decide(batch_of([text]), near=0)
    assert {tuple(steps) for steps in made.evidence.column("via").to_pylist()} == {tuple(via)}


def test_via_belongs_to_each_rule(batch_of) -> None:
    """In one text one rule fires as it stands and another by a step, which stands beside all of its words."""
    rules = listed(literal("war", "war"), {"id": "pair", "kind": "combination", "pattern": ["peace", "love"]})
    made = config("nfkc", "casefold").build(rules).decide(batch_of(["war, PEACE and love"]), near=0)
    found = {(item["rule"], item["start"]): item["via"] for item in made.evidence.to_pylist()}
    assert found == {("war", 0): [], ("pair", 5): ["casefold"], ("pair", 15): ["casefold"]}


# ---------------------------------------------------------------------------------------------- batches, processes


@pytest.fixture(scope="module")
def every_kind() -> KeywordFilter:
    """The filter of every kind of rule under a long chain."""
    return config("nfkc", "zero-width", "casefold", "accents", "separators").build(EVERY_KIND)


@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5), near=st.integers(0, 2))
@settings(max_examples=40)
def test_how_texts_are_cut_into_batches_makes_no_difference(every_kind, batch_of, sizes: list[int], near: int) -> None:
    """Batches of any sizes give the rows of one batch of all, in the same order, to the last column."""
    texts = [TEXTS[number % len(TEXTS)] for number in range(sum(sizes))]
    whole = every_kind.decide(batch_of(texts), near=near)
    begin = 0
    for size in sizes:
        part = every_kind.decide(batch_of(texts[begin : begin + size]), near=near)
        assert part.blocked.equals(whole.blocked.slice(begin, size))
        assert part.rule.equals(whole.rule.slice(begin, size))
        rows = enumerate(whole.rows.to_pylist())
        mine = pa.array([place for place, row in rows if begin <= row < begin + size], pa.int64())
        assert part.evidence.equals(whole.evidence.take(mine))
        assert [row + begin for row in part.rows.to_pylist()] == whole.rows.take(mine).to_pylist()
        begin += size


def test_more_texts_than_are_matched_at_once(every_kind, batch_of) -> None:
    """Texts beyond those that are matched together keep their rows: the last of many has its own hit."""
    texts = ["tea"] * (2 * TEXTS_AT_ONCE) + ["picket"]
    made = every_kind.decide(batch_of(texts), near=0)
    assert made.blocked.to_pylist() == [False] * (2 * TEXTS_AT_ONCE) + [True]
    assert hits(made, texts) == [(2 * TEXTS_AT_ONCE, "picket", "picket")]


def test_a_filter_works_in_another_process(every_kind, batch_of) -> None:
    """Sent to a worker process, used before or not, a filter gives the judgement that it gives here."""
    here = every_kind.decide(batch_of(TEXTS), near=2)
    assert same(pickle.loads(pickle.dumps(every_kind)).decide(batch_of(TEXTS), near=2), here)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert same(pool.submit(every_kind.decide, batch_of(TEXTS), near=2).result(), here)


def test_no_text_at_all(every_kind, batch_of) -> None:
    """Of no texts there is an empty judgement with the columns of any other."""
    made = every_kind.decide(batch_of([]), near=2)
    full = every_kind.decide(batch_of(TEXTS), near=2)
    assert [len(getattr(made, name)) for name in COLUMNS] == [0] * len(COLUMNS)
    assert [getattr(made, name).type for name in COLUMNS[:-1]] == [getattr(full, name).type for name in COLUMNS[:-1]]
    assert made.evidence.schema == full.evidence.schema
