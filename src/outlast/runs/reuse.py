"""Which decisions a run takes from earlier ones, and so which of its filters have to be made ready at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlast.filters.combination.kinds import COMBINATIONS
from outlast.perturbations.kinds import name_of
from outlast.runs.decide import JUDGED_COLUMNS, Earlier, Outcome
from outlast.runs.keys import cell_key, filter_keys, learns, rendering_key
from outlast.runs.plan import Cell, each_rendering
from outlast.tables import content_sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from outlast.experiment import Experiment
    from outlast.filters.training import Learned
    from outlast.runs.cache import Cache
    from outlast.runs.plan import Part


@dataclass(frozen=True, slots=True)
class Reuse:
    """What a run may take from earlier ones, and under which keys later ones find its own decisions.

    Attributes:
        experiment: what is run.
        passages: those that it judges.
        cache: where entries are.
        look: whether earlier decisions are taken; they are noted for later runs anyway.
        filters: `filter_keys`.
    """

    experiment: Experiment
    passages: pa.Table
    cache: Cache
    look: bool
    filters: Mapping[str, str]

    @classmethod
    def of(cls, experiment: Experiment, passages: pa.Table, cache: Cache, *, look: bool) -> Reuse:
        """For one experiment."""
        return cls(experiment, passages, cache, look, filter_keys(experiment, passages))

    def keys(self, part: Part) -> dict[Cell, str]:
        """The key of each cell of a part that may be reused."""
        passages = content_sha256(self.passages.slice(part.start, part.stop - part.start).select(JUDGED_COLUMNS))
        made = {}
        for perturbation, draw in each_rendering(self.experiment.spec.perturbations):
            rendering = rendering_key(passages, perturbation, draw=draw, seed=self.experiment.spec.seed)
            for name, key in self.filters.items():
                made[Cell(name, name_of(perturbation), draw)] = cell_key(key, rendering)
        return made

    def earlier(self, part: Part) -> Earlier:
        """The keys of a part, and where what earlier runs decided of it lies."""
        keys = self.keys(part)
        sources = {cell: self.cache.find(key) for cell, key in keys.items()} if self.look else {}
        return Earlier(keys, {cell: source for cell, source in sources.items() if source is not None})

    def learned(self) -> dict[str, Learned]:
        """How well filters learned, of those of which that was kept."""
        found = {name: self.cache.learned(key) for name, key in self.filters.items()} if self.look else {}
        return {name: how for name, how in found.items() if how is not None}

    def keep_learned(self, learned: Mapping[str, Learned]) -> None:
        """Keep how well filters learned, for runs in which they are not trained."""
        for name, how in learned.items():
            self.cache.keep_learned(self.filters[name], how)

    def needed(self, earlier: Mapping[Part, Earlier], learned: Mapping[str, Learned]) -> set[str]:
        """The filters that have something to decide, or to tell of what they learned.

        Args:
            earlier: for each part that is missing.
            learned: what is known of how well filters learned.
        """
        names = {
            config.name for config in self.experiment.spec.filters if learns(config) and config.name not in learned
        }
        for part in earlier.values():
            names |= {cell.filter for cell in self._cells() if cell not in part.sources}
        return names

    def foreseen(self, part: Part, *, known: set[str]) -> Outcome:
        """What would become of a part.

        Args:
            part: one that is missing.
            known: keys under which there will be decisions besides; those of this part are added to it.
        """
        earlier = self.earlier(part)
        derived = {config.name for config in self.experiment.spec.filters if isinstance(config, COMBINATIONS)}
        cells, each = self._cells(), part.stop - part.start
        reused = sum(self.look and (cell in earlier.sources or earlier.keys.get(cell) in known) for cell in cells)
        combined = sum(cell.filter in derived for cell in cells)
        known |= set(earlier.keys.values())
        rest = len(cells) - reused - combined
        return Outcome(part.number, reused=reused * each, judged=rest * each, combined=combined * each)

    def _cells(self) -> list[Cell]:
        """What each part of the run has to have decided."""
        renderings = list(each_rendering(self.experiment.spec.perturbations))
        return [Cell(name, name_of(each), draw) for each, draw in renderings for name in self.experiment.filters]
