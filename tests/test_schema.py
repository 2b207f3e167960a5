"""JSON Schema of the files that people write: valid by its own rules, and true of what is shipped."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from outlast.schema import MODELS, json_schema
from outlast.starter import write_starter
from outlast.yamlfile import read_yaml

ROOT = Path(__file__).parent.parent
MALFORMED = ROOT / "tests" / "malformed"

SHIPPED = {
    "experiment": sorted(ROOT.glob("experiments/*/experiment.yaml")),
    "keywords": sorted(ROOT.glob("configs/keywords/*.yaml")),
    "policy": sorted(ROOT.glob("configs/policies/*.yaml")),
    "codebook": sorted(ROOT.glob("corpora/*/codebook.yaml")),
    "sweep": [ROOT / "experiments/letter/thresholds.yaml"],
}


def validator(kind: str) -> jsonschema.Draft202012Validator:
    """The validator of a kind of file."""
    return jsonschema.Draft202012Validator(json_schema(kind))


def test_every_kind_that_is_shipped_has_a_schema() -> None:
    """There is a schema for each kind of file, and a shipped file of each kind to try it on."""
    assert set(SHIPPED) == set(MODELS)
    assert all(SHIPPED.values())


@pytest.mark.parametrize("kind", sorted(SHIPPED))
def test_a_schema_is_valid(kind: str) -> None:
    """Each schema says that it is of draft 2020-12, and is."""
    schema = json_schema(kind)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        pytest.param(kind, path, id=str(path.relative_to(ROOT)))
        for kind, paths in sorted(SHIPPED.items())
        for path in paths
    ],
)
def test_what_is_shipped_keeps_to_its_schema(kind: str, path: Path) -> None:
    """Every shipped file is valid to an editor that has the schema."""
    assert [error.message for error in validator(kind).iter_errors(read_yaml(path).data)] == []


def test_the_starter_keeps_to_the_schemas(tmp_path: Path) -> None:
    """What `outlast init` writes is valid to an editor that has the schemas."""
    experiment, keywords = write_starter(tmp_path / "first")
    validator("experiment").validate(read_yaml(experiment).data)
    validator("keywords").validate(read_yaml(keywords).data)


@pytest.mark.parametrize(
    ("kind", "example", "where"),
    [
        ("experiment", "unknown-key.yaml", "$.filters[0]"),
        ("experiment", "unknown-kind.yaml", "$.filters[0]"),
        ("experiment", "no-kind.yaml", "$.filters[0]"),
        ("experiment", "no-filters.yaml", "$.filters"),
        ("experiment", "wrong-type.yaml", "$.question"),
        ("experiment", "unknown-unit.yaml", "$.corpus.unit"),
        ("experiment", "missing-keys.yaml", "$"),
        ("policy", "faulty-policy/policy.yaml", "$"),
        ("keywords", "faulty-list/words.yaml", "$.version"),
    ],
)
def test_a_malformed_file_does_not_keep_to_its_schema(kind: str, example: str, where: str) -> None:
    """An editor that has the schema marks a malformed file where its fault is."""
    errors = validator(kind).iter_errors(read_yaml(MALFORMED / example).data)
    assert where in {error.json_path for error in errors}
