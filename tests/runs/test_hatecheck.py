"""HateCheck, imported and judged: accuracies in its functionalities are those of a few lines of pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import outlast
from outlast.corpus.importing import import_corpus
from outlast.corpus.mapping import read_mapping

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "hatecheck"

POLICY = """\
name: hateful
version: "1"
title: What HateCheck calls hateful
source: Röttger et al. 2021
reading: its gold label
block:
  - {id: hateful, when: {gold: hateful}, reason: hateful}
"""

EXPERIMENT = """\
name: functional
question: In which functionalities is a filter for tone right?
corpus: {name: hatecheck, language: en, unit: paragraph}
policy: hateful
filters:
  - {name: tone, kind: classifier, policy: civility, train: {corpus: discourse, language: en}}
near_misses: 0
"""


@pytest.mark.skipif(not DATA.is_dir(), reason="HateCheck's cases are not here")
def test_accuracy_in_each_functionality_is_what_pandas_counts(tmp_path: Path) -> None:
    """A classifier of civility, learned from discourse and judged on HateCheck, is right as often in each functionality
    as the same model in a pipeline of scikit-learn's, counted by pandas from the published file.
    """
    mapping = read_mapping(ROOT / "configs/imports/hatecheck.yaml")
    import_corpus(mapping, mapping_folder=DATA, into=tmp_path / "corpora")
    (tmp_path / "configs" / "policies").mkdir(parents=True)
    (tmp_path / "configs" / "policies" / "hateful.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "experiments" / "functional").mkdir(parents=True)
    (tmp_path / "experiments" / "functional" / "experiment.yaml").write_text(EXPERIMENT, encoding="utf-8")
    run = outlast.run(tmp_path / "experiments" / "functional", runs=tmp_path / "runs")
    found = {row["value"]: (row["right"], row["n"]) for row in run.accuracy("functionality")}

    cases = pd.read_csv(DATA / "test_suite_cases.csv")
    speech = pd.read_json(ROOT / "corpora/discourse/passages.en.jsonl", lines=True)
    tone = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(class_weight="balanced", max_iter=1000),
    ).fit(speech["text"], speech["civility"] != "civil")
    blocked = tone.predict_proba(cases["test_case"])[:, 1] >= 0.5
    right = (blocked == (cases["label_gold"] == "hateful")).groupby(cases["functionality"]).agg(["sum", "size"])
    assert found == {name: (row["sum"], row["size"]) for name, row in right.iterrows()}
    summary, table, _ = outlast.measure(run, "functional")
    hateful = (cases["label_gold"] == "hateful").groupby(cases["functionality"]).mean()
    for row in table:
        kind = "under_blocked" if hateful[row["functionality"]] else "over_blocked"
        assert (row["passed"], row["cases"] - row[kind]) == (found[row["functionality"]][0], row["passed"])
        templates = cases.loc[cases["functionality"] == row["functionality"], "templ_id"]
        assert row["passed_clusters"] == templates.nunique()
    assert [row["functionality"] for row in table] == list(dict.fromkeys(cases["functionality"]))
    assert next(iter(summary))["macro_rate"] == pytest.approx((right["sum"] / right["size"]).mean())
    assert len(found) == 29
    assert 0 < sum(count for count, _ in found.values()) < len(cases)
