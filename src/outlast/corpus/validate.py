"""Validating a corpus: everything that makes its numbers doubtful, each finding with its file and line."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from outlast.catalogue import as_written
from outlast.corpus.build import build
from outlast.corpus.duplicates import near_duplicates
from outlast.corpus.overlap import shared_text
from outlast.corpus.source import TextSource, read_sources
from outlast.errors import OutlastError
from outlast.yamlfile import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from outlast.corpus.load import Corpus

Check = Literal[
    "build",
    "offsets",
    "labels",
    "duplicates",
    "near-duplicates",
    "characters",
    "language",
    "alignment",
    "licence",
    "overlap",
]

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_LETTER = re.compile(r"[^\W\d_]")

HAN_LEAST = 0.5
HAN_MOST = 0.1
"""Share of Han characters among a passage's letters: at least the first where the language is Chinese, at most the
second elsewhere (but for Japanese and Korean). A passage of fewer than `LETTERS` letters is not judged."""

LETTERS = 8


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing found.

    Attributes:
        file: as a person would write it.
        line: from 1; 0 where the finding is about the file.
        check: which check found it.
        message: what is wrong, with the passage's id.
    """

    file: str
    line: int
    check: Check
    message: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.check}: {self.message}"
            if self.line
            else (f"{self.file}: {self.check}: {self.message}")
        )


Row = tuple[int, dict[str, Any]]


def validate_corpus(corpus: Corpus, *, against: Sequence[Corpus] = ()) -> tuple[Finding, ...]:
    """Everything that is wrong with a corpus, in the order of its files.

    Args:
        corpus: which one.
        against: corpora with which it must share no text, as training and judged corpora must not.
    """
    findings: list[Finding] = list(_licence(corpus))
    findings += _build(corpus)
    for language in corpus.languages:
        path = corpus.passages_file(language)
        try:
            corpus.passages(language=language)
        except OutlastError as error:
            findings.append(Finding(as_written(path), 0, "labels", str(error)))
            continue
        rows = [(number, json.loads(line)) for number, line in enumerate(read_text(path).split("\n"), 1) if line]
        plain = [row for row in rows if not _respelt(corpus, row[1])]
        name = as_written(path)
        findings += _offsets(corpus, name, rows)
        findings += _labels(corpus, name, rows)
        findings += _duplicates(name, rows)
        findings += _characters(name, plain)
        findings += _language(name, language, plain)
        for other in against:
            findings += _overlap(corpus, other, language, name, rows)
    findings += _alignment(corpus)
    return tuple(sorted(findings))


def _respelt(corpus: Corpus, row: dict[str, Any]) -> bool:
    prefix = corpus.card.outlast.respelt
    return prefix is not None and str(row.get("functionality") or "").startswith(prefix)


def _licence(corpus: Corpus) -> Iterator[Finding]:
    card = as_written(corpus.folder / "CARD.md")
    if corpus.card.license in {"", "unknown"}:
        yield Finding(card, 0, "licence", "the card names no licence")
    missing = set(corpus.languages) ^ set(corpus.card.language)
    if missing:
        yield Finding(
            card, 0, "language", f"the card's languages and the passages' differ: {', '.join(sorted(missing))}"
        )


def _build(corpus: Corpus) -> Iterator[Finding]:
    if not (corpus.folder / "source.yaml").is_file():
        return
    try:
        for built in build(corpus):
            if not built.is_committed:
                yield Finding(as_written(built.path), 0, "build", "is not what its sources make")
    except OutlastError as error:
        yield Finding(as_written(corpus.folder / "source.yaml"), 0, "build", str(error))


def _offsets(corpus: Corpus, name: str, rows: Sequence[Row]) -> Iterator[Finding]:
    """``source[start:end]``, page breaks mended, must be the text; written documents are their passages, joined."""
    texts = _source_texts(corpus)
    for document, text in _written_texts(rows, known=texts).items():
        texts[document] = text
    ids = {row["passage_id"] for _, row in rows}
    for number, row in rows:
        source = texts.get(row["document_id"], "")
        parts, at = [], row["start"]
        for cut in row["cuts"]:
            parts.append(source[at : cut["start"]])
            at = cut["end"]
        if " ".join([*parts, source[at : row["end"]]]) != row["text"]:
            yield Finding(name, number, "offsets", f"{row['passage_id']}: its span is not its text in the source")
        if row["parent_id"] is not None and row["parent_id"] not in ids:
            yield Finding(name, number, "offsets", f"{row['passage_id']}: its parent {row['parent_id']} is not there")


def _source_texts(corpus: Corpus) -> dict[str, str]:
    path = corpus.folder / "source.yaml"
    if not path.is_file():
        return {}
    sources = [source for source in read_sources(path).sources if isinstance(source, TextSource)]
    return {source.document_id: read_text(corpus.folder / source.file) for source in sources}


