"""BERT's encoder, forward only, in NumPy: what a sentence-embedding model needs and no more.

The computation is that of Devlin, Chang, Lee and Toutanova 2019 (doi:10.18653/v1/N19-1423) with the weights as
`transformers` names them. One text is computed at a time: padding would be wasted work, and sums over a batch are made
in another order for each size of batch, so that a text's last digits would depend on its neighbours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

EMBEDDINGS = ("word_embeddings", "position_embeddings", "token_type_embeddings")


@dataclass(frozen=True)
class Norm:
    """Layer normalisation (Ba, Kiros and Hinton 2016, arXiv:1607.06450).

    Attributes:
        scale: shape (width,).
        shift: shape (width,).
        eps: added to the variance.
    """

    scale: np.ndarray
    shift: np.ndarray
    eps: float

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """Each row with mean 0 and variance 1, then scaled and shifted.

        >>> Norm(np.ones(2), np.zeros(2), 0.0)(np.array([[1.0, 3.0]])).tolist()
        [[-1.0, 1.0]]
        """
        centred = x - x.mean(axis=-1, keepdims=True)
        variance = (centred * centred).mean(axis=-1, keepdims=True)
        normal: np.ndarray = centred / np.sqrt(variance + x.dtype.type(self.eps)) * self.scale + self.shift
        return normal


@dataclass(frozen=True)
class Linear:
    """A matrix of shape (in, out), and a bias."""

    weight: np.ndarray
    bias: np.ndarray

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """``x @ weight + bias``."""
        made: np.ndarray = x @ self.weight + self.bias
        return made


@dataclass(frozen=True)
class Layer:
    """One layer of the encoder; ``query_key_value`` is the three projections side by side."""

    query_key_value: Linear
    attended: Linear
    attended_norm: Norm
    wide: Linear
    narrow: Linear
    norm: Norm


@dataclass(frozen=True, eq=False)
class Bert:
    """The encoder.

    Attributes:
        words: shape (vocabulary, width).
        places: what is added to a token's embedding by its place: shape (places, width); the embedding of the first
            token type is in it, as a text alone has no other.
        norm: of the embeddings.
        layers: in order.
        heads: of the attention.
    """

    words: np.ndarray
    places: np.ndarray
    norm: Norm
    layers: tuple[Layer, ...]
    heads: int

    def __call__(self, tokens: np.ndarray) -> np.ndarray:
        """The last hidden state of a text.

        Args:
            tokens: ids with the special tokens, int, shape (n,); not longer than there are places.

        Returns:
            float32, shape (n, width).
        """
        x = self.norm(self.words[tokens] + self.places[: len(tokens)])
        for layer in self.layers:
            x = layer.attended_norm(x + layer.attended(attention(layer.query_key_value(x), heads=self.heads)))
            x = layer.norm(x + layer.narrow(gelu(layer.wide(x))))
        return x


def attention(query_key_value: np.ndarray, *, heads: int) -> np.ndarray:
    """Scaled dot-product attention of a text to itself (Vaswani et al. 2017, arXiv:1706.03762).

    Args:
        query_key_value: shape (n, 3 · width).
        heads: how many.

    Returns:
        Shape (n, width).
    """
    n, three_widths = query_key_value.shape
    size = three_widths // 3 // heads
    query, key, value = query_key_value.reshape(n, 3, heads, size).transpose(1, 2, 0, 3)
    weights = query @ key.transpose(0, 2, 1) / query.dtype.type(math.sqrt(size))
    weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    mixed: np.ndarray = (weights @ value).transpose(1, 0, 2).reshape(n, three_widths // 3)
    return mixed


def gelu(x: np.ndarray) -> np.ndarray:
    """Each x times the chance that a standard normal is below it (Hendrycks and Gimpel 2016, arXiv:1606.08415).

    >>> gelu(np.array([0.0, 1.0])).round(4).tolist()
    [0.0, 0.8413]
    """
    from scipy.special import ndtr

    made: np.ndarray = x * ndtr(x)
    return made


def bert_from(tensors: Mapping[str, np.ndarray], *, layers: int, heads: int, eps: float) -> Bert:
    """The encoder from weights as `transformers` names them, with or without ``bert.`` in front.

    Raises:
        KeyError: for a weight that is not there.
    """
    prefix = "bert." if "bert.embeddings.word_embeddings.weight" in tensors else ""

    def tensor(name: str) -> np.ndarray:
        return np.asarray(tensors[prefix + name], dtype=np.float32)

    def linear(*names: str) -> Linear:
        weight = np.concatenate([tensor(f"{name}.weight").T for name in names], axis=1)
        return Linear(np.ascontiguousarray(weight), np.concatenate([tensor(f"{name}.bias") for name in names]))

    def norm(name: str) -> Norm:
        return Norm(tensor(f"{name}.weight"), tensor(f"{name}.bias"), eps)

    def layer(at: str) -> Layer:
        return Layer(
            query_key_value=linear(*(f"{at}.attention.self.{name}" for name in ("query", "key", "value"))),
            attended=linear(f"{at}.attention.output.dense"),
            attended_norm=norm(f"{at}.attention.output.LayerNorm"),
            wide=linear(f"{at}.intermediate.dense"),
            narrow=linear(f"{at}.output.dense"),
            norm=norm(f"{at}.output.LayerNorm"),
        )

    words, places, types = (tensor(f"embeddings.{name}.weight") for name in EMBEDDINGS)
    return Bert(
        words=words,
        places=places + types[0],
        norm=norm("embeddings.LayerNorm"),
        layers=tuple(layer(f"encoder.layer.{number}") for number in range(layers)),
        heads=heads,
    )
