"""Grids: one experiment with some of its fields varied, every combination of their values a cell.

A cell is an experiment like any other, as ``--set`` would make it of the one that is varied. Every cell is read and
checked before any is run, so that all faults are told at once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydantic

from outlast.catalogue import NotFoundError
from outlast.config import Setting, Strict, check, override
from outlast.errors import ConfigError, Fault, Place, UserError
from outlast.experiment import Experiment, experiment_file, experiment_from
from outlast.yamlfile import UNREADABLE, read_value, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outlast.yamlfile import Document

MOST = 10_000
"""Cells in a grid: a slip of the pen makes more, and nobody reads as many."""


class SweepSpec(Strict):
    """A sweep as its file gives it.

    Attributes:
        experiment: what is varied: a path relative to this file, or a name.
        vary: from fields of the experiment, as ``--set`` names them, to the values of each; the last varies fastest.
    """

    experiment: str
    vary: dict[str, list[Any]] = pydantic.Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Axis:
    """A field and its values.

    Attributes:
        field: as ``--set`` names it.
        settings: one for each value.
    """

    field: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of values.

    Attributes:
        number: from 1, in the order of the grid.
        values: of the varied fields, in order.
        experiment: with these values.
    """

    number: int
    values: dict[str, Any]
    experiment: Experiment


def cells(
    experiment: str | Path, vary: Mapping[str, Sequence[Any]] | Iterable[str] = (), *, settings: Iterable[str] = ()
) -> tuple[Cell, ...]:
    """The cells of a grid, each read and checked with everything that it names.

    Args:
        experiment: an experiment's file, folder or name; or a sweep's file, which says what is varied.
        vary: from fields to their values, or lines such as ``seed=0,1,2``; with a sweep's file, besides what it varies.
        settings: single fields that are replaced in every cell, as ``seed=1``.

    Raises:
        NotFoundError: when there is no such experiment.
        ConfigError: with every fault of every cell.
        UserError: when nothing is varied, or there are too many cells.

    >>> [cell.values for cell in cells("letter", ["seed=0,1", "near_misses=3"])]
    [{'seed': 0, 'near_misses': 3}, {'seed': 1, 'near_misses': 3}]
    """
    file, axes = _sweep_file(experiment)
    faults: list[Fault] = []
    lines = _given(vary) if hasattr(vary, "items") else vary
    axes += [axis for line in lines if (axis := _axis(line, faults)) is not None]
    fields = [axis.field for axis in axes]
    for number, axis in enumerate(axes):
        if axis.field in fields[:number]:
            faults.append(Fault(axis.settings[0].place, "", f"{axis.field} is varied twice"))
    if faults:
        raise ConfigError(faults)
    if not axes:
        raise UserError("nothing is varied; say which fields, as --vary seed=0,1,2")
    count = 1
    for axis in axes:
        count *= len(axis.settings)
    if count > MOST:
        raise UserError(f"these are {count:,} cells; a sweep has {MOST:,} at most")
    document = override(read_yaml(file), settings)
    for number in range(len(axes)):  # a field that is not there is told once, not for each cell
        override(document, [axis.settings[0] for axis in axes[: number + 1]])
    return _checked(document, axes, file=file)


def is_sweep(path: str | Path) -> bool:
    """Whether a path is a sweep's file: YAML with ``vary`` or ``experiment`` in it, which no experiment has."""
    given = Path(path)
    return given.is_file() and not {"vary", "experiment"}.isdisjoint(read_yaml(given).data)


def _checked(document: Document, axes: Sequence[Axis], *, file: Path) -> tuple[Cell, ...]:
    made: list[Cell] = []
    found: dict[tuple[str, str], tuple[Fault, list[int]]] = {}
    combinations = list(product(*(axis.settings for axis in axes)))
    for number, chosen in enumerate(combinations, 1):
        try:
            experiment = experiment_from(override(document, chosen), path=file)
        except ConfigError as error:
            for fault in error.faults:
                found.setdefault((fault.field, fault.message), (fault, []))[1].append(number)
        else:
            values = {axis.field: json.loads(setting.value) for axis, setting in zip(axes, chosen, strict=True)}
            made.append(Cell(number, values, experiment))
    if found:
        raise ConfigError(
            Fault(fault.place, fault.field, fault.message + _where(numbers, combinations))
            for fault, numbers in found.values()
        )
    return tuple(made)


def _where(numbers: Sequence[int], combinations: Sequence[Sequence[Setting]]) -> str:
    """Which cells have a fault, as the end of its message; nothing where all have it."""
    distinct = sorted(set(numbers))
    if len(distinct) == len(combinations):
        return ""
    first = ", ".join(f"{setting.field}={setting.value}" for setting in combinations[distinct[0] - 1])
    others = f" and {len(distinct) - 1} more" if len(distinct) > 1 else ""
    return f" (in cell {distinct[0]} of {len(combinations)}, {first}{others})"


def _sweep_file(path: str | Path) -> tuple[Path, list[Axis]]:
    """The experiment that a path means, and what a sweep's file varies of it."""
    if not is_sweep(path):
        return experiment_file(path), []
    document = read_yaml(Path(path))
    spec, faults = check(document, SweepSpec)
    file = None
    try:
        file = _experiment_beside(Path(path), document.data.get("experiment"))
    except NotFoundError as error:
        faults.append(document.fault(("experiment",), str(error)))
    if spec is not None:
        empty = [field for field, values in spec.vary.items() if not values]
        faults += [document.fault(("vary", field), "has no values to try") for field in empty]
    if faults or spec is None or file is None:
        raise ConfigError(faults)
    axes = []
    for field, values in spec.vary.items():
        places = [document.fault(("vary", field, number), "").place for number in range(len(values))]
        axes.append(Axis(field, tuple(map(Setting, [field] * len(values), map(_as_yaml, values), places))))
    return file, axes


def _experiment_beside(path: Path, name: Any) -> Path | None:
    """The file of the experiment that a sweep's file names; None where it names none."""
    if not isinstance(name, str) or name == UNREADABLE:
        return None
    beside = path.parent / name
    return experiment_file(beside if beside.exists() else name)


def _axis(line: str, faults: list[Fault]) -> Axis | None:
    """An axis as a command line gives it; what is wrong with it is added to ``faults``."""
    place = Place(f"--vary {line}")
    field, equals, text = line.partition("=")
    field = field.strip()
    if not equals or not field or not text.strip():
        faults.append(Fault(place, "", "write it as field=value,value, for example seed=0,1,2"))
        return None
    before = len(faults)
    values = read_value(f"[{text}]", place=place, faults=faults)
    if len(faults) > before:
        faults[before:] = [Fault(place, "", f"{text!r} are not YAML values between commas")]
        return None
    return Axis(
        field,
        tuple(Setting(field, _as_yaml(each), Place(f"--vary {field}={_as_yaml(each)}")) for each in values),
    )


def _given(vary: Any) -> list[str]:
    """Fields and values of a program as lines.

    Raises:
        UserError: for a field without values, or a value that has no YAML.
    """
    lines = []
    for field, values in vary.items():
        if isinstance(values, str) or not len(values):
            raise UserError(f"{field} needs a list of values, such as [0, 1]")
        try:
            lines.append(f"{field}={','.join(_as_yaml(value) for value in values)}")
        except (TypeError, ValueError):
            raise UserError(f"{field}: {values!r} are no values of a config") from None
    return lines


def _as_yaml(value: Any) -> str:
    """A value on one line, as JSON, which is YAML too."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
