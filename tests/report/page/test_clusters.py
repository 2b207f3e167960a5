"""What the page's script is told of clusters."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, t

from outlast.report.page.clusters import cluster_data
from outlast.runs.results import open_run


@pytest.fixture(scope="module")
def run(letter_runs):
    """The letter's English run."""
    return open_run("letter", runs=letter_runs)


def test_sentences_of_a_paragraph_have_its_number(run) -> None:
    """Added up, the steps number the paragraphs in reading order, for a part of the text too."""
    passages = run.passages().slice(10, 40)
    found = cluster_data(run, passages, targets=[None] * 40, scores=[])
    parents = passages.column("parent_id").to_pylist()
    order = list(dict.fromkeys(parents))
    assert np.cumsum(found["clusters"]).tolist() == [order.index(parent) for parent in parents]


def test_quantiles_are_those_of_the_clusters_that_count(run) -> None:
    """Three paragraphs have a scored sentence and two of them one that is no target; one alone needs no quantile."""
    passages = run.passages()
    parents = passages.column("parent_id").to_pylist()
    own = [parents.index(parent) for parent in list(dict.fromkeys(parents))[:4]]
    scores = [[None, [0.5 if at in own[:3] else None for at in range(len(parents))]]]
    found = cluster_data(run, passages, targets=[at == own[0] for at in range(len(parents))], scores=scores)
    assert found["quantiles"]["z"] == pytest.approx(norm.ppf(0.975))
    assert found["quantiles"]["t"] == pytest.approx({3: t.ppf(0.975, 2), 2: t.ppf(0.975, 1)})
