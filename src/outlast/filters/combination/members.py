"""What a combination's config names, checked on the plain data of an experiment, whatever else is wrong there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from outlast.errors import did_you_mean
from outlast.filters.combination.kinds import MEMBER_FIELDS
from outlast.yamlfile import UNREADABLE, Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCORELESS = {"keyword", *MEMBER_FIELDS}
"""Kinds of filters whose decisions never have a score."""


class MemberFault(NamedTuple):
    """One thing that is wrong with a member: the place of its name below the filter's config, and what."""

    where: tuple[Key, ...]
    message: str


def member_faults(filters: Sequence[Any], number: int) -> Iterator[MemberFault]:
    """Whether the filters that a combination names stand before it, each named once, with scores where it needs them.

    Args:
        filters: the experiment's filters, as its file has them.
        number: which of them is the combination.

    >>> row = {"name": "row", "kind": "cascade", "stages": ["words", "word"]}
    >>> filters = [{"name": "words", "kind": "keyword"}, row]
    >>> [tuple(fault) for fault in member_faults(filters, 1)]
    [(('stages', 1), "no filter before this one is called 'word'; did you mean 'words'?")]
    """
    config = filters[number]
    kinds = {each["name"]: each.get("kind") for each in filters[:number] if _is_named(each)}
    later = [each["name"] for each in filters[number + 1 :] if _is_named(each)]
    seen: set[str] = set()
    for where, name in _named(config):
        if name in kinds:
            if name in seen:
                yield MemberFault(where, f"{name!r} is already a {'stage' if where[0] == 'stages' else 'member'}")
            elif config["kind"] == "deferral" and kinds[name] in SCORELESS:
                message = f"{name!r} is a {kinds[name]} and has no score, so nothing of it is close to call"
                yield MemberFault(where, message)
        elif name == config.get("name"):
            yield MemberFault(where, f"{name!r} is this filter itself; name others that stand before it")
        elif name in later:
            yield MemberFault(where, f"{name!r} stands after this filter; move it before this one")
        else:
            yield MemberFault(where, f"no filter before this one is called {name!r}{did_you_mean(name, kinds)}")
        seen.add(name)


def _is_named(config: Any) -> bool:
    return isinstance(config, dict) and _is_name(config.get("name"))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value != UNREADABLE


def _named(config: dict[str, Any]) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Each name that a combination's config gives, with its place."""
    for field in MEMBER_FIELDS[config["kind"]]:
        given = config.get(field)
        if isinstance(given, list):
            yield from (((field, at), name) for at, name in enumerate(given) if _is_name(name))
        elif _is_name(given):
            yield (field,), str(given)
