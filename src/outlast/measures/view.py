"""A run as measures see it: outcomes, passages with labels, clusters, and what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from outlast.catalogue import Catalogue
from outlast.codebook import Codebook, read_codebook
from outlast.corpus.card import read_card
from outlast.errors import UserError, did_you_mean
from outlast.perturbations.kinds import IDENTITY
from outlast.runs.clusters import Cluster, cluster_names, cluster_of
from outlast.statistics.outcomes import Outcomes, outcomes
from outlast.statistics.resampling import RESAMPLES

if TYPE_CHECKING:
    import pyarrow as pa

    from outlast.runs.results import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person may ask of a measure; each measure says which of these it takes.

    Attributes:
        by: label fields or attributes to group by; the measure's own choice where left out.
        filters: by name, in order; all of the run where left out.
        perturbation: under which the texts were judged; the text as written where it is there and nothing is said.
        cluster: what is resampled; `outlast.runs.clusters` says what is taken where left out.
        resamples: of the bootstrap and of permutation tests.
        seed: of all resampling; the experiment's where left out.
    """

    by: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    perturbation: str | None = None
    cluster: Cluster | None = None
    resamples: int = RESAMPLES
    seed: int | None = None


@dataclass(frozen=True)
class View:
    """A run with what was asked of it.

    Attributes:
        run: whole.
        options: what was asked, checked against the run where it is used.
    """

    run: Run
    options: Options

    @cached_property
    def filters(self) -> tuple[str, ...]:
        """The filters that were asked for, in order.

        Raises:
            UserError: for one that the run has not.
        """
        return tuple(self.run.filter_named(name) for name in self.options.filters or self.run.manifest.filters)

    @cached_property
    def perturbation(self) -> str:
        """The perturbation that was asked for.

        Raises:
            UserError: for one that the run has not.
        """
        known = self.run.manifest.perturbations
        wanted = self.options.perturbation
        if wanted is None:
            return IDENTITY if IDENTITY in known else next(iter(known))
        self.run.check_rendering(wanted, 0)
        return wanted

    @property
    def draws(self) -> int:
        """How many draws that perturbation has."""
        return self.run.manifest.perturbations[self.perturbation]

    @property
    def seed(self) -> int:
        """Of all resampling."""
        seed: int = self.run.config["seed"] if self.options.seed is None else self.options.seed
        return seed

    @cached_property
    def passages(self) -> pa.Table:
        """The judged passages with their labels, in reading order."""
        return self.run.passages()

    @cached_property
    def cluster(self) -> Cluster:
        """What is resampled: what was asked for, else as `outlast.runs.clusters.cluster_of` says."""
        return cluster_of(self.passages) if self.options.cluster is None else self.options.cluster

    @cached_property
    def clusters(self) -> pa.Array | pa.ChunkedArray:
        """The name of each passage's cluster."""
        return cluster_names(self.passages, cluster=self.cluster)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What the filters decided under the perturbation that was asked for."""
        return self.outcomes_under(self.perturbation)

    @cached_property
    def codebook(self) -> Codebook | None:
        """What the labels mean, from the corpus as it lies now; None where it is not there any more."""
        catalogue = Catalogue.near(Path(self.run.manifest.path))
        try:
            card = catalogue.find("corpora", self.run.config["corpus"]["name"])
            return read_codebook(card.parent / read_card(card).outlast.codebook)
        except UserError:
            return None

    def outcomes_under(self, perturbation: str) -> Outcomes:
        """What the filters decided under a perturbation of the run."""
        return outcomes(
            self.run.decisions(),
            passage_ids=self.passages.column("passage_id"),
            clusters=self.clusters,
            targets=self.run.targets(),
            filters=self.filters,
            perturbation=perturbation,
            draws=self.run.manifest.perturbations[perturbation],
        )

    def field(self, name: str) -> pa.ChunkedArray:
        """A label or attribute of the passages.

        Raises:
            UserError: for one that they have not.
        """
        if name not in self.passages.column_names:
            core = {"passage_id", "document_id", "unit", "parent_id", "position", "start", "end", "cuts", "text"}
            known = [each for each in self.passages.column_names if each not in core]
            raise UserError(f"these passages have no label or attribute {name!r}{did_you_mean(name, known)}")
        return self.passages.column(name)

    def values(self, name: str) -> list[frozenset[str] | None]:
        """The values of a label or attribute, passage by passage: a set each, None where it is not labelled.

        A map's entries are written ``key: value``.

        Raises:
            UserError: as `field`.
        """
        return [_as_set(value) for value in self.field(name).to_pylist()]


def _as_set(value: object) -> frozenset[str] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        return frozenset([str(value)])
    return frozenset(": ".join(map(str, each.values())) if isinstance(each, dict) else str(each) for each in value)
