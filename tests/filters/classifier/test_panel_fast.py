"""Large batches scored by compiled loops score as by scikit-learn; what cannot be so scored is left to it, and said."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pyarrow as pa
import pytest

from outlast.filters.classifier.config import ClassifierConfig
from outlast.filters.classifier.panel import Panel
from outlast.filters.training import Training

NOUNS = ["bread", "rain", "frogs", "war", "tea", "vote", "snow", "oil"]
TEXTS = [f"{first.title()} and {second}: no {second}s!" for first, second in itertools.permutations(NOUNS, 2)]
TARGETS = np.array(["war" in text.lower() or "vote" in text.lower() for text in TEXTS])


def panel(features: dict, model: dict, *, calibrate: str = "none", fast_from: int) -> Panel:
    """A panel of one classifier that learned the texts about war and votes."""
    config = ClassifierConfig.model_validate(
        {
            "kind": "classifier",
            "name": "model",
            "train": {"corpus": "corpus", "language": "en"},
            "features": features,
            "model": model,
            "calibrate": calibrate,
        }
    )
    known = Training(pa.array(TEXTS), TARGETS, pa.array([f"g{row}" for row in range(len(TEXTS))]), "apart")
    return Panel((config.fit(known, group_of={}, seed=0)[0].whole,), fast_from=fast_from)


FEATURES = [
    {"kind": "word", "ngrams": [1, 2]},
    {"kind": "word", "weighting": "count", "lowercase": False},
    {"kind": "char", "ngrams": [1, 3], "accents": "unicode"},
    {"kind": "char-wb", "ngrams": [2, 4], "weighting": "binary", "norm": "l1"},
]
MODELS = [{"kind": "logistic-regression"}, {"kind": "linear-svm"}, {"kind": "sgd"}, {"kind": "sgd", "loss": "hinge"}]
MODELS += [{"kind": "complement-naive-bayes"}]
JUDGED = pa.chunked_array([[*TEXTS, "", "Wár in the TEAhouse", "战争 war\u0301", "nothing known"]])


@pytest.mark.parametrize("features", FEATURES, ids=str)
@pytest.mark.parametrize("model", MODELS, ids=str)
def test_compiled_scores_are_scikit_learns(features: dict, model: dict) -> None:
    """Each linear model over each kind of n-grams scores within 1e-9 of scikit-learn."""
    fast, slow = (panel(features, model, fast_from=least).scores(JUDGED) for least in (1, 10**9))
    np.testing.assert_allclose(fast, slow, rtol=0, atol=1e-9)
    assert len(set(np.round(slow[:, 0], 6))) > 3


@pytest.mark.parametrize("calibrate", ["sigmoid", "isotonic"])
def test_calibrated_scores_too(calibrate: str) -> None:
    """A calibration is given the same decisions."""
    fast, slow = (
        panel(FEATURES[0], MODELS[1], calibrate=calibrate, fast_from=least).scores(JUDGED) for least in (1, 10**9)
    )
    np.testing.assert_allclose(fast, slow, rtol=0, atol=1e-9)


def test_what_has_no_weights_is_left_to_scikit_learn(caplog: pytest.LogCaptureFixture) -> None:
    """Nearest neighbours are scored all the same, and the log says by what and why."""
    model = {"kind": "nearest-neighbours", "neighbours": 3}
    fast, slow = (panel(FEATURES[0], model, fast_from=least).scores(JUDGED) for least in (1, 10**9))
    np.testing.assert_array_equal(fast, slow)
    assert [record.getMessage() for record in caplog.records] == [
        "60 texts are scored by scikit-learn: a model that shares the vectoriser has no weights, as linear models do"
    ]


def test_small_batches_go_to_scikit_learn() -> None:
    """Below its least number of texts a panel does not look for the compiled loops."""
    made = panel(FEATURES[0], MODELS[0], fast_from=len(JUDGED) + 1)
    made.scores(JUDGED)
    assert "_fast" not in vars(made)


def test_a_panel_can_be_sent_to_another_process() -> None:
    """A pickled panel scores alike, whatever was compiled before."""
    made = panel(FEATURES[0], MODELS[0], fast_from=1)
    before = made.scores(JUDGED)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(made)).scores(JUDGED), before)
