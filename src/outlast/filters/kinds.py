"""Every kind of filter, joined in one visible place."""

from __future__ import annotations

from typing import Annotated

import pydantic

from outlast.filters.classifier import ClassifierConfig
from outlast.filters.combination.kinds import COMBINATIONS, AnyCombination
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.outside.command import CommandConfig
from outlast.filters.outside.http import HttpConfig
from outlast.filters.outside.replay import ReplayConfig
from outlast.filters.semantic import SemanticConfig

AnyFilter = Annotated[
    KeywordConfig | ClassifierConfig | SemanticConfig | ReplayConfig | CommandConfig | HttpConfig | AnyCombination,
    pydantic.Field(discriminator="kind"),
]

KINDS: tuple[
    type[
        KeywordConfig | ClassifierConfig | SemanticConfig | ReplayConfig | CommandConfig | HttpConfig | AnyCombination
    ],
    ...,
] = (
    KeywordConfig,
    ClassifierConfig,
    SemanticConfig,
    ReplayConfig,
    CommandConfig,
    HttpConfig,
    *COMBINATIONS,
)
