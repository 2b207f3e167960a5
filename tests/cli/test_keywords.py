"""`outlast keywords show`, `lint`, `diff` and `overlap`: pages, JSON, CSV and exit codes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

QUAY = """\
name: quay
version: "2"
language: en
policy: tone
licence: CC0-1.0
note: ours
boundaries: substring
rules:
  - {id: a, kind: literal, pattern: war, category: war, added: 2022-02-24, regions: [cn, tw]}
  - {id: b, kind: combination, pattern: [strike, harbour], category: labour}
  - {id: c, kind: literal, pattern: frogs, removed: 2022-03-01, audience: groups}
"""


@pytest.fixture
def project(pond: Path) -> Path:
    """The small project with one more list, entered."""
    (pond / "configs" / "keywords" / "quay.yaml").write_text(QUAY, encoding="utf-8")
    return pond


def lines(text: str) -> list[str]:
    """The lines of a page without the blanks that fill them."""
    return [line.rstrip() for line in text.splitlines()]


@pytest.mark.usefixtures("project")
def test_show(outlast: Callable) -> None:
    """What a list holds, in a few lines."""
    done = outlast("keywords", "show", "quay")
    assert (done.code, done.err) == (0, "")
    assert lines(done.out) == [
        "quay 2 · en · for tone · licence CC0-1.0",
        "configs/keywords/quay.yaml",
        "",
        "rules       3, 1 of them removed",
        "kinds       literal 2, combination 1",
        "boundaries  substring 3",
        "categories  labour 1, war 1",
        "regions     cn 1, tw 1",
        "audiences   groups 1",
        "added       2022-02-24 (1 rule)",
        "removed     2022-03-01 (1 rule)",
        "patterns    3 to 7 characters, median 5.5",
    ]


@pytest.mark.usefixtures("project")
def test_show_as_json(outlast: Callable) -> None:
    """With --json the same as data."""
    found = json.loads(outlast("keywords", "show", "quay", "--json").out)
    assert (found["name"], found["rules"], found["kinds"]) == ("quay", 3, {"literal": 2, "combination": 1})


@pytest.mark.usefixtures("project")
def test_lint_finds_nothing(outlast: Callable) -> None:
    """A clean list ends in one line and exit code 0."""
    done = outlast("keywords", "lint", "quay")
    assert (done.code, lines(done.out), done.err) == (0, ["quay: nothing found in 3 rules (nfkc, casefold)"], "")


@pytest.fixture
def untidy(project: Path) -> Path:
    """A plain text list with a blank behind a line, a duplicate, a dead rule and an escape sequence."""
    path = project / "untidy.txt"
    path.write_text("war\npeace \nPEACE\nwarning \x1b[31m\n", encoding="utf-8")
    return path


@pytest.mark.usefixtures("untidy")
def test_lint(outlast: Callable) -> None:
    """Findings are grouped by check, with line, pattern and what to do; nothing in a pattern steers the terminal."""
    done = outlast("keywords", "lint", "untidy.txt")
    assert (done.code, done.err) == (4, "outlast: 4 findings in untidy\n")
    assert lines(done.out) == [
        "untidy: 4 findings in 4 rules (nfkc, casefold)",
        "",
        "invisible: characters that nobody sees (1)",
        "line  pattern               what",
        "   4  warning ‹U+001B›[31m  holds U+001B (a control character) at 8, which",
        "                            nobody sees",
        "What to do: take it out.",
        "",
        "blanks: blanks at the ends, in a row, or other than the ordinary one (1)",
        "line  pattern  what",
        "   2  peace    has a blank at its end, which the reader leaves out",
        "What to do: write one ordinary blank between words, and none around them.",
        "",
        "duplicate: rules that are the same after normalising (1)",
        "line  pattern  what",
        "   3  PEACE    is the same as line 2, 'peace'",
        "What to do: take one of them out.",
        "",
        "dead: rules that another makes superfluous: it fires whenever they would (1)",
        "line  pattern               what",
        "   4  warning ‹U+001B›[31m  line 1, 'war', fires whenever it would",
        "What to do: take it out, or narrow the rule that covers it.",
    ]


@pytest.mark.usefixtures("untidy")
def test_lint_without_normalising(outlast: Callable) -> None:
    """The steps are given by --normalise, in the order and none if empty."""
    found = json.loads(outlast("keywords", "lint", "untidy.txt", "--normalise", "", "--json").out)
    assert (found["normalise"], [each["check"] for each in found["findings"]]) == ([], ["invisible", "blanks", "dead"])
    found = json.loads(outlast("keywords", "lint", "untidy.txt", "--normalise", "casefold, repeats", "--json").out)
    assert found["normalise"] == ["casefold", "repeats"]


@pytest.mark.usefixtures("untidy")
def test_lint_as_data(outlast: Callable) -> None:
    """With --json and --csv the findings are on standard output, and the exit code is 4 too."""
    done = outlast("keywords", "lint", "untidy.txt", "--json")
    found = json.loads(done.out)
    assert (done.code, found["name"], found["rules"], found["control"], found["left_out"]) == (
        4,
        "untidy",
        4,
        None,
        None,
    )
    assert found["findings"][2] == {
        "check": "duplicate",
        "rule": "line-3",
        "pattern": "PEACE",
        "message": "is the same as line 2, 'peace'",
        "advice": "take one of them out",
        "line": 3,
        "file": "untidy.txt",
        "rate": None,
        "passages": [],
    }
    done = outlast("keywords", "lint", "untidy.txt", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert (done.code, len(rows)) == (4, 4)
    assert (rows[3]["check"], rows[3]["line"], rows[3]["rule"]) == ("dead", "4", "line-4")


@pytest.mark.usefixtures("project")
def test_lint_against_a_control(outlast: Callable) -> None:
    """Rules that fire on too many passages are told with n, Wilson's interval and a passage in which they do.

    Of 1 in 3 the interval is 6.1 to 79.2 % (statsmodels).
    """
    done = outlast("keywords", "lint", "rude", "--control", "pond", "--language", "en", "--above", "30")
    assert (done.code, done.err) == (4, "outlast: 1 finding in rude\n")
    assert lines(done.out) == [
        "rude: 1 finding in 2 rules (nfkc, casefold)",
        "control: above 30 % of 3 passages of pond (en), without the 1 that policy tone",
        "is about or may be",
        "",
        "over-broad: rules that fire on too many passages of the control corpus (1)",
        "line  rule  pattern   fires    rate    interval",
        "   8  -r2   noisy    1 of 3  33.3 %  6.1–79.2 %",
        "  The frogs are «noisy».",
        "What to do: join it to another word as a combination, or allow the harmless",
        "phrases as exceptions.",
    ]
    assert outlast("keywords", "lint", "rude", "--control", "pond", "--above", "34").code == 0


@pytest.mark.usefixtures("project")
def test_lint_of_a_faulty_list(outlast: Callable, project: Path) -> None:
    """Faults are findings, with the rest of the list; where it cannot go on, lint says so."""
    path = project / "configs" / "keywords" / "quay.yaml"
    path.write_text(QUAY.replace("kind: literal, pattern: frogs", "kind: regex, pattern: '(frogs'"), encoding="utf-8")
    done = outlast("keywords", "lint", "quay")
    assert done.code == 4
    assert lines(done.out)[0] == "quay: 1 finding in 2 rules (nfkc, casefold)"
    assert "  11  rules.2.pattern: '(frogs' is no expression for RE2" in done.out
    path.write_text(QUAY.replace("language: en\n", ""), encoding="utf-8")
    done = outlast("keywords", "lint", "quay", "--control", "pond")
    assert (done.code, done.err) == (4, "outlast: 1 finding in quay\n")
    assert lines(done.out)[-1] == "what a rule does was not looked for: mend what is malformed first"


@pytest.fixture
def versions(project: Path) -> tuple[str, str]:
    """Two text lists, one after the other."""
    (project / "v1.txt").write_text("peace\nwar\nwar\nstrike \n", encoding="utf-8")
    (project / "v2.txt").write_text("peace\nquay\n=quay\n", encoding="utf-8")
    return "v1.txt", "v2.txt"


def test_diff(outlast: Callable, versions: tuple[str, str]) -> None:
    """Lines as they lie and distinct rules, what is untidy in each list apart, by category, and the rules."""
    done = outlast("keywords", "diff", *versions)
    assert (done.code, done.err) == (0, "")
    assert lines(done.out) == [
        "v1 → v2",
        "lines as they lie  +2 −3 (repeats: 0 of the added, 1 of the removed)",
        "distinct rules     +2 −2, 0 changed, 1 kept",
        "",
        "    rules  distinct  repeated  with stray blanks",
        "v1      4         3         1                  1",
        "v2      3         3         0                  0",
        "",
        "Added (2)",
        "quay",
        "=quay",
        "",
        "Removed (2)",
        "war",
        "strike",
    ]


def test_diff_as_data(outlast: Callable, versions: tuple[str, str]) -> None:
    """With --json all of it; with --csv a row for each rule, which no spreadsheet takes for a formula."""
    found = json.loads(outlast("keywords", "diff", *versions, "--json").out)
    assert found["lines"] == {"added": 2, "removed": 3, "added_again": 0, "removed_again": 1}
    assert found["lists"][0]["repeated"] == [{"rule": "line-3", "line": 3, "pattern": "war"}]
    assert [(each["change"], each["pattern"]) for each in found["changes"]] == [
        ("added", "quay"),
        ("added", "=quay"),
        ("removed", "war"),
        ("removed", "strike"),
    ]
    rows = list(csv.DictReader(io.StringIO(outlast("keywords", "diff", *versions, "--csv").out)))
    assert [(row["change"], row["pattern"]) for row in rows][:2] == [("added", "quay"), ("added", "'=quay")]


@pytest.mark.usefixtures("project")
def test_diff_of_lists_with_ids(outlast: Callable) -> None:
    """Changed rules are shown with what changed; a name and a path may be mixed."""
    changed = QUAY.replace("pattern: war,", "pattern: warfare,").replace("category: labour", "category: unrest")
    changed = changed.replace("  - {id: c, kind: literal, pattern: frogs, removed: 2022-03-01, audience: groups}\n", "")
    Path("later.yaml").write_text(changed.replace("name: quay", "name: later"), encoding="utf-8")
    done = outlast("keywords", "diff", "quay", "./later.yaml")
    assert lines(done.out)[1:] == [
        "distinct rules  +0 −1, 2 changed, 0 kept",
        "",
        "       rules  distinct  repeated  with stray blanks",
        "quay       3         3         0                  0",
        "later      2         2         0                  0",
        "",
        "By category",
        "        added  removed  changed",
        "none        0        1        0",
        "unrest      0        0        1",
        "war         0        0        1",
        "",
        "Removed (1)",
        "frogs",
        "",
        "Changed (2)",
        "a  war → warfare",
        "b  category labour → unrest",
    ]


@pytest.fixture
def _three(project: Path) -> None:
    for name, text in {"one": "war\nstrike\nＮＯ\n", "two": "no\nwar\n", "three": "quay\n"}.items():
        (project / f"{name}.txt").write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("_three")
def test_overlap(outlast: Callable) -> None:
    """A matrix of shared rules and Jaccard's index, and what all share, before normalising too."""
    done = outlast("keywords", "overlap", "one.txt", "two.txt", "three.txt")
    assert (done.code, done.err) == (0, "")
    assert lines(done.out) == [
        "Overlap of 3 lists (nfkc, casefold)",
        "          rules      1      2  3",
        "1  one        3      ·      2  0",
        "2  two        2  0.667      ·  0",
        "3  three      1  0.000  0.000  ·",
        "Above the diagonal: distinct rules that both have; below: these among all that",
        "either has (Jaccard). 0 of 4 are in all; as they are written, before",
        "normalising, 0 of 5.",
    ]