def _written_texts(rows: Sequence[Row], *, known: dict[str, str]) -> dict[str, str]:
    parts: dict[str, list[tuple[int, str]]] = {}
    ids = {row["passage_id"] for _, row in rows}
    for _, row in rows:
        if row["document_id"] not in known and row["parent_id"] not in ids:
            parts.setdefault(row["document_id"], []).append((row["position"], row["text"]))
    return {document: "\n\n".join(text for _, text in sorted(texts)) for document, texts in parts.items()}


def _labels(corpus: Corpus, name: str, rows: Sequence[Row]) -> Iterator[Finding]:
    for number, row in rows:
        for label, field in corpus.codebook.labels.items():
            stored = row[label]
            if stored is None:
                continue
            given = stored
            if field.kind == "map":
                given = {entry[field.names[0]]: entry[field.names[1]] for entry in stored}
            values = given if field.kind == "each" else [given]
            for value in values:
                for complaint in field.complaints(value):
                    yield Finding(name, number, "labels", f"{row['passage_id']}: {label}: {complaint}")


def _duplicates(name: str, rows: Sequence[Row]) -> Iterator[Finding]:
    """Equal or nearly equal texts of one unit; a sentence is never set against its paragraph.

    Passages that are meant to differ in one thing (the sides of a ``pair_id``, a case and its ``ref_case_id``, two
    respellings of one case) may be as alike as they like, but not the same.
    """
    for unit in sorted({row["unit"] for _, row in rows}):
        chosen = [(number, row) for number, row in rows if row["unit"] == unit]
        for pair in near_duplicates([row["text"] for _, row in chosen]):
            (first_line, first), (line, row) = chosen[pair.first], chosen[pair.second]
            same = first["text"] == row["text"]
            if not same and _linked(first, row):
                continue
            check: Check = "duplicates" if same else "near-duplicates"
            how = "has the text of" if same else f"resembles ({pair.jaccard:.2f})"
            yield Finding(name, line, check, f"{row['passage_id']} {how} {first['passage_id']} on line {first_line}")


def _linked(first: dict[str, Any], second: dict[str, Any]) -> bool:
    pair = first.get("pair_id")
    if pair is not None and pair == second.get("pair_id"):
        return True
    cases = [{row.get("case_id"), row.get("ref_case_id")} - {None} for row in (first, second)]
    return bool(cases[0] & cases[1])


def _characters(name: str, rows: Sequence[Row]) -> Iterator[Finding]:
    for number, row in rows:
        found = _INVISIBLE.search(row["text"]) or _CONTROL.search(row["text"])
        if found:
            where = f"U+{ord(found[0]):04X} at {found.start()}"
            yield Finding(name, number, "characters", f"{row['passage_id']} has an invisible character, {where}")


def _language(name: str, language: str, rows: Sequence[Row]) -> Iterator[Finding]:
    main = language.partition("-")[0]
    for number, row in rows:
        if row["language"] != language:
            yield Finding(name, number, "language", f"{row['passage_id']} says it is {row['language']!r}")
        letters = _LETTER.findall(row["text"])
        if main in {"ja", "ko"} or len(letters) < LETTERS:
            continue
        share = len(_HAN.findall(row["text"])) / len(letters)
        if share < HAN_LEAST if main == "zh" else share > HAN_MOST:
            message = f"{row['passage_id']} does not look like {language!r}: {share:.0%} Han letters"
            yield Finding(name, number, "language", message)


def _alignment(corpus: Corpus) -> Iterator[Finding]:
    """Where documents of several languages are one text, each passage must be there in each of them."""
    path = corpus.folder / "source.yaml"
    sources = read_sources(path).sources if path.is_file() else []
    aligned = [source for source in sources if isinstance(source, TextSource)]
    if len(aligned) < 2:
        return
    found: dict[str, set[str]] = {}
    for source in aligned:
        try:
            ids = corpus.passages(language=source.language).column("passage_id").to_pylist()
        except OutlastError as error:
            yield Finding(as_written(corpus.folder / "source.yaml"), 0, "alignment", str(error))
            continue
        document = source.document_id
        found[document] = {given.removeprefix(document) for given in ids if given.startswith(document)}
    counts = Counter(tail for tails in found.values() for tail in tails)
    for document, tails in found.items():
        for tail in sorted(counts.keys() - tails):
            language = next(source.language for source in aligned if source.document_id == document)
            name = as_written(corpus.passages_file(language))
            yield Finding(name, 0, "alignment", f"{document}{tail} is missing; other languages have it")


def _overlap(corpus: Corpus, other: Corpus, language: str, name: str, rows: Sequence[Row]) -> Iterable[Finding]:
    if language not in other.languages:
        return
    lines = {row["passage_id"]: number for number, row in rows}
    for pair in shared_text(corpus.passages(language=language), other.passages(language=language)):
        yield Finding(
            name,
            lines[pair.training_id],
            "overlap",
            f"{pair.training_id} shares text with {pair.judged_id} of {other.name}: {pair.words!r}",
        )
