"""Published lists as they lie in ../shared/data, which is not in the repository: the counts of their sources."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from outlast.filters.keyword.lists import read_list
from outlast.filters.keyword.rules import KeywordList
from outlast.keywords.gathering import Found, gather
from outlast.keywords.importing import ImportedList, import_lists
from outlast.keywords.mapping import read_list_mapping
from outlast.keywords.merging import Counts

ROOT = Path(__file__).parents[2]
MAPS = ROOT / "configs" / "imports" / "keywords"
DATA = ROOT.parent / "shared" / "data" / "citizenlab"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the published lists are not at ../shared/data/citizenlab")


def bring(name: str, source: str, into: Path) -> list[ImportedList]:
    return import_lists(read_list_mapping(MAPS / f"{name}.yaml"), mapping_folder=MAPS, into=into, given=[DATA / source])


def one(name: str, source: str, into: Path) -> tuple[KeywordList, Counts]:
    (made,) = bring(name, source, into)
    return read_list(made.path), made.counts


def test_tom_skype_and_sina_uc(tmp_path: Path) -> None:
    """Of 4,870 lines 1 is the header and 613 go on with a cell, which leaves 4,256 words, 138 of both clients."""
    found, counts = one("tom-skype-sina-uc", "TOM-Skype--Sina-UC", tmp_path)
    text = (DATA / "TOM-Skype--Sina-UC" / "blocked-words.csv").read_text(encoding="utf-8")
    assert (text.count("\n"), 4870 - 1 - 613) == (4870, 4256)
    assert counts == Counts(kept=4256)
    assert found.counts() == {"literal": 4256}
    assert sum(rule.audience is None for rule in found.rules) == 138
    assert len({rule.components for rule in found.rules}) == 4256
    assert sum("+" in rule.pattern for rule in found.rules) == 9
    assert all(rule.category and rule.theme for rule in found.rules)


def test_tom_skype_against_sina_uc(tmp_path: Path) -> None:
    """Read client by client, the two share 138 of 4,256 words."""
    tom, tom_counts = one("tom-skype", "TOM-Skype--Sina-UC", tmp_path)
    sina, sina_counts = one("sina-uc", "TOM-Skype--Sina-UC", tmp_path)
    assert (tom_counts.read, sina_counts.read) == (4256, 4256)
    words = [{rule.pattern for rule in each.rules} for each in (tom, sina)]
    assert [len(each) for each in words] == [2576, 1818]
    assert (len(words[0] & words[1]), len(words[0] | words[1])) == (138, 4256)


def test_line(tmp_path: Path) -> None:
    """Every version of LINE's list has as many lines as its source, and expressions from version 24 on."""
    made = bring("line", "LINE/raw-block-lists", tmp_path)
    assert [each.path.stem for each in made] == [f"line-v{version}" for version in range(20, 26)]
    assert [each.counts.read for each in made] == [223, 370, 535, 536, 578, 578]
    assert [each.counts.duplicate for each in made] == [0, 6, 3, 3, 1, 1]
    assert [each.counts.kept for each in made] == [223, 364, 532, 533, 577, 577]
    assert [each.kinds.get("regex", 0) for each in made] == [0, 0, 0, 0, 48, 48]
    assert not any(each.counts.unread or each.counts.as_literal for each in made)
    first, last = (read_list(made[number].path) for number in (2, 4))
    dotted = [
        {rule.pattern for rule in each.rules if rule.kind == "literal" and "." in rule.pattern}
        for each in (first, last)
    ]
    assert dotted[0] == dotted[1]
    assert len(dotted[0]) == 2


def test_wechat(tmp_path: Path) -> None:
    """WeChat's two tables have 177 and 862 keywords; in the second two stand twice."""
    found, counts = one("wechat-one-app", "wechat/one_app_two_systems", tmp_path)
    assert (counts.read, counts.kept, found.counts()) == (177, 177, {"literal": 97, "combination": 80})
    assert all(rule.added and rule.category and rule.theme for rule in found.rules)
    assert sum(str(rule.added) == "2016-07-01" for rule in found.rules) == 174
    found, counts = one("wechat-709", "wechat/709crackdown", tmp_path)
    assert (counts.read, counts.kept, counts.duplicate, counts.unread) == (862, 860, 2, 0)
    assert found.counts() == {"literal": 113, "combination": 747}


def test_qqmail(tmp_path: Path) -> None:
    """QQMail's 173 combinations are there, and 43 that extenuate as many of them as the source counts."""
    found, counts = one("qqmail", "qqmail", tmp_path)
    assert (counts.read, counts.unread) == (173 + 43, 0)
    assert found.counts() == {"literal": 101, "combination": 72, "extenuating": 43}
    extenuated = sorted(len(rule.of) for rule in found.rules if rule.kind == "extenuating")
    assert (extenuated[:2], extenuated[-1]) == ([1, 1], 122)


def test_apple(tmp_path: Path) -> None:
    """Apple's six regions have as many rules as their sources, 1,105 together."""
    found, counts = one("apple", "apple", tmp_path)
    regions = {name: len(found.standing(region=name).rules) for name in ("us", "ca", "jp", "tw", "hk", "cn")}
    assert regions == {"us": 170, "ca": 206, "jp": 192, "tw": 397, "hk": 542, "cn": 1045}
    assert (len(found.rules), found.counts()) == (1105, {"wildcard": 1105})
    assert counts == Counts(kept=1105, merged=sum(regions.values()) - 1105)


def test_games(tmp_path: Path) -> None:
    """All 183,059 lines of the games' union are rules, as literals or as expressions, within seconds of computing."""
    before = time.process_time()
    (literal,) = bring("games", "chinese-games", tmp_path)
    assert time.process_time() - before < 30
    assert literal.counts == Counts(kept=183_059, as_literal=1_624)
    assert literal.kinds == {"literal": 183_059}
    assert len(literal.remarks) == 1_624
    (source,) = read_list_mapping(MAPS / "games.yaml").reading("regex").read
    regex = gather([Found(source, DATA / "chinese-games" / "keywords_union.txt")], edges="substring")
    assert Counter(rule.kind for rule in regex.rules) == {"literal": 181_704, "regex": 1_355}
    assert regex.counts == Counts(kept=183_059, as_literal=269)