@pytest.mark.usefixtures("_three")
def test_overlap_as_data(outlast: Callable) -> None:
    """Each pair is a row, after normalising and as it is written."""
    found = json.loads(outlast("keywords", "overlap", "one.txt", "two.txt", "--json").out)
    pair = {"first": "one", "second": "two", "shared": 2, "union": 3, "jaccard": 2 / 3}
    assert found == {
        "normalise": ["nfkc", "casefold"],
        "rules": {"one": 3, "two": 2},
        "in_all": 2,
        "in_any": 3,
        "in_all_as_written": 1,
        "in_any_as_written": 4,
        "pairs": [{**pair, "shared_as_written": 1, "union_as_written": 4}],
    }
    rows = list(csv.DictReader(io.StringIO(outlast("keywords", "overlap", "one.txt", "two.txt", "--csv").out)))
    assert [(row["first"], row["second"], row["shared"], row["union_as_written"]) for row in rows] == [
        ("one", "two", "2", "4")
    ]


@pytest.mark.usefixtures("project")
def test_overlap_of_the_parts_of_a_list(outlast: Callable) -> None:
    """One list is compared with itself by what its rules say of themselves."""
    done = outlast("keywords", "overlap", "quay", "--by", "region")
    assert (done.code, lines(done.out)[:4]) == (
        0,
        [
            "Overlap of the parts of quay by region (nfkc, casefold)",
            "       rules      1  2",
            "1  cn      3      ·  3",
            "2  tw      3  1.000  ·",
        ],
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "quai"], "outlast: no keyword list is called 'quai'; did you mean 'quay'?\n"),
        (["lint", "quay", "--normalise", "casefolding"], "did you mean 'casefold'?\n"),
        (["lint", "quay", "--control", "pnd"], "outlast: no corpus is called 'pnd'; did you mean 'pond'?\n"),
        (["lint", "quay", "--control", "pond", "--language", "zh"], "known: de, en\n"),
        (["lint", "quay", "--language", "en"], "give --control too"),
        (["lint", "quay", "--json", "--csv"], "choose one of --json and --csv"),
        (["diff", "quay", "none.txt"], "outlast: no keyword list at 'none.txt' (looked for none.txt)\n"),
        (["overlap", "quay"], "give two lists or more"),
        (["overlap", "quay", "--by", "theme"], "quay has one theme only"),
    ],
)
@pytest.mark.usefixtures("project")
def test_errors_of_usage(arguments: list[str], message: str, outlast: Callable) -> None:
    """What is not there or does not go together ends in exit code 2 and what to do."""
    done = outlast("keywords", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
