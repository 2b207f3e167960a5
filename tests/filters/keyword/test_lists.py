"""Reading lists: what YAML, CSV and plain text become."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.filters.keyword.lists import COLUMNS, join_components, list_from, read_list, split_components
from outlast.filters.keyword.rules import Rule

HEAD = 'name: test\nversion: "1"\nlanguage: en\n'


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of a list, as text or as bytes, and give its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def shown(rules: tuple[Rule, ...]) -> list[tuple[str, str, tuple[str, ...], int]]:
    """Id, kind, components and line of each rule."""
    return [(rule.id, rule.kind, rule.components, rule.line) for rule in rules]


# ------------------------------------------------------------------------------------------------------------ YAML


def test_a_list_in_yaml(written: Callable[..., Path]) -> None:
    """A YAML list gives its rules in order with their lines; without boundaries of its own, patterns are words."""
    path = written(
        "list.yaml",
        HEAD
        + """\
policy: civility
licence: CC0-1.0
note: how
rules:
  - {id: b, kind: literal, pattern: " no war ", category: war}
  - id: a
    kind: combination
    pattern: [peace, now]
    boundaries: substring
    added: 2022-02-24
""",
    )
    rules = read_list(path)
    assert (rules.name, rules.version, rules.language) == ("test", "1", "en")
    assert (rules.policy, rules.licence, rules.note, rules.files) == ("civility", "CC0-1.0", "how", (path,))
    assert rules.rules == (
        Rule("b", "literal", ("no war",), edges="word", category="war", line=8),
        Rule("a", "combination", ("peace", "now"), edges="substring", added=date(2022, 2, 24), line=9),
    )


def test_a_yaml_list_with_a_byte_order_mark(written: Callable[..., Path]) -> None:
    """A mark that an editor put first is no part of the first key."""
    path = written("list.yaml", "\ufeff" + HEAD + "rules: [{id: a, kind: literal, pattern: x}]\n")
    assert read_list(path).name == "test"


def test_rules_that_lie_in_a_csv_file(written: Callable[..., Path]) -> None:
    """A YAML list may name the CSV file of its rules, which then stand where the list says; both are its files."""
    rows = written("rows.csv", "pattern,kind\nstrike,literal\ndock + union,combination\n")
    head = written("list.yaml", HEAD + "boundaries: prefix\nrules_file: {path: rows.csv}\n")
    rules = read_list(head)
    assert shown(rules.rules) == [
        ("line-2", "literal", ("strike",), 2),
        ("line-3", "combination", ("dock", "union"), 3),
    ]
    assert {rule.edges for rule in rules.rules} == {"prefix"}
    assert rules.files == (head, rows)


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        ("literal", [("line-1", "literal", ("dock + strik*",), 1), ("line-3", "literal", ("*ion",), 3)]),
        ("combination", [("line-1", "combination", ("dock", "strik*"), 1), ("line-3", "combination", ("*ion",), 3)]),
        ("wildcard", [("line-1", "wildcard", ("dock + strik",), 1), ("line-3", "wildcard", ("ion",), 3)]),
    ],
)
def test_what_a_line_of_a_text_file_is(lines: str, rules: list[tuple], written: Callable[..., Path]) -> None:
    """A YAML list says what each line of its text file is; lines without a letter count, and are no rules."""
    written("lines.txt", "dock + strik*\n\n *ion \n")
    head = written("list.yaml", HEAD + f"rules_file: {{path: lines.txt, lines: {lines}}}\n")
    assert shown(read_list(head).rules) == rules


# ------------------------------------------------------------------------------------------------------------- CSV


def test_a_csv_file_alone(written: Callable[..., Path]) -> None:
    """A CSV file alone is a list named after it, versioned by its hash; its patterns may stand anywhere."""
    content = "pattern\nstrike\n"
    path = written("dockers.csv", content)
    rules = read_list(path)
    assert (rules.name, rules.language, rules.policy, rules.licence) == ("dockers", "und", None, "")
    assert rules.version == hashlib.sha256(content.encode()).hexdigest()[:8]
    assert (rules.note, rules.files) == ("read from dockers.csv as it lies", (path,))
    assert rules.rules == (Rule("line-2", "literal", ("strike",), edges="substring", line=2),)


def test_every_column(written: Callable[..., Path]) -> None:
    """Each column gives the field of its name; several values have blanks between, components a plus."""
    path = written(
        "list.csv",
        "id,kind,pattern,category,theme,added,removed,regions,audience,boundaries,gap,within,distance,detect,at_least,"
        "written,of,translation,note\n"
        "a,ordered,dock + strike,labour,social,2022-01-01,2022-02-01,cn hk,groups,word,3,,,,,,,ex,why\n"
        "b,proximity,dock + strike,,,,,,,,,20,,,,,,,\n"
        "c,fuzzy,picketing,,,,,,,,,,2,,,,,,\n"
        "d,detector,,,,,,,,,,,,latin-run,6,,,,\n"
        "e,homophone,河水,,,,,,,,,,,,,pinyin itself,,,\n"
        "f,exception,lucky strike,,,,,,,,,,,,,,a b,,\n",
    )
    rules = read_list(path).rules
    assert tuple(path.read_text(encoding="utf-8").splitlines()[0].split(",")) == COLUMNS
    assert rules[0] == Rule(
        "a",
        "ordered",
        ("dock", "strike"),
        edges="word",
        category="labour",
        limit=3,
        added=date(2022, 1, 1),
        removed=date(2022, 2, 1),
        regions=("cn", "hk"),
        audience="groups",
        theme="social",
        translation="ex",
        note="why",
        line=2,
    )
    assert [(rule.kind, rule.limit) for rule in rules[1:4]] == [("proximity", 20), ("fuzzy", 2), ("detector", 6)]
    assert (rules[3].detects, rules[4].written, rules[5].of) == ("latin-run", ("pinyin", "itself"), ("a", "b"))


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffpattern,note\r\nstrike,one\r\npicket,two\r\n",
        "pattern,note\nstrike,one\npicket,two",
        ' pattern , note \n strike ,"one"\n"picket", two \n',
        "note,pattern\none,strike\ntwo,picket\n",
    ],
    ids=["byte order mark and CRLF", "no last line break", "blanks and quotes", "other order"],
)
def test_a_csv_file_as_programs_write_it(content: str, written: Callable[..., Path]) -> None:
    """A byte order mark, line breaks of Windows, blanks, quotes and the order of columns make no difference."""
    rules = read_list(written("list.csv", content)).rules
    assert [(rule.components, rule.note, rule.line) for rule in rules] == [
        (("strike",), "one", 2),
        (("picket",), "two", 3),
    ]


def test_a_quoted_value_may_span_lines(written: Callable[..., Path]) -> None:
    """A quoted line break is part of its value; rows are named after the line on which they begin."""
    rules = read_list(written("list.csv", 'pattern,note\nstrike,"one\ntwo"\n\n"pick,\net",""\n')).rules
    assert shown(rules) == [("line-2", "literal", ("strike",), 2), ("line-5", "literal", ("pick,\net",), 5)]
    assert [rule.note for rule in rules] == ["one\ntwo", ""]


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_what_ends_a_line_only_to_unicode_ends_no_row(odd: str, written: Callable[..., Path]) -> None:
    """Separators that are no line break of a CSV file are letters of a value, in quotes and out, and count no line."""
    rules = read_list(written("list.csv", f'id,pattern\na,pick{odd}et\nb,"str{odd}ike"\nc,union\n')).rules
    assert shown(rules) == [
        ("a", "literal", (f"pick{odd}et",), 2),
        ("b", "literal", (f"str{odd}ike",), 3),
        ("c", "literal", ("union",), 4),
    ]


def test_rows_that_say_nothing_are_no_rules(written: Callable[..., Path]) -> None:
    """Blank lines and rows of empty values are passed over."""
    rules = read_list(written("list.csv", "pattern,note\n\n , \n,\nstrike,\n")).rules
    assert shown(rules) == [("line-5", "literal", ("strike",), 5)]


def test_a_plain_row_and_a_dated_one_are_read_alike(written: Callable[..., Path]) -> None:
    """A literal with a date, which is checked by its model, is but for the date what it is without."""
    head = "id,pattern,category,theme,translation,note,regions,audience,added"
    plain, dated = read_list(
        written("list.csv", f"{head}\na, x ,c,t,e,n,cn hk,g,\nb, x ,c,t,e,n,cn hk,g,2022-01-01\n")
    ).rules
    expected = Rule(
        "a",
        "literal",
        ("x",),
        edges="substring",
        category="c",
        theme="t",
        translation="e",
        note="n",
        regions=("cn", "hk"),
        audience="g",
        line=2,
    )
    assert plain == expected
    assert dated == replace(expected, id="b", line=3, added=date(2022, 1, 1))


@pytest.mark.parametrize(
    ("cell", "components"),
    [
        ("dock + strike", ("dock", "strike")),
        ("dock+strike", ("dock", "strike")),
        (r"C\+\+ + strike", ("C++", "strike")),
        (r"a\+b", ("a+b",)),
    ],
)
def test_components_in_a_cell(cell: str, components: tuple[str, ...], written: Callable[..., Path]) -> None:
    """Components are joined by a plus, with blanks or without; a plus of a component's own has a backslash before."""
    (rule,) = read_list(written("list.csv", f"kind,pattern\ncombination,{cell}\n")).rules
    assert rule.components == components


