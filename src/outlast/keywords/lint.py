"""Lint: everything in a keyword list that makes it other than it looks, slower, or blunter than it needs to be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outlast.catalogue import as_written
from outlast.errors import ConfigError
from outlast.keywords.characters import strange_characters
from outlast.keywords.control import over_broad
from outlast.keywords.finding import CHECKS, Finding, named
from outlast.keywords.identity import normalised
from outlast.keywords.normalising import never_fires, of_one_character, repeats, unable
from outlast.keywords.permitting import conflicts
from outlast.keywords.subsumption import Subsumption
from outlast.keywords.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from outlast.errors import Fault
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import KeywordList
    from outlast.keywords.control import Control
    from outlast.keywords.reading import Reading


@dataclass(frozen=True, slots=True)
class Linted:
    """What lint found.

    Attributes:
        name: of the list, or of its file where it cannot be read.
        rules: how many rules were looked at; 0 where the list could not be read as rules.
        chain: the normalising steps.
        findings: by check, in the order of `CHECKS`, and by line; over-broad rules by how broad they are.
        left_out: in words, what was not looked for, and why; empty where everything was.
        control: in words, on which passages over-broad rules were looked for; empty where they were not.
    """

    name: str
    rules: int
    chain: Chain
    findings: tuple[Finding, ...]
    left_out: str = ""
    control: str = ""


def lint(reading: Reading, path: Path, *, chain: Chain) -> Linted:
    """What is wrong with a list, by its own lights.

    Args:
        reading: the list as `read_leniently` read it.
        path: its file.
        chain: the normalising steps that a filter is to use with it.
    """
    rules = reading.rules
    if rules is None:
        found = [*map(_malformed, reading.faults), *_characters(path, file=as_written(path))]
        left_out = "what a rule does was not looked for: mend what is malformed first"
        return Linted(path.stem, 0, chain, _sorted(found), left_out)
    file = as_written(rules.files[-1])
    found = [*map(_malformed, reading.faults), *_characters(rules.files[-1], file=file)]
    found += (finding.within(file) for finding in _findings(rules, chain=chain))
    return Linted(rules.name, len(rules.rules), chain, _sorted(found))


def with_control(linted: Linted, rules: KeywordList, against: Control, *, above: float) -> Linted:
    """The same with the rules that fire on more than a share ``above`` of the control passages."""
    file = as_written(rules.files[-1])
    broad = tuple(finding.within(file) for finding in over_broad(rules, against, chain=linted.chain, above=above))
    count, where = against.passages.num_rows, f"{against.corpus} ({against.language})"
    said = f"above {above * 100:g} % of {count:,} passages of {where}, {against.left_out}"
    return replace(linted, findings=linted.findings + broad, control=said)


def _findings(rules: KeywordList, *, chain: Chain) -> Iterator[Finding]:
    every = rules.rules
    patterns = [normalised(rule, chain=chain) for rule in every]
    yield from unable(every, patterns)
    yield from of_one_character(every, patterns)
    yield from repeats(every, patterns)
    able = [number for number, rule in enumerate(every) if not never_fires(rule, patterns[number])]
    found = Subsumption(every, patterns, chain, able)
    for cover in found.duplicates:
        message = f"is the same as {named(every[cover.by])}, {every[cover.by].pattern!r}"
        yield Finding.on(every[cover.rule], "duplicate", message, "take one of them out")
    for cover in found.dead:
        does = "fires" if every[cover.rule].blocks else "holds"
        message = f"{named(every[cover.by])}, {every[cover.by].pattern!r}, {does} whenever it would"
        yield Finding.on(every[cover.rule], "dead", message, "take it out, or narrow the rule that covers it")
    yield from conflicts(found)


def _characters(path: Path, *, file: str) -> Iterator[Finding]:
    try:
        yield from (finding.within(file) for finding in strange_characters(written(path)))
    except ConfigError:  # no text, which is a fault already
        return


def _malformed(fault: Fault) -> Finding:
    message = ": ".join(part for part in (fault.field, fault.message) if part)
    place, advice = fault.place, "mend it; no filter takes the list as it is"
    return Finding("malformed", "", "", message, advice, place.line, place.source)


def _sorted(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda finding: (CHECKS.index(finding.check), finding.file, finding.line)))
