"""docs/combinations.md: its experiment runs, and it speaks of every kind, field and stage that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import outlast
from outlast.filters.combination.kinds import COMBINATIONS, MEMBER_FIELDS
from outlast.runs.results import Run

PAGE = (Path(__file__).parents[2] / "docs" / "combinations.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run of the page's experiment."""
    folder = tmp_path_factory.mktemp("page")
    (yaml,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    (folder / "experiment.yaml").write_text(yaml, encoding="utf-8")
    return outlast.run(folder / "experiment.yaml", runs=folder / "runs")


def test_the_experiment_runs(run: Run) -> None:
    """It decides everything without an error, with a filter of every kind of combination."""
    assert run.errors == 0
    assert {each["kind"] for each in run.config["filters"]} == {"keyword", "classifier", *MEMBER_FIELDS}


def test_stages_are_as_the_page_says(run: Run) -> None:
    """By kind, the stages that occur where it blocks and where it lets through are those of the page's table."""
    found: dict[tuple[str, bool], set[str | None]] = {}
    for row in run.decisions().to_pylist():
        found.setdefault((row["filter"], row["blocked"]), set()).add(row["stage"])
    assert found["either", True] == {"keywords", "classifier"}
    assert found["either", False] == {None}
    assert found["both", True] == {"classifier"}
    assert found["spared", True] == {"either"}
    assert found["spared", False] <= {None, "solidarity"}
    assert found["reviewed", True] == {"review", "classifier"}
    assert found["reviewed", False] == {"review", None}
    assert (found["weibo", True], found["weibo", False]) == ({"either"}, {None})


def test_every_field_is_explained() -> None:
    """Each kind has a heading of its own, and below it a row for each of its fields."""
    for model in COMBINATIONS:
        kind = model.model_fields["kind"].annotation.__args__[0]
        section = PAGE.partition(f"\n## {kind}\n")[2].partition("\n## ")[0]
        assert section, kind
        for field in model.model_fields.keys() - {"kind", "name"}:
            assert f"| `{field}` |" in section, (kind, field)


def test_the_code_counts_reviews(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's Python runs and counts what went to review."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    monkeypatch.chdir(run.folder.parents[2])
    names: dict[str, object] = {}
    exec(code, names)
    assert {row["filter"] for row in names["reviewed"].to_pylist()} == {"reviewed"}
