"""What a row says by its mapping: kinds, components, texts, days, regions, and what it names."""

from __future__ import annotations

from typing import Any

import pytest

from outlast.keywords.interpreting import Said, UnreadableRowError, said
from outlast.keywords.mapping import Lines, Table
from outlast.keywords.rows import Row


def line(text: str, **keys: Any) -> Said:
    source = Lines.model_validate({"format": "lines", "path": "a.txt", **keys})
    return said(Row(7, {"line": text}), source, stem="words")


def record(cells: dict[str, str], columns: dict[str, Any], **keys: Any) -> Said:
    given = {"format": "csv", "path": "a.csv", "columns": {"pattern": "word", **columns}, **keys}
    return said(Row(7, {"word": "strike", **cells}), Table.model_validate(given), stem="words")


def refusal(cells: dict[str, str], columns: dict[str, Any], **keys: Any) -> str:
    with pytest.raises(UnreadableRowError) as caught:
        record(cells, columns, **keys)
    return str(caught.value)


def test_a_plain_line() -> None:
    """A line without more is a literal, called after its file and its line; a plus in it is a plus."""
    assert line("1+1") == Said({"id": "words-7", "kind": "literal", "pattern": "1+1"})


def test_what_every_rule_of_a_file_has() -> None:
    """What a source says of all of its rules is said of each."""
    given = {
        "category": "work",
        "theme": "unrest",
        "audience": "adults",
        "regions": ["us", "ca"],
        "added": "2021-08-18",
    }
    source = Lines.model_validate_json(
        '{"format": "lines", "path": "a.txt", "category": "work", "theme": "unrest", "audience": "adults",'
        ' "regions": ["us", "ca"], "added": "2021-08-18"}'
    )
    found = said(Row(7, {"line": "strike"}), source, stem="words").values
    assert {name: found[name] for name in given} == given


@pytest.mark.parametrize(
    ("text", "keys", "kind", "pattern"),
    [
        ("*strike*", {"kind": "wildcard"}, "wildcard", "*strike*"),
        ("strike", {"separator": "+"}, "literal", "strike"),
        ("strike+ port", {"separator": "+"}, "combination", ["strike", "port"]),
        ("strike", {"separator": "+", "kind": "combination"}, "combination", ["strike"]),
        ("port+quay", {"separator": "+", "kind": "extenuating"}, "extenuating", ["port", "quay"]),
        ("a++b", {"separator": "+"}, "combination", ["a", "", "b"]),
    ],
)
def test_kinds_and_components(text: str, keys: dict[str, Any], kind: str, pattern: str | list[str]) -> None:
    """A literal that holds the separator is a combination; other kinds are what the source says."""
    found = line(text, **keys).values
    assert (found["kind"], found["pattern"]) == (kind, pattern)


SIGNS = r"^\.\*|\.\*$|\([^()]*\|[^()]*\)"


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        (".*port.*(shut|closed).*", "regex", ""),
        ("po(r|rr)t", "regex", ""),
        ("har.bour", "literal", ""),
        ("s|t|r|i|k|e", "literal", ""),
        (
            "(?!port)x.*",
            "literal",
            "read as a literal: no expression for RE2: invalid perl operator: (?!",
        ),
        (".*", "literal", "read as a literal: as an expression it would match nothing at all, and so every text"),
    ],
)
def test_expressions(text: str, kind: str, why: str) -> None:
    """A pattern in which the sign is found is an expression; what RE2 does not take is a literal, and told."""
    found = line(text, expressions={"known_by": SIGNS, "read_as": "regex"})
    assert (found.values["kind"], found.values["pattern"], found.as_literal) == (kind, text, why)


def test_expressions_read_as_literals() -> None:
    """Where expressions are to be literals, they are, and it is told of each."""
    found = line(".*port", expressions={"known_by": SIGNS, "read_as": "literal"})
    assert (found.values["kind"], found.as_literal) == ("literal", "read as a literal: it looks like an expression")


def test_a_column_says_the_kind() -> None:
    """Where a column says the kind, a literal that holds the separator stays one."""
    columns = {"kind": {"column": "type", "values": {"phrase": "literal", "combo": "combination"}}}
    for kind, expected in (("phrase", "dock strike"), ("combo", ["dock", "strike"])):
        assert record({"word": "dock strike", "type": kind}, columns, separator=" ").values["pattern"] == expected
    assert refusal({"type": "comboo"}, columns) == "type is 'comboo'; did you mean 'combo'?"


