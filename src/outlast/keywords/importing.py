"""Importing: published keyword lists as they lie, as lists that the filter reads."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from outlast.catalogue import as_written
from outlast.errors import OutlastError, UserError, did_you_mean
from outlast.filters.keyword.lists import read_list
from outlast.filters.keyword.rules import KeywordList, Rule
from outlast.keywords.gathering import Found, gather
from outlast.keywords.writing import write_list
from outlast.signature import file_sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.keyword.rules import Edges, RuleKind
    from outlast.keywords.gathering import Gathered
    from outlast.keywords.mapping import ListMapping, Target
    from outlast.keywords.merging import Counts, Remark

Existing = Literal["kept", "replaced"]


@dataclass(frozen=True, slots=True)
class ImportedList:
    """A list that an import wrote.

    Attributes:
        path: of its YAML file; its rules lie beside it.
        kinds: how many rules there are of each kind.
        counts: what became of the rows that were read for it.
        remarks: on single rows.
    """

    path: Path
    kinds: dict[RuleKind, int]
    counts: Counts
    remarks: tuple[Remark, ...]

    @property
    def summary(self) -> str:
        """The counts in a line; what there is none of is left out.

        >>> from outlast.keywords.merging import Counts
        >>> ImportedList(Path("a.yaml"), {"literal": 2}, Counts(kept=2, duplicate=1, blank=1), ()).summary
        '3 rows read, 1 blank; 2 rules (2 literal), 1 repeated'
        """
        counts = self.counts
        rows = [f"{counts.read:,} rows read"]
        rows += _told({"blank": counts.blank, "trimmed": counts.trimmed})
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in self.kinds.items())
        became = [f"{counts.kept:,} rules ({kinds})"]
        became += _told(
            {
                "merged": counts.merged,
                "repeated": counts.duplicate,
                "left out": counts.left_out,
                "not read": counts.unread,
                "expressions read as literals": counts.as_literal,
            }
        )
        return f"{', '.join(rows)}; {', '.join(became)}"


def _told(counts: dict[str, int]) -> list[str]:
    return [f"{count:,} {what}" for what, count in counts.items() if count]


def import_lists(
    mapping: ListMapping, *, mapping_folder: Path, into: Path, given: Sequence[Path] = (), existing: Existing = "kept"
) -> list[ImportedList]:
    """Make keyword lists of published files. Nothing is written unless every file could be read.

    Args:
        mapping: which file is what.
        mapping_folder: what the mapping's paths are relative to where no paths are given.
        into: the folder that ``<name>.yaml`` and ``<name>.csv`` go to.
        given: folders in which all files of the mapping are looked for; or files, which alone are read then.
        existing: what becomes of lists of these names that are there: ``kept`` is an error.

    Raises:
        UserError: for files that are not there, a list that is there already and is not to be replaced, or a list in
            which no row could be read.
        ConfigError: for a file that cannot be read at all.
    """
    sources = _sources(mapping, mapping_folder=mapping_folder, given=given)
    for name in sources:
        there = [into / f"{name}{ending}" for ending in (".yaml", ".csv") if (into / f"{name}{ending}").exists()]
        if there and existing == "kept":
            raise UserError(f"{as_written(there[0])} is there already; --replace replaces it")
    gathered = {name: gather(found, edges=mapping.keywords.boundaries) for name, found in sources.items()}
    for name, each in gathered.items():
        if not each.rules:
            raise UserError(
                "\n".join([*map(str, each.remarks), f"nothing of {name} could be read; nothing is written"])
            )
    lists = {name: _list(mapping.keywords, name, sources[name], each) for name, each in gathered.items()}
    try:
        _write_all(list(lists.values()), into, boundaries=mapping.keywords.boundaries)
    except OSError as error:
        raise UserError(f"cannot write to {as_written(into)} ({error.strerror}); --into DIR names another") from None
    return [
        ImportedList(into / f"{name}.yaml", lists[name].counts(), each.counts, each.remarks)
        for name, each in gathered.items()
    ]


def _write_all(lists: Sequence[KeywordList], into: Path, *, boundaries: Edges) -> None:
    """Write lists: all are whole before the first takes its place, and each file is replaced at once."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".keywords-import.", dir=into) as temporary:
        for keywords in lists:
            _write(keywords, Path(temporary), boundaries=boundaries)
        for keywords in lists:
            for ending in (".csv", ".yaml"):
                (Path(temporary) / f"{keywords.name}{ending}").replace(into / f"{keywords.name}{ending}")


def _write(keywords: KeywordList, folder: Path, *, boundaries: Edges) -> None:
    """Write a list, and see that what is written says the same."""
    about, _ = write_list(keywords, folder, boundaries=boundaries)
    again = read_list(about).rules
    pairs = zip(keywords.rules, again, strict=False)
    different = [rule.id for rule, read in pairs if _BUT_LINE(rule) != _BUT_LINE(read)]
    if different or len(again) != len(keywords.rules):
        first = different[0] if different else f"one of {len(keywords.rules)} rules"
        raise OutlastError(
            f"{keywords.name}: {first} does not read back as it was written; this is a fault of Outlast, and nothing "
            "is written"
        )


_BUT_LINE = attrgetter(*(field.name for field in fields(Rule) if field.name != "line"))


def _list(target: Target, name: str, sources: Sequence[Found], gathered: Gathered) -> KeywordList:
    files = ", ".join(f"{found.path.name} (sha256 {file_sha256(found.path)[:12]})" for found in sources)
    counts = gathered.counts
    versions = [found.source.version for found in sources if found.source.version is not None]
    note = (
        f"Imported by `outlast keywords import`. Source: {target.source.rstrip('.')}. Files: {files}; "
        f"{counts.read} rows read, {counts.kept} rules kept, {counts.merged} rows merged, {counts.duplicate} repeated, "
        f"{counts.left_out} left out, {counts.unread} not readable. {target.note}"
    )
    return KeywordList(
        name=name,
        version=versions[0] if versions else target.version,
        language=target.language,
        policy=None,
        licence=target.licence,
        note=note.strip(),
        rules=gathered.rules,
    )


def _sources(mapping: ListMapping, *, mapping_folder: Path, given: Sequence[Path]) -> dict[str, list[Found]]:
    """The sources of each list, with the files that they were found at."""
    missing = [path for path in given if not path.exists()]
    if missing:
        raise UserError(f"nothing at {as_written(missing[0])}")
    folders = [path for path in given if path.is_dir()] or ([] if given else [mapping_folder])
    files = {path.name: path for path in given if not path.is_dir()}
    twice = [path for path in given if files.get(path.name, path) != path]
    if twice:
        raise UserError(f"two files called {twice[0].name} are given; which of them is read?")
    names = {Path(source.path).name for source in mapping.read}
    if len(files) == len(names) == 1:
        files = dict.fromkeys(names, *files.values())
    for name in files:
        if name not in names:
            raise UserError(f"the mapping reads no file called {name!r}{did_you_mean(name, names)}")
    found: dict[str, list[Found]] = {}
    for source in mapping.read:
        path = _found(Path(source.path), files, folders)
        if path is not None:
            found.setdefault(source.name or mapping.keywords.name, []).append(Found(source, path))
    return found


def _found(path: Path, files: dict[str, Path], folders: Sequence[Path]) -> Path | None:
    """Where a file lies; None where only others were asked for."""
    places = [folder / each for folder in folders for each in dict.fromkeys((path, Path(path.name)))]
    if path.name in files:
        return files[path.name]
    for place in places:
        if place.is_file():
            return place
    if folders:
        raise UserError(f"no file at {as_written(places[0])}; --from PATH says where it lies")
    return None
