"""Annotations: what each annotator said of each passage, kept apart from one another.

A file ``annotations/<language>.<annotator>.jsonl`` has one JSON object a line: ``passage_id``, and the codebook's
label fields, maps as mappings.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from outlast.catalogue import as_written
from outlast.errors import ConfigError, Fault, Place, did_you_mean
from outlast.yamlfile import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from outlast.codebook import Codebook, Label

Labels = dict[str, "Label"]


def annotators(folder: Path, *, language: str) -> dict[str, Path]:
    """The annotation files of a corpus's folder for one language, by annotator."""
    found = (folder / "annotations").glob(f"{language}.*.jsonl")
    return {path.name.removeprefix(f"{language}.").removesuffix(".jsonl"): path for path in sorted(found)}


def read_annotations(path: Path, *, codebook: Codebook) -> dict[str, Labels]:
    """One annotator's labels as the passages' columns hold them, by passage id.

    Raises:
        ConfigError: with every fault, each with its line: broken JSON, a passage twice, labels outside the codebook.
    """
    labels: dict[str, Labels] = {}
    faults: list[Fault] = []
    for number, row in json_lines(path):
        place = Place(as_written(path), number, 1)
        passage_id = row.get("passage_id")
        if not isinstance(passage_id, str) or passage_id in labels:
            faults.append(Fault(place, "passage_id", f"{passage_id!r} is no passage's id, or stands here twice"))
            continue
        given = {key: value for key, value in row.items() if key != "passage_id"}
        wrong = label_faults(given, codebook=codebook, place=place)
        faults += wrong
        if not wrong:
            labels[passage_id] = stored_labels(given, codebook=codebook)
    if faults:
        raise ConfigError(faults)
    return labels


def json_lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The JSON objects of a JSON Lines file, with their line numbers from 1; blank lines are skipped.

    Raises:
        ConfigError: with every line that is no JSON object.
    """
    rows: list[tuple[int, dict[str, Any]]] = []
    faults: list[Fault] = []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            faults.append(Fault(Place(as_written(path), number, error.colno), "", f"not valid JSON: {error.msg}"))
            continue
        if isinstance(row, dict):
            rows.append((number, row))
        else:
            faults.append(Fault(Place(as_written(path), number, 1), "", "a JSON object is wanted on each line"))
    if faults:
        raise ConfigError(faults)
    return rows


def label_faults(given: Mapping[str, Any], *, codebook: Codebook, place: Place) -> list[Fault]:
    """What is wrong with one passage's labels: fields unknown or missing, values outside the codebook."""
    unknown = [
        Fault(place, name, f"the codebook has no such label{did_you_mean(name, codebook.labels)}")
        for name in given
        if name not in codebook.labels
    ]
    missing = [Fault(place, name, "is missing") for name in codebook.labels if name not in given]
    wrong = [
        Fault(place, name, complaint)
        for name, field in codebook.labels.items()
        if name in given
        for complaint in field.complaints(given[name])
    ]
    return unknown + missing + wrong


def stored_labels(given: Mapping[str, Any], *, codebook: Codebook) -> Labels:
    """Labels without faults, as the passages' columns hold them."""
    return {name: field.stored(given[name]) for name, field in codebook.labels.items()}
