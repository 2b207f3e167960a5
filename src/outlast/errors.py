"""The exceptions that Outlast raises on purpose, each with the exit code that the command line gives it.

::

    OutlastError            1   a fault of ours, or of the machine
    ├── UserError           2   something that the user can mend: a wrong name, a wrong file
    │   ├── ConfigError     2   faults in configuration files, all at once, each with its place
    │   └── CorpusError     2   a corpus that breaks its own rules
    ├── VerificationError   4   a run folder that is no longer what it says it is
    └── RegressionError     5   a run that is worse than its baseline, where that was to be an error

Exit code 0 is success, 3 a run in which some decisions are errors (that is a result, not an exception), and 130 an
interrupted command.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DONE = 0
INCOMPLETE = 3
INTERRUPTED = 130


class OutlastError(Exception):
    """The root of every exception that Outlast raises on purpose."""

    exit_code: ClassVar[int] = 1


class UserError(OutlastError):
    """Something that the user can mend; the message says what, where, and what next."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a source something stands.

    Attributes:
        source: a file's path as the user would write it, or the text of a command-line option.
        line: 1-based; 0 when the source has no lines.
        column: 1-based, in code points; 0 when the source has no lines.

    >>> str(Place("experiment.yaml", 6, 5))
    'experiment.yaml:6:5'
    >>> str(Place("--set seed=x"))
    '--set seed=x'
    """

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a configuration, and where.

    >>> print(Fault(Place("experiment.yaml", 6, 5), "filters.0.treshold", "unknown key; did you mean 'threshold'?"))
    experiment.yaml:6:5: filters.0.treshold: unknown key; did you mean 'threshold'?
    """

    place: Place
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.place), self.field, self.message) if part)


class ConfigError(UserError):
    """One or more faults in configuration files; ``str()`` gives a line for each, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


class CorpusError(UserError):
    """A corpus that cannot be read, or that breaks a rule of its own codebook or schema."""


class VerificationError(OutlastError):
    """What was checked is not as it says or should be: a run folder, a corpus, a keyword list."""

    exit_code: ClassVar[int] = 4

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(self.findings))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The tail of an error message about an unknown name: the nearest known one, or all of them when they are few.

    >>> did_you_mean("treshold", ["threshold", "name"])
    "; did you mean 'threshold'?"
    >>> did_you_mean("zzz", ["identity", "homoglyph"])
    '; known: homoglyph, identity'
    >>> did_you_mean("zzz", [])
    ''
    """
    names = sorted(set(known))
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"; did you mean {near[0]!r}?"
    if not names:
        return ""
    shown = ", ".join(names[:12])
    return f"; known: {shown}" + (", …" if len(names) > 12 else "")
