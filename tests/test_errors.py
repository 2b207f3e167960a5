"""The exception tree, its exit codes, and how faults read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest

import outlast as package
from outlast import errors
from outlast.errors import ConfigError, Fault, OutlastError, Place, VerificationError, did_you_mean

EXIT_CODES = {
    "ConfigError": 2,
    "CorpusError": 2,
    "LeakError": 2,
    "ModelError": 2,
    "NotComparableError": 2,
    "NotFoundError": 2,
    "OutlastError": 1,
    "RegressionError": 5,
    "RunFolderError": 2,
    "TableError": 1,
    "UserError": 2,
    "VerificationError": 4,
}


def below(kind: type[Exception]) -> Iterator[type[Exception]]:
    """An exception and every one derived from it."""
    yield kind
    for derived in kind.__subclasses__():
        yield from below(derived)


def test_every_exception_has_its_exit_code() -> None:
    """What the user can mend ends in 2, a run that does not hold in 4, and the rest is a fault of ours: 1."""
    for module in walk_packages(package.__path__, "outlast."):
        import_module(module.name)
    found = {kind.__name__: kind.exit_code for kind in below(OutlastError) if kind.__module__.startswith("outlast.")}
    assert found == EXIT_CODES


def test_the_codes_that_are_no_exceptions() -> None:
    """Done is 0, a run with errors in it 3, an interrupted command 130."""
    assert (errors.DONE, errors.INCOMPLETE, errors.INTERRUPTED) == (0, 3, 130)


def test_faults_stand_in_the_order_of_the_file_and_once() -> None:
    """A config error has a line for each different fault, by file, line and column as numbers."""
    faults = [
        Fault(Place("b.yaml", 10, 1), "x", "is missing"),
        Fault(Place("b.yaml", 9, 12), "y", "is missing"),
        Fault(Place("b.yaml", 9, 2), "", "is broken"),
        Fault(Place("a.yaml"), "", "no such file"),
        Fault(Place("b.yaml", 10, 1), "x", "is missing"),
    ]
    assert str(ConfigError(faults)) == (
        "a.yaml: no such file\nb.yaml:9:2: is broken\nb.yaml:9:12: y: is missing\nb.yaml:10:1: x: is missing"
    )


def test_findings_stand_in_a_line_each() -> None:
    """A verification error keeps its findings in their order."""
    error = VerificationError(["z changed", "a is missing"])
    assert (str(error), error.findings) == ("z changed\na is missing", ("z changed", "a is missing"))


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("treshold", ["name", "threshold"], "; did you mean 'threshold'?"),
        ("zzz", ["b", "a", "b"], "; known: a, b"),
        ("zzz", [], ""),
        ("zzz", list("abcdefghijkl"), "; known: a, b, c, d, e, f, g, h, i, j, k, l"),
        ("zzz", list("mabcdefghijkl"), "; known: a, b, c, d, e, f, g, h, i, j, k, l, …"),
    ],
)
def test_a_wrong_name_gets_the_near_one_or_a_dozen_known(name: str, known: list[str], expected: str) -> None:
    """The nearest name is offered; where none is near, all of them up to twelve, sorted."""
    assert did_you_mean(name, known) == expected
