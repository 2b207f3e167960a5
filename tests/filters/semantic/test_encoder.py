"""Vectors of texts: how tokens become one, what is remembered, and who computes what is computed elsewhere."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from outlast.filters.semantic.encoder import Encoder, open_encoder
from outlast.filters.semantic.folder import ModelError, find_model


class Counting:
    """Makes the vector of a text from its length, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, text: str) -> np.ndarray:
        self.asked.append(text)
        return np.array([len(text), 4.0], dtype=np.float32)


STAND_IN = """
class SentenceTransformer:
    def __init__(self, path, *, device, local_files_only):
        assert (path.endswith("other"), device, local_files_only) == (True, "cpu", True)

    def encode(self, texts, *, show_progress_bar):
        assert not show_progress_bar
        return [[len(text), 4.0] for text in texts]
"""


def test_vectors_have_length_1(plain_encoder):
    """A known word's vector has length 1; that of a text of which the model knows nothing is 0."""
    assert np.linalg.norm(plain_encoder.vectors(["war", "the", ""]), axis=1).tolist() == [pytest.approx(1), 0, 0]


def test_a_text_is_computed_once():
    """Texts that are the same, in a batch or in the next, are computed once; equal texts have equal vectors."""
    counting = Counting()
    encoder = Encoder(None, counting)
    vectors = encoder.vectors(["abc", "abc", "a"])
    assert vectors[0].tolist() == vectors[1].tolist() == [pytest.approx(0.6), pytest.approx(0.8)]
    encoder.vectors(["a", "ab"])
    assert counting.asked == ["abc", "a", "ab"]


@pytest.mark.parametrize(
    ("settings", "pooled"),
    [
        ({"pooling_mode_mean_tokens": True}, lambda hidden: hidden.mean(axis=0)),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, lambda hidden: hidden[0]),
        ({"pooling_mode_max_tokens": True}, lambda hidden: hidden.max(axis=0)),
        ({"pooling_mode": "cls"}, lambda hidden: hidden[0]),
    ],
)
def test_tokens_are_pooled_as_the_folder_says(tiny, tmp_path, settings, pooled):
    """The vector is the mean of the tokens', the first of them, or the greatest of each column."""
    folder = tiny["write_random_model"](tmp_path / "random")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    sentences = open_encoder(find_model("random", folder=tmp_path)).sentences
    hidden = sentences.bert(np.array(sentences.tokenizer.encode("word1 word2").ids))
    assert sentences("word1 word2").tolist() == pooled(hidden).tolist()


def test_a_pickled_encoder_is_its_folder(tiny, tmp_path):
    """A pickle holds no weights, and gives the same vectors."""
    tiny["write_random_model"](tmp_path / "random")
    encoder = open_encoder(find_model("random", folder=tmp_path))
    sent = pickle.dumps(encoder)
    assert len(sent) < 1500
    assert pickle.loads(sent).vectors(["word1"]).tolist() == encoder.vectors(["word1"]).tolist()


@pytest.fixture
def stand_in(tmp_path, monkeypatch) -> Iterator[None]:
    """Let `import sentence_transformers` find the stand-in, for one test."""
    (tmp_path / "sentence_transformers.py").write_text(STAND_IN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    real = sys.modules.pop("sentence_transformers", None)
    yield
    sys.modules.pop("sentence_transformers", None)
    if real is not None:
        sys.modules["sentence_transformers"] = real


@pytest.mark.usefixtures("stand_in")
def test_other_families_are_handed_on(tmp_path):
    """A folder of another kind goes to sentence-transformers where there is one; its vectors are made as long as 1."""
    (tmp_path / "other").mkdir()
    for name, text in {"config.json": '{"model_type": "mpnet"}', "weights.bin": "weights", ".hidden": "none"}.items():
        (tmp_path / "other" / name).write_text(text, encoding="utf-8")
    found = find_model("other", folder=tmp_path)
    assert [path.name for path in found.files] == ["config.json", "weights.bin"]
    made = open_encoder(found).vectors(["abc", ""])
    assert made.dtype == np.float32
    assert made.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 1]]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("model.safetensors", b"weights", r"^model\.safetensors of the model cannot be read: "),
        ("tokenizer.json", b"{}", r"^tokenizer\.json of the model cannot be read: "),
    ],
)
def test_files_that_are_broken_are_told_of(tiny, tmp_path, file, content, message):
    """Weights and tokenizers that cannot be read end in a line that names the file."""
    folder = tiny["write_random_model"](tmp_path / "random")
    (folder / file).write_bytes(content)
    with pytest.raises(ModelError, match=message) as caught:
        open_encoder(find_model("random", folder=tmp_path))
    assert "\n" not in str(caught.value)


def test_a_weight_that_is_not_there_is_named(tiny, tmp_path):
    """A model with fewer layers than its config says has a name for what is missing."""
    folder = tiny["write_random_model"](tmp_path / "random")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 3}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"has no weight 'encoder\.layer\.2\."):
        open_encoder(find_model("random", folder=tmp_path))