def test_texts() -> None:
    """A text is a column's, or several columns' with what stands before each, empty ones left out, all in one line."""
    columns = {"category": "about", "note": {"note": "", "see": "see "}, "translation": {"en": "", "by": "machine: "}}
    cells = {"about": "work", "note": "two\r\n lines", "see": "p. 4", "en": "", "by": "walkout"}
    found = record(cells, columns, category="other", theme="unrest").values
    assert found == {
        "id": "words-7",
        "kind": "literal",
        "pattern": "strike",
        "category": "work",
        "theme": "unrest",
        "translation": "machine: walkout",
        "note": "two lines; see p. 4",
    }
    assert record({**cells, "about": ""}, columns, category="other").values["category"] == "other"


@pytest.mark.parametrize(
    ("cell", "day"),
    [("07/2016", "2016-07-01"), ("2016-08-30", "2016-08-30"), ("7/2016", "2016-07-01"), ("", None)],
)
def test_days(cell: str, day: str | None) -> None:
    """A day is read by the first format that fits; a month is its first day; an empty cell is no day."""
    columns = {"added": {"column": "seen", "formats": ["%m/%Y", "%Y-%m-%d"]}}
    assert record({"seen": cell}, columns).values.get("added") == day


def test_a_day_that_fits_no_format() -> None:
    """A day that fits no format is a reason not to read the row."""
    columns = {"removed": {"column": "gone", "formats": ["%m/%Y", "%Y-%m-%d"]}}
    assert refusal({"gone": "2016-02-30"}, columns) == "gone is '2016-02-30', which fits none of %m/%Y, %Y-%m-%d"


def test_audiences() -> None:
    """An audience is what the mapping makes of the cell; none for an empty one or where it makes none of it."""
    columns = {"audience": {"column": "client", "values": {"Quay Chat": "quay", "Both": ""}}}
    assert record({"client": "Quay Chat"}, columns).values["audience"] == "quay"
    assert "audience" not in record({"client": "Both"}, columns).values
    assert "audience" not in record({"client": ""}, columns).values
    assert refusal({"client": "Quai Chat"}, columns) == "client is 'Quai Chat'; did you mean 'Quay Chat'?"


def test_regions() -> None:
    """Regions are cut at their separator; one with a blank in it cannot be held."""
    columns = {"regions": {"column": "where"}}
    assert record({"where": "us; ca;"}, columns, regions=["jp"]).values["regions"] == ["us", "ca"]
    assert record({"where": ""}, columns, regions=["jp"]).values["regions"] == ["jp"]
    message = "the region 'New York' has a blank in it, which a list's CSV cannot hold"
    assert refusal({"where": "New York"}, columns) == message


OTHERS = {"of": {"column": "for", "separator": ","}, "counted": {"#": "of"}}


def test_named_rules() -> None:
    """Other rules are named by their patterns, cut into components as the source's own are."""
    found = record(
        {"word": "port+wine", "for": "strike+dock, march", "#": "2"}, OTHERS, kind="extenuating", separator="+"
    )
    assert found.of == (("strike", "dock"), ("march",))
    assert found.values["pattern"] == ["port", "wine"]


def test_counts_are_checked() -> None:
    """A column that counts components or named rules must be right."""
    message = refusal({"for": "march", "#": "2"}, OTHERS, kind="extenuating")
    assert message == "# is '2', but rules named found: 1"
    columns = {"counted": {"#": "components"}}
    assert record({"word": "a+b", "#": "2"}, columns, separator="+").values["pattern"] == ["a", "b"]
    assert refusal({"word": "a+b", "#": "3"}, columns, separator="+") == "# is '3', but components found: 2"
    assert record({"word": "a+b", "#": "1"}, columns).values["pattern"] == "a+b"


def test_a_row_without_a_pattern() -> None:
    """A row that has other cells, but no pattern, is not read."""
    assert refusal({"word": "", "note": "x"}, {"note": "note"}) == "word is empty"


def test_an_id_of_its_own() -> None:
    """Where a column gives ids, they are the rules'."""
    assert record({"nr": "w.12"}, {"id": "nr"}).values["id"] == "w.12"
