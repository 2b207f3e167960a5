"""Configs in words: what a filter does, what a perturbation writes, for readers who do not read YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Config = Mapping[str, Any]


def filter_in_words(config: Config) -> str:
    """What a filter does, in a sentence or two.

    >>> filter_in_words({"kind": "cascade", "name": "row", "stages": ["list", "model"]})
    'Blocks what any of its stages blocks: list, then model.'
    """
    tell = _FILTERS.get(config["kind"])
    return tell(config) if tell else f"A filter of kind {config['kind']}."


def perturbation_in_words(config: Config) -> str:
    """What a perturbation writes, in a sentence.

    >>> perturbation_in_words({"kind": "identity"})
    'The text as written.'
    """
    kind = config["kind"]
    if kind == "identity":
        return "The text as written."
    settings = ", ".join(
        f"{name} {value}" for name, value in config.items() if name not in {"kind", "name", "draws"} and value
    )
    draws = config.get("draws", 1)
    return f"The text rewritten by {kind}{f' ({settings})' if settings else ''}" + (
        f", in {draws} independent draws." if draws > 1 else "."
    )


def _keyword(config: Config) -> str:
    steps = config.get("normalise") or []
    before = f", after normalising by {', '.join(steps)}" if steps else ", without any normalising"
    narrowed = [
        f"{name.replace('_', ' ')} {config[name]}" for name in ("as_of", "region", "audience") if config.get(name)
    ]
    only = f" Only rules for: {', '.join(narrowed)}." if narrowed else ""
    named = config.get("list", "")
    return f"Blocks a text in which a rule of the keyword list {named} fires{before}. It has no score.{only}"


def _classifier(config: Config) -> str:
    train, threshold = config.get("train", {}), config.get("threshold")
    from_ = f"{threshold:g}" if isinstance(threshold, int | float) else "a threshold set in training"
    model = config.get("model", {}).get("kind", "a model")
    features = config.get("features", {}).get("kind", "words")
    policy = config.get("policy")
    return (
        f"Learned {f'the policy {policy}' if policy else 'the policy'} from the corpus {train.get('corpus', '')} "
        f"({train.get('language', '')}): {model} on {features} features; blocks a text whose score reaches {from_}."
    )


def _semantic(config: Config) -> str:
    return "Blocks a text whose meaning lies near a forbidden exemplar, by sentence embeddings."


def _cascade(config: Config) -> str:
    return f"Blocks what any of its stages blocks: {', then '.join(config['stages'])}."


def _vote(config: Config) -> str:
    members = config["members"]
    return f"Blocks where at least {config['at_least']} of {len(members)} filters block: {', '.join(members)}."


def _veto(config: Config) -> str:
    how = "would block it too, as an allow list does" if config["when"] == "hits" else "lets it through"
    return f"Blocks what {config['filter']} blocks, unless {' or '.join(config['by'])} {how}."


def _deferral(config: Config) -> str:
    low, high = config["band"]
    return (
        f"Decides as {config['filter']}, but sends scores from {low} to {high} to a review, which blocks "
        f"{config['review_blocks'] * 100:g} % of them (simulated)."
    )


def _enforcement(config: Config) -> str:
    return (
        f"Enforces what {config['filter']} blocks with probability {config['rate'] * 100:g} %, drawn per "
        f"{config['per']} (simulated)."
    )


def _replay(config: Config) -> str:
    return "Decisions that were made elsewhere and are read from a file."


def _outside(config: Config) -> str:
    return f"Decisions of an outside judge, asked by {config['kind']}."


_FILTERS: Mapping[str, Callable[[Config], str]] = {
    "keyword": _keyword,
    "classifier": _classifier,
    "semantic": _semantic,
    "cascade": _cascade,
    "vote": _vote,
    "veto": _veto,
    "deferral": _deferral,
    "enforcement": _enforcement,
    "replay": _replay,
    "command": _outside,
    "http": _outside,
}
