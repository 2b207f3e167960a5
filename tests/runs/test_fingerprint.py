"""What a run's fingerprint covers: every config field and every byte that is read, and nothing else.

And what the keys cover under which its decisions are reused: of these what each filter depends on.
"""

from __future__ import annotations

import copy
import json
import runpy
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pydantic
import pytest

import outlast
from outlast.experiment import Experiment, ExperimentSpec
from outlast.filters.kinds import KINDS as FILTERS
from outlast.perturbations.identity import Identity
from outlast.perturbations.kinds import KINDS as PERTURBATIONS
from outlast.perturbations.zero_width import ZeroWidth
from outlast.runs import keys
from outlast.runs.execute import judged_passages
from outlast.runs.keys import filter_keys, rendering_key
from outlast.signature import code_identity

Place = tuple[str | int, ...]

CANDIDATES = (
    *(True, False, 0, 1, 2, 3, 0.25, 0.75, "other", "paragraph", "sentence", "zwnj", "look-alikes", "none"),
    *("hits", "draw", "skip", "2022-03-01", "count", "unicode", "exclude", "sigmoid"),
    *("jsonl", "{id}/other", "as-identity", "varying", "http://127.0.0.1:9/other", "text", "/other", "other {text}"),
)
"""For each field of an experiment, at least one of these is another valid value; a new field may need another here."""

ONE_VALUE = {"kind"}
"""Fields with a single valid value each, which says what the fields beside it are."""

CITY = """\
name: small
question: Which sentences about the town survive?
corpus: {name: town, language: en, unit: sentence, sections: [a, b]}
policy: tone
seed: 5
perturbations:
  - {kind: identity}
  - {kind: zero-width, name: hidden, rate: 1.0, character: zwsp, draws: 2}
  - {kind: homoglyph, rate: 0.5}
filters:
  - {name: words, kind: keyword, list: words, normalise: [nfkc, casefold]}
  - {name: learned, kind: classifier, train: {corpus: letters, language: en, unit: paragraph}, policy: tone}
  - name: meant
    kind: semantic
    model: plain
    train: {corpus: letters, language: en, unit: paragraph}
    policy: tone
    exemplars: [a fool]
    threshold: 0.6
  - {name: both, kind: cascade, stages: [words, learned]}
  - {name: two, kind: vote, members: [words, learned, both], at_least: 2}
  - {name: spared, kind: veto, filter: both, by: [words], when: passes}
  - {name: held, kind: deferral, filter: learned, band: [0.4, 0.6], review_blocks: 0.5, per: passage}
  - {name: lax, kind: enforcement, filter: both, rate: 0.5, platform: here, per: passage}
  - name: published
    kind: replay
    read: {format: csv, path: published.csv}
    columns: {id: id, perturbation: how, draw: draw, text: text}
    passage_id: "town/en/{id}"
    only: {model: best}
    verdict: {kind: label, at: label, blocks: [rude], passes: [fine], fails: [none], score: p}
  - {name: program, kind: command, command: ["{python}", judge.py], files: [weights.txt], version: "1"}
  - name: endpoint
    kind: http
    url: http://127.0.0.1:9/judge
    version: "1"
    headers: {X-Model: small}
    request: {body: {model: small}, at: /inputs, item: /text, language: /language}
    response: {answers: /results, verdict: {kind: score, at: /score, threshold: 0.5}}
    rate: 5
"""

PUBLISHED = "id,how,draw,text,model,label,p\n1.1,,,The mayor is a fool.,best,rude,0.9\n"


def leaves(value: object, at: Place = ()) -> Iterator[tuple[Place, object]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*at, key))
    else:
        yield at, value


def changed(config: dict[str, object], at: Place, value: object) -> dict[str, object]:
    result = copy.deepcopy(config)
    target: object = result
    for key in at[:-1]:
        target = target[key]
    target[at[-1]] = value
    return result


def as_config(experiment: Experiment, config: dict[str, object]) -> Experiment | None:
    """The experiment with another config and the same inputs; None where the config is not valid."""
    try:
        spec = ExperimentSpec.model_validate_json(json.dumps(config))
    except pydantic.ValidationError:
        return None
    return replace(experiment, spec=spec)


