"""Lists that lint can read in spite of their faults, and the patterns as their files have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.errors import ConfigError
from outlast.filters.keyword.lists import read_list
from outlast.keywords.reading import read_leniently
from outlast.keywords.written import Written, lines_of, written

HEAD = "name: quay\nversion: '1'\nlanguage: en\nrules:\n"


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8"))
    return path


def test_a_list_without_faults(tmp_path: Path) -> None:
    """A list that can be read is read as it is, with its lines and files."""
    path = put(tmp_path, "quay.yaml", f"{HEAD}  - {{id: a, kind: literal, pattern: war}}\n")
    reading = read_leniently(path)
    assert (reading.rules, reading.faults) == (read_list(path), ())


def test_faulty_rules_are_left_out(tmp_path: Path) -> None:
    """The other rules of a YAML list are read, at their lines; each fault is told once."""
    path = put(
        tmp_path,
        "quay.yaml",
        f"{HEAD}"
        "  - {id: a, kind: literal, pattern: war}\n"
        "  - {id: b, kind: wildcard, pattern: 'w*r'}\n"
        "  - {id: a, kind: literal, pattern: peace}\n"
        "  - {id: d, kind: literal, pattern: strike}\n"
        "  - {id: e, kind: regex, pattern: '(a'}\n"
        "  - {id: f, kind: exception, pattern: a strike, of: [d, b]}\n",
    )
    reading = read_leniently(path)
    assert reading.rules is not None
    assert [(rule.id, rule.line) for rule in reading.rules.rules] == [("a", 5), ("d", 8)]
    assert reading.rules.files == (path,)
    assert [(fault.place.line, fault.field) for fault in reading.faults] == [
        (6, "rules.1"),
        (7, "rules.2.id"),
        (9, "rules.4.pattern"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("quay.yaml", "name: quay\nversion: '1'\nrules:\n  - {id: a, kind: literal, pattern: war}\n"),
        ("quay.yaml", f"{HEAD}  - {{id: a, kind: literal}}\n"),
        ("quay.yaml", f"{HEAD}  - [\n"),
        ("quay.csv", "pattern,kind\nwar,literal\npeace,litteral\n"),
        ("quay.txt", ""),
    ],
    ids=["a key is missing", "no rule is left", "no YAML", "a CSV list", "an empty list"],
)
def test_a_list_that_cannot_be_read(name: str, text: str, tmp_path: Path) -> None:
    """What is wrong with more than single rules of a YAML list leaves no list, and the faults that reading tells."""
    path = put(tmp_path, name, text)
    with pytest.raises(ConfigError) as caught:
        read_list(path)
    reading = read_leniently(path)
    assert (reading.rules, reading.faults) == (None, caught.value.faults)


def test_patterns_of_a_text_file(tmp_path: Path) -> None:
    """Every line that holds something is a pattern as it lies, but for the end of the line."""
    path = put(tmp_path, "quay.txt", "war \r\n\r\n \t\n\u3000strike\nwar")
    assert list(written(path)) == [
        Written("line-1", 1, "war ", "literal"),
        Written("line-4", 4, "\u3000strike", "literal"),
        Written("line-5", 5, "war", "literal"),
    ]
    assert lines_of(path) == ["war ", "\u3000strike", "war"]


def test_patterns_of_a_csv_file(tmp_path: Path) -> None:
    """The cells of the pattern's column, with the blanks that the reader trims, at the lines where their rows begin."""
    path = put(
        tmp_path,
        "quay.csv",
        'note, pattern ,kind,id\n"a\nb", war,,\n,,literal,x\nn,a + b ,combination, c \n,war\u2028,,\n',
    )
    assert list(written(path)) == [
        Written("line-2", 2, " war", "literal"),
        Written("c", 5, "a + b ", "combination"),
        Written("line-6", 6, "war\u2028", "literal"),
    ]


def test_patterns_of_a_yaml_file(tmp_path: Path) -> None:
    """Each component by itself; what has no pattern, or is no rule at all, is passed over."""
    path = put(
        tmp_path,
        "quay.yaml",
        f"{HEAD}"
        "  - {id: a, kind: combination, pattern: [' war', peace]}\n"
        "  - {id: b, kind: detector, detect: url}\n"
        "  - nothing\n"
        "  - {id: c, pattern: 'strike '}\n",
    )
    assert list(written(path)) == [
        Written("a", 5, " war", "combination"),
        Written("a", 5, "peace", "combination"),
        Written("c", 8, "strike ", ""),
    ]
