"""Reading YAML: scalars by YAML 1.2, places, and faults in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.config import Strict, validate
from outlast.errors import ConfigError, Place
from outlast.yamlfile import parse_yaml, read_text, read_yaml

PATH = Path("file.yaml")


def value_of(text: str) -> Any:
    """What YAML text after ``key:`` is read as."""
    return parse_yaml(f"key: {text}\n", path=PATH).data["key"]


def faults_in(text: str, **place: int) -> list[str]:
    """The faults of YAML text, whether they stop its being read or are kept for the model's."""
    try:
        return [str(fault) for fault in parse_yaml(text, path=PATH, **place).faults]
    except ConfigError as error:
        return [str(fault) for fault in error.faults]


def lines_of(call: Callable[[], object]) -> list[str]:
    """The lines of the config error that a call ends in."""
    with pytest.raises(ConfigError) as raised:
        call()
    return str(raised.value).splitlines()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("No", "No"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("~", None),
        ("null", None),
        ("", None),
        ("nUll", "nUll"),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("190:20:30", "190:20:30"),
        ("2022-02-22", "2022-02-22"),
        ("2022-02-22T10:00:00Z", "2022-02-22T10:00:00Z"),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5e3", -1500.0),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("0b11", "0b11"),
        ("=", "="),
        ("'012'", "012"),
        ('"true"', "true"),
        ("'no'", "no"),
        ("|\n  3\n", "3\n"),
        ("中国", "中国"),
        ("[no, 1, [2.5]]", ["no", 1, [2.5]]),
        ("{on: off}", {"on": "off"}),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, expected: object) -> None:
    """A scalar is read by the YAML 1.2 core schema (section 10.3.2), not by YAML 1.1's."""
    found = value_of(text)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(("text", "expected"), [("0x1F", 31), ("0o14", 12), (".inf", float("inf"))])
def test_the_core_schema_is_whole(text: str, expected: object) -> None:
    """Hexadecimal, octal and infinity are what the core schema says, as the module's docstring promises."""
    assert value_of(text) == expected


@pytest.mark.parametrize("text", ["012", "-012", "007", "00"])
def test_a_leading_zero_is_a_fault(text: str) -> None:
    """A number with a leading zero, which YAML 1.1 reads as octal and YAML 1.2 as decimal, is refused."""
    (line,) = faults_in(f"key: {text}")
    assert line.startswith(f"file.yaml:1:6: key: {text} is a number to some readers and text to others")


def test_a_number_of_thousands_of_digits_is_a_fault() -> None:
    """A number longer than Python converts is named with its place, not answered with a traceback."""
    (line,) = faults_in(f"key: {'1' * 5000}")
    assert line.startswith("file.yaml:1:6: key: ")


def test_deep_nesting_is_a_fault() -> None:
    """Lists nested thousands deep are a fault, not the end of Python's stack."""
    (line,) = faults_in(f"key: {'[' * 5000}{']' * 5000}")
    assert line.startswith("file.yaml")


@pytest.mark.parametrize("text", ["!!str 5", "!!int '5'", "!!binary aGk=", "!!python/name:os.system ''", "!env HOME"])
def test_tags_are_faults(text: str) -> None:
    """A tag, YAML's own included, is refused where it stands, since config is data."""
    (line,) = faults_in(f"key: {text}")
    assert line.startswith("file.yaml:1:6: ")
    assert line.endswith(f"tag {text.partition(' ')[0]} is not read; config is data")


PLAIN = st.characters(min_codepoint=0x20, max_codepoint=0x24FF, exclude_characters="\x7f\u2028\u2029", codec="utf-8")
TEXTS = st.text(PLAIN.filter(lambda letter: not "\x80" <= letter <= "\x9f"), max_size=12)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, JSON, max_size=4))
def test_json_is_read_as_json(data: dict[str, Any]) -> None:
    """A JSON object, which is YAML 1.2, is read as the object that it is."""
    assert parse_yaml(json.dumps(data, ensure_ascii=False), path=PATH).data == data


def test_places_are_those_of_keys_and_items() -> None:
    """Every key and item has its line and column, from 1, in code points."""
    text = "name: 中国\nfilters:\n  - {中: 1, kind: keyword}\n  - x\n"
    places = parse_yaml(text, path=PATH).places
    assert places[("name",)] == Place("file.yaml", 1, 1)
    assert places["filters", 0] == Place("file.yaml", 3, 5)
    assert places["filters", 0, "kind"] == Place("file.yaml", 3, 12)
    assert places["filters", 1] == Place("file.yaml", 4, 5)


