"""Importing: two files for each list, which read back; all or nothing; and files found where they lie."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlast.errors import ConfigError, UserError
from outlast.filters.keyword.lists import read_list
from outlast.keywords.importing import ImportedList, import_lists
from outlast.keywords.mapping import ListMapping

INTO = Path("lists")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of two regions, entered."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "us.txt").write_text("STRIKE\nMARCH*\n", encoding="utf-8")
    (tmp_path / "data" / "ca.txt").write_text("STRIKE\n*GRÈVE*\n", encoding="utf-8")
    return tmp_path


REGIONS = [
    {"format": "lines", "path": "us.txt", "kind": "wildcard", "regions": ["us"]},
    {"format": "lines", "path": "ca.txt", "kind": "wildcard", "regions": ["ca"]},
]


def mapping(read: list[dict[str, Any]] | None = None, **about: Any) -> ListMapping:
    given = {"name": "port", "version": "2", "language": "und", "licence": "CC0-1.0", "source": "A. Nonymous."}
    return ListMapping.model_validate({"keywords": {**given, **about}, "read": read or REGIONS})


def bring(given: ListMapping, *paths: str, **keys: Any) -> list[ImportedList]:
    return import_lists(given, mapping_folder=Path("data"), into=INTO, given=[Path(path) for path in paths], **keys)


def test_what_is_written() -> None:
    """A list is a YAML file that says where it comes from, and a CSV file beside it with its rules."""
    (made,) = bring(mapping(note="Stars as in the source."))
    assert (made.path, made.kinds) == (INTO / "port.yaml", {"wildcard": 3})
    assert sorted(path.name for path in INTO.iterdir()) == ["port.csv", "port.yaml"]
    assert (INTO / "port.csv").read_text(encoding="utf-8") == (
        "id,kind,pattern,regions\nus-1,wildcard,STRIKE,us ca\nus-2,wildcard,MARCH*,us\nca-2,wildcard,*GRÈVE*,ca\n"
    )
    found = read_list(made.path)
    assert (found.name, found.version, found.language, found.licence) == ("port", "2", "und", "CC0-1.0")
    assert [(*rule.components, rule.edges, rule.regions) for rule in found.rules] == [
        ("STRIKE", "word", ("us", "ca")),
        ("MARCH", "prefix", ("us",)),
        ("GRÈVE", "substring", ("ca",)),
    ]
    assert re.sub(r"[0-9a-f]{12}", "…", found.note) == (
        "Imported by `outlast keywords import`. Source: A. Nonymous. Files: us.txt (sha256 …), ca.txt (sha256 …); "
        "4 rows read, 3 rules kept, 1 rows merged, 0 repeated, 0 left out, 0 not readable. Stars as in the source."
    )


def test_a_summary() -> None:
    """A list's summary counts rows, rules by kind, and what is neither."""
    Path("data/us.txt").write_text("STRIKE\n\nSTRIKE\n M*RCH\n", encoding="utf-8")
    (made,) = bring(mapping())
    assert made.summary == ("5 rows read, 1 blank, 1 trimmed; 2 rules (2 wildcard), 1 merged, 1 repeated, 1 not read")


def test_several_lists() -> None:
    """Sources that name lists of their own become these, each with its version."""
    read = [{**REGIONS[0], "name": "port-us", "version": "2024"}, {**REGIONS[1], "name": "port-ca"}]
    made = bring(mapping(read))
    assert [(read_list(each.path).name, read_list(each.path).version) for each in made] == [
        ("port-us", "2024"),
        ("port-ca", "2"),
    ]
    assert [len(read_list(each.path).rules) for each in made] == [2, 2]


@pytest.mark.parametrize(
    ("paths", "rules"),
    [((), 3), (("data",), 3), (("data/ca.txt",), 2), (("data/ca.txt", "data/us.txt"), 3), (("more", "data/us.txt"), 3)],
)
def test_where_files_lie(here: Path, paths: tuple[str, ...], rules: int) -> None:
    """Files are found beside the mapping, in a given folder, or given one by one; only those are read then."""
    (here / "more").mkdir()
    (here / "more" / "ca.txt").write_text("STRIKE\n*GRÈVE*\n", encoding="utf-8")
    (made,) = bring(mapping(), *paths)
    assert made.counts.kept == rules


def test_a_path_below_a_folder(here: Path) -> None:
    """A path with folders in it is found in a given folder with them, or by its name alone."""
    given = mapping([{**REGIONS[0], "path": "north/us.txt"}])
    assert bring(given, "data")[0].counts.kept == 2
    (here / "data" / "north").mkdir()
    (here / "data" / "north" / "us.txt").write_text("QUAY\n", encoding="utf-8")
    assert bring(given, "data", existing="replaced")[0].counts.kept == 1


