"""Reading keyword lists: YAML, CSV and plain text, with every fault at its line.

A YAML list holds its rules itself, or names the CSV or text file in which they lie (`models.KeywordListFile`). A CSV or
text file can also be used alone: it is named after its file, and its version is the beginning of its hash.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outlast.catalogue import as_written
from outlast.config import Strict, check, repeated_ids
from outlast.errors import ConfigError, Fault, Place, did_you_mean
from outlast.filters.keyword.models import ID, AnyRule, KeywordListFile
from outlast.filters.keyword.rules import KeywordList, Rule
from outlast.signature import file_sha256
from outlast.yamlfile import Document, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from outlast.filters.keyword.rules import Edges

COLUMNS = (
    "id",
    "kind",
    "pattern",
    "category",
    "theme",
    "added",
    "removed",
    "regions",
    "audience",
    "boundaries",
    "gap",
    "within",
    "distance",
    "detect",
    "at_least",
    "written",
    "of",
    "translation",
    "note",
)
"""The columns of a CSV list. ``pattern`` is needed (but for detectors); the components of a rule of several are joined
by ``+``, and a plus that belongs to a component is written ``\\+``, here and in text files of combinations (patterns of
the other kinds are taken as they stand); ``regions``, ``written`` and ``of`` hold several values with blanks
between."""

SEVERAL = ("combination", "extenuating", "ordered", "proximity")
"""The kinds whose pattern is a list of components."""

_NUMBERS = ("gap", "within", "distance", "at_least")
_LISTS = ("regions", "written", "of")
_ID = re.compile(ID)


class _Row(Strict):
    rule: AnyRule


def read_list(path: Path) -> KeywordList:
    """Read a keyword list from a ``.yaml``, ``.csv`` or ``.txt`` file.

    Raises:
        ConfigError: with every fault of the files, each with its line; repeated ids, and ids in ``of`` that no rule
            has, included.
    """
    if path.suffix == ".yaml":
        return _from_yaml(path)
    rules = _from_rows(path, edges="substring") if path.suffix == ".csv" else _from_lines(path, "literal", "substring")
    return KeywordList(
        name=path.stem,
        version=file_sha256(path)[:8],
        language="und",
        policy=None,
        licence="",
        note=f"read from {path.name} as it lies",
        rules=rules,
        files=(path,),
    )


def list_from(data: Mapping[str, Any]) -> KeywordList:
    """A keyword list from plain data, as a YAML file would hold it.

    Raises:
        ConfigError: as `read_list`.

    >>> rules = [{"id": "r1", "kind": "literal", "pattern": "strike"}]
    >>> list_from({"name": "mine", "version": "1", "language": "en", "rules": rules}).rules[0].components
    ('strike',)
    """
    return replace(_from_document(Document(Path("list"), dict(data), places={})), files=())


def _from_yaml(path: Path) -> KeywordList:
    return _from_document(read_yaml(path))


def _from_document(document: Document) -> KeywordList:
    path = document.path
    found, faults = check(document, KeywordListFile)
    faults += repeated_ids(document, ("rules",))
    if found is None or faults:
        raise ConfigError(faults)
    files: tuple[Path, ...] = (path,)
    if found.rules is not None:
        lines = [document.places.get(("rules", number)) for number in range(len(found.rules))]
        rules = tuple(
            rule.rule(edges=found.boundaries, line=place.line if place else 0)
            for rule, place in zip(found.rules, lines, strict=True)
        )
        unknown = [
            document.fault(("rules", number, "of"), message) for number, message in _unknown_targets(rules).items()
        ]
        if unknown:
            raise ConfigError(unknown)
    elif found.rules_file is not None:
        beside = path.parent / found.rules_file.path
        if not beside.is_file():
            message = f"no file at {found.rules_file.path!r} (looked for {as_written(beside)})"
            raise ConfigError([document.fault(("rules_file", "path"), message)])
        files = (path, beside)
        if beside.suffix == ".csv":
            rules = _from_rows(beside, edges=found.boundaries)
        else:
            rules = _from_lines(beside, found.rules_file.lines, found.boundaries)
    return KeywordList(
        name=found.name,
        version=found.version,
        language=found.language,
        policy=found.policy,
        licence=found.licence,
        note=found.note,
        rules=rules,
        files=files,
    )


def _unknown_targets(rules: tuple[Rule, ...]) -> dict[int, str]:
    """What is wrong with the ids that exceptions and extenuating rules name, by the rule's number."""
    blocking = {rule.id for rule in rules if rule.blocks}
    wrong = {}
    for number, rule in enumerate(rules):
        unknown = [name for name in rule.of if name not in blocking]
        if unknown:
            wrong[number] = f"no rule that blocks is called {unknown[0]!r}{did_you_mean(unknown[0], blocking)}"
    return wrong


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise ConfigError([Fault(Place(as_written(path)), "", why)]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].rpartition(b"\n")[2].decode("utf-8-sig")
        place = Place(as_written(path), raw[: error.start].count(b"\n") + 1, len(before) + 1)
        wrong = f"not UTF-8 (byte 0x{raw[error.start]:02x}); save the file as UTF-8"
        raise ConfigError([Fault(place, "", wrong)]) from None


