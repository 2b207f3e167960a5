"""The sheets of a comparison: runs, rates, causes, flips, and what the runs were made from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outlast.perturbations.kinds import IDENTITY
from outlast.sheets.cells import p_value, percent, points, points_range
from outlast.sheets.sheet import Column, Sheet
from outlast.statistics.outcomes import ERROR
from outlast.statistics.resampling import FEW_CLUSTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from outlast.comparison.cause import Caused
    from outlast.comparison.document import Against, Comparison, Rated
    from outlast.comparison.flips import Flips

SHOWN = 24
"""Rows of the flips on a terminal, half from each end."""

_RUN = [("run", pa.string()), ("signature", pa.string())]
_FILTER = [(name, pa.string()) for name in ("filter", "filter_after")]

RATES = pa.schema(
    [
        *_RUN,
        *_FILTER,
        *((name, pa.string()) for name in ("perturbation", "rate_of")),
        *((name, pa.int64()) for name in ("n", "left_out", "before", "after", "gained", "lost")),
        *((name, pa.float64()) for name in ("rate_before", "rate_after", "difference", "low", "high")),
        ("method", pa.string()),
        *((name, pa.int64()) for name in ("clusters", "discordant_clusters")),
        *((name, pa.float64()) for name in ("p", "p_holm", "p_mcnemar_exact", "p_mcnemar_mid")),
    ]
)

FLIPS = pa.schema(
    [
        *_RUN,
        *_FILTER,
        *((name, pa.string()) for name in ("passage_id", "passage", "perturbation")),
        ("draw", pa.int32()),
        ("blocked_before", pa.bool_()),
        ("blocked_after", pa.bool_()),
        ("target", pa.bool_()),
        ("score_before", pa.float64()),
        ("score_after", pa.float64()),
        ("cause", pa.string()),
        ("cause_kinds", pa.list_(pa.string())),
        ("rules", pa.list_(pa.string())),
        ("through", pa.list_(pa.string())),
    ]
)

CAUSES = pa.schema(
    [
        *_RUN,
        *_FILTER,
        ("cause", pa.string()),
        *((name, pa.list_(pa.string())) for name in ("cause_kinds", "rules", "through")),
        *((name, pa.int64()) for name in ("flips", "blocked_now", "let_through_now")),
        *((name, pa.int64()) for name in ("towards_policy", "against_policy", "policy_unknown")),
    ]
)

CONFIG = pa.schema([*_RUN, *((name, pa.string()) for name in ("origin", "field", "before", "after"))])


def sheets(found: Comparison) -> tuple[Sheet, ...]:
    """Every sheet of a comparison, in the order in which people read them."""
    return (
        _runs(found),
        _survival(found),
        _over_blocking(found),
        _under_blocking(found),
        _causes(found),
        _flips(found),
        _config(found),
    )


def _named(found: Comparison, *columns: Column) -> tuple[Column, ...]:
    """Columns with the run's in front where there is more than one further run."""
    return columns if len(found.others) == 1 else (RUN, *columns)


RUN = Column("run", lambda row: row["run"], align="left", wraps=True)


def _filter(row: dict[str, Any]) -> str:
    return row["filter"] if row["filter"] == row["filter_after"] else f"{row['filter']} → {row['filter_after']}"


FILTER = Column("filter", _filter, align="left", wraps=True)


def _of(against: Against) -> dict[str, Any]:
    return {"run": against.side.label, "signature": against.side.run.signature}


