"""`outlast keywords import`: what it prints and where, its exit codes, and the mappings that are shipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outlast.filters.keyword.lists import read_list

ROOT = Path(__file__).parents[2]
MAPS = ROOT / "configs" / "imports" / "keywords"

MAPPING = """\
keywords: {name: harbour, version: "1", language: en, licence: CC0-1.0, source: A. Nonymous}
read:
  - format: lines
    path: words.txt
    separator: "+"
    expressions: {known_by: '\\.\\*', read_as: literal}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a mapping and its file, entered."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "map.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "maps" / "words.txt").write_text("strike\ndock+strike\n.*quay\n", encoding="utf-8")
    return tmp_path


def write(folder: Path, files: dict[str, str]) -> None:
    """Write small files in the form of published ones."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def test_a_list_where_the_catalogue_finds_it(outlast: Callable, project: Path) -> None:
    """The list goes to configs/keywords, is told on standard output, and is found there by its name."""
    done = outlast("keywords", "import", "maps/map.yaml")
    assert (done.code, done.out) == (
        0,
        "configs/keywords/harbour.yaml: 3 rows read; 3 rules (2 literal, 1 combination), "
        "1 expressions read as literals\n",
    )
    assert done.err == "maps/words.txt:3: read as a literal: it looks like an expression\n"
    assert "harbour" in outlast("list", "keywords").out


def test_expressions_by_choice(outlast: Callable, project: Path) -> None:
    """--expressions has the last word on what becomes of expressions."""
    done = outlast("keywords", "import", "maps/map.yaml", "--expressions", "regex", "--into", "lists")
    assert (done.code, done.err) == (0, "")
    assert done.out == "lists/harbour.yaml: 3 rows read; 3 rules (1 literal, 1 combination, 1 regex)\n"


def test_rows_that_could_not_be_read(outlast: Callable, project: Path) -> None:
    """Rows that could not be read are told as file:line on standard error, with exit code 3; the rest is written."""
    write(project / "maps", {"words.txt": "strike\na+b+c+d+e+f+g\n"})
    done = outlast("keywords", "import", "maps/map.yaml")
    assert (done.code, done.err) == (3, "maps/words.txt:2: not read: pattern: has 7 items; at most 6 wanted\n")
    assert done.out == "configs/keywords/harbour.yaml: 2 rows read; 1 rules (1 literal), 1 not read\n"
    assert len(read_list(Path("configs/keywords/harbour.yaml")).rules) == 1


def test_replacing(outlast: Callable, project: Path) -> None:
    """A second import is refused with exit code 2 and says how to replace; --replace replaces."""
    outlast("keywords", "import", "maps/map.yaml")
    done = outlast("keywords", "import", "maps/map.yaml")
    message = "outlast: configs/keywords/harbour.yaml is there already; --replace replaces it\n"
    assert (done.code, done.out, done.err) == (2, "", message)
    write(project / "maps", {"words.txt": "quay\n"})
    assert outlast("keywords", "import", "maps/map.yaml", "--replace").code == 0
    assert [rule.components for rule in read_list(Path("configs/keywords/harbour.yaml")).rules] == [("quay",)]


@pytest.mark.usefixtures("project")
def test_a_mapping_that_is_not_there(outlast: Callable) -> None:
    """A mapping that is not there ends in one line and exit code 2."""
    done = outlast("keywords", "import", "maps/none.yaml")
    assert (done.code, done.err) == (2, "maps/none.yaml: no such file\n")


def test_a_small_apple(outlast: Callable, project: Path) -> None:
    """Apple's mapping merges six regions by pattern."""
    files = {f"{region}.txt": "QUAY\n" for region in ("us", "ca", "jp", "tw", "hk", "cn")}
    write(project, {**files, "cn.txt": "*港口*\nQUAY\n"})
    assert outlast("keywords", "import", MAPS / "apple.yaml", "--from", ".", "--into", "lists").code == 0
    found = read_list(Path("lists/apple-engraving.yaml"))
    assert [(rule.components, rule.edges, rule.regions) for rule in found.rules] == [
        (("QUAY",), "word", ("us", "ca", "jp", "tw", "hk", "cn")),
        (("港口",), "substring", ("cn",)),
    ]
    assert [rule.components for rule in found.standing(region="us").rules] == [("QUAY",)]


def test_a_small_line(outlast: Callable, project: Path) -> None:
    """LINE's mapping reads one version alone; from 24 on .* at an end and (a|b) are expressions, lone dots are not."""
    text = "港口\n港.口.工\n.*港口.*(罢工|停工).*\n.*港口.*停工\n港口(罢工|停工)\n港|口\n"
    write(project, {"line-v24.txt": text, "line-v23.txt": text})
    for version in ("23", "24"):
        assert outlast("keywords", "import", MAPS / "line.yaml", "--from", f"line-v{version}.txt").code == 0
    found = {version: read_list(Path(f"configs/keywords/line-v{version}.yaml")) for version in ("23", "24")}
    assert {name: (each.version, each.counts()) for name, each in found.items()} == {
        "23": ("23", {"literal": 6}),
        "24": ("24", {"literal": 3, "regex": 3}),
    }
    assert [rule.components[0] for rule in found["24"].rules if rule.kind == "literal"] == ["港口", "港.口.工", "港|口"]
    assert {rule.audience for rule in found["24"].rules} == {"mainland-china-number"}


