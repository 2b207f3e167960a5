"""docs/outside-judges.md: its examples are valid, every field is in it, and the shipped judges speak the protocol."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pydantic
import pytest

from outlast.decisions import RENDERINGS
from outlast.filters.combination.cascade import CascadeConfig
from outlast.filters.outside.command import CommandConfig
from outlast.filters.outside.http import HttpConfig
from outlast.filters.outside.replay import ReplayColumns, ReplayConfig
from outlast.filters.outside.request import Request, Response
from outlast.filters.outside.sessions import SESSIONS
from outlast.filters.outside.verdict import LabelVerdict, ScoreVerdict
from outlast.yamlfile import parse_yaml

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "outside-judges.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
MODELS = (ReplayConfig, ReplayColumns, CommandConfig, HttpConfig, Request, Response, LabelVerdict, ScoreVerdict)

Filters = pydantic.TypeAdapter(
    list[Annotated[ReplayConfig | CommandConfig | HttpConfig | CascadeConfig, pydantic.Field(discriminator="kind")]]
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_valid(example):
    """Each block of YAML in the page is a list of filters that a config may have."""
    document = parse_yaml(example, path=Path("outside-judges.md"))
    assert document.faults == ()
    assert Filters.validate_python(document.data["filters"])


def test_there_are_examples_of_each_kind():
    """The page shows a replay, a program, a line of programs, and two endpoints."""
    assert re.findall(r"kind: (\w+)\n", "".join(EXAMPLES)) == ["replay", *["command"] * 3, "http", "http"]


@pytest.mark.parametrize(
    ("model", "field"), [(model, field) for model in MODELS for field in model.model_fields if field != "name"]
)
def test_every_field_is_explained(model, field):
    """Each field of each block stands in the page as code, with its default where that is a number."""
    assert f"`{field}`" in PAGE or field == "kind"
    default = model.model_fields[field].default
    if isinstance(default, int | float) and not isinstance(default, bool):
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{field}` |") and f"{default:g}" in line)
        assert re.search(rf"; {default:g}\b", row)


LIBRARIES = {
    "better_profanity_judge.py": (
        ("better_profanity", "better-profanity", "0.7.0"),
        "class profanity:\n"
        "    load_censor_words = staticmethod(lambda: None)\n"
        "    contains_profanity = staticmethod(lambda text: 'damn' in text)\n",
        ["0.7.0"],
        [None, None, None],
    ),
    "alt_profanity_check_judge.py": (
        ("profanity_check", "alt-profanity-check", "1.9.1"),
        "def predict_prob(texts):\n    return [0.75 if 'damn' in text else 0.125 for text in texts]\n",
        ["1.9.1", "0.75"],
        [0.75, 0.125, 0.125],
    ),
}
"""For each shipped judge: module, distribution and version of its library, a stand-in for it, and what it says."""


@pytest.fixture
def judge(tmp_path, monkeypatch):
    """Build a shipped judge that finds a stand-in for its library."""

    def build(script: str, *arguments: str):
        (module, name, version), program, _, _ = LIBRARIES[script]
        (tmp_path / f"{module}.py").write_text(program, encoding="utf-8")
        info = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        command = [sys.executable, script, *arguments]
        config = CommandConfig(kind="command", name="judge", command=command, restarts=0)
        return config.build(ROOT / "configs" / "judges")

    yield build
    SESSIONS.close()


def batch(*texts: str) -> pa.Table:
    rows = [
        {"passage_id": text, "perturbation": "identity", "draw": 0, "language": "en", "text": text, "edits": []}
        for text in texts
    ]
    return pa.Table.from_pylist(rows, schema=RENDERINGS.schema)


def test_every_shipped_judge_is_tried():
    """There is a stand-in for the library of each script in configs/judges."""
    assert {path.name for path in (ROOT / "configs" / "judges").glob("*.py")} == set(LIBRARIES)


@pytest.mark.parametrize("script", LIBRARIES)
def test_a_shipped_judge_speaks_the_protocol(judge, script):
    """A shipped judge answers each text, also after others, and in another language than English letters."""
    _, _, arguments, scores = LIBRARIES[script]
    made = judge(script, *arguments)
    for _ in range(2):
        said = made.decide(batch("damn it", "tea", "战争"), near=0)
        assert said.error.to_pylist() == [None] * 3
        assert said.blocked.to_pylist() == [True, False, False]
        assert said.score.to_pylist() == scores


@pytest.mark.parametrize("script", LIBRARIES)
def test_a_shipped_judge_refuses_another_version(judge, script):
    """A library of another version than the command names judges nothing, and the error says which is there."""
    (_, name, version), _, (_, *rest), _ = LIBRARIES[script]
    said = judge(script, "0.1", *rest).decide(batch("damn"), near=0)
    assert f"{name} {version} is installed, not 0.1" in said.error[0].as_py()
