"""From texts to vectors of length 1, whose products are cosine similarities."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from outlast.filters.semantic.bert import Bert, bert_from
from outlast.filters.semantic.folder import TOKENIZER, WEIGHTS, BertLike, ModelError, ModelFolder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Sentences(Protocol):
    """What makes a vector of a text, of whatever length."""

    def __call__(self, text: str) -> np.ndarray:
        """The vector: float32, shape (width,)."""
        ...


@dataclass(frozen=True, eq=False)
class BertSentences:
    """A BERT-like model with its tokenizer.

    Attributes:
        tokenizer: a `tokenizers.Tokenizer` that truncates and does not pad.
        bert: the encoder.
        settings: the rest.
    """

    tokenizer: Any
    bert: Bert
    settings: BertLike

    def __call__(self, text: str) -> np.ndarray:
        """The vector of a text; see `Sentences`."""
        seen = text.strip()  # as `sentence-transformers` does
        tokens = self.tokenizer.encode(seen.lower() if self.settings.lower else seen).ids
        hidden = self.bert(np.asarray(tokens))
        pooled: np.ndarray
        match self.settings.pooling:
            case "mean":
                pooled = hidden.mean(axis=0)
            case "cls":
                pooled = hidden[0]
            case "max":
                pooled = hidden.max(axis=0)
        return pooled


@dataclass(frozen=True, eq=False)
class BorrowedSentences:
    """A model of another family, computed by `sentence-transformers`.

    Attributes:
        model: a ``SentenceTransformer``, on the processor.
    """

    model: Any

    def __call__(self, text: str) -> np.ndarray:
        """The vector of a text; see `Sentences`."""
        return np.asarray(self.model.encode([text], show_progress_bar=False)[0], dtype=np.float32)


@dataclass(eq=False)
class Encoder:
    """Vectors of texts.

    The last batch's vectors are kept, so that filters that share the encoder can ask one after another; a text is
    computed alone, so nothing depends on who asked before. A pickled encoder is its folder: it is read again where it
    arrives, once for each process.

    Attributes:
        folder: the model.
        sentences: what computes it.
    """

    folder: ModelFolder
    sentences: Sentences
    _last: dict[str, np.ndarray] = field(default_factory=dict, init=False, repr=False)

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """The vector of each text: float32, shape (n, width); of length 1, or 0 where the model has nothing to say."""
        if not len(texts):
            return np.zeros((0, 0), dtype=np.float32)
        known = self._last
        self._last = {text: known[text] if text in known else self._vector(text) for text in dict.fromkeys(texts)}
        return np.stack([self._last[text] for text in texts])

    def _vector(self, text: str) -> np.ndarray:
        vector = self.sentences(text).astype(np.float64)
        length = np.sqrt(vector @ vector)
        return (vector / length if length > 0 else vector).astype(np.float32)

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened_once, (self.folder,)


def open_encoder(folder: ModelFolder) -> Encoder:
    """Read a model.

    Raises:
        ModelError: when its files are not what they should be.
    """
    return Encoder(folder, _borrowed(folder.path) if folder.bert is None else _computed_here(folder.path, folder.bert))


@lru_cache(maxsize=2)
def _opened_once(folder: ModelFolder) -> Encoder:
    return open_encoder(folder)


def _computed_here(path: Path, settings: BertLike) -> BertSentences:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    try:
        bert = bert_from(load_file(path / WEIGHTS), layers=settings.layers, heads=settings.heads, eps=settings.eps)
    except KeyError as error:
        raise ModelError(f"{WEIGHTS} of the model has no weight {error.args[0]!r}") from None
    except (SafetensorError, TypeError, ValueError) as error:
        raise ModelError(f"{WEIGHTS} of the model cannot be read: {error}") from None
    try:
        tokenizer = Tokenizer.from_file(str(path / TOKENIZER))
    except Exception as error:  # its own exceptions are of no narrower type
        raise ModelError(f"{TOKENIZER} of the model cannot be read: {error}") from None
    tokenizer.no_padding()
    tokenizer.enable_truncation(settings.most_tokens)
    return BertSentences(tokenizer, bert, settings)


def _borrowed(path: Path) -> BorrowedSentences:
    from sentence_transformers import SentenceTransformer

    return BorrowedSentences(SentenceTransformer(str(path), device="cpu", local_files_only=True))
