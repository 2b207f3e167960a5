"""JSON Schema (draft 2020-12) of the YAML files that people write, for editors that check and complete them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from outlast.codebook import Codebook
from outlast.experiment import ExperimentSpec
from outlast.filters.keyword.models import KeywordListFile
from outlast.grid import SweepSpec
from outlast.policy import Policy

if TYPE_CHECKING:
    import pydantic

Kind = Literal["experiment", "keywords", "policy", "codebook", "sweep"]

MODELS: dict[Kind, type[pydantic.BaseModel]] = {
    "experiment": ExperimentSpec,
    "keywords": KeywordListFile,
    "policy": Policy,
    "codebook": Codebook,
    "sweep": SweepSpec,
}


def json_schema(kind: Kind) -> dict[str, Any]:
    """The schema of one kind of file.

    >>> json_schema("policy")["title"]
    'Policy'
    """
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **MODELS[kind].model_json_schema()}
