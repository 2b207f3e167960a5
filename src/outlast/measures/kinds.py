"""The measures, joined in one visible place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from outlast.errors import UserError, did_you_mean
from outlast.measures.collateral import collateral
from outlast.measures.distortion import distortion_sheets
from outlast.measures.draws import draws
from outlast.measures.flips import flips
from outlast.measures.functional import functional
from outlast.measures.labels import label_sheets
from outlast.measures.lists import lists
from outlast.measures.messages import message_sheets
from outlast.measures.mirrored import mirrored
from outlast.measures.near_duplicates import near_duplicate
from outlast.measures.pairs import pairs
from outlast.measures.policy import policy
from outlast.measures.survival import survival
from outlast.measures.view import Options, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from outlast.runs.results import Run
    from outlast.sheets.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that can be asked of a run.

    Attributes:
        name: what it is called on the command line.
        purpose: the question that it answers, in a line.
        build: from a run and what was asked to sheets.
        takes: the options that mean something to it.
    """

    name: str
    purpose: str
    build: Callable[[View], tuple[Sheet, ...]]
    takes: frozenset[str]


EVERY = frozenset({"filters", "perturbation", "cluster", "resamples", "seed"})
"""Options of a measure with a bootstrap in it."""

EXACT = EVERY - {"resamples", "seed"}
"""Options of a measure without."""

MEASURES: tuple[Measure, ...] = (
    Measure("survival", "how many passages survive, by label, section or attribute", survival, EVERY | {"by"}),
    Measure("pairs", "how two filters differ on the same texts, and whether by chance", pairs, EVERY),
    Measure(
        "collateral", "how many controls are lost for each further target caught, and rule by rule", collateral, EVERY
    ),
    Measure(
        "mirrored", "pairs with the same words in other mouths: which are treated differently", mirrored, EVERY | {"by"}
    ),
    Measure("functional", "functional tests: the share passed in each functionality", functional, EVERY | {"by"}),
    Measure("near-duplicates", "passages that all but repeat one another, treated differently", near_duplicate, EVERY),
    Measure("draws", "what hangs on the draw: decisions that differ when chance falls otherwise", draws, EVERY),
    Measure("lists", "what several keyword lists have in common: their rules, and what they block", lists, EVERY),
    Measure("policy", "what is blocked too much and too little, and how well scores order it", policy, EVERY),
    Measure("flips", "the threshold at which each passage flips, and survival there", flips, EXACT),
    Measure(
        "distortion", "how the picture that survives differs from what was written", distortion_sheets, EVERY | {"by"}
    ),
    Measure("messages", "which claims can still be learned from what survives", message_sheets, EVERY | {"by"}),
    Measure("labels", "how much wider intervals are when annotators are resampled too", label_sheets, EVERY | {"by"}),
)


def measure_named(name: str) -> Measure:
    """A measure by its name.

    Raises:
        UserError: when there is none; near names are given.
    """
    for each in MEASURES:
        if each.name == name:
            return each
    raise UserError(f"no measure is called {name!r}{did_you_mean(name, [each.name for each in MEASURES])}")


def measure(run: Run, what: str, **asked: Any) -> tuple[Sheet, ...]:
    """Ask a run something.

    Args:
        run: whole.
        what: the name of a measure.
        asked: what is asked in particular, as `outlast.measures.view.Options` names it; one name may stand for a tuple.

    Returns:
        One sheet or more: ``.to_pandas()``, ``.to_csv()``, ``.to_latex()``, ``.to_markdown()``.

    Raises:
        UserError: for an unknown measure, an option that it does not take, a name that the run has not.

    >>> import outlast
    >>> sheet, = measure(outlast.run("letter"), "survival", by="section", filters=["keywords"])
    >>> [(row["value"], row["survived"], row["n"]) for row in sheet][0]
    ('all', 55, 62)
    """
    chosen = measure_named(what)
    known = {field.name: field.default for field in fields(Options)}
    given = {name: value for name, value in asked.items() if name not in known or value not in (None, (), [])}
    for name in given:
        if name not in chosen.takes:
            raise UserError(f"the measure {what} takes no {name.replace('_', '-')}{did_you_mean(name, chosen.takes)}")
    several = {name for name, default in known.items() if isinstance(default, tuple)}
    settled: dict[str, Any] = {name: _listed(value) if name in several else value for name, value in given.items()}
    options = Options(**settled)
    return chosen.build(View(run, options))


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
