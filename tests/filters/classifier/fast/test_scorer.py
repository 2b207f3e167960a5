"""The scorer: what it takes, what it refuses, and that nothing but texts and models decides its scores."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from outlast.filters.classifier.fast import FastScorer, Unsupported, compile_scorer

VECTORISER = CountVectorizer().fit(["frogs sing", "newts swim"])  # frogs, newts, sing, swim
COEFFICIENTS = np.array([[1.0, 10.0, 100.0, 1000.0], [0.0, 0.0, 0.0, -1.0]])
TEXTS = ["Frogs sing; frogs swim!", "newts", "", "ΝΕΩΣ newts ΣΑΣ", "swim\x00sing"]
SCORES = [[1102.5, -1.0], [10.5, 0.0], [0.5, 0.0], [10.5, 0.0], [1100.5, -1.0]]


@pytest.fixture(scope="module")
def scorer() -> FastScorer:
    """Two models that count words: the first adds powers of ten, the second minds swimming."""
    made = compile_scorer(VECTORISER, coefficients=COEFFICIENTS, intercepts=np.array([0.5, 0.0]))
    assert isinstance(made, FastScorer)
    return made


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS,
        pa.array(TEXTS),
        pa.array(TEXTS, pa.large_string()),
        pa.array(TEXTS, pa.string_view()),
        pa.array(TEXTS).dictionary_encode(),
        pa.array(["newts", *TEXTS, "swim"]).slice(1, 5),
        pa.chunked_array([TEXTS[:2], TEXTS[2:]]),
        pa.chunked_array([["swim"], TEXTS]).slice(1),
    ],
    ids=["list", "string", "large", "view", "dictionary", "slice", "chunks", "sliced chunks"],
)
def test_columns_of_any_layout(scorer, texts):
    """The same texts have the same scores however Arrow keeps them."""
    assert scorer.scores(texts).tolist() == SCORES


@pytest.mark.parametrize("texts", [[], pa.array([], pa.string()), pa.chunked_array([], pa.string())])
def test_no_texts(scorer, texts):
    """Of no texts there are no scores, for each model."""
    assert scorer.scores(texts).shape == (0, 2)


def test_only_empty_texts(scorer):
    """Texts without a letter have the intercepts as scores."""
    assert scorer.scores(["", ""]).tolist() == [[0.5, 0.0]] * 2


def test_a_null_is_refused(scorer):
    """A null is no text; how many there are is said."""
    with pytest.raises(ValueError, match="1 of 2 texts are null; a filter judges texts"):
        scorer.scores(pa.array(["newts", None]))


def test_bytes_that_are_no_utf_8_are_refused(scorer):
    """Bytes are checked before the loops trust them."""
    broken = pa.array([b"newts", b"\xf4\xff"]).view(pa.string())
    with pytest.raises(pa.ArrowInvalid, match="UTF8"):
        scorer.scores(broken)


def test_many_texts_are_scored_as_each_alone(scorer):
    """Texts are taken in batches; where a text stands does not matter."""
    long = "newts " * 60_000
    scores = scorer.scores([*TEXTS * 9000, long, long, *TEXTS])
    assert (scores[:45_000] == np.array(SCORES * 9000)).all()
    assert scores[45_000:].tolist() == [[600_000.5, 0.0], [600_000.5, 0.0], *SCORES]


def test_a_scorer_can_be_pickled_to_another_process(scorer):
    """A fresh process gives the same scores; what travels has no compiled code in it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(scorer.scores, TEXTS).result().tolist() == SCORES
    assert pickle.loads(pickle.dumps(scorer)).scores(TEXTS).tolist() == SCORES


@pytest.mark.parametrize(
    ("coefficients", "intercepts"), [(np.ones((1, 3)), np.ones(1)), (np.ones((2, 4)), np.ones(1)), (np.ones(4), 1.0)]
)
def test_shapes_that_do_not_go_together_are_refused(coefficients, intercepts):
    """Coefficients are a row of weights for each model, one for each term, and there is an intercept for each."""
    with pytest.raises(ValueError, match="do not go with a vocabulary of 4"):
        compile_scorer(VECTORISER, coefficients=coefficients, intercepts=intercepts)


def test_what_cannot_be_followed_has_no_scorer():
    """The reason comes back instead, for whoever asks scikit-learn then."""
    vectoriser = TfidfVectorizer(token_pattern="[a-z]+").fit(["frog"])
    made = compile_scorer(vectoriser, coefficients=np.ones((1, 1)), intercepts=np.zeros(1))
    assert made == Unsupported("its token_pattern '[a-z]+' is not one of those that are followed")


def test_without_numba_there_is_no_scorer(monkeypatch):
    """Where numba is missing, that is the reason, and how to get it."""
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "outlast.filters.classifier.fast.kernel", raising=False)
    made = compile_scorer(VECTORISER, coefficients=COEFFICIENTS, intercepts=np.zeros(2))
    assert isinstance(made, Unsupported)
    assert str(made).startswith("numba cannot be used (")
    assert str(made).endswith("); pip install 'outlast[fast]'")


def test_importing_the_package_imports_no_numba():
    """numba and scikit-learn are loaded when a scorer is made, not before."""
    program = "import sys, outlast.filters.classifier.fast; print({'numba', 'sklearn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_page_shows_how():
    """The example of the reference page runs: texts of the first kind score above 0, those of the other below."""
    page = (Path(__file__).parents[4] / "docs" / "fast-classifiers.md").read_text(encoding="utf-8")
    space: dict = {}
    exec(page.split("```python\n")[1].split("```")[0], space)
    assert (space["scores"][:, 0] > 0).tolist() == [True, True, False, False]
