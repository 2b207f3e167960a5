"""Mappings: what a good one says, and that each fault of a bad one is named at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.corpus.mapping import Files, Hub, Mapping, read_mapping
from outlast.errors import ConfigError

ROOT = Path(__file__).parents[2]

MAPPING = """\
corpus:
  {name: mail, version: "1", title: Mail, licence: cc0-1.0, language: en, source: "A. Nonymous 2020"}
read: {format: csv, path: mail.csv}
columns: {text: body}
labels:
  tone: {column: tone, about: the tone, values: {civil: c, insult: i}}
attributes:
  sender: {column: from, about: who wrote it}
"""


def read(folder: Path, text: str) -> Mapping:
    path = folder / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return [str(fault).partition("mapping.yaml:")[2] for fault in caught.value.faults]


def test_what_may_be_left_out(tmp_path: Path) -> None:
    """Ids, documents, the kind of a label and its separator have defaults."""
    mapping = read(tmp_path, MAPPING)
    assert (mapping.columns.text, mapping.columns.id, mapping.columns.document) == ("body", None, None)
    assert (mapping.labels["tone"].kind, mapping.labels["tone"].separator) == ("one", "|")
    assert mapping.read == Files(format="csv", path="mail.csv")


def test_labels_and_attributes_may_be_missing(tmp_path: Path) -> None:
    """A mapping without labels and attributes is a mapping."""
    mapping = read(tmp_path, MAPPING.partition("labels:")[0])
    assert (mapping.labels, mapping.attributes) == ({}, {})


def test_what_datasets_reads(tmp_path: Path) -> None:
    """The format `datasets` has a configuration, a split (train unless said) and data files."""
    mapping = read(tmp_path, MAPPING.replace("{format: csv, path: mail.csv}", "{format: datasets, path: d, name: en}"))
    assert mapping.read == Hub(format="datasets", path="d", name="en", split="train", data_files=None)


def test_reading_from_elsewhere(tmp_path: Path) -> None:
    """`reading` changes the path and nothing else."""
    mapping = read(tmp_path, MAPPING)
    moved = mapping.reading("other.csv")
    assert moved.read == Files(format="csv", path="other.csv")
    assert moved.model_dump(exclude={"read"}) == mapping.model_dump(exclude={"read"})


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Unknown and missing keys are all named, each with its place and the near name."""
    text = MAPPING.replace("licence:", "license:").replace("column: tone,", "colum: tone,")
    assert sorted(faults(tmp_path, text)) == [
        "1:1: corpus.licence: is missing",
        "2:43: corpus.license: unknown key; did you mean 'licence'?",
        "6:10: labels.tone.colum: unknown key; did you mean 'column'?",
        "6:3: labels.tone.column: is missing",
    ]


def test_a_format_that_is_none(tmp_path: Path) -> None:
    """An unknown format is named with the near one."""
    (fault,) = faults(tmp_path, MAPPING.replace("format: csv", "format: cvs"))
    assert fault.startswith("3:")
    assert " read.format: " in fault
    assert "'cvs'; did you mean 'csv'?" in fault


@pytest.mark.parametrize("name", ["../mail", "a/b", "", "a b"])
def test_a_name_that_is_no_folder(tmp_path: Path, name: str) -> None:
    """The corpus's name becomes a folder's, so it has neither slashes nor blanks."""
    (fault,) = faults(tmp_path, MAPPING.replace("name: mail", f"name: '{name}'"))
    assert fault.startswith("2:4: corpus.name: ")


@pytest.mark.parametrize("language", ["../en", "en/x", ""])
def test_a_language_that_is_no_tag(tmp_path: Path, language: str) -> None:
    """The language becomes part of a file's name, so a path in its place is a fault."""
    (fault,) = faults(tmp_path, MAPPING.replace("language: en", f"language: '{language}'"))
    assert "corpus.language" in fault


@pytest.mark.parametrize(
    "change", [("licence: cc0-1.0", "licence: ''"), ("values: {civil: c, insult: i}", "values: {}")]
)
def test_what_may_not_be_empty(tmp_path: Path, change: tuple[str, str]) -> None:
    """A licence and a label's values are not empty."""
    assert len(faults(tmp_path, MAPPING.replace(*change))) == 1


def test_an_empty_separator(tmp_path: Path) -> None:
    """A set cannot be cut at nothing: an empty separator is a fault of the mapping."""
    (fault,) = faults(tmp_path, MAPPING.replace("column: tone,", "column: tone, kind: set, separator: '',"))
    assert "labels.tone.separator" in fault


@pytest.mark.parametrize("taken", ["text", "passage_id", "language"])
def test_a_label_with_the_name_of_a_core_column(tmp_path: Path, taken: str) -> None:
    """A label may not take the name of a column that every passage has."""
    (fault,) = faults(tmp_path, MAPPING.replace("  tone: {", f"  {taken}: {{"))
    assert f"labels.{taken}" in fault


def test_a_label_and_an_attribute_of_one_name(tmp_path: Path) -> None:
    """A label and an attribute may not be called the same: they would be one column."""
    (fault,) = faults(tmp_path, MAPPING.replace("  sender: {", "  tone: {"))
    assert "tone" in fault


@pytest.mark.parametrize("name", ["hatecheck", "hatecheck-mandarin"])
def test_the_shipped_mappings(name: str) -> None:
    """The shipped mappings can be read, are called as their file is, and have the two gold labels."""
    mapping = read_mapping(ROOT / "configs" / "imports" / f"{name}.yaml")
    assert mapping.corpus.name == name
    assert list(mapping.labels["gold"].values) == ["hateful", "non-hateful"]