@pytest.fixture
def experiment(project) -> Experiment:
    project.write("experiments/small/experiment.yaml", CITY)
    project.write("experiments/small/published.csv", PUBLISHED)
    tiny = Path(__file__).parent.parent / "filters" / "semantic" / "tiny.py"
    runpy.run_path(str(tiny))["write_plain_model"](project.folder / "experiments" / "small" / "plain")
    project.write("experiments/small/judge.py", "# decides\n")
    project.write("experiments/small/weights.txt", "1\n")
    return project.load()


def test_the_walk_below_sees_every_kind(experiment: Experiment) -> None:
    """The experiment has every kind of filter and of perturbation, and its config names every field of each."""
    config = experiment.resolved()
    assert set(config) == set(ExperimentSpec.model_fields)
    for key, kinds in (("filters", FILTERS), ("perturbations", PERTURBATIONS)):
        fields = {kind.model_fields["kind"].annotation.__args__[0]: set(kind.model_fields) for kind in kinds}
        assert {each["kind"]: set(each) for each in config[key]} == fields


def test_every_field_changes_the_fingerprint(experiment: Experiment) -> None:
    """Each leaf of the resolved config, altered alone to another valid value, gives a fingerprint of its own."""
    config = experiment.resolved()
    seen = {experiment.fingerprint(): "the experiment as it is"}
    walked = 0
    for at, value in leaves(config):
        others = [other for other in CANDIDATES if other != value or type(other) is not type(value)]
        made = [as_config(experiment, changed(config, at, other)) for other in others]
        valid = [each for each in made if each is not None and each.resolved() != config]
        if at[-1] in ONE_VALUE:
            assert not valid, f"{at} has other values after all"
            continue
        assert valid, f"no candidate is another valid value of {at}"
        assert [where for where, now in leaves(valid[0].resolved()) if (where, now) not in list(leaves(config))] == [at]
        found = valid[0].fingerprint()
        assert found not in seen, f"{at} and {seen[found]} give one fingerprint"
        seen[found] = str(at)
        walked += 1
    assert walked >= 35


@pytest.mark.parametrize("at", ["perturbations", "filters", "corpus.sections", "filters.0.normalise"])
def test_what_is_in_a_list_and_its_order_change_the_fingerprint(experiment: Experiment, at: str) -> None:
    """One item less, or the same items the other way round, is another run."""
    config = experiment.resolved()
    place = tuple(int(step) if step.isdecimal() else step for step in at.split("."))
    items: object = config
    for step in place:
        items = items[step]
    fingerprints = {experiment.fingerprint()}
    for other in (items[:-1], items[::-1]):
        made = as_config(experiment, changed(config, place, other))
        assert made is not None
        fingerprints.add(made.fingerprint())
    assert len(fingerprints) == 3


def test_another_kind_changes_the_fingerprint(experiment: Experiment) -> None:
    """Homoglyphs instead of zero-width characters under the same name are another run."""
    config = changed(experiment.resolved(), ("perturbations", 2), {"kind": "zero-width", "name": None, "rate": 0.5})
    made = as_config(experiment, config)
    assert made is not None
    assert made.fingerprint() != experiment.fingerprint()


INPUTS = [
    "corpora/town/passages.en.jsonl",
    "corpora/town/codebook.yaml",
    "corpora/letters/passages.en.jsonl",
    "corpora/letters/codebook.yaml",
    "configs/policies/tone.yaml",
    "configs/keywords/words.yaml",
]


@pytest.mark.parametrize("file", INPUTS)
def test_one_byte_of_an_input_changes_the_fingerprint(project, file: str) -> None:
    """A line end more in a file that is read is another run."""
    before = project.load().fingerprint()
    path = project.folder / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert project.load().fingerprint() != before


def test_the_policy_of_a_classifier_is_an_input_too(project) -> None:
    """A classifier that learns another policy than the experiment's depends on that file's bytes."""
    project.write("configs/policies/other.yaml", (project.folder / "configs/policies/tone.yaml").read_text("utf-8"))
    project.change("configs/policies/other.yaml", "name: tone", "name: other")
    setting = "filters.learned.policy=other"
    before, without = project.load(setting).fingerprint(), project.load().fingerprint()
    project.change("configs/policies/other.yaml", "No insults", "no insults")
    assert project.load(setting).fingerprint() != before
    assert project.load().fingerprint() == without


