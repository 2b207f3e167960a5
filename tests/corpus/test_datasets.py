"""A corpus's folder is a data set of the Hugging Face library: typed, and the same rows by every way in."""

from __future__ import annotations

from pathlib import Path

import datasets
import pytest
from datasets import Features, List, Value

from outlast.corpus.load import load_corpus, open_corpus
from outlast.passages import features

ROOT = Path(__file__).parents[2]
NAMES = pytest.mark.parametrize("name", ["letter", "discourse", "mirror", "speech-check"])
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])

CORE = {
    "passage_id": Value("string"),
    "document_id": Value("string"),
    "section": Value("string"),
    "unit": Value("string"),
    "parent_id": Value("string"),
    "position": Value("int32"),
    "start": Value("int32"),
    "end": Value("int32"),
    "cuts": List({"start": Value("int32"), "end": Value("int32")}),
    "language": Value("string"),
    "text": Value("string"),
    "topics": List(Value("string")),
    "stance": List({"actor": Value("string"), "stance": Value("string")}),
    "collective_action": Value("string"),
    "kpr": Value("string"),
    "speech_act": List(Value("string")),
    "civility": Value("string"),
    "devices": List(Value("string")),
}
FEATURES = {
    "letter": Features({**CORE, "claims": List(Value("string"))}),
    "discourse": Features({**CORE, "voice": Value("string"), "split": Value("string")}),
    "mirror": Features({**CORE, "pair_id": Value("string"), "side": Value("string"), "contrast": Value("string")}),
    "speech-check": Features(
        {**CORE, "functionality": Value("string"), "case_id": Value("string"), "ref_case_id": Value("string")}
    ),
}


def folder(name: str) -> Path:
    return ROOT / "corpora" / name


@NAMES
@LANGUAGES
def test_load_corpus_is_typed(name: str, language: str) -> None:
    """load_corpus gives a Dataset with the features that the core schema and the codebook say."""
    loaded = load_corpus(str(folder(name)), language=language)
    assert isinstance(loaded, datasets.Dataset)
    assert loaded.features == FEATURES[name]
    assert list(loaded.features) == list(FEATURES[name])


@NAMES
def test_features_of_the_schema(name: str) -> None:
    """`features` gives a corpus's schema as datasets.Features without reading a passage."""
    assert features(open_corpus(folder(name) / "CARD.md").kind) == FEATURES[name]


def test_sentences_of_a_section() -> None:
    """A unit and a section choose the same rows as elsewhere."""
    chosen = load_corpus(str(folder("letter")), unit="sentence", sections=["3"])
    assert len(chosen) == 16
    assert chosen[0]["passage_id"] == "letter/en/3.1.1"
    assert chosen[15]["passage_id"] == "letter/en/3.3.3"


@NAMES
@LANGUAGES
def test_the_json_loader_reads_the_same_rows(name: str, language: str, tmp_path: Path) -> None:
    """datasets' own JSON loader, told the features, reads the same rows as load_corpus."""
    ours = load_corpus(str(folder(name)), language=language)
    theirs = datasets.load_dataset(
        "json",
        data_files=str(folder(name) / f"passages.{language}.jsonl"),
        features=ours.features,
        split="train",
        cache_dir=str(tmp_path),
    )
    assert theirs.to_list() == ours.to_list()
    assert len(ours) == (folder(name) / f"passages.{language}.jsonl").read_bytes().count(b"\n") > 80


@NAMES
@LANGUAGES
def test_the_folder_is_a_data_set(name: str, language: str, tmp_path: Path) -> None:
    """load_dataset on the folder and a language finds that language's passages and their types by the card."""
    ours = load_corpus(str(folder(name)), language=language)
    theirs = datasets.load_dataset(str(folder(name)), language, cache_dir=str(tmp_path))
    assert list(theirs) == ["train"]
    assert theirs["train"].features == FEATURES[name]
    assert theirs["train"].to_list() == ours.to_list()
    assert set(theirs["train"]["language"]) == {language}


@NAMES
def test_english_is_the_default(name: str, tmp_path: Path) -> None:
    """load_dataset on the folder alone gives the English passages; the other configuration is Chinese."""
    assert datasets.get_dataset_config_names(str(folder(name))) == ["en", "zh"]
    theirs = datasets.load_dataset(str(folder(name)), cache_dir=str(tmp_path))
    assert set(theirs["train"]["language"]) == {"en"}


@NAMES
@LANGUAGES
def test_the_cards_features_are_the_schemas(name: str, language: str, tmp_path: Path) -> None:
    """The card's dataset_info says the schema's features, for each language's configuration."""
    builder = datasets.load_dataset_builder(str(folder(name)), language, cache_dir=str(tmp_path))
    assert builder.info.features == FEATURES[name]


@NAMES
def test_the_readme_is_the_card(name: str) -> None:
    """README.md, which the library looks for, is the card and no copy of it."""
    readme = folder(name) / "README.md"
    assert readme.is_symlink()
    assert readme.resolve() == (folder(name) / "CARD.md").resolve()