def _runs(found: Comparison) -> Sheet:
    """What each further run has in common with the baseline."""
    rows = [
        {
            **_of(against),
            "same_run": against.same_run,
            "in_common": against.join.keys,
            "only_in_baseline": against.join.left_out[0],
            "only_in_run": against.join.left_out[1],
            "failed_in_baseline": against.failed[0],
            "failed_in_run": against.failed[1],
            "flips": against.flipped,
            "differences": len(against.differences),
            "reasons": list(against.reasons),
        }
        for against in found.others
    ]
    notes = []
    for against in found.others:
        if against.same_run:
            notes.append(
                f"{against.side.label} and {found.baseline.label} are the same run: one config, data and code."
            )
        notes += [f"Only what is common is compared. {reason[:1].upper()}{reason[1:]}." for reason in against.reasons]
    schema = pa.schema([*_RUN, ("same_run", pa.bool_())])
    counts = ("in_common", "only_in_baseline", "only_in_run", "failed_in_baseline", "failed_in_run", "flips")
    schema = pa.schema([*schema, *((name, pa.int64()) for name in (*counts, "differences"))])
    return Sheet(
        name="runs",
        title=f"Compared with {found.baseline.label}",
        table=pa.Table.from_pylist(rows, schema=schema.append(pa.field("reasons", pa.list_(pa.string())))),
        columns=(
            RUN,
            Column("decisions in common", lambda row: f"{row['in_common']:,}"),
            Column("left out", lambda row: f"{row['only_in_baseline']:,} / {row['only_in_run']:,}"),
            Column("errors", lambda row: f"{row['failed_in_baseline']:,} / {row['failed_in_run']:,}"),
            Column("flips", lambda row: f"{row['flips']:,}"),
        ),
        notes=("Left out, errors: in the baseline / in the run.", *dict.fromkeys(notes)),
        signature=found.signature,
    )


def _rate_rows(rated: Sequence[Rated]) -> Iterator[dict[str, Any]]:
    for each in rated:
        change, ends = each.change, each.change.difference
        yield {
            **_of(each.against),
            "filter": each.changes.filter.before,
            "filter_after": each.changes.filter.after,
            "perturbation": each.changes.perturbation,
            "rate_of": each.what,
            "n": change.n,
            "left_out": change.left_out,
            "before": change.before,
            "after": change.after,
            "gained": change.gained,
            "lost": change.lost,
            "rate_before": change.before / change.n if change.n else None,
            "rate_after": change.after / change.n if change.n else None,
            "difference": ends.estimate,
            "low": ends.low,
            "high": ends.high,
            "method": ends.method,
            "clusters": change.swap.clusters,
            "discordant_clusters": change.swap.discordant,
            "p": change.swap.p,
            "p_holm": each.p_holm,
            "p_mcnemar_exact": change.mcnemar.exact if change.n else None,
            "p_mcnemar_mid": change.mcnemar.mid_p if change.n else None,
        }


def _difference(row: dict[str, Any]) -> str:
    if row["low"] is None:
        return points(row["difference"])
    return f"{points(row['difference'])} ({points_range(row['low'], row['high'])})"


def _rate_sheet(found: Comparison, rated: Sequence[Rated], *, name: str, title: str, notes: Sequence[str]) -> Sheet:
    several = len({each.changes.perturbation for each in rated}) > 1
    columns = [FILTER]
    if several:
        columns.append(Column("rewriting", lambda row: row["perturbation"], align="left", wraps=True))
    columns += [
        Column("n", lambda row: f"{row['n']:,}"),
        Column("before", lambda row: percent(row["rate_before"])),
        Column("after", lambda row: percent(row["rate_after"])),
        Column("difference", _difference),
    ]
    if len(found.others) == 1:  # else there is no room on 80 columns, and the corrected one is the one to read
        columns.append(Column("p", lambda row: p_value(row["p"])))
    columns.append(Column("Holm", lambda row: p_value(row["p_holm"])))
    return Sheet(
        name=name,
        title=title,
        table=pa.Table.from_pylist(list(_rate_rows(rated)), schema=RATES),
        columns=_named(found, *columns),
        notes=tuple(notes),
        signature=found.signature,
    )