def test_two_lists_of_one_name_are_both_inputs(project) -> None:
    """Lists that call themselves the same do not hide each other: a byte in either changes the fingerprint."""
    text = (project.folder / "configs/keywords/words.yaml").read_text("utf-8")
    project.write("configs/keywords/more.yaml", text + "# more\n")
    project.change(
        "experiments/small/experiment.yaml",
        "filters:\n",
        "filters:\n  - {name: more, kind: keyword, list: more}\n",
    )
    found = {project.load().fingerprint()}
    for file in ("configs/keywords/words.yaml", "configs/keywords/more.yaml"):
        project.change(file, "fool", "ninny")
        found.add(project.load().fingerprint())
    assert len(found) == 3


def test_moving_the_project_changes_nothing(project) -> None:
    """The same files elsewhere give the same fingerprint and signature."""
    before = project.load()
    moved = project.folder.parent / "elsewhere" / "deep"
    shutil.copytree(project.folder, moved)
    after = outlast.load_experiment(moved / "experiments" / "small")
    assert after.fingerprint() == before.fingerprint()
    assert after.signature() == before.signature()


def test_comments_and_the_order_of_keys_change_nothing(project) -> None:
    """The YAML may be written otherwise; what it says counts. A default that is spelt out is the default."""
    before = project.load().fingerprint()
    lines = (project.folder / "experiments/small/experiment.yaml").read_text("utf-8").splitlines()
    top = lines[:5]
    assert top[0] == "name: small"
    again = ["# a comment", *lines[5:], *reversed(top), "part_passages: 10000   # the default"]
    project.write("experiments/small/experiment.yaml", "\n".join(again) + "\n")
    project.change("experiments/small/experiment.yaml", "{name: words, kind: keyword,", "{kind: keyword, name: words,")
    assert project.load().fingerprint() == before


@pytest.mark.parametrize(
    "file", ["corpora/town/passages.zh.jsonl", "corpora/town/README.md", "configs/keywords/x.yaml"]
)
def test_what_is_not_read_changes_nothing(project, file: str) -> None:
    """A file of another language, a note, or another list beside the inputs is no input."""
    before = project.load().fingerprint()
    project.write(file, "something else")
    assert project.load().fingerprint() == before


def test_a_setting_and_the_same_words_in_the_file_are_one_run(project) -> None:
    """Setting a field from outside gives the fingerprint that writing it into the file gives."""
    outside = project.load("seed=6").fingerprint()
    project.change("experiments/small/experiment.yaml", "seed: 5", "seed: 6")
    assert project.load().fingerprint() == outside


KEYED = {"words", "learned", "meant", "published", "program"}
"""The filters whose decisions are reused; combinations are derived every time, and an endpoint keeps its answers."""


def keys_of(experiment: Experiment) -> dict[str, str]:
    return filter_keys(experiment, judged_passages(experiment))


def differing(one: Experiment, other: Experiment) -> set[str]:
    """The filters whose keys differ."""
    before, now = keys_of(one), keys_of(other)
    assert before.keys() == now.keys()
    return {name for name in before if before[name] != now[name]}


