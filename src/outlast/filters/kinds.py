"""Every kind of filter, joined in one visible place."""

from __future__ import annotations

from typing import Annotated

import pydantic

from outlast.filters.classifier import ClassifierConfig
from outlast.filters.combination.cascade import CascadeConfig
from outlast.filters.keyword.filter import KeywordConfig

AnyFilter = Annotated[KeywordConfig | ClassifierConfig | CascadeConfig, pydantic.Field(discriminator="kind")]

KINDS: tuple[type[KeywordConfig | ClassifierConfig | CascadeConfig], ...] = (
    KeywordConfig,
    ClassifierConfig,
    CascadeConfig,
)
