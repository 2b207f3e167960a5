"""Tiny models in folders, as transformers write them, made by the tests that need one. Loaded by path."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]

WORDS = [f"word{number}" for number in range(30)]

MEANINGS = {
    "war": (5, -5, 0, 0, 0, 0, 0, 0),
    "battle": (4, -4, 3, -3, 0, 0, 0, 0),
    "tea": (0, 0, 0, 0, 5, -5, 0, 0),
    "cup": (0, 0, 0, 0, 4, -4, 3, -3),
}
"""Vectors with mean 0 and one length. The cosine of war and battle is 0.8, as is that of tea and cup; others have 0."""


def write_model(folder: Path, *, words: Iterable[str], tensors: dict[str, np.ndarray], **config: object) -> Path:
    """Write a model of a BERT-like kind, whose tokenizer splits at blanks and punctuation and knows some words."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {word: number for number, word in enumerate([*SPECIAL, *words])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    ends = [("[CLS]", 2), ("[SEP]", 3)]
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.enable_padding(length=16)  # as the files of published models do
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file(
        {name: np.ascontiguousarray(each, np.float32) for name, each in tensors.items()}, folder / "model.safetensors"
    )
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", **config}), encoding="utf-8")
    return folder


def shapes(*, vocabulary: int, width: int, wide: int, layers: int, places: int) -> dict[str, tuple[int, ...]]:
    """The weights of a BERT-like model by name."""
    made: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (vocabulary, width),
        "embeddings.position_embeddings.weight": (places, width),
        "embeddings.token_type_embeddings.weight": (2, width),
        "embeddings.LayerNorm.weight": (width,),
        "embeddings.LayerNorm.bias": (width,),
    }
    for number in range(layers):
        at = f"encoder.layer.{number}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            made |= {f"{at}.attention.{part}.weight": (width, width), f"{at}.attention.{part}.bias": (width,)}
        made |= {f"{at}.intermediate.dense.weight": (wide, width), f"{at}.intermediate.dense.bias": (wide,)}
        made |= {f"{at}.output.dense.weight": (width, wide), f"{at}.output.dense.bias": (width,)}
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            made |= {f"{at}.{part}.weight": (width,), f"{at}.{part}.bias": (width,)}
    return made


def write_plain_model(folder: Path) -> Path:
    """A model whose layers change nothing, so that a text's vector is the sum of what its words mean (`MEANINGS`).

    Other words, the special tokens and places are 0; attention and the wide layer give 0; norms scale by 1.
    """
    sizes = {"width": 8, "wide": 4, "layers": 1, "places": 64}
    named = shapes(vocabulary=len(SPECIAL) + len(MEANINGS), **sizes)
    tensors = {name: np.full(shape, float(name.endswith("Norm.weight"))) for name, shape in named.items()}
    tensors["embeddings.word_embeddings.weight"][len(SPECIAL) :] = list(MEANINGS.values())
    settings = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 64}
    return write_model(folder, words=MEANINGS, tensors=tensors, **settings)


def write_random_model(folder: Path, *, seed: int = 0, words: Sequence[str] = WORDS) -> Path:
    """A model of two layers, with every weight drawn at random."""
    generator = np.random.default_rng(seed)
    named = shapes(vocabulary=len(SPECIAL) + len(words), width=12, wide=20, layers=2, places=10)
    tensors = {name: generator.normal(size=shape) for name, shape in named.items()}
    settings = {"num_hidden_layers": 2, "num_attention_heads": 3, "max_position_embeddings": 10, "layer_norm_eps": 1e-5}
    return write_model(folder, words=words, tensors=tensors, hidden_act="gelu", **settings)
