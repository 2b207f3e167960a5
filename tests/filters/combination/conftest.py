"""Members' decisions as they are stored, and the keys of the renderings that they are of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa
import pytest

from outlast.decisions import RENDERINGS
from outlast.filters.protocol import Judgement, judgement


@pytest.fixture(scope="session")
def stored() -> Callable[..., Judgement]:
    """Builds a member's decisions, with the error that goes with each null."""

    def build(blocked: Sequence[bool | None], *, score: Sequence[float | None] | None = None) -> Judgement:
        errors = ["RuntimeError: broken" if value is None else None for value in blocked]
        return judgement(blocked, score=score, error=errors)

    return build


@pytest.fixture(scope="session")
def keys() -> Callable[..., pa.Table]:
    """Builds the keys of renderings: of that many passages, or of those named, under one perturbation and draw."""

    def build(passages: int | Sequence[str], *, perturbation: str = "identity", draw: int = 0) -> pa.Table:
        ids = [f"p{number}" for number in range(passages)] if isinstance(passages, int) else list(passages)
        columns = [ids, [perturbation] * len(ids), [draw] * len(ids)]
        fields = [RENDERINGS.schema.field(name) for name in ("passage_id", "perturbation", "draw")]
        return pa.table(columns, schema=pa.schema(fields))

    return build
