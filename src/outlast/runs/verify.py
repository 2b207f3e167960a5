"""Verifying: is a run still what it says it is, and does the same experiment give the same decisions today?"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from outlast.catalogue import NotFoundError, as_written
from outlast.decisions import DECISIONS, KEY
from outlast.errors import ConfigError, OutlastError
from outlast.experiment import experiment_file, experiment_from
from outlast.runs.execute import run_loaded
from outlast.runs.fit import fit
from outlast.runs.folder import RunFolderError, hashes, read_manifest
from outlast.runs.outside import Again
from outlast.signature import SHORT, code_identity
from outlast.yamlfile import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from outlast.experiment import Experiment
    from outlast.runs.folder import Manifest
    from outlast.runs.results import Run

SHOWN = 5
"""Differing decisions that are named one by one."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        findings: each thing that is not as the run's manifest says, in a line; empty when the run holds.
        decisions: how many decisions were made again and found equal.
        unverified: what could not be made again and was taken as it is stored, in a line for each filter.
    """

    findings: tuple[str, ...]
    decisions: int
    unverified: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify(run: Run, *, experiment: str | Path | None = None) -> Verification:
    """Check a run's files against its manifest, its inputs against theirs, and its decisions by making them again.

    Args:
        run: a run that has ended.
        experiment: where its experiment lies now; where the manifest says, where left out.

    Raises:
        RunFolderError: when the run has not ended, or its experiment is not to be found.
    """
    manifest = read_manifest(run.folder)
    if manifest.status == "running":
        raise RunFolderError(f"{as_written(run.folder)} has not ended; run the experiment again to finish it")
    findings = _changed_files(run.folder, manifest)
    if not run.folder.name == manifest.fingerprint[:SHORT] == manifest.signature.rpartition("run:")[2]:
        findings.append(
            f"the folder {run.folder.name} is not named after its fingerprint {manifest.fingerprint[:SHORT]}"
        )
    if any(finding.startswith("resolved.yaml ") for finding in findings):
        return Verification((*findings, "not run again: its config is no longer what was run"), 0)
    try:
        loaded = _experiment(run, manifest, experiment)
    except ConfigError as error:
        unread = [f"inputs cannot be read: {fault}" for fault in error.faults]
        return Verification((*findings, *unread, "not run again: its inputs are no longer those of the run"), 0)
    changed = _changed_inputs(loaded, manifest)
    if changed:
        return Verification((*findings, *changed, "not run again: its inputs are no longer those of the run"), 0)
    findings += _changed_code(manifest)
    if not findings and loaded.fingerprint() != manifest.fingerprint:
        findings.append("manifest.json changed: config, inputs and code do not give its fingerprint")
    if not findings and loaded.signature() != manifest.signature:
        findings.append(f"manifest.json changed: its signature should be {loaded.signature()}")
    again = Again(run)
    differing, equal = _made_again(run, loaded, told=" ".join(findings), again=again)
    return Verification((*findings, *differing), max(equal - again.taken, 0), again.notes())


def _changed_files(folder: Path, manifest: Manifest) -> list[str]:
    now = hashes(folder)
    expected = manifest.files
    gone = [f"{name} is missing" for name in expected if name not in now]
    added = [f"{name} was added" for name in now if name not in expected]
    changed = [
        f"{name} changed: sha256 {now[name][:SHORT]}, not {expected[name][:SHORT]}"
        for name in expected
        if name in now and now[name] != expected[name]
    ]
    return [*gone, *added, *changed]


def _experiment(run: Run, manifest: Manifest, given: str | Path | None) -> Experiment:
    """The run's experiment, from its resolved config; names are looked up where the experiment lies."""
    for candidate in [given] if given is not None else [manifest.path, manifest.experiment]:
        try:
            path = experiment_file(candidate)
        except NotFoundError:
            continue
        return experiment_from(read_yaml(run.folder / "resolved.yaml"), path=path)
    raise RunFolderError(
        f"the experiment of {as_written(run.folder)} is not at {given or manifest.path}; say where with --experiment"
    )


def _changed_inputs(loaded: Experiment, manifest: Manifest) -> list[str]:
    now = {given.role: given for given in loaded.inputs}
    gone = [f"input {role} is no longer read" for role in manifest.inputs if role not in now]
    added = [f"input {role} is read besides" for role in now if role not in manifest.inputs]
    changed = [
        f"input {role} changed ({as_written(now[role].path)}): sha256 {now[role].sha256[:SHORT]}, not {sha256[:SHORT]}"
        for role, sha256 in manifest.inputs.items()
        if role in now and now[role].sha256 != sha256
    ]
    return [*gone, *added, *changed]


def _changed_code(manifest: Manifest) -> list[str]:
    now = code_identity()
    return [
        f"code: {name} is {now.get(name, 'gone')[:SHORT]}, was {was[:SHORT]}"
        for name, was in manifest.code.items()
        if now.get(name) != was
    ]


def _made_again(run: Run, loaded: Experiment, *, told: str, again: Again) -> tuple[list[str], int]:
    """What comes out differently when the experiment is run again, and how many decisions come out equal.

    Args:
        run: the stored one.
        loaded: its experiment.
        told: the findings so far; a file that they name is not named again.
        again: builds outside judges.
    """
    with tempfile.TemporaryDirectory() as elsewhere:
        made = run_loaded(replace(loaded), runs=elsewhere, decisions="apart", fitting=partial(fit, outside=again))
        before, now = hashes(run.folder), hashes(made.folder)
        files = [
            f"{name} is not what running again makes"
            for name in sorted(before.keys() | now.keys())
            if name != "experiment.yaml" and before.get(name) != now.get(name) and name not in told
        ]
        try:
            rows, equal = _differences(run.decisions(), made.decisions())
        except OutlastError as error:
            return [*files, f"the stored decisions cannot be read: {error}"], 0
    return [*rows, *files], equal


def _differences(stored: pa.Table, made: pa.Table) -> tuple[list[str], int]:
    rest = [name for name in DECISIONS.schema.names if name not in KEY]
    before, now = ({tuple(row[k] for k in KEY): row for row in table.to_pylist()} for table in (stored, made))
    differing = [key for key in before.keys() | now.keys() if before.get(key) != now.get(key)]
    lines = []
    for key in sorted(differing)[:SHOWN]:
        was, is_now = before.get(key), now.get(key)
        name = " ".join(map(str, key))
        if was is None or is_now is None:
            lines.append(f"decision {name}: {'is made besides' if was is None else 'is no longer made'}")
            continue
        what = ", ".join(f"{c} {was[c]!r} stored, {is_now[c]!r} now" for c in rest if was[c] != is_now[c])
        lines.append(f"decision {name}: {what}")
    if len(differing) > SHOWN:
        lines.append(f"… and {len(differing) - SHOWN} more decisions differ")
    return lines, len(before.keys() & now.keys()) - len([key for key in differing if key in before and key in now])
