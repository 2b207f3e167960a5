"""Outlast: which passages survive a content filter, why, and how sure that is.

>>> import outlast
>>> outlast.load_corpus("letter", unit="paragraph", sections=["2"]).num_rows
4
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outlast.comparison.compare import compare
    from outlast.corpus.load import load_corpus
    from outlast.errors import ConfigError, CorpusError, OutlastError, UserError, VerificationError
    from outlast.experiment import load_experiment
    from outlast.measures.kinds import measure
    from outlast.runs.execute import run
    from outlast.runs.results import Run, open_run
    from outlast.runs.sweep import sweep
    from outlast.runs.verify import verify

_HOMES = {
    "ConfigError": "errors",
    "CorpusError": "errors",
    "OutlastError": "errors",
    "Run": "runs.results",
    "UserError": "errors",
    "VerificationError": "errors",
    "compare": "comparison.compare",
    "load_corpus": "corpus.load",
    "load_experiment": "experiment",
    "measure": "measures.kinds",
    "open_run": "runs.results",
    "run": "runs.execute",
    "sweep": "runs.sweep",
    "verify": "runs.verify",
}

__all__ = [
    "ConfigError",
    "CorpusError",
    "OutlastError",
    "Run",
    "UserError",
    "VerificationError",
    "compare",
    "load_corpus",
    "load_experiment",
    "measure",
    "open_run",
    "run",
    "sweep",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that ``import outlast`` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'outlast' has no attribute {name!r}")
    value = getattr(import_module(f"outlast.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
