"""The patterns of a list as its file has them, before the reader trims them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.yamlfile import read_text, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """A pattern as it lies.

    Attributes:
        rule: the id of its rule.
        line: where the rule stands, 1-based.
        text: the pattern, or one component of it, with the blanks around it.
        kind: the rule's.
    """

    rule: str
    line: int
    text: str
    kind: str


def written(path: Path) -> Iterator[Written]:
    """The patterns in a ``.yaml``, ``.csv`` or ``.txt`` file of rules; what is no rule at all is passed over.

    Raises:
        ConfigError: for a file that is no UTF-8 text or no YAML.
    """
    if path.suffix == ".yaml":
        return _in_yaml(path)
    return _in_rows(path) if path.suffix == ".csv" else _in_lines(path)


def lines_of(path: Path) -> list[str]:
    r"""The lines of a text file that hold something, as they lie; ``\r\n`` ends a line as ``\n`` does."""
    return [line for line in _every_line(path) if line.strip()]


def _every_line(path: Path) -> list[str]:
    return [line.removesuffix("\r") for line in read_text(path).split("\n")]


def _in_lines(path: Path) -> Iterator[Written]:
    for number, line in enumerate(_every_line(path), start=1):
        if line.strip():
            yield Written(f"line-{number}", number, line, "literal")


def _in_rows(path: Path) -> Iterator[Written]:
    reader = csv.reader(io.StringIO(read_text(path), newline=""))
    try:
        header = [name.strip() for name in next(reader, [])]
        before = reader.line_num
        for values in reader:
            line, before = before + 1, reader.line_num
            row = dict(zip(header, values, strict=False))
            if row.get("pattern", "").strip():
                kind = row.get("kind", "").strip() or "literal"
                yield Written(row.get("id", "").strip() or f"line-{line}", line, row["pattern"], kind)
    except csv.Error:  # the reader of lists says so
        return


def _in_yaml(path: Path) -> Iterator[Written]:
    document = read_yaml(path)
    rules = document.data.get("rules")
    for number, rule in enumerate(rules if isinstance(rules, list) else []):
        if not isinstance(rule, dict):
            continue
        place = document.places.get(("rules", number))
        given = rule.get("pattern")
        for text in given if isinstance(given, list) else [given]:
            if isinstance(text, str):
                yield Written(str(rule.get("id", "")), place.line if place else 0, text, str(rule.get("kind", "")))
