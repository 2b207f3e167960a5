"""Functional tests on cases in HateCheck's published form, written for this test: import, run, measure."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import outlast
from outlast.corpus.importing import import_corpus
from outlast.corpus.mapping import read_mapping

ROOT = Path(__file__).parents[2]

CASES = """\
,functionality,case_id,test_case,label_gold,target_ident,direction,focus_words,focus_lemma,ref_case_id,ref_templ_id,templ_id,case_templ
0,derog_h,1,Anglers are fools.,hateful,anglers,general,fools,fool,,,1,[I] are fools.
1,derog_h,2,Bakers are fools.,hateful,bakers,general,fools,fool,,,1,[I] are fools.
2,derog_h,3,All anglers lie.,hateful,anglers,general,lie,lie,,,2,All [I] lie.
3,spell_h,4,Anglers are f00ls.,hateful,anglers,general,f00ls,fool,1,1,30,[I] are f00ls.
4,spell_h,5,Bakers are f00ls.,hateful,bakers,general,f00ls,fool,2,1,30,[I] are f00ls.
5,negate_nh,6,Anglers are no fools.,non-hateful,anglers,general,fools,fool,1,1,41,[I] are no fools.
6,negate_nh,7,Bakers are never wrong.,non-hateful,bakers,general,wrong,wrong,2,1,42,[I] are never wrong.
"""

LIST = """\
name: fools
version: "1"
language: en
licence: CC0-1.0
rules:
  - {id: f1, kind: literal, pattern: fools}
"""

POLICY = """\
name: hateful
version: "1"
title: What the suite calls hateful
source: its gold labels
reading: its gold label
block:
  - {id: hateful, when: {gold: hateful}, reason: hateful}
"""

EXPERIMENT = """\
name: suite
question: In which functionalities is a list right?
corpus: {name: hatecheck, language: en, unit: paragraph}
policy: hateful
filters:
  - {name: fools, kind: keyword, list: fools}
"""


@pytest.fixture
def run(tmp_path: Path) -> outlast.Run:
    """The cases, imported by the shipped mapping and judged by a list of one word."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "test_suite_cases.csv").write_text(CASES, encoding="utf-8")
    mapping = read_mapping(ROOT / "configs" / "imports" / "hatecheck.yaml")
    import_corpus(mapping, mapping_folder=tmp_path / "cases", into=tmp_path / "corpora")
    for file, text in {
        "configs/policies/hateful.yaml": POLICY,
        "configs/keywords/fools.yaml": LIST,
        "experiments/suite/experiment.yaml": EXPERIMENT,
    }.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return outlast.run(tmp_path / "experiments" / "suite", runs=tmp_path / "runs")


def test_the_table_is_what_pandas_counts(run: outlast.Run, tmp_path: Path) -> None:
    """Cases passed by functionality are those of a groupby over the file and its texts, templates are the clusters."""
    cases = pd.read_csv(tmp_path / "cases" / "test_suite_cases.csv")
    right = cases["test_case"].str.contains("fools") == (cases["label_gold"] == "hateful")
    grouped = cases.assign(right=right).groupby("functionality", sort=False)
    expected = grouped.agg(passed=("right", "sum"), cases=("right", "size"), templates=("templ_id", "nunique"))
    table = outlast.measure(run, "functional")[1]
    found = [(row["functionality"], row["passed"], row["cases"], row["passed_clusters"]) for row in table]
    assert found == [(name, row.passed, row.cases, row.templates) for name, row in expected.iterrows()]
    assert [row[1] for row in found] == [2, 0, 1]


def test_references_are_followed_through_the_import(run: outlast.Run) -> None:
    """Both respelt cases get away; of the two negated ones the list is right to part one from its plain case."""
    found = {row["functionality"]: row for row in outlast.measure(run, "functional")[2]}
    spelt, negated = found["spell_h"], found["negate_nh"]
    assert (spelt["pairs"], spelt["only_reference"], spelt["unasked"]) == (2, 2, 2)
    assert (negated["pairs"], negated["wanted"], negated["asked"]) == (2, 1, 2)
    # cases 4 and 6 refer to case 1, cases 5 and 7 to case 2; 4 and 5, 1 and 2 are of one template: one group in all
    assert found["all"]["otherwise_clusters"] == 1
