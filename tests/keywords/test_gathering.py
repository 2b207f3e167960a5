"""Gathering: every row of every file becomes a rule, or is counted and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlast.keywords.gathering import Found, Gathered, gather
from outlast.keywords.mapping import Lines, Table
from outlast.keywords.merging import Counts

Write = Callable[..., Found]


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a text file that is read by a source with these keys."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, text: str, **keys: Any) -> Found:
        Path(name).write_text(text, encoding="utf-8", newline="")
        return Found(Lines.model_validate({"format": "lines", "path": name, **keys}), Path(name))

    return write


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a CSV file that is read by a source with these keys."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, text: str, **keys: Any) -> Found:
        Path(name).write_text(text, encoding="utf-8", newline="")
        return Found(Table.model_validate({"format": "csv", "path": name, **keys}), Path(name))

    return write


def shown(found: Gathered) -> list[tuple[str, str, tuple[str, ...]]]:
    """Id, kind and components of each rule."""
    return [(rule.id, rule.kind, rule.components) for rule in found.rules]


def told(found: Gathered) -> list[str]:
    """The remarks, as they are printed."""
    return [str(remark) for remark in found.remarks]


def test_every_line_is_accounted_for(lines: Write) -> None:
    """Lines are rules, blank, trimmed or repeated; the count of what was read is that of lines with something."""
    found = gather([lines("my words.txt", "strike\n\nmarch \nstrike\n+\n")], edges="substring")
    assert shown(found) == [
        ("my-words-1", "literal", ("strike",)),
        ("my-words-3", "literal", ("march",)),
        ("my-words-5", "literal", ("+",)),
    ]
    assert found.counts == Counts(kept=3, duplicate=1, blank=1, trimmed=1)
    assert found.counts.read == 4
    assert told(found) == ["my words.txt:4: the same rule as my words.txt:1"]


def test_regions_are_merged(lines: Write) -> None:
    """A pattern that several regions have is one rule that names them, with the boundaries that its stars say."""
    found = gather(
        [
            lines("us.txt", "STRIKE\n*MARCH*\n", kind="wildcard", regions=["us"]),
            lines("ca.txt", "GRÈVE*\nSTRIKE\n", kind="wildcard", regions=["ca"]),
            lines("jp.txt", "STRIKE*\nSTRIKE\n", kind="wildcard", regions=["jp"]),
        ],
        edges="substring",
    )
    assert [(rule.id, *rule.components, rule.edges, rule.regions) for rule in found.rules] == [
        ("us-1", "STRIKE", "word", ("us", "ca", "jp")),
        ("us-2", "MARCH", "substring", ("us",)),
        ("ca-1", "GRÈVE", "prefix", ("ca",)),
        ("jp-1", "STRIKE", "prefix", ("jp",)),
    ]
    assert found.counts == Counts(kept=4, merged=2)
    assert found.remarks == ()


def test_rows_that_no_rule_can_be(lines: Write) -> None:
    """A line that breaks the rules of its kind is told with its line and why; the others are read."""
    text = "a+b+c+d+e+f+g\ndock++strike\ndock+strike\n"
    found = gather([lines("words.txt", text, separator="+")], edges="substring")
    assert shown(found) == [("words-3", "combination", ("dock", "strike"))]
    assert found.counts == Counts(kept=1, unread=2)
    assert told(found) == [
        "words.txt:1: not read: pattern: has 7 items; at most 6 wanted",
        "words.txt:2: not read: pattern.1: is empty",
    ]
    stars = gather([lines("stars.txt", "a*b\n**\n", kind="wildcard")], edges="substring")
    assert told(stars) == [
        "stars.txt:1: not read: 'a*b' has a star inside; use kind: regex, or ordered for parts in a row",
        "stars.txt:2: not read: '**' has nothing but stars",
    ]


def test_a_line_that_is_not_utf8(lines: Write) -> None:
    """A line that is not UTF-8 is told, and the others are read."""
    given_ = lines("words.txt", "")
    given_.path.write_bytes(b"strike\nd\xe9j\xe0\n")
    found = gather([given_], edges="substring")
    assert told(found) == ["words.txt:2: not read: is not UTF-8 (byte 0xe9)"]
    assert found.counts == Counts(kept=1, unread=1)


def test_expressions(lines: Write) -> None:
    """Expressions are regex rules; one that RE2 does not take is a literal, counted and told."""
    expressions = {"known_by": r"^\.\*|\.\*$", "read_as": "regex"}
    found = gather([lines("words.txt", ".*dock.*\n(?=x).*\nd.ck\n", expressions=expressions)], edges="word")
    assert [(rule.kind, rule.components, rule.edges) for rule in found.rules] == [
        ("regex", (".*dock.*",), "substring"),
        ("literal", ("(?=x).*",), "word"),
        ("literal", ("d.ck",), "word"),
    ]
    assert found.counts == Counts(kept=3, as_literal=1)
    assert told(found) == ["words.txt:2: read as a literal: no expression for RE2: invalid perl operator: (?="]


WORDS = "words.txt", "strike+dock\nmarch\nport\n"
COLUMNS = {"pattern": "spares", "of": {"column": "which", "separator": ","}}


def test_extenuating_rules_name_others(lines: Write, table: Write) -> None:
    """Patterns that an extenuating row names become ids, also in another order, and wherever their file stands."""
    rows = 'spares,which\nseal + pup,"dock+strike, port"\nwine,port\n'
    extenuating = table("spare.csv", rows, kind="extenuating", separator="+", columns=COLUMNS)
    words = lines(*WORDS, separator="+")
    for sources in ([extenuating, words], [words, extenuating]):
        found = gather(sources, edges="substring")
        assert [(rule.id, rule.components, rule.of) for rule in found.rules if not rule.blocks] == [
            ("spare-2", ("seal", "pup"), ("words-1", "words-3")),
            ("spare-3", ("wine",), ("words-3",)),
        ]
        assert found.counts == Counts(kept=5)
        assert found.remarks == ()


def test_an_exact_pattern_is_named_before_one_in_another_order(lines: Write, table: Write) -> None:
    """Where two rules have the same components, the one in the order that was written is meant."""
    words = lines("words.txt", "dock+strike\nstrike+dock\n", separator="+")
    spare = table("s.csv", "spares,which\na,strike+dock\n", kind="extenuating", separator="+", columns=COLUMNS)
    assert gather([words, spare], edges="substring").rules[-1].of == ("words-2",)


def test_extenuating_rules_that_name_nothing(lines: Write, table: Write) -> None:
    """A row that names a rule which is not there, or none, is not read: it would hold for all."""
    rows = 'spares,which\na,"port, quay"\nb,\nc,march\n'
    spare = table("spare.csv", rows, kind="extenuating", separator="+", columns=COLUMNS)
    found = gather([lines(*WORDS, separator="+"), spare], edges="substring")
    assert [rule.id for rule in found.rules] == ["words-1", "words-2", "words-3", "spare-4"]
    assert told(found) == [
        "spare.csv:2: not read: it holds for rules that are not in the list (1 of 2); the first is 'quay'",
        "spare.csv:3: not read: it names no rule that it holds for",
    ]


def test_only_some_rows(table: Write) -> None:
    """Rows that are not asked for are counted, and nothing is told of them."""
    columns = {"pattern": "word", "note": {"client": "client: "}}
    text = "word,client\nstrike,Quay\nmarch,Pier\nport,Both\n"
    found = gather([table("a.csv", text, columns=columns, only={"client": ["Quay", "Both"]})], edges="substring")
    assert [(rule.id, rule.note) for rule in found.rules] == [("a-2", "client: Quay"), ("a-4", "client: Both")]
    assert found.counts == Counts(kept=2, left_out=1)
    assert found.counts.read == 3


def test_ids_of_rows(table: Write) -> None:
    """An id that is no id, or taken, costs its row, and is told."""
    columns = {"pattern": "word", "id": "nr"}
    found = gather([table("a.csv", "nr,word\n1,strike\n1,march\na b,port\n,quay\n", columns=columns)], edges="word")
    assert [rule.id for rule in found.rules] == ["1"]
    assert [line.partition(": not read: ")[2] for line in told(found)] == [
        "its id '1' is already that of a.csv:2",
        "id: \"a b\" is no name: letters, digits, '-', '_' and '.'",
        "id: \"\" is no name: letters, digits, '-', '_' and '.'",
    ]


@given(
    st.lists(
        st.lists(st.text(st.sampled_from("ab+ *.\t"), max_size=4), max_size=8),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from([{}, {"separator": "+"}, {"kind": "wildcard"}, {"kind": "combination", "separator": "+"}]),
)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_line_is_lost(tmp_path: Path, files: list[list[str]], keys: dict[str, Any]) -> None:
    """Whatever lines there are, each that holds something is kept, merged, repeated or told as unread."""
    sources = []
    for number, content in enumerate(files):
        path = tmp_path / f"{number}.txt"
        path.write_text("".join(f"{line}\n" for line in content), encoding="utf-8")
        sources.append(Found(Lines.model_validate({"format": "lines", "path": path.name, **keys}), path))
    found = gather(sources, edges="substring")
    counts = found.counts
    held = [line.strip() for content in files for line in content if line.strip()]
    assert counts.read == len(held)
    assert counts.blank == sum(map(len, files)) - len(held)
    assert counts.kept == len(found.rules) == len({rule.id for rule in found.rules})
    unread = [remark for remark in found.remarks if remark.about == "unread"]
    assert counts.unread == len(unread)
    if not keys:
        assert [rule.components for rule in found.rules] == [(line,) for line in dict.fromkeys(held)]
        assert counts.unread == 0