def test_every_field_of_a_filter_changes_its_key_alone(experiment: Experiment) -> None:
    """Each leaf of a filter's block, altered alone, makes its decisions nobody else's; other filters keep theirs."""
    config = experiment.resolved()
    walked: dict[str, int] = {}
    assert set(keys_of(experiment)) == KEYED
    for at, value in leaves(config):
        if at[0] != "filters" or at[-1] in {"kind", "name"} or config["filters"][at[1]]["name"] not in KEYED:
            continue
        name = config["filters"][at[1]]["name"]
        others = [other for other in CANDIDATES if other != value or type(other) is not type(value)]
        made = [as_config(experiment, changed(config, at, other)) for other in others]
        valid = next(each for each in made if each is not None and each.resolved() != config)
        if at[2:] == ("answers",):  # what varies is not reused at all
            assert set(keys_of(valid)) == KEYED - {"program"}
            continue
        assert differing(experiment, valid) == {name}, f"{at} does not change the key of {name} alone"
        walked[name] = walked.get(name, 0) + 1
    assert set(walked) == KEYED
    assert sum(walked.values()) >= 40


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("near_misses=1", KEYED),
        ("seed=6", {"learned"}),
        ("corpus.sections=[a]", {"learned", "meant"}),
        ("name=other", set()),
        ("question=Why?", set()),
        ("part_passages=3", set()),
        ("perturbations=[{kind: identity}]", set()),
    ],
)
def test_what_of_an_experiment_changes_which_keys(experiment: Experiment, project, setting: str, expected: set) -> None:
    """Near misses concern every filter; the seed the one that draws folds; the judged passages those that learn."""
    assert differing(experiment, project.load(setting)) == expected


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("configs/keywords/words.yaml", {"words"}),
        ("configs/policies/tone.yaml", {"learned", "meant"}),
        ("corpora/letters/passages.en.jsonl", {"learned", "meant"}),
        ("corpora/letters/codebook.yaml", {"learned", "meant"}),
        ("corpora/letters/CARD.md", {"learned", "meant"}),
        ("corpora/town/codebook.yaml", set()),
        ("experiments/small/published.csv", {"published"}),
        ("experiments/small/judge.py", {"program"}),
        ("experiments/small/weights.txt", {"program"}),
        ("experiments/small/plain/config.json", {"meant"}),
    ],
)
def test_one_byte_of_what_a_filter_reads_changes_its_key(
    experiment: Experiment, project, file: str, expected: set
) -> None:
    """A line end more in a file changes the keys of the filters that read it, and of no other."""
    path = project.folder / file
    path.write_bytes(path.read_bytes() + b"\n")
    assert differing(experiment, project.load()) == expected


def test_the_list_behind_a_lexicon_changes_the_classifiers_key(experiment: Experiment, project) -> None:
    """Features that read a keyword list depend on its bytes."""
    project.write("configs/keywords/hints.yaml", (project.folder / "configs/keywords/words.yaml").read_text("utf-8"))
    setting = "filters.learned.features={kind: lexicon, list: hints, weighting: count}"
    before = project.load(setting)
    project.change("configs/keywords/hints.yaml", "pattern: fool,", "pattern: fools,")
    assert differing(before, project.load(setting)) == {"learned"}


def test_the_text_of_the_judged_passages_changes_what_was_learned(experiment: Experiment, project) -> None:
    """A word more in a judged passage: text that is shared with the training may be another."""
    before = keys_of(experiment)
    project.change("corpora/town/passages.en.jsonl", '"The nets came back empty."', '"The nets were empty."')
    now = keys_of(project.load())
    assert {name for name in before if before[name] != now[name]} == {"learned", "meant"}


def test_other_code_changes_every_key(experiment: Experiment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decisions of another version of the code, or of a library, are not these."""
    before = keys_of(experiment)
    monkeypatch.setattr(keys, "code_identity", lambda: {**code_identity(), "numpy": "0.0"})
    now = keys_of(experiment)
    assert {name for name in before if before[name] != now[name]} == KEYED


def test_where_a_program_runs_is_in_its_key(experiment: Experiment, project) -> None:
    """The same judge in another folder may find other files there; the other filters do not care."""
    elsewhere = project.folder / "experiments" / "elsewhere"
    shutil.copytree(project.folder / "experiments" / "small", elsewhere)
    assert differing(experiment, outlast.load_experiment(elsewhere)) == {"program"}


def test_what_fixes_a_rendering() -> None:
    """Passages, perturbation, name, draw and seed do; the number of draws does not, nor the seed of unchanged text."""
    plain, hidden = Identity(kind="identity"), ZeroWidth(kind="zero-width", name="hidden", rate=0.5)
    first = {"draw": 0, "seed": 1}
    made = [
        rendering_key("one", plain, **first),
        rendering_key("two", plain, **first),
        rendering_key("one", plain, draw=1, seed=1),
        rendering_key("one", hidden, **first),
        rendering_key("one", hidden, draw=0, seed=2),
        rendering_key("one", hidden.model_copy(update={"name": "shown"}), **first),
        rendering_key("one", hidden.model_copy(update={"rate": 0.6}), **first),
        rendering_key("one", hidden.model_copy(update={"character": "zwnj"}), **first),
    ]
    assert len(set(made)) == len(made)
    assert rendering_key("one", plain, draw=0, seed=2) == made[0]
    assert rendering_key("one", hidden.model_copy(update={"draws": 7}), **first) == made[3]
