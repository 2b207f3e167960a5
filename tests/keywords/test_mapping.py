"""Mappings of keyword lists: what the shipped ones say, what is told of a faulty one, and that fields are explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from outlast.config import Strict
from outlast.errors import ConfigError
from outlast.keywords import mapping as module
from outlast.keywords.mapping import Columns, ListMapping, read_list_mapping

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "configs" / "imports" / "keywords").glob("*.yaml"))

HEAD = 'keywords: {name: harbour, version: "1", language: en, licence: CC0-1.0, source: A. Nonymous.}\n'


def faults(tmp_path: Path, text: str) -> list[str]:
    """What is told of a faulty mapping, without its folder."""
    path = tmp_path / "map.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_list_mapping(path)
    return [str(fault).rpartition("map.yaml:")[2] for fault in caught.value.faults]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_mapping_can_be_read(path: Path) -> None:
    """Each shipped mapping reads, names where its lists come from, and gives their licence as an SPDX identifier."""
    about = read_list_mapping(path).keywords
    assert about.licence == "CC-BY-NC-SA-4.0"
    assert "citizenlab/chat-censorship" in about.source


def test_what_is_shipped() -> None:
    """There is a mapping for each published source, and for each client of the one that is about two."""
    assert sorted(path.stem for path in SHIPPED) == [
        "apple",
        "games",
        "line",
        "qqmail",
        "sina-uc",
        "tom-skype",
        "tom-skype-sina-uc",
        "wechat-709",
        "wechat-one-app",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("read: []\n", "2:1: read: has 0 items; at least 1 wanted"),
        ("read: [{format: xml, path: a}]\n", "2:9: read.0.format: no such format: 'xml'; known: csv, lines"),
        ("read: [{format: lines, path: a, kinds: literal}]\n", "read.0.kinds: unknown key; did you mean 'kind'?"),
        ("read: [{format: lines, path: a, kind: regex}]\n", "read.0.kind: 'regex' is not one of its values"),
        (
            "read: [{format: lines, path: a, expressions: {known_by: '(', read_as: regex}}]\n",
            "'(' is no expression for RE2: missing ): (",
        ),
        (
            "read: [{format: lines, path: a, kind: wildcard, separator: '+'}]\n",
            "a wildcard has no components; leave separator out",
        ),
        ("read: [{format: lines, path: a, regions: [new york]}]\n", "read.0.regions.0:"),
        (
            "read: [{format: csv, path: a, columns: {pattern: p, of: {column: o, separator: ','}}}]\n",
            "only extenuating rules hold for others; leave columns.of out, or say kind: extenuating",
        ),
        (
            "read: [{format: csv, path: a, columns: {pattern: p, added: {column: d, formats: ['%Q']}}}]\n",
            "'%Q' is no way to write a day",
        ),
        ("read: [{format: csv, path: a, columns: {pattern: p, note: {}}}]\n", "read.0.columns.note"),
    ],
)
def test_a_faulty_mapping(tmp_path: Path, text: str, told: str) -> None:
    """Each fault of a mapping is told at its place, in words."""
    assert any(told in fault for fault in faults(tmp_path, text)), faults(tmp_path, text)


def test_named_columns() -> None:
    """A table's columns are named once each, those that are joined, counted or left out included."""
    columns = Columns(
        pattern="word",
        note={"Note": "", "See": "see "},
        translation="English",
        counted={"#": "components"},
        left_out={"Page": "a page of the print"},
    )
    assert columns.named == ("word", "English", "Note", "See", "#", "Page")


def test_another_choice_for_expressions() -> None:
    """What becomes of expressions can be chosen anew; sources that have none stay as they are."""
    given = ListMapping.model_validate(
        {
            "keywords": {"name": "a", "version": "1", "language": "en", "licence": "CC0-1.0", "source": "A"},
            "read": [
                {"format": "lines", "path": "a", "expressions": {"known_by": "x", "read_as": "literal"}},
                {"format": "lines", "path": "b"},
            ],
        }
    )
    first, second = given.reading("regex").read
    assert first.expressions is not None
    assert (first.expressions.known_by, first.expressions.read_as) == ("x", "regex")
    assert second.expressions is None


FIELDS = [
    pytest.param(model, name, id=f"{model.__name__}.{name}")
    for model in vars(module).values()
    if isinstance(model, type) and issubclass(model, Strict) and model.__module__ == module.__name__
    for name in model.model_fields
]


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_every_field_is_explained(model: type[Strict], name: str) -> None:
    """Each field of a mapping is explained where it is defined."""
    words = "\n".join(each.__doc__ or "" for each in model.__mro__)
    assert re.search(rf"^\s+{name}: \S", words, flags=re.MULTILINE)


def test_the_mapping_in_the_docs(tmp_path: Path) -> None:
    """The mapping that the page shows can be read."""
    page = (ROOT / "docs" / "keywords-import.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    (tmp_path / "map.yaml").write_text(block, encoding="utf-8")
    found = read_list_mapping(tmp_path / "map.yaml")
    assert (found.keywords.name, [source.path for source in found.read]) == ("harbour", ["words.csv", "more.txt"])