COMPONENT = st.text(st.sampled_from("ab+\\ é"), min_size=1, max_size=4).filter(lambda text: text == text.strip())


@given(components=st.lists(COMPONENT, min_size=1, max_size=6))
def test_components_survive_a_cell(components: list[str]) -> None:
    """Components joined for a cell are read from it as they were, whatever pluses and backslashes they hold."""
    assert split_components(join_components(components)) == components


# ------------------------------------------------------------------------------------------------------ plain text


@pytest.mark.parametrize(
    "content",
    ["strike\n\ndock + union\n", "\ufeffstrike\r\n\r\n  dock + union  \r\n", "strike\n \ndock + union"],
    ids=["plain", "byte order mark and CRLF", "no last line break"],
)
def test_a_text_file_alone(content: str, written: Callable[..., Path]) -> None:
    """Each line that is not blank is a literal, named after its line, which may stand anywhere."""
    rules = read_list(written("lines.txt", content))
    assert shown(rules.rules) == [
        ("line-1", "literal", ("strike",), 1),
        ("line-3", "literal", ("dock + union",), 3),
    ]
    assert {rule.edges for rule in rules.rules} == {"substring"}


def test_one_list_in_three_formats(written: Callable[..., Path]) -> None:
    """The same words as YAML, CSV and plain text are the same components, in the same order."""
    words = ["strike", "花园", "dock, + union"]
    yaml = "".join(f'  - {{id: r{number}, kind: literal, pattern: "{word}"}}\n' for number, word in enumerate(words))
    paths = [
        written("list.yaml", f"{HEAD}boundaries: substring\nrules:\n{yaml}"),
        written("list.csv", "pattern\n" + "".join(f'"{word}"\n' for word in words)),
        written("list.txt", "".join(f"{word}\n" for word in words)),
    ]
    read = [[(rule.components, rule.kind, rule.edges) for rule in read_list(path).rules] for path in paths]
    assert read[0] == read[1] == read[2] == [((word,), "literal", "substring") for word in words]


# ------------------------------------------------------------------------------------------------------ plain data


def test_a_list_from_plain_data() -> None:
    """Plain data is read as YAML would be; its rules have no line and the list no file."""
    rules = list_from(
        {"name": "test", "version": "1", "language": "en", "rules": [{"id": "a", "kind": "literal", "pattern": "x"}]}
    )
    assert rules.rules == (Rule("a", "literal", ("x",), edges="word"),)