def _from_lines(path: Path, kind: str, edges: Edges) -> tuple[Rule, ...]:
    """A rule for each line that is not blank; its id is its line's number."""
    rules: list[Rule] = []
    faults: list[Fault] = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            given = {"id": f"line-{number}", "kind": kind, "pattern": _pattern(line, kind)}
            rules += checked(given, path, number, edges=edges, faults=faults)
    return _whole(rules, path, faults)


def _from_rows(path: Path, *, edges: Edges) -> tuple[Rule, ...]:
    """A rule for each row of a CSV file; rows without an id are named after their line."""
    rules: list[Rule] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for line, row in _rows(path, faults):
        given = _as_written(row, line)
        name = given["id"]
        if name in first:
            place = Place(as_written(path), line, 1)
            faults.append(Fault(place, "id", f"{name!r} is already the id of the one on line {first[name]}"))
        first.setdefault(name, line)
        rules += checked(given, path, line, edges=edges, faults=faults)
    if not faults:
        wrong = _unknown_targets(tuple(rules))
        places = {number: Place(as_written(path), rules[number].line, 1) for number in wrong}
        faults = [Fault(places[number], "of", message) for number, message in wrong.items()]
    return _whole(rules, path, faults)


def _rows(path: Path, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with the line on which each begins, values trimmed, empty ones left out.

    What is wrong with a row is noted in ``faults``, and the rest is read; what is wrong with the first line is raised.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)  # a pattern may hold U+2028 and the like
    line = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(path, header)
        line = reader.line_num + 1
        for row in reader:
            if len(row) > len(header):
                place = Place(as_written(path), line, 1)
                faults.append(Fault(place, "", f"has {len(row)} values for {len(header)} columns"))
            else:
                values = {name: value.strip() for name, value in zip(header, row, strict=False) if value.strip()}
                if values:
                    yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(Place(as_written(path), line, 1), "", f"is no CSV: {error}"))


def _check_header(path: Path, header: list[str]) -> None:
    place = Place(as_written(path), 1, 1)
    unknown = [name for name in header if name not in COLUMNS]
    faults = [Fault(place, name, "unknown column" + did_you_mean(name, COLUMNS)) for name in unknown]
    faults += [Fault(place, name, "is given twice") for name in sorted(set(header)) if header.count(name) > 1]
    if "pattern" not in header and not unknown:
        faults.append(Fault(place, "", "has no column 'pattern' in its first line"))
    if faults:
        raise ConfigError(faults)


def _as_written(row: dict[str, str], line: int) -> dict[str, Any]:
    """A row's values as YAML would give them."""
    kind = row.get("kind", "literal")
    given: dict[str, Any] = {**row, "id": row.get("id", f"line-{line}"), "kind": kind}
    if "pattern" in row:
        given["pattern"] = _pattern(row["pattern"], kind)
    given |= {name: int(row[name]) for name in _NUMBERS if row.get(name, "").isdecimal()}
    given |= {name: row[name].split() for name in _LISTS if name in row}
    return given


def _pattern(text: str, kind: str) -> str | list[str]:
    """A pattern as its kind takes it.

    >>> _pattern("elections + boycott", "combination")
    ['elections', 'boycott']
    """
    if kind in SEVERAL:
        return split_components(text)
    return text if kind == "regex" else text.strip()


_BETWEEN = re.compile(r"(?<!\\)\+")


def split_components(text: str) -> list[str]:
    r"""The components of a combination as a line or a cell gives them.

    >>> split_components(r"C\+\+ + strike")
    ['C++', 'strike']
    """
    return [part.strip().replace("\\+", "+") for part in _BETWEEN.split(text)]


def join_components(components: Sequence[str]) -> str:
    r"""The line or cell that `split_components` reads as these components, which have no blanks at their ends.

    >>> print(join_components(["C++", "strike"]))
    C\+\+ + strike
    """
    return " + ".join(component.replace("+", "\\+") for component in components)


_TEXTS = ("category", "theme", "translation", "note")
_PLAIN = {"id", "kind", "pattern", "regions", "audience", *_TEXTS}


def checked(given: dict[str, Any], path: Path, line: int, *, edges: Edges, faults: list[Fault]) -> Iterator[Rule]:
    """The rule that is given as YAML would give it, or nothing with its faults noted."""
    # Most rules of a long list are literal and plain; what could be wrong with them is said here, without a model.
    if given["kind"] == "literal" and given.keys() <= _PLAIN and given.get("pattern") and _ID.match(given["id"]):
        yield Rule(
            id=given["id"],
            kind="literal",
            components=(given["pattern"],),
            edges=edges,
            regions=tuple(given.get("regions", ())),
            audience=given.get("audience"),
            line=line,
            **{name: given.get(name, "") for name in _TEXTS},
        )
        return
    document = Document(path, data={"rule": given}, places={(): Place(as_written(path), line, 1)})
    found, wrong = check(document, _Row)
    faults += (replace(fault, field=fault.field.removeprefix("rule").removeprefix(".")) for fault in wrong)
    if found is not None:
        yield found.rule.rule(edges=edges, line=line)


def _whole(rules: list[Rule], path: Path, faults: list[Fault]) -> tuple[Rule, ...]:
    if not rules and not faults:
        faults = [Fault(Place(as_written(path), 1, 1), "", "holds no rule")]
    if faults:
        raise ConfigError(faults)
    return tuple(rules)