def test_a_small_qqmail(outlast: Callable, project: Path) -> None:
    """QQMail's mapping reads combinations, and extenuating ones with the combinations that they extenuate."""
    head = "Extenuating combination,# of censored keyword combinations it extenuates,"
    head += "Censored keyword combinations it extenuates\n"
    write(project, {"censored.txt": "港口\n罢工+码头\n", "extenuating.csv": head + '海+豹,2,"港口, 罢工+码头"\n'})
    assert outlast("keywords", "import", MAPS / "qqmail.yaml", "--from", ".").code == 0
    assert [
        (rule.kind, rule.components, rule.of) for rule in read_list(Path("configs/keywords/qqmail.yaml")).rules
    ] == [
        ("literal", ("港口",), ()),
        ("combination", ("罢工", "码头"), ()),
        ("extenuating", ("海", "豹"), ("censored-1", "censored-2")),
    ]


def test_a_small_tom_skype_and_sina_uc(outlast: Callable, project: Path) -> None:
    """The clients' mapping keeps pluses, themes, translations and lists; each client's words can be asked for."""
    head = "word_id,word,human_translation,machine_translation,pinyin,description,client,lists,category,"
    head += "category_id,theme\r\n"
    rows = '7,5+6,sums,,,"two\r\nlines",TOM-Skype,T 1;T 2,Odd,3,Misc\r\n'
    rows += "8,港口,port,harbour,gangkou,,Both,S 1,Places,4,Misc\r\n"
    write(project, {"blocked-words.csv": head + rows + "9,码头,,quay,,,Sina UC,S 2,Places,4,Misc\r\n"})
    for name in ("tom-skype-sina-uc", "tom-skype", "sina-uc"):
        assert outlast("keywords", "import", MAPS / f"{name}.yaml", "--from", "blocked-words.csv").code == 0
    found = read_list(Path("configs/keywords/tom-skype-sina-uc.yaml"))
    assert [
        (rule.id, rule.pattern, rule.category, rule.theme, rule.translation, rule.audience) for rule in found.rules
    ] == [
        ("7", "5+6", "Odd", "Misc", "sums", "tom-skype"),
        ("8", "港口", "Places", "Misc", "port; by machine: harbour", None),
        ("9", "码头", "Places", "Misc", "by machine: quay", "sina-uc"),
    ]
    assert found.rules[0].note == "two lines; lists: T 1;T 2; category_id: 3"
    assert [rule.id for rule in found.standing(audience="sina-uc").rules] == ["8", "9"]
    lists = {name: read_list(Path(f"configs/keywords/{name}.yaml")).rules for name in ("tom-skype", "sina-uc")}
    assert {name: [rule.id for rule in rules] for name, rules in lists.items()} == {
        "tom-skype": ["7", "8"],
        "sina-uc": ["8", "9"],
    }


def test_a_small_wechat(outlast: Callable, project: Path) -> None:
    """WeChat's mappings read both ways to write combinations, and 07/2016 as the first of July 2016."""
    one = "Date Tested,Keyword,Translation,Theme,Category,Keyword Type ,Language,Note,Reference,\n"
    one += "07/2016,码头 罢工,Dock + Strike,Events ,Work,combo,simplified Chinese,,http://a.example,\n"
    one += "2016-09-06,port au prince,,,Places,phrase ,English,A city,,http://b.example\n"
    write(project, {"wechat_blocked_keywords.csv": one})
    assert outlast("keywords", "import", MAPS / "wechat-one-app.yaml", "--from", ".").code == 0
    first, second = read_list(Path("configs/keywords/wechat-one-app.yaml")).rules
    assert (first.kind, first.components, str(first.added)) == ("combination", ("码头", "罢工"), "2016-07-01")
    assert (first.theme, first.note) == ("Events", "http://a.example; language: simplified Chinese")
    assert (second.kind, second.components, str(second.added)) == ("literal", ("port au prince",), "2016-09-06")
    assert second.note == "A city; http://b.example; language: English"
    two = "Date Tested,Keyword,Translation,# of Components,Language\n07/2016,码头+罢工 ,Dock Strike,2,Chinese\n"
    write(project, {"all-keywords.csv": two + "2017-03-01,港口,Port,2,Chinese\n"})
    done = outlast("keywords", "import", MAPS / "wechat-709.yaml", "--from", ".")
    assert (done.code, done.err) == (
        3,
        "all-keywords.csv:3: not read: # of Components is '2', but components found: 1\n",
    )
    (rule,) = read_list(Path("configs/keywords/wechat-709.yaml")).rules
    assert (rule.components, str(rule.added), rule.audience) == (
        ("码头", "罢工"),
        "2016-07-01",
        "mainland-china-number",
    )


@pytest.mark.parametrize(("choice", "regex"), [("literal", 0), ("regex", 5)])
def test_small_games(outlast: Callable, project: Path, choice: str, regex: int) -> None:
    """The games' mapping knows expressions by what is repeated, by alternatives and by flags, and no other line."""
    expressions = ["港.?口", "码[^一]{0,3}头", "(罢|停)工", "(?i)quay", "港.{0,2}口"]
    words = ["港.口", "港|口", "港{3}口", "[港 口]", "*港口*", "港?口", "(港口)", "a.b.com", "¿?+"]
    write(project, {"keywords_union.txt": "".join(f"{line}\n" for line in [*expressions, *words])})
    done = outlast("keywords", "import", MAPS / "games.yaml", "--from", ".", "--expressions", choice)
    assert done.code == 0
    assert len(done.err.splitlines()) == 5 - regex
    found = read_list(Path("configs/keywords/chinese-games.yaml"))
    assert [rule.components[0] for rule in found.rules if rule.kind == "regex"] == expressions[:regex]
    assert [rule.components[0] for rule in found.rules] == [*expressions, *words]
