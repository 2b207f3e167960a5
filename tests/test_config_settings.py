"""Single fields replaced from the command line: --set corpus.unit=paragraph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from outlast.config import override
from outlast.errors import ConfigError, Place
from outlast.yamlfile import Document, parse_yaml


@pytest.fixture
def document() -> Document:
    """A document with named and unnamed items."""
    text = """\
seed: 0
corpus: {name: letter, sections: ["1", "2"]}
perturbations: [{kind: identity}, {kind: homoglyph, rate: 0.1}]
filters:
  - {name: words, list: a}
  - {name: "1", list: b}
"""
    return parse_yaml(text, path=Path("file.yaml"))


@pytest.mark.parametrize(
    ("setting", "where", "expected"),
    [
        ("seed=7", ("seed",), 7),
        ("seed=no", ("seed",), "no"),
        ("seed=", ("seed",), None),
        ("seed='7'", ("seed",), "7"),
        ("question=a=b", ("question",), "a=b"),
        ("near_misses=0", ("near_misses",), 0),
        ("corpus.name=discourse", ("corpus", "name"), "discourse"),
        ('corpus.sections=["3"]', ("corpus", "sections"), ["3"]),
        ("corpus.sections.1='3'", ("corpus", "sections"), ["1", "3"]),
        ("perturbations.homoglyph.rate=0.9", ("perturbations", 1, "rate"), 0.9),
        ("perturbations.1.draws=3", ("perturbations", 1, "draws"), 3),
        ("filters.words.list=c", ("filters", 0, "list"), "c"),
        ("filters.1.list=c", ("filters", 1, "list"), "c"),
        ("filters.0={name: x, list: y}", ("filters", 0), {"name": "x", "list": "y"}),
        (" seed =7", ("seed",), 7),
    ],
)
def test_set_replaces_one_field(
    document: Document, setting: str, where: tuple[str | int, ...], expected: object
) -> None:
    """A setting enters mappings by key and lists by index or name, and reads its value as YAML."""
    value: Any = override(document, [setting]).data
    for key in where:
        value = value[key]
    assert value == expected


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("seed", "--set seed: write it as field=value, for example seed=1"),
        ("=1", "--set =1: write it as field=value, for example seed=1"),
        ("seed.x=1", "--set seed.x=1: seed has no fields of its own"),
        ("filters.wrods.list=c", "--set filters.wrods.list=c: no item is called 'wrods'; did you mean 'words'?"),
        ("filters.2.list=c", "--set filters.2.list=c: no item is called '2'; known: 1, words"),
        ("seed=[1", "--set seed=[1: '[1' is not a YAML value"),
        ("seed=012", "--set seed=012: 012 is a number to some readers and text to others; write 12 or '012'"),
        ("seed=!x 1", "--set seed=!x 1: tag !x is not read; config is data"),
        ("corpus={a: 1, a: 2}", "--set corpus={a: 1, a: 2}: duplicate key; first given on line 1"),
    ],
)
def test_a_setting_that_leads_nowhere_is_a_fault(document: Document, setting: str, expected: str) -> None:
    """A setting that cannot be made is named as it was given, with what would do."""
    with pytest.raises(ConfigError) as raised:
        override(document, [setting])
    assert str(raised.value) == expected


def test_settings_are_made_in_order_and_leave_the_document_alone(document: Document) -> None:
    """A later setting sees the earlier one, and the document that was read keeps its values."""
    changed = override(document, ["filters.words.name=other", "filters.other.list=c", "seed=1", "seed=2"])
    assert changed.data["filters"][0] == {"name": "other", "list": "c"}
    assert (changed.data["seed"], document.data["seed"]) == (2, 0)


def test_a_fault_of_a_set_value_is_at_the_setting(document: Document) -> None:
    """A value that the model refuses is placed at the setting, and the fields beside it stay at their lines."""
    changed = override(document, ["corpus.name=5"])
    assert changed.fault(("corpus", "name"), "m").place == Place("--set corpus.name=5")
    assert changed.fault(("corpus", "sections", 0), "m").place == Place("file.yaml", 2, 35)
