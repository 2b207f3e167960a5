"""What two runs were made from that differs: fields of the configs, inputs by their hashes, code and libraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from outlast.signature import SHORT, canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from outlast.runs.results import Run

Origin = Literal["config", "input", "code"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same in two runs.

    Attributes:
        origin: ``config``, ``input`` (a file, by its role in the run) or ``code`` (Outlast, Python or a library).
        field: for a config the dotted path, as ``--set`` takes it; else the input's role or the library's name.
        before: in the baseline, as YAML or JSON would write it, or a hash's beginning; None where it is not there.
        after: in the other run.
    """

    origin: Origin
    field: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        """The difference in a line.

        >>> print(Difference("config", "filters.model.threshold", "0.5", "0.6"))
        filters.model.threshold 0.5 → 0.6
        """
        return f"{self.field} {self.before or 'not there'} → {self.after or 'not there'}"


def differences(before: Run, after: Run, *, renamed: Mapping[str, str] | None = None) -> tuple[Difference, ...]:
    """Everything that goes into a run's fingerprint and is not the same in the two, config first.

    The order of filters and of perturbations is compared too (``filters`` and ``perturbations`` as fields).

    Args:
        before: the baseline.
        after: the other run.
        renamed: from a filter's name in the other run to its name in the baseline, where it is not the same.
    """
    one, other = _flat(before.config), _flat(_called(after.config, renamed or {}))
    return (
        *_unlike("config", one, other),
        *_unlike("input", _short(before.manifest.inputs), _short(after.manifest.inputs)),
        *_unlike("code", _short(before.manifest.code), _short(after.manifest.code)),
    )


def _called(config: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """A config whose filters are called as in the baseline, so that their fields stand under one path."""
    filters = [{**each, "name": renamed.get(each["name"], each["name"])} for each in config["filters"]]
    return {**config, "filters": filters}


def _unlike(origin: Origin, one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[Difference]:
    for field in dict.fromkeys([*one, *other]):
        if one.get(field) != other.get(field):
            yield Difference(origin, field, one.get(field), other.get(field))


def _short(hashes: Mapping[str, str]) -> dict[str, str]:
    """Hashes by their beginnings, versions as they are."""
    return {name: value[:SHORT] for name, value in sorted(hashes.items())}


def _flat(config: Mapping[str, Any]) -> dict[str, str]:
    """A config as dotted paths with their values as JSON.

    >>> _flat({"seed": 1, "filters": [{"name": "words", "list": "a"}]})
    {'seed': '1', 'filters': '["words"]', 'filters.words.name': '"words"', 'filters.words.list': '"a"'}
    """
    return dict(_entries(config, ()))


def _entries(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _entries(item, (*path, str(key)))
    elif (names := _names(value)) is not None:
        yield ".".join(path), canonical_json(names)
        for name, item in zip(names, value, strict=True):
            yield from _entries(item, (*path, name))
    else:
        yield ".".join(path), canonical_json(value)


def _names(value: Any) -> Sequence[str] | None:
    """What ``--set`` calls the items of a list of mappings; None for any other value."""
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return None
    names = [item.get("name") or item.get("kind") for item in value]
    return names if all(names) and len(set(names)) == len(names) else None


def of_filter(found: Sequence[Difference], name: str) -> tuple[Difference, ...]:
    """The differences of one filter's config."""
    start = f"filters.{name}."
    return tuple(each for each in found if each.origin == "config" and each.field.startswith(start))