def test_one_file_under_another_name(here: Path) -> None:
    """Where a mapping reads one file, the one that is given is that, whatever it is called."""
    (here / "download (1).txt").write_text("QUAY\n", encoding="utf-8")
    (made,) = bring(mapping(REGIONS[:1]), "download (1).txt")
    assert [rule.id for rule in read_list(made.path).rules] == ["download-1-1"]


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (("nowhere",), "nothing at nowhere"),
        (("data/uk.txt",), "the mapping reads no file called 'uk.txt'; did you mean 'us.txt'?"),
        (("more",), "no file at more/us.txt; --from PATH says where it lies"),
        (("data/us.txt", "more/us.txt"), "two files called us.txt are given; which of them is read?"),
    ],
)
def test_files_that_are_not_there(here: Path, paths: tuple[str, ...], message: str) -> None:
    """A path that leads nowhere, or that the mapping does not speak of, is told, and nothing is written."""
    (here / "data" / "uk.txt").write_text("QUAY\n", encoding="utf-8")
    (here / "more").mkdir()
    if "more/us.txt" in paths:
        (here / "more" / "us.txt").write_text("QUAY\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        bring(mapping(), *paths)
    assert str(caught.value) == message
    assert not INTO.exists()


def test_a_list_that_is_there() -> None:
    """A list that is there is kept, even if another of the same import is new; asked to, it is replaced."""
    read = [{**REGIONS[0], "name": "new"}, {**REGIONS[1], "name": "old"}]
    bring(mapping(read[1:]))
    before = (INTO / "old.csv").read_bytes()
    Path("data/ca.txt").write_text("QUAI\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"^lists/old\.yaml is there already; --replace replaces it$"):
        bring(mapping(read))
    assert sorted(path.name for path in INTO.iterdir()) == ["old.csv", "old.yaml"]
    assert (INTO / "old.csv").read_bytes() == before
    bring(mapping(read), existing="replaced")
    assert [rule.components for rule in read_list(INTO / "old.yaml").rules] == [("QUAI",)]
    assert sorted(path.name for path in INTO.iterdir()) == ["new.csv", "new.yaml", "old.csv", "old.yaml"]


def test_rules_of_another_list_are_not_overwritten(here: Path) -> None:
    """A CSV file of the list's name is not replaced unasked, even without a YAML file beside it."""
    (here / "lists").mkdir()
    (here / "lists" / "port.csv").write_text("pattern\nmine\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"^lists/port\.csv is there already"):
        bring(mapping())
    assert (here / "lists" / "port.csv").read_text(encoding="utf-8") == "pattern\nmine\n"


def test_all_or_nothing(here: Path) -> None:
    """Where one file cannot be read at all, no list is written, and none that is there is touched."""
    (here / "data" / "t.csv").write_text('word\n"open\n', encoding="utf-8")
    read = [
        {**REGIONS[0], "name": "a"},
        {"format": "csv", "path": "t.csv", "name": "b", "columns": {"pattern": "word"}},
    ]
    bring(mapping(read[:1]))
    before = (INTO / "a.yaml").read_bytes()
    with pytest.raises(ConfigError, match=r"t\.csv:2:1: is no CSV"):
        bring(mapping(read), existing="replaced")
    assert sorted(path.name for path in INTO.iterdir()) == ["a.csv", "a.yaml"]
    assert (INTO / "a.yaml").read_bytes() == before


def test_nothing_that_could_be_read(here: Path) -> None:
    """A list without a single rule is not written; every row is told."""
    (here / "data" / "us.txt").write_text("a*b\n**\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        bring(mapping(), "data/us.txt")
    assert [line.partition(": not read")[0] for line in str(caught.value).splitlines()] == [
        "data/us.txt:1",
        "data/us.txt:2",
        "nothing of port could be read; nothing is written",
    ]
    assert not INTO.exists()


def test_a_place_that_cannot_be_written_to(here: Path) -> None:
    """A file in the place of the folder for lists is told in one line."""
    (here / "lists").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match=r"^cannot write to lists \(.*\); --into DIR names another$"):
        bring(mapping())


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=8), max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_characters_can_be_imported(lines: list[str]) -> None:
    """Whatever characters lines hold, they are imported and read back as rules, each with its line in its id."""
    text = "".join(f"{line}\n" for line in ["first", *lines]).removeprefix("\ufeff")
    Path("data/us.txt").write_text(text, encoding="utf-8", newline="")
    first = {line.strip(): number for number, line in reversed([*enumerate(["first", *lines], 1)]) if line.strip()}
    (made,) = bring(mapping([{"format": "lines", "path": "us.txt"}]), existing="replaced")
    expected = sorted((f"us-{number}", line) for line, number in first.items())
    assert sorted((rule.id, *rule.components) for rule in read_list(made.path).rules) == expected
