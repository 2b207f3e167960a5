"""Where names are found: beside the experiment, in its project, where one works, and in what Outlast ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.catalogue import Catalogue, Entry, NotFoundError, as_written, project_above, shipped


def put(path: Path, text: str = "") -> Path:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project ``there`` with an experiment that has shelves of its own, and a project ``here``, entered."""
    for shelf in ("there/studies/one/configs", "there/configs", "here/configs"):
        put(tmp_path / shelf / "keywords" / "own.yaml")
    put(tmp_path / "there/configs/keywords/theirs.yaml")
    put(tmp_path / "here/configs/keywords/ours.yaml")
    put(tmp_path / "there/corpora/posts/CARD.md")
    put(tmp_path / "there/corpora/drafts/notes.md")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def test_a_shelf_beside_the_experiment_does_not_hide_its_project(projects: Path) -> None:
    """An experiment with shelves of its own still sees those of the project that it lies in."""
    study = projects / "there/studies/one"
    assert Catalogue.near(study).roots == (study, projects / "there", projects / "here", shipped())


def test_each_root_in_turn(projects: Path) -> None:
    """From a folder without shelves: its project's, then those of where one works, then the shipped ones."""
    catalogue = Catalogue.near(projects / "there/studies")
    assert catalogue.roots == (projects / "there/studies", projects / "there", projects / "here", shipped())
    assert catalogue.find("keywords", "own") == projects / "there/configs/keywords/own.yaml"
    assert catalogue.find("keywords", "theirs") == projects / "there/configs/keywords/theirs.yaml"
    assert catalogue.find("keywords", "ours") == projects / "here/configs/keywords/ours.yaml"
    assert catalogue.find("keywords", "civility.en") == shipped() / "configs/keywords/civility.en.yaml"
    assert catalogue.find("corpora", "posts") == projects / "there/corpora/posts/CARD.md"


def test_beside_the_experiment_comes_first(projects: Path) -> None:
    """A shelf beside the experiment has the first word."""
    found = Catalogue.near(projects / "there/studies/one").find("keywords", "own")
    assert found == projects / "there/studies/one/configs/keywords/own.yaml"


def test_a_shelf_lists_each_name_once_and_sorted(projects: Path) -> None:
    """Of two files of one name the nearer is listed; a folder without a card is no corpus."""
    catalogue = Catalogue((projects / "there", projects / "here"))
    assert catalogue.entries("keywords") == (
        Entry("ours", projects / "here/configs/keywords/ours.yaml"),
        Entry("own", projects / "there/configs/keywords/own.yaml"),
        Entry("theirs", projects / "there/configs/keywords/theirs.yaml"),
    )
    assert [entry.name for entry in catalogue.entries("corpora")] == ["posts"]


@pytest.mark.parametrize(
    ("name", "found"),
    [("./words.yaml", "words.yaml"), ("words.yaml", "words.yaml"), ("../one/words.yaml", "../one/words.yaml")],
)
def test_a_path_is_taken_from_the_nearest_root(projects: Path, name: str, found: str) -> None:
    """What has a slash or ends in .yaml is a path from beside the experiment."""
    study = projects / "there/studies/one"
    put(study / "words.yaml")
    assert Catalogue.near(study).find("keywords", name) == study / found


@pytest.mark.parametrize("name", ["./corpora/posts", "./corpora/posts/", "./corpora/posts/CARD.md"])
def test_a_corpus_is_found_by_its_folder_or_card(projects: Path, name: str) -> None:
    """The path of a corpus may end at its folder or at its card."""
    there = projects / "there"
    assert Catalogue.near(there).find("corpora", name) == there / "corpora/posts/CARD.md"


def test_an_unknown_name_gets_the_near_one(projects: Path) -> None:
    """A name that no root has is an error with the nearest name on the shelf."""
    with pytest.raises(NotFoundError) as raised:
        Catalogue((projects / "there",)).find("keywords", "thiers")
    assert str(raised.value) == "no keyword list is called 'thiers'; did you mean 'theirs'?"


def test_an_unknown_path_says_where_it_was_looked_for(projects: Path) -> None:
    """A path that leads nowhere is shown as one would write it from here."""
    with pytest.raises(NotFoundError) as raised:
        Catalogue.near(projects / "here").find("policies", "./tone.yaml")
    assert str(raised.value) == "no policy at './tone.yaml' (looked for tone.yaml)"


def test_a_name_too_long_for_a_file_is_not_found(projects: Path) -> None:
    """A name longer than a file's may be is not found, like any other."""
    with pytest.raises(NotFoundError):
        Catalogue((projects / "there",)).find("keywords", "a" * 300)


def test_a_project_is_the_nearest_folder_with_shelves(projects: Path) -> None:
    """A project is the folder itself or the nearest above that holds corpora or configs; else there is none."""
    assert project_above(projects / "there/studies") == projects / "there"
    assert project_above(projects / "here") == projects / "here"
    assert project_above(Path("/")) is None


def test_paths_are_written_from_here(projects: Path) -> None:
    """A path below the working folder is written from there, any other in full."""
    assert as_written(projects / "here/configs") == "configs"
    assert as_written(projects / "there") == (projects / "there").as_posix()
