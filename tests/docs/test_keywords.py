"""docs/keywords.md: its examples are decided as it says, and it speaks of every field, column, kind and step."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pytest

from outlast.filters.keyword.filter import DEFAULT_STEPS, KeywordConfig, KeywordFilter
from outlast.filters.keyword.lists import COLUMNS, list_from, read_list
from outlast.filters.keyword.models import AnyRule, KeywordListFile, LiteralRule, RulesFile
from outlast.filters.keyword.normalise.batch import normalise
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.normalise.steps import ABOUT
from outlast.filters.keyword.rules import RULE_KINDS, Edges
from outlast.yamlfile import parse_yaml

PAGE = (Path(__file__).parents[2] / "docs" / "keywords.md").read_text(encoding="utf-8")
MODELS = {get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(get_args(AnyRule)[0])}


def section(heading: str) -> str:
    """What stands below a heading, up to the next of its rank or above."""
    rank = heading.partition(" ")[0]
    found = PAGE.partition(f"\n{heading}\n")[2]
    assert found, heading
    return re.split(rf"^#{{2,{len(rank)}}} ", found, maxsplit=1, flags=re.MULTILINE)[0]


def code(text: str, language: str) -> str:
    """The one block of code of a language in a text."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)
    return str(found)


def data(yaml: str) -> Any:
    """YAML as plain data, whatever its top."""
    return parse_yaml("top:\n" + "".join(f"  {line}\n" for line in yaml.splitlines()), path=Path("page")).data["top"]


def first_cells(text: str) -> set[str]:
    """What stands as code in the first column of a text's tables."""
    return {
        name
        for line in text.splitlines()
        if line.startswith("|")
        for name in re.findall(r"`([^`]+)`", line.split("|")[1])
    }


def texts_of(texts: list[str]) -> pa.Table:
    """A batch of texts."""
    return pa.table({"text": pa.array(texts, pa.string())})


def built(rules: list[dict[str, Any]]) -> KeywordFilter:
    """A filter of rules that may stand anywhere, under no steps."""
    about = {"name": "test", "version": "1", "language": "und", "boundaries": "substring"}
    return KeywordConfig(kind="keyword", name="words", list="test", normalise=()).build(
        list_from({**about, "rules": rules})
    )


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_each_kind_has_an_example_that_does_as_the_page_says(kind: str) -> None:
    """Below each kind's heading stand rules of it, and texts that they block and that they let through."""
    text = section(f"### {kind}")
    rules = data(code(text, "yaml"))
    said = re.sub(r"\s+", " ", text.partition("```yaml")[2].partition("```")[2])
    blocks = re.findall(r"`([^`]+)`", re.search(r"Blocks: (.*?)\. Lets through", said)[1])
    passes = re.findall(r"`([^`]+)`", re.search(r"Lets through: (.*?)\.(?: |$)", said)[1])
    assert kind in {rule["kind"] for rule in rules}
    assert blocks
    assert passes
    made = built(rules).decide(texts_of([*blocks, *passes]), near=0)
    assert made.blocked.to_pylist() == [True] * len(blocks) + [False] * len(passes)


def test_the_page_has_no_other_kinds() -> None:
    """The headings below the kinds of rule are the kinds."""
    assert re.findall(r"^### (.*)$", section("## Kinds of rule"), flags=re.MULTILINE) == list(RULE_KINDS)


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_each_kind_explains_its_fields(kind: str) -> None:
    """What a kind takes beyond what every rule has, and beyond its pattern, is named below its heading."""
    own = MODELS[kind].model_fields.keys() - LiteralRule.model_fields.keys()
    assert {name for name in own if f"`{name}`" not in section(f"### {kind}")} == set()


def test_every_field_of_a_list_is_explained() -> None:
    """The tables of the YAML form name every field of a list, of its rules file, and of every rule."""
    text = section("### YAML")
    fields = {*KeywordListFile.model_fields, *LiteralRule.model_fields} - {"pattern"}
    assert first_cells(text) == fields
    assert all(f"`{name}`" in text for name in RulesFile.model_fields)


def test_every_column_is_explained() -> None:
    """The table of the CSV form names every column, and no other."""
    assert first_cells(section("### CSV")) == set(COLUMNS)


def test_every_field_of_the_filter_is_explained() -> None:
    """The page's first table names what a keyword filter's config takes, and its example is one."""
    head = PAGE.partition("\n## ")[0]
    assert first_cells(head) == KeywordConfig.model_fields.keys() - {"kind", "name"}
    (given,) = data(code(head, "yaml"))["filters"]
    assert KeywordConfig.model_validate_json(json.dumps(given)).emptied == "skip"
    assert f"`[{', '.join(DEFAULT_STEPS)}]` where left out" in head


def test_every_step_is_explained_as_in_the_code() -> None:
    """The table of steps has each step in its order, with what the code says of it."""
    rows = re.findall(r"^\| `([^`]+)` \| (.*) \|$", section("## Normalising"), flags=re.MULTILINE)
    assert rows == list(ABOUT.items())


def test_what_the_table_of_steps_says_is_so() -> None:
    """The examples that the table gives come out as it gives them."""
    batch = normalise(
        ["é", "六四", "陆肆", "６４", "pr0t3st", "freeeedom"], Chain(("accents", "digits", "leetspeak", "repeats"))
    )
    assert [batch.one(row) for row in range(6)] == ["e", "64", "64", "64", "protest", "fredom"]


def test_boundaries_are_explained() -> None:
    """Each way in which a pattern may stand has a row."""
    assert first_cells(section("## Where a pattern may stand")) == {"boundaries", *get_args(Edges)}


def test_the_example_lists_are_read(tmp_path: Path) -> None:
    """The YAML and CSV examples are lists of two rules that say the same of their words."""
    (tmp_path / "list.yaml").write_text(code(section("### YAML"), "yaml"), encoding="utf-8")
    (tmp_path / "list.csv").write_text(code(section("### CSV"), "csv"), encoding="utf-8")
    yaml, csv = (read_list(tmp_path / name).rules for name in ("list.yaml", "list.csv"))
    same = ("kind", "components", "category", "added", "regions")
    assert [[getattr(rule, name) for name in same] for rule in yaml] == [
        [getattr(rule, name) for name in same] for rule in csv
    ]
    assert len(csv) == 2


def test_the_notes_of_near_misses() -> None:
    """The notes that the page shows are those that a filter writes, in the page's order."""
    shown = re.findall(r"^\| .* \| `(.*)` \|$", section("## Evidence"), flags=re.MULTILINE)
    rules = [
        {"id": "a", "kind": "literal", "pattern": "tea"},
        {"id": "b", "kind": "exception", "pattern": "steam"},
        {"id": "c", "kind": "literal", "pattern": "k\u200bettle"},
        {"id": "d", "kind": "combination", "pattern": ["spoon", "lid"]},
        {"id": "e", "kind": "literal", "pattern": "pot", "boundaries": "word"},
    ]
    made = built(rules).decide(texts_of(["steam, Kettle, spoon, pots"]), near=9)
    assert made.evidence.column("note").to_pylist() == shown
