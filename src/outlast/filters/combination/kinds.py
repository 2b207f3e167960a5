"""Every kind of combination, and what their configs have in common: the names of other filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from outlast.filters.combination.cascade import CascadeConfig
from outlast.filters.combination.deferral import DeferralConfig
from outlast.filters.combination.enforcement import EnforcementConfig
from outlast.filters.combination.veto import VetoConfig
from outlast.filters.combination.vote import VoteConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

AnyCombination = CascadeConfig | VoteConfig | VetoConfig | DeferralConfig | EnforcementConfig

COMBINATIONS: tuple[type[AnyCombination], ...] = (
    CascadeConfig,
    VoteConfig,
    VetoConfig,
    DeferralConfig,
    EnforcementConfig,
)

MEMBER_FIELDS: dict[str, tuple[str, ...]] = {
    get_args(each.model_fields["kind"].annotation)[0]: each.names_members for each in COMBINATIONS
}
"""From the kind of a combination to its fields that name other filters, each a name or a list of them."""


def members_of(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The filters that a filter's config combines, in order; none for a filter that judges texts.

    >>> members_of({"name": "left", "kind": "veto", "filter": "words", "by": ["allowed"], "when": "hits"})
    ('words', 'allowed')
    >>> members_of({"name": "words", "kind": "keyword", "list": "civility.en"})
    ()
    """
    given = (config[field] for field in MEMBER_FIELDS.get(config["kind"], ()))
    return tuple(name for names in given for name in ([names] if isinstance(names, str) else names))


def blocks_what_any_blocks(config: Mapping[str, Any]) -> bool:
    """Whether a filter's config is an or of its members: a cascade, or a vote that one member carries.

    >>> blocks_what_any_blocks({"name": "any", "kind": "vote", "members": ["a", "b"], "at_least": 1})
    True
    """
    return config["kind"] == "cascade" or (config["kind"], config.get("at_least")) == ("vote", 1)
