"""Every kind of filter, joined in one visible place."""

from __future__ import annotations

from typing import Annotated

import pydantic

from outlast.filters.classifier import ClassifierConfig
from outlast.filters.combination.kinds import COMBINATIONS, AnyCombination
from outlast.filters.keyword.filter import KeywordConfig

AnyFilter = Annotated[KeywordConfig | ClassifierConfig | AnyCombination, pydantic.Field(discriminator="kind")]

KINDS: tuple[type[KeywordConfig | ClassifierConfig | AnyCombination], ...] = (
    KeywordConfig,
    ClassifierConfig,
    *COMBINATIONS,
)
