"""Every kind of filter, joined in one visible place."""

from __future__ import annotations

from typing import Annotated

import pydantic

from outlast.filters.cascade import CascadeConfig
from outlast.filters.classifier import ClassifierConfig
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.outside.command import CommandConfig
from outlast.filters.outside.http import HttpConfig
from outlast.filters.outside.replay import ReplayConfig

AnyFilter = Annotated[
    KeywordConfig | ClassifierConfig | CascadeConfig | ReplayConfig | CommandConfig | HttpConfig,
    pydantic.Field(discriminator="kind"),
]

KINDS: tuple[
    type[KeywordConfig | ClassifierConfig | CascadeConfig | ReplayConfig | CommandConfig | HttpConfig], ...
] = (
    KeywordConfig,
    ClassifierConfig,
    CascadeConfig,
    ReplayConfig,
    CommandConfig,
    HttpConfig,
)
