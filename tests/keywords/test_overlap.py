"""How much lists, and the parts of one, have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.errors import UserError
from outlast.filters.keyword.lists import list_from, read_list
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import KeywordList
from outlast.keywords.importing import import_lists
from outlast.keywords.mapping import read_list_mapping
from outlast.keywords.overlap import Shared, overlap, parts_of, split

FOLDED = Chain(("nfkc", "casefold"))
DATA = Path(__file__).parents[3] / "shared" / "data" / "citizenlab"


def listed(name: str, *rules: dict) -> KeywordList:
    filled = [{"id": f"r{number}", "kind": "literal", **rule} for number, rule in enumerate(rules)]
    return list_from({"name": name, "version": "1", "language": "en", "rules": filled})


def words(name: str, *patterns: str) -> KeywordList:
    return listed(name, *({"pattern": pattern} for pattern in patterns))


def test_two_by_two() -> None:
    """Of each two lists, distinct rules that both have and that either has, after normalising.

    b and c share `peace`; a and b share `war` and, once normalised, `no`; all together are war, no, strike, peace.
    """
    lists = [words("a", "war", "ＮＯ", "strike"), words("b", "War", "no", "peace", "WAR"), words("c", "peace")]
    found = overlap(parts_of(lists, by=None), chain=FOLDED)
    assert found.sizes == {"a": 3, "b": 3, "c": 1}
    assert found.pairs == (Shared("a", "b", 2, 4), Shared("a", "c", 0, 4), Shared("b", "c", 1, 3))
    assert [pair.jaccard for pair in found.pairs] == [0.5, 0.0, pytest.approx(1 / 3)]
    assert (found.everywhere, found.union) == (0, 4)
    unnormalised = overlap(parts_of(lists, by=None), chain=Chain(()))
    assert [pair.shared for pair in unnormalised.pairs] == [0, 0, 1]


def test_what_all_have() -> None:
    """Rules that every list has are counted apart."""
    found = overlap(parts_of([words("a", "x", "y"), words("b", "y", "x"), words("c", "y")], by=None), chain=FOLDED)
    assert (found.everywhere, found.union) == (1, 2)


PORT = listed(
    "port",
    {"pattern": "war", "audience": "tom", "regions": ["cn"], "category": "unrest"},
    {"pattern": "strike", "audience": "sina", "regions": ["tw", "cn"], "category": "labour", "theme": "work"},
    {"pattern": "quay", "kind": "wildcard"},
    {"pattern": "WAR", "audience": "sina", "category": "labour"},
)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("audience", {"tom": ["war", "quay"], "sina": ["strike", "quay", "WAR"]}),
        ("region", {"cn": ["war", "strike", "quay", "WAR"], "tw": ["strike", "quay", "WAR"]}),
        ("category", {"unrest": ["war"], "labour": ["strike", "WAR"], "none": ["quay"]}),
        ("theme", {"none": ["war", "quay", "WAR"], "work": ["strike"]}),
        ("kind", {"literal": ["war", "strike", "WAR"], "wildcard": ["quay"]}),
    ],
)
def test_the_parts_of_a_list(by: str, expected: dict[str, list[str]]) -> None:
    """A rule for no audience or region in particular is in every part; one without a category has a part of its own."""
    parts = split(PORT, by)  # type: ignore[arg-type]
    assert {name: [rule.pattern for rule in rules] for name, rules in parts.items()} == expected


def test_parts_against_each_other() -> None:
    """Tom's list is war and quay, Sina's strike, quay and war: they share two of three."""
    assert overlap(parts_of([PORT], by="audience"), chain=FOLDED).pairs == (Shared("tom", "sina", 2, 3),)


@pytest.mark.parametrize(
    ("lists", "by", "message"),
    [
        ([PORT], None, "give two lists or more; one is compared with itself by --by, such as --by audience"),
        ([PORT, PORT], None, "the list port is given twice; give two different ones"),
        ([PORT, words("a", "x")], "region", "--by splits one list; give one, or compare whole lists without it"),
        (
            [words("a", "x")],
            "region",
            "a names no region, so there is nothing to compare; --by takes audience, region, category, theme, kind",
        ),
        (
            [words("a", "x")],
            "kind",
            "a has one kind only, so there is nothing to compare; --by takes audience, region, category, theme, kind",
        ),
    ],
)
def test_nothing_to_compare(lists: list[KeywordList], by: str | None, message: str) -> None:
    """What cannot be compared is refused, with what would do."""
    with pytest.raises(UserError) as caught:
        parts_of(lists, by=by)  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_two_lists_of_one_name(tmp_path: Path) -> None:
    """Lists that have one name go by their files."""
    paths = [tmp_path / name / "words.txt" for name in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("war\n", encoding="utf-8")
    assert list(parts_of([read_list(path) for path in paths], by=None)) == [str(path) for path in paths]


@pytest.mark.skipif(not DATA.is_dir(), reason="the published lists are not at ../shared/data/citizenlab")
def test_tom_skype_and_sina_uc(tmp_path: Path) -> None:
    """Imported, and split by audience, the two clients' lists share 138 of 4,256 words as they are written."""
    maps = Path(__file__).parents[2] / "configs" / "imports" / "keywords"
    mapping = read_list_mapping(maps / "tom-skype-sina-uc.yaml")
    (made,) = import_lists(mapping, mapping_folder=maps, into=tmp_path, given=[DATA / "TOM-Skype--Sina-UC"])
    parts = parts_of([read_list(made.path)], by="audience")
    found = overlap(parts, chain=Chain(()))
    assert found.sizes == {"tom-skype": 2576, "sina-uc": 1818}
    assert found.pairs == (Shared("tom-skype", "sina-uc", 138, 4256),)
