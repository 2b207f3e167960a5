"""What changed from one list to another."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from outlast.filters.keyword.lists import read_list
from outlast.filters.keyword.rules import KeywordList
from outlast.keywords.diff import Difference, Lines, difference
from outlast.yamlfile import dump_yaml

DATA = Path(__file__).parents[3] / "shared" / "data" / "citizenlab"


def text_list(folder: Path, name: str, text: str) -> KeywordList:
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    return read_list(path)


def listed(folder: Path, *rules: dict, name: str = "mine") -> KeywordList:
    filled = [{"kind": "literal", **rule} for rule in rules]
    path = folder / f"{name}.yaml"
    path.write_text(dump_yaml({"name": name, "version": "1", "language": "en", "rules": filled}), encoding="utf-8")
    return read_list(path)


def patterns(found: Difference) -> tuple[list[str], list[str]]:
    return [rule.pattern for rule in found.added], [rule.pattern for rule in found.removed]


def test_lines_as_they_lie_and_distinct_rules(tmp_path: Path) -> None:
    """Lines count as often as they lie and with their blanks; rules once and trimmed; what is untidy is told apart.

    From the first to the second, by lines: `quay` and `quay ` and `dock` come, `war`, `war`, `war ` and `strike` go.
    By rules: `dock` and `quay` come, `war` and `strike` go.
    """
    before = text_list(tmp_path, "before", "peace\nwar\nwar\nstrike\nwar \n\n")
    after = text_list(tmp_path, "after", "quay\npeace\nquay \ndock\n")
    found = difference(before, after)
    assert found.lines == Lines(added=3, removed=4, added_again=0, removed_again=1)
    assert patterns(found) == (["quay", "dock"], ["war", "strike"])
    assert (found.kept, found.changed, found.names) == (1, (), ("before", "after"))
    first, second = found.untidy
    assert (first.rules, first.distinct, first.blanks) == (5, 3, 1)
    assert [(rule.line, rule.pattern) for rule in first.repeated] == [(3, "war"), (5, "war")]
    assert (second.rules, second.distinct, second.blanks) == (4, 3, 1)
    assert [rule.line for rule in second.repeated] == [3]


def test_a_list_against_itself(tmp_path: Path) -> None:
    """Nothing is added, removed or changed."""
    rules = text_list(tmp_path, "one", "peace\nwar\nwar\n")
    found = difference(rules, rules)
    assert (found.lines, found.added, found.removed, found.changed, found.kept) == (Lines(0, 0, 0, 0), (), (), (), 2)


def test_case_and_width_are_kept(tmp_path: Path) -> None:
    """Patterns are trimmed, not normalised."""
    found = difference(text_list(tmp_path, "a", "war\nＮＯ\n"), text_list(tmp_path, "b", "War\nNO\n"))
    assert patterns(found) == (["War", "NO"], ["war", "ＮＯ"])


def test_by_category(tmp_path: Path) -> None:
    """Rules are counted by category, those with most changes first; a changed rule by its new category."""
    before = listed(
        tmp_path,
        {"id": "a", "pattern": "war", "category": "war"},
        {"id": "b", "pattern": "strike", "category": "labour"},
        {"id": "c", "pattern": "quay"},
    )
    after = listed(
        tmp_path,
        {"id": "d", "pattern": "peace", "category": "war"},
        {"id": "b", "pattern": "strike", "category": "unrest"},
        {"id": "e", "pattern": "dock"},
        {"id": "f", "pattern": "ship"},
    )
    assert difference(before, after).by_category() == {"": (2, 1, 0), "war": (1, 1, 0), "unrest": (0, 0, 1)}


def test_changed_rules(tmp_path: Path) -> None:
    """A rule that keeps its id and not all of its content is changed, and neither added nor removed."""
    before = listed(
        tmp_path,
        {"id": "a", "pattern": "war", "note": "n"},
        {"id": "b", "pattern": "strike", "added": "2022-01-01"},
        {"id": "c", "pattern": "quay"},
    )
    after = listed(
        tmp_path,
        {"id": "b", "pattern": "strike", "added": "2022-02-01", "regions": ["cn"]},
        {"id": "a", "pattern": "warfare", "note": "m"},
        {"id": "c", "pattern": "quay"},
    )
    found = difference(before, after)
    assert [(change.after.id, change.fields) for change in found.changed] == [
        ("b", ("added", "regions")),
        ("a", ("components", "note")),
    ]
    assert found.changed[0].before.added == date(2022, 1, 1)
    assert (patterns(found), found.kept) == (([], []), 1)


def test_ids_that_were_given_anew(tmp_path: Path) -> None:
    """Where the old pattern of an id has another id now, or the new one had, the rule has only moved."""
    before = listed(tmp_path, {"id": "r1", "pattern": "war"}, {"id": "r2", "pattern": "strike"})
    after = listed(
        tmp_path, {"id": "r1", "pattern": "peace"}, {"id": "r2", "pattern": "war"}, {"id": "r3", "pattern": "strike"}
    )
    found = difference(before, after)
    assert (patterns(found), found.changed, found.kept) == ((["peace"], []), (), 2)


def test_lines_are_no_ids(tmp_path: Path) -> None:
    """Rules whose ids are their lines' numbers are never changed, only added and removed."""
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path, pattern in zip(paths, ("war", "peace"), strict=True):
        path.write_text(f"pattern,note\nquay,{pattern}\n{pattern},\n", encoding="utf-8")
    found = difference(*map(read_list, paths))
    assert (patterns(found), found.changed, found.lines) == ((["peace"], ["war"]), (), None)


def test_other_boundaries_are_another_rule(tmp_path: Path) -> None:
    """A pattern that may stand elsewhere than before is another rule; with its id, a changed one."""
    before, after = {"id": "a", "pattern": "war"}, {"id": "a", "pattern": "war", "boundaries": "substring"}
    old, new = listed(tmp_path, before), listed(tmp_path, after, name="new")
    (change,) = difference(old, new).changed
    assert change.fields == ("edges",)
    renamed = listed(tmp_path, {**after, "id": "b"}, name="renamed")
    assert patterns(difference(old, renamed)) == (["war"], ["war"])


@pytest.mark.skipif(not DATA.is_dir(), reason="the published lists are not at ../shared/data/citizenlab")
def test_line_21_and_22() -> None:
    """LINE's version 22 has 312 lines more and 147 less, four of these listed twice; 309 and 141 distinct rules."""
    folder = DATA / "LINE" / "raw-block-lists"
    found = difference(read_list(folder / "line-v21.txt"), read_list(folder / "line-v22.txt"))
    assert found.lines == Lines(added=312, removed=147, added_again=0, removed_again=4)
    assert (len(found.added), len(found.removed)) == (309, 141)
    assert [(each.rules, each.distinct, each.blanks) for each in found.untidy] == [(370, 364, 2), (535, 532, 8)]
