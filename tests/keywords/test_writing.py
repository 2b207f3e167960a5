"""Writing lists: what is written reads back to the same rules, whatever stands in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlast.filters.keyword.lists import list_from, read_list
from outlast.filters.keyword.rules import RULE_KINDS, Edges, KeywordList, Rule
from outlast.keywords.writing import csv_of, write_list

RULES = [
    {"id": "r1", "kind": "literal", "pattern": 'a, "b" + c\\+d', "boundaries": "suffix", "category": "work"},
    {"id": "r2", "kind": "wildcard", "pattern": "*harbour*", "regions": ["us", "ca"]},
    {"id": "r3", "kind": "wildcard", "pattern": "*harbour"},
    {"id": "r4", "kind": "wildcard", "pattern": "harbour*"},
    {"id": "r5", "kind": "wildcard", "pattern": "harbour"},
    {"id": "r6", "kind": "combination", "pattern": ["C++", "1+1", "a\\", "b\\+c"], "audience": "adults"},
    {"id": "r7", "kind": "ordered", "pattern": ["dock", "strike"], "gap": 0},
    {"id": "r8", "kind": "ordered", "pattern": ["dock", "strike"]},
    {"id": "r9", "kind": "proximity", "pattern": ["dock", "strike"], "within": 12},
    {"id": "r10", "kind": "regex", "pattern": "har.?bou?r|\\+1"},
    {"id": "r11", "kind": "fuzzy", "pattern": "harbour", "distance": 2},
    {"id": "r12", "kind": "homophone", "pattern": "港口", "written": ["pinyin", "itself"]},
    {"id": "r13", "kind": "detector", "detect": "latin-run", "at_least": 6},
    {"id": "r14", "kind": "detector", "detect": "url"},
    {"id": "r15", "kind": "exception", "pattern": "harbour seal", "of": ["r1", "r2"]},
    {"id": "r16", "kind": "extenuating", "pattern": ["seal+", "pup"], "added": "2016-07-01", "removed": "2017-01-01"},
    {"id": "r17", "kind": "literal", "pattern": "two\r\nlines\u2028", "theme": "t", "note": "n, m", "translation": "x"},
]


def keywords(rules: tuple[Rule, ...]) -> KeywordList:
    return KeywordList("harbour", "1", "en", None, "CC0-1.0", "Written: for a test.", rules)


def unplaced(rules: tuple[Rule, ...]) -> list[Rule]:
    """Rules without the lines that they were read from."""
    return [replace(rule, line=0) for rule in rules]


def test_every_kind_reads_back(tmp_path: Path) -> None:
    """A list with rules of every kind reads back to the same rules, in order, and says the same of itself."""
    head = {"name": "harbour", "version": "1", "language": "en", "boundaries": "prefix"}
    rules = list_from({**head, "rules": RULES}).rules
    assert {rule.kind for rule in rules} == set(RULE_KINDS)
    about, beside = write_list(keywords(rules), tmp_path, boundaries="prefix")
    again = read_list(about)
    assert unplaced(again.rules) == unplaced(rules)
    assert replace(again, rules=(), files=()) == keywords(())
    assert again.files == (about, beside)
    assert [path.name for path in (about, beside)] == ["harbour.yaml", "harbour.csv"]


def test_what_is_written() -> None:
    """Only columns with a value are written; a plus is escaped in a combination and nowhere else."""
    rules = (
        Rule("r1", "literal", ("1+1",), category="sums"),
        Rule("r2", "combination", ("1+1", "two"), added=date(2016, 7, 1)),
    )
    assert csv_of(rules, boundaries="substring") == (
        "id,kind,pattern,category,added\nr1,literal,1+1,sums,\nr2,combination,1\\+1 + two,,2016-07-01\n"
    )


def test_boundaries_of_single_rules() -> None:
    """A rule says its boundaries where they are not the list's."""
    rules = (Rule("r1", "literal", ("a",), edges="word"), Rule("r2", "literal", ("b",), edges="substring"))
    expected: dict[Edges, str] = {
        "substring": "id,kind,pattern,boundaries\nr1,literal,a,word\nr2,literal,b,\n",
        "word": "id,kind,pattern,boundaries\nr1,literal,a,\nr2,literal,b,substring\n",
    }
    for boundaries, text in expected.items():
        assert csv_of(rules, boundaries=boundaries) == text


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6).map(str.strip)
PATTERN = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('+\\,"\r\n\u2028\x85'), max_size=6).map(
    str.strip
)


@st.composite
def drawn_rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    """Literals and combinations with any characters in them."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        components = draw(st.lists(PATTERN.filter(bool), min_size=1, max_size=6))
        kind = draw(st.sampled_from(["literal", "combination", "extenuating"]))
        found.append(
            Rule(
                id=f"r{number}",
                kind=kind,
                components=tuple(components) if kind != "literal" else (components[0],),
                category=draw(TEXT),
                note=draw(TEXT),
                audience=draw(TEXT) or None,
            )
        )
    return tuple(found)


@given(drawn_rules())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_characters_read_back(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    """Whatever characters stand in patterns and texts, what is written reads back to them."""
    about, _ = write_list(keywords(rules), tmp_path, boundaries="substring")
    assert unplaced(read_list(about).rules) == list(rules)
