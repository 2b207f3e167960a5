"""Why two runs cannot be compared as they are: every reason at once, each in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from outlast.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from outlast.comparison.join import Join

NAMED = 3
"""Passages that are named one by one."""


class NotComparableError(UserError):
    """Runs that are not comparable; ``reasons`` has a line for each thing that differs."""

    def __init__(self, reasons: Sequence[str], *, hint: str) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n  ".join(["these runs cannot be compared:", *self.reasons]) + f"\n{hint}")


HINT = "--on-common compares what they have in common; --pair old=new pairs a filter that was renamed"


def reasons(found: Join) -> tuple[str, ...]:
    """What keeps two runs from being compared on all of their decisions; nothing where nothing does.

    Corpora differ where their names, languages, units, passages or texts do; policies where their names do, or what
    they say of a passage; keys where filters, perturbations or draws do. Another version or hash of a corpus or a
    policy is no reason as long as every judged passage, and what is said of it, is the same.
    """
    return (*_corpora(found), *_policies(found), *_keys(found))


def _corpora(found: Join) -> Iterator[str]:
    one, other = (side.facts.get("corpus", "?") for side in (found.before, found.after))
    if one.partition("@")[0] != other.partition("@")[0]:
        yield f"corpora: {found.before.label} judges {one}, {found.after.label} {other}"
    for what in ("language", "unit"):
        before, after = (side.run.config["corpus"][what] for side in (found.before, found.after))
        if before != after:
            yield f"{what}: {before} in {found.before.label}, {after} in {found.after.label}"
    only = [
        (side.label, side.ids.filter(pc.invert(pc.is_in(side.ids, value_set=found.ids))))
        for side in (found.before, found.after)
    ]
    told = [f"{len(ids):,} only in {label} ({_few(ids)})" for label, ids in only if len(ids)]
    if told:
        yield f"passages: {', '.join(told)}; {len(found.ids):,} in both"
    if found.other_text.any():
        changed = found.ids.filter(pa.array(found.other_text))
        versions = "" if one == other else f" ({one} against {other})"
        yield f"texts: {_passages(len(changed))} with the same id and another text{versions}: {_few(changed)}"


def _policies(found: Join) -> Iterator[str]:
    one, other = (side.facts.get("policy", "?") for side in (found.before, found.after))
    if one.partition("@")[0] != other.partition("@")[0]:
        yield f"policies: {found.before.label} is measured against {one}, {found.after.label} against {other}"
    said = found.before.target[found.passages_before], found.after.target[found.passages_after]
    unlike = found.ids.filter(pa.array(said[0] != said[1]))
    if len(unlike):
        versions = "" if one == other else f" ({one} against {other})"
        yield f"targets: the policy says otherwise of {_passages(len(unlike))}{versions}: {_few(unlike)}"


def _keys(found: Join) -> Iterator[str]:
    in_both = {name.before for name in found.filters}, {name.after for name in found.filters}
    filters = [
        [name for name in side.filters if name not in known]
        for side, known in zip((found.before, found.after), in_both, strict=True)
    ]
    yield from _only("filters", found, *filters)
    one, other = (side.run.manifest.perturbations for side in (found.before, found.after))
    yield from _only("perturbations", found, [n for n in one if n not in other], [n for n in other if n not in one])
    for name in one:
        if name in other and one[name] != other[name]:
            yield f"draws: {name} has {one[name]} in {found.before.label}, {other[name]} in {found.after.label}"


def _only(what: str, found: Join, before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    told = [
        f"{', '.join(names)} only in {side.label}"
        for side, names in ((found.before, list(before)), (found.after, list(after)))
        if names
    ]
    if told:
        yield f"{what}: {'; '.join(told)}"


def _passages(count: int) -> str:
    return f"{count:,} passage{'s' if count != 1 else ''}"


def _few(ids: pa.Array) -> str:
    shown = ids.slice(0, NAMED).to_pylist()
    return ", ".join(shown) + (", …" if len(ids) > len(shown) else "")


def nothing_in_common(found: Join) -> str | None:
    """What two runs lack for any comparison, in a line; None where they have a decision in common."""
    lacking = {
        "passages": len(found.ids),
        "filters": len(found.filters),
        "perturbations": len(found.renderings),
    }
    none = [what for what, count in lacking.items() if not count]
    return f"{found.before.label} and {found.after.label} have no {' and no '.join(none)} in common" if none else None
