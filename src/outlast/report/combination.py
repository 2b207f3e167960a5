"""How a combination came to its decision on one passage, in a line; from stored decisions and its config."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlast.decisions import REVIEW
from outlast.filters.combination.kinds import members_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Config = Mapping[str, Any]
    """A filter's config as plain data."""

    Said = Mapping[str, Mapping[str, Any]]
    """A passage's decisions by filter, as rows of `outlast.decisions.DECISIONS`."""


def redundant(config: Config, said: Said) -> tuple[str, ...]:
    """The members that block a passage as well, besides the one that settled it; none where it is let through."""
    own = said[config["name"]]
    return tuple(name for name in _blocking(config, said) if name != own["stage"]) if own["blocked"] else ()


def told(config: Config, said: Said) -> str | None:
    """How it came to its decision; None where it has none (its error says why) and for a filter that judges texts.

    >>> row = {"name": "row", "kind": "cascade", "stages": ["a", "b", "c"]}
    >>> said = {name: {"blocked": name != "a", "stage": None} for name in "abc"}
    >>> told(row, {**said, "row": {"blocked": True, "stage": "b"}})
    'at its stage b; c blocks it too'
    """
    tell = _TOLD.get(config["kind"])
    return tell(config, said) if tell and said[config["name"]]["blocked"] is not None else None


def _blocking(config: Config, said: Said) -> list[str]:
    return [name for name in members_of(config) if said[name]["blocked"]]


def _cascade(config: Config, said: Said) -> str:
    own, also = said[config["name"]], redundant(config, said)
    if not own["blocked"]:
        return "no stage blocks it"
    rest = f"; {' and '.join(also)} {'blocks' if len(also) == 1 else 'block'} it too" if also else ""
    return f"at its stage {own['stage']}{rest}"


def _vote(config: Config, said: Said) -> str:
    hits = _blocking(config, said)
    votes = f"{len(hits)} of {len(config['members'])} votes, {config['at_least']} needed"
    named = f": {', '.join(hits)}" if hits else ""
    return f"by {votes}{named}" if said[config["name"]]["blocked"] else f"{votes}{named}"


def _veto(config: Config, said: Said) -> str:
    own, name = said[config["name"]], config["filter"]
    if own["blocked"]:
        return f"by {name}, without a veto"
    if own["stage"] is None:
        return f"{name} lets it through"
    return f"{_did(name, said)}; vetoed by {own['stage']}"


def _deferral(config: Config, said: Said) -> str:
    own, name = said[config["name"]], config["filter"]
    if own["stage"] == REVIEW:
        score = f"{name} scores {said[name]['score']:.3f}, within {config['band'][0]} to {config['band'][1]}"
        return f"at review: {score}" if own["blocked"] else f"{score}; review lets it through"
    return f"by {name}" if own["blocked"] else f"{name} lets it through"


def _enforcement(config: Config, said: Said) -> str:
    own, name = said[config["name"]], config["filter"]
    if own["blocked"]:
        return f"by {name}, enforced"
    return _did(name, said) + ("" if said[name]["blocked"] is False else "; not enforced here")


def _did(name: str, said: Said) -> str:
    blocked = said[name]["blocked"]
    return f"{name} {'failed on it' if blocked is None else 'blocks it' if blocked else 'lets it through'}"


_TOLD: Mapping[str, Callable[[Config, Said], str]] = {
    "cascade": _cascade,
    "vote": _vote,
    "veto": _veto,
    "deferral": _deferral,
    "enforcement": _enforcement,
}