def _survival(found: Comparison) -> Sheet:
    rated = found.survival
    holm = f"corrected for the {len(rated)} tests of this table"
    notes = [
        "Difference: points of survival, after less before, with a 95 % interval (jackknife over whole "
        f"{found.cluster}s, Student's t).",
        f"{'p' if len(found.others) == 1 else 'Holm'}: exact permutation test that swaps the runs' verdicts within "
        f"whole {found.cluster}s{'. Holm:' if len(found.others) == 1 else ','} {holm}.",
    ]
    fewest = min((each.change.swap.clusters for each in rated if each.change.n), default=0)
    if 0 < fewest < FEW_CLUSTERS:
        notes.append(f"{fewest} {found.cluster}s are few, so the intervals are wide.")
    if any(each.change.n and each.change.difference.method == "none" for each in rated):
        notes.append(f"No interval where every {found.cluster} says the same, as where nothing flipped.")
    if left_out := max((each.change.left_out for each in rated), default=0):
        notes.append(f"Texts on which either run failed are left out, {left_out:,} at most.")
    return _rate_sheet(found, rated, name="survival", title="Survival", notes=notes)


def _over_blocking(found: Comparison) -> Sheet:
    title = "Over-blocking: blocked, of what the policy would let be"
    rated = [each for each in found.against_policy if each.what == "over-blocking"]
    return _rate_sheet(found, rated, name="over-blocking", title=title, notes=())


def _under_blocking(found: Comparison) -> Sheet:
    title = "Under-blocking: let through, of what the policy would block"
    rated = [each for each in found.against_policy if each.what == "under-blocking"]
    notes = [
        "Intervals and tests as for survival; Holm: corrected for the tests of over- and under-blocking together, "
        f"{len(found.against_policy)}."
    ]
    if most := max((int((each.join.target == ERROR).sum()) for each in found.others), default=0):
        notes.append(
            f"Left out: passages of which the policy says nothing, or not the same in both runs, {most:,} at most."
        )
    return _rate_sheet(found, rated, name="under-blocking", title=title, notes=notes)


def _each_filter(found: Comparison) -> Iterator[tuple[Against, Flips, Caused]]:
    for against in found.others:
        for flips, caused in zip(against.flips, against.causes, strict=True):
            yield against, flips, caused


def _causes(found: Comparison) -> Sheet:
    rows: list[dict[str, Any]] = []
    for against, flips, caused in _each_filter(found):
        gists: dict[str, list[int]] = {}
        for number, cause in enumerate(caused.causes):
            gists.setdefault(cause.gist, []).append(number)
        place = np.zeros(len(caused.causes), np.int64)
        for at, numbers in enumerate(gists.values()):
            place[numbers] = at
        which = place[caused.which]
        grouped = list(gists.values())
        counts = _counted(against, flips, which, size=len(gists))
        for at in sorted(range(len(gists)), key=lambda each: -counts["flips"][each]):
            shared = [caused.causes[number] for number in grouped[at]]
            rows.append(
                {
                    **_of(against),
                    "filter": flips.filter.before,
                    "filter_after": flips.filter.after,
                    "cause": shared[0].gist,
                    "cause_kinds": list(shared[0].kinds),
                    "rules": list(dict.fromkeys(rule for cause in shared for rule in cause.rules)),
                    "through": list(shared[0].through),
                    **{name: column[at] for name, column in counts.items()},
                }
            )
    return Sheet(
        name="causes",
        title="What decisions flipped through",
        table=pa.Table.from_pylist(rows, schema=CAUSES),
        columns=_named(
            found,
            FILTER,
            Column("cause", lambda row: row["cause"], align="left", wraps=True),
            Column("blocked now", lambda row: f"{row['blocked_now']:,}"),
            Column("through now", lambda row: f"{row['let_through_now']:,}"),
            Column("policy", lambda row: f"{row['towards_policy']:,} / {row['against_policy']:,}"),
        ),
        notes=("Policy: flips towards it / against it.",),
        signature=found.signature,
        shown=SHOWN,
    )


def _counted(against: Against, flips: Flips, which: np.ndarray, *, size: int) -> dict[str, list[int]]:
    """For each of some causes, how many flips have it, which way they went, and what the policy would say to that."""
    target = against.join.target[flips.passage]
    known, towards = target != ERROR, target == flips.blocks_now
    kept = {
        "flips": np.ones(len(flips), bool),
        "blocked_now": flips.blocks_now,
        "let_through_now": ~flips.blocks_now,
        "towards_policy": known & towards,
        "against_policy": known & ~towards,
        "policy_unknown": ~known,
    }
    return {name: np.bincount(which[mask], minlength=size).tolist() for name, mask in kept.items()}