def test_text_inside_another_file_keeps_its_lines() -> None:
    """Front matter that begins on line 2 of a card has its faults on the card's lines."""
    assert faults_in("a: 1\na: 2\n", first_line=2) == ["file.yaml:3:1: a: duplicate key; first given on line 2"]


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    """A file that begins with a byte order mark is read as without it."""
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfname: x\r\n")
    assert read_yaml(path).data == {"name": "x"}


def test_bytes_that_are_not_utf_8_have_their_column_in_code_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place of a bad byte counts the letters before it, not their bytes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_bytes("name: x\nquestion: 中国".encode() + b"\xff\n")
    assert lines_of(lambda: read_text(tmp_path / "bad.yaml")) == [
        "bad.yaml:2:13: not UTF-8 (byte 0xff); save the file as UTF-8"
    ]


class Inner(Strict):
    """A mapping in a mapping."""

    kind: Literal["left", "right"] = "left"
    rate: float = pydantic.Field(default=0.5, ge=0, le=1)


class Outer(Strict):
    """Every kind of field that a config has."""

    name: str
    count: int = 1
    on: bool = True
    names: list[str] = pydantic.Field(default=["a"], min_length=1, max_length=2)
    inner: Inner = Inner()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", "file.yaml:1:1: name: is missing"),
        ("name: 3", "file.yaml:1:1: name: text is wanted, not 3"),
        ("name:", "file.yaml:1:1: name: text is wanted, not nothing"),
        ("name: x\ncount: 1.5", "file.yaml:2:1: count: a whole number is wanted, not 1.5"),
        ("name: x\ncount: no", 'file.yaml:2:1: count: a whole number is wanted, not "no"'),
        ("name: x\ncount: true", "file.yaml:2:1: count: a whole number is wanted, not true"),
        ("name: x\non: no", 'file.yaml:2:1: on: true or false is wanted, not "no"'),
        ("name: x\non: 1", "file.yaml:2:1: on: true or false is wanted, not 1"),
        ("name: x\nnames: a", 'file.yaml:2:1: names: a list is wanted, not "a"'),
        ("name: x\nnames: [a, 1]", "file.yaml:2:12: names.1: text is wanted, not 1"),
        ("name: x\nnames: [a, b, c]", "file.yaml:2:1: names: has 3 items; at most 2 wanted"),
        ("name: x\ninner: [1]", "file.yaml:2:1: inner: a mapping of keys is wanted, not [1]"),
        ("name: x\ninner: {rate: '1'}", 'file.yaml:2:9: inner.rate: a number is wanted, not "1"'),
        (
            "name: x\ninner: {rate: -1}",
            "file.yaml:2:9: inner.rate: -1 is outside its range: it must be greater than or equal to 0.0",
        ),
        (
            "name: x\ninner: {kind: lift}",
            "file.yaml:2:9: inner.kind: 'lift' is not one of its values; did you mean 'left'?",
        ),
        ("name: x\ninner: {raet: 1}", "file.yaml:2:9: inner.raet: unknown key; did you mean 'rate'?"),
        ("name: x\nnaem: y", "file.yaml:2:1: naem: unknown key; did you mean 'name'?"),
    ],
)
def test_a_fault_is_said_in_words(text: str, expected: str) -> None:
    """What a model does not take is named with its place, its field, what is wanted, and the near name."""
    assert lines_of(lambda: validate(parse_yaml(text, path=PATH), Outer)) == [expected]


def test_faults_come_all_at_once_in_the_order_of_the_file() -> None:
    """Every fault has a line, sorted by its place."""
    text = "inner:\n  rate: 2\n  kind: up\nname: 5\ncount: x\n"
    assert [line.partition(": ")[0] for line in lines_of(lambda: validate(parse_yaml(text, path=PATH), Outer))] == [
        "file.yaml:2:3",
        "file.yaml:3:3",
        "file.yaml:4:1",
        "file.yaml:5:1",
    ]


def test_a_value_of_the_wrong_kind_is_shown_as_yaml_writes_it() -> None:
    """A choice that is true or nothing is shown so, not in Python's words."""
    (line,) = lines_of(lambda: validate(parse_yaml("name: x\ninner: {kind: true}", path=PATH), Outer))
    assert line.startswith("file.yaml:2:9: inner.kind: true is not one of its values")
