"""Outside judges in a run: asked when it is made; when it is verified, asked again only as far as that is honest.

A replay and a program that its user declares repeatable decide again. An endpoint is not asked again: answers that are
kept are read again. What cannot be made again is taken from the run as it is stored, and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from outlast.decisions import EVIDENCE_COLUMNS, KEY
from outlast.errors import OutlastError
from outlast.filters.outside.command import CommandConfig
from outlast.filters.outside.replay import ReplayConfig
from outlast.filters.protocol import Evidence, Judgement, judgement

if TYPE_CHECKING:
    import pyarrow as pa

    from outlast.experiment import Experiment
    from outlast.filters.outside.http import HttpConfig
    from outlast.filters.protocol import Filter
    from outlast.runs.results import Run

    Outside = ReplayConfig | CommandConfig | HttpConfig

RenderingKey = tuple[str, str, int]


def asked(config: Outside, experiment: Experiment) -> Filter:
    """An outside judge, ready to be asked.

    Raises:
        UserError: when it lacks what it needs from the environment.
    """
    if isinstance(config, ReplayConfig):
        return config.build(experiment.replays[config.name])
    folder = experiment.path.resolve().parent
    return config.build(folder) if isinstance(config, CommandConfig) else config.build(folder, asks="endpoint")


@dataclass
class Stored:
    """What a run has stored of one filter, and a judge that is asked first.

    Attributes:
        judge: says again what it can; where it gives an error, the stored decision is taken. None: all are taken.
        decisions: the stored ones.
        evidence: what goes with them.
        because: why decisions are taken as they are stored.
        taken: how many were.
        made: how many were made again.
    """

    judge: Filter | None
    decisions: dict[RenderingKey, dict[str, Any]]
    evidence: dict[RenderingKey, list[dict[str, Any]]]
    because: str
    taken: int = 0
    made: int = 0

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """The judge's decisions on a batch, and for the rest the stored ones; see `Filter`."""
        keys = list(zip(*(batch.column(name).to_pylist() for name in KEY[:3]), strict=True))
        again = judgement([None] * len(keys)) if self.judge is None else self.judge.decide(batch, near=near)
        rows: list[dict[str, Any]] = []
        evidence = []
        for row, key in enumerate(keys):
            if again.blocked[row].is_valid:
                self.made += 1
                rows.append({name: getattr(again, name)[row].as_py() for name in ("blocked", "score", "error")})
                continue
            self.taken += 1
            rows.append(self.decisions.get(key, {"error": "the run has not stored this decision"}))
            evidence += [Evidence(row, **item) for item in self.evidence.get(key, [])]
        columns = ([row.get(name) for row in rows] for name in ("blocked", "score", "error"))
        blocked, score, error = columns
        return judgement(blocked, score=score, error=error, evidence=evidence)


@dataclass
class Again:
    """Builds outside judges for making a run's decisions again, and knows afterwards what could not be.

    Attributes:
        run: the stored one.
        stored: what stands in for filters that cannot be made again, by name.
    """

    run: Run
    stored: dict[str, Stored] = field(default_factory=dict)

    def __call__(self, config: Outside, experiment: Experiment) -> Filter:
        """A judge for one block of the experiment."""
        if isinstance(config, ReplayConfig):
            return asked(config, experiment)
        judge: Filter | None = None
        because = "its answers may vary"
        if isinstance(config, CommandConfig):
            if config.answers == "repeatable":
                return asked(config, experiment)
        else:
            judge = config.build(experiment.path.resolve().parent, asks="nothing")
            because = "an endpoint is not asked again, and these answers are not kept"
        try:
            decisions = {_key(row): row for row in self._rows(self.run.decisions(), config.name)}
            evidence: dict[RenderingKey, list[dict[str, Any]]] = {}
            for row in self._rows(self.run.evidence(), config.name):
                item = {name: row[name] for name in EVIDENCE_COLUMNS.names}
                evidence.setdefault(_key(row), []).append(item)
        except OutlastError:  # a broken table is found, and told of, where the stored decisions are compared
            decisions, evidence = {}, {}
        self.stored[config.name] = Stored(judge, decisions, evidence, because)
        return self.stored[config.name]

    @property
    def taken(self) -> int:
        """How many decisions were taken as they are stored."""
        return sum(each.taken for each in self.stored.values())

    def notes(self) -> tuple[str, ...]:
        """What could not be made again, a line for each filter."""
        return tuple(
            f"{each.taken} of {each.taken + each.made} decisions of {name} cannot be verified: {each.because}"
            for name, each in self.stored.items()
            if each.taken
        )

    @staticmethod
    def _rows(table: pa.Table, name: str) -> list[dict[str, Any]]:
        import pyarrow.compute as pc

        rows: list[dict[str, Any]] = table.filter(pc.equal(table.column("filter"), name)).to_pylist()
        return rows


def _key(row: dict[str, Any]) -> RenderingKey:
    return row["passage_id"], row["perturbation"], row["draw"]