def _flips(found: Comparison) -> Sheet:
    tables = [_flip_table(*each) for each in _each_filter(found)]
    table = pa.concat_tables([FLIPS.empty_table(), *tables])
    total = sum(against.join.keys for against in found.others)
    draws = found.baseline.run.manifest.perturbations
    return Sheet(
        name="flips",
        title=f"Flips: {table.num_rows:,} of {total:,} decisions",
        table=table,
        columns=_named(
            found,
            Column("passage", partial(_passage, draws=draws), align="left", wraps=True),
            FILTER,
            Column("now", lambda row: "blocked" if row["blocked_after"] else "through", align="left"),
            Column("policy", lambda row: POLICY_SAYS[row["target"]], align="left"),
            Column("cause", lambda row: row["cause"], align="left", wraps=True),
        ),
        notes=("Policy: what it would do.",),
        signature=found.signature,
        shown=SHOWN,
    )


POLICY_SAYS: dict[bool | None, str] = {True: "block", False: "let be", None: "–"}


def _passage(row: dict[str, Any], *, draws: Mapping[str, int]) -> str:
    """A passage as people see it: the end of its id, its rewriting where it is no text as written, and which draw."""
    rewriting = "" if row["perturbation"] == IDENTITY else f" {row['perturbation']}"
    return f"{row['passage']}{rewriting}" + (f" #{row['draw']}" if draws[row["perturbation"]] > 1 else "")


def _flip_table(against: Against, flips: Flips, caused: Caused) -> pa.Table:
    """A filter's flips as columns; what several flips share is repeated over arrays."""
    size, join = len(flips), against.join
    ids = join.ids.take(pa.array(flips.passage))
    renderings = [join.renderings[at] for at in range(len(join.renderings))]
    rendering = pa.array(flips.rendering)
    target = join.target[flips.passage]
    scores = [each[flips.rendering, flips.passage] for each in join.scores(flips.filter)]
    which = pa.array(caused.which)

    def constant(value: str) -> pa.Array:
        return pa.array([value], pa.string()).take(pa.array(np.zeros(size, np.int64)))

    def shared(values: list[Any], kind: pa.DataType, by: pa.Array) -> pa.Array:
        return pa.array(values, kind).take(by)

    lists = pa.list_(pa.string())
    return pa.table(
        [
            constant(against.side.label),
            constant(against.side.run.signature),
            constant(flips.filter.before),
            constant(flips.filter.after),
            ids,
            pc.replace_substring_regex(ids, "^.*/", ""),
            shared([name for name, _ in renderings], pa.string(), rendering),
            shared([draw for _, draw in renderings], pa.int32(), rendering),
            pa.array(~flips.blocks_now),
            pa.array(flips.blocks_now),
            pa.array(target == 1, mask=target == ERROR),
            *(pa.array(each, mask=np.isnan(each), type=pa.float64()) for each in scores),
            shared([str(cause) for cause in caused.causes], pa.string(), which),
            shared([list(cause.kinds) for cause in caused.causes], lists, which),
            shared([list(cause.rules) for cause in caused.causes], lists, which),
            shared([list(cause.through) for cause in caused.causes], lists, which),
        ],
        schema=FLIPS,
    )


def _config(found: Comparison) -> Sheet:
    rows = [
        {
            **_of(against),
            "origin": each.origin,
            "field": each.field,
            "before": each.before,
            "after": each.after,
        }
        for against in found.others
        for each in against.differences
    ]
    return Sheet(
        name="config",
        title="What they were made from",
        table=pa.Table.from_pylist(rows, schema=CONFIG),
        columns=_named(
            found,
            Column("what", lambda row: row["origin"], align="left"),
            Column("field", lambda row: row["field"], align="left", wraps=True),
            Column("before", lambda row: row["before"] or "–", align="left", wraps=True),
            Column("after", lambda row: row["after"] or "–", align="left", wraps=True),
        ),
        notes=("Inputs and code by the beginning of their SHA-256.",),
        signature=found.signature,
    )
