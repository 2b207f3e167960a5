"""An example of every kind of filter and perturbation, for the contracts that all of them keep.

A new kind needs an example here, or the contract's first test fails. Examples are small: their rules and training
texts are written here, and what they decide is worked out by hand.
"""

from __future__ import annotations

import atexit
import json
import runpy
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from outlast.decisions import RENDERING, RENDERINGS
from outlast.filters.classifier import ClassifierConfig
from outlast.filters.combination.cascade import CascadeConfig
from outlast.filters.combination.deferral import DeferralConfig
from outlast.filters.combination.enforcement import EnforcementConfig
from outlast.filters.combination.veto import VetoConfig
from outlast.filters.combination.vote import VoteConfig
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.keyword.lists import list_from
from outlast.filters.keyword.normalise.steps import STEPS
from outlast.filters.outside.command import CommandConfig
from outlast.filters.outside.http import HttpConfig
from outlast.filters.outside.replay import Key, ReplayConfig, Replayed, Row
from outlast.filters.outside.verdict import Decided
from outlast.filters.protocol import Combination, Filter, Judgement
from outlast.filters.semantic import SemanticConfig
from outlast.filters.semantic.encoder import open_encoder
from outlast.filters.semantic.folder import find_model
from outlast.filters.training import Training
from outlast.perturbations.homoglyph import Homoglyph
from outlast.perturbations.identity import Identity
from outlast.perturbations.zero_width import ZeroWidth


@dataclass(frozen=True)
class FilterExample:
    """A filter of one kind, with texts and what it decides on them.

    Attributes:
        filters: what decides on texts, by name; for a plain filter that one alone.
        combination: what decides from their decisions; None for a plain filter.
        texts: some that it blocks, some that it lets through.
        blocked: what it decides on each.
        marked: row, role, rule and marked words of its evidence, with two near misses at most.
    """

    filters: dict[str, Filter]
    texts: tuple[str, ...]
    blocked: tuple[bool, ...]
    marked: set[tuple[int, str, str, str]] = field(default_factory=set)
    combination: Combination | None = None

    def decide(self, batch: Any, *, near: int = 2) -> Judgement:
        """The judgement of a batch, by the members first where it is a combination."""
        judged = {name: judge.decide(batch, near=near) for name, judge in self.filters.items()}
        return (
            self.combination.combine(judged, keys=batch.select(list(RENDERING)))
            if self.combination
            else next(iter(judged.values()))
        )


HIDDEN = "\u200b"

RULES = list_from(
    {
        "name": "test",
        "version": "1",
        "language": "en",
        "policy": "civility",
        "licence": "CC0-1.0",
        "rules": [
            {"id": "war", "kind": "literal", "pattern": "war", "category": "test"},
            {"id": "pair", "kind": "combination", "pattern": ["peace", "street"], "category": "test"},
            {"id": "stem", "kind": "literal", "pattern": "demonstrat", "category": "test", "boundaries": "substring"},
        ],
    }
)

TARGETS = ["war now", "stop war", "war again", "war and war", "the war"]
OTHERS = ["tea now", "stop tea", "tea again", "tea and tea", "the tea"]


def keyword() -> FilterExample:
    """Three rules over texts with capitals, a combination, hidden characters and longer words."""
    return FilterExample(
        filters={"words": KeywordConfig(kind="keyword", name="words", list="test").build(RULES)},
        texts=(
            "No War!",
            "Streets of peace; a street.",
            "They demonstrated: ＷＡＲ.",
            "Good morning.",
            "",
            f"w{HIDDEN}ar",
            "In peace",
            "warning",
        ),
        blocked=(True, True, True, False, False, False, False, False),
        marked={
            (0, "fired", "war", "War"),
            (1, "fired", "pair", "peace"),
            (1, "fired", "pair", "street"),
            (2, "fired", "war", "ＷＡＲ"),
            (2, "fired", "stem", "demonstrat"),
            (5, "near", "war", f"w{HIDDEN}ar"),
            (6, "near", "pair", "peace"),
            (7, "near", "war", "war"),
        },
    )


def classifier() -> FilterExample:
    """A model of single words that learned war against tea; every other word is as frequent on both sides."""
    config = ClassifierConfig.model_validate(
        {
            "kind": "classifier",
            "name": "model",
            "train": {"corpus": "corpus", "language": "en"},
            "features": {"ngrams": (1, 1)},
            "threshold": 0.6,
        }
    )
    texts = [*TARGETS, *OTHERS]
    known = Training(
        pa.array(texts), np.array([True] * 5 + [False] * 5), pa.array([f"g{row}" for row in range(10)]), "apart"
    )
    return FilterExample(
        filters={"model": config.fit(known, group_of={}, seed=0)[0]},
        texts=("No War! İ war", "war, war", "tea", "", "WAR, tea", "unknown"),
        blocked=(True, True, False, False, False, False),
        marked={
            (0, "fired", "war", "War"),
            (0, "fired", "war", "war"),
            (1, "fired", "war", "war"),
            (2, "near", "tea", "tea"),
            (4, "near", "war", "WAR"),
            (4, "near", "tea", "tea"),
        },
    )


def _learned(texts: Sequence[str], targets: Sequence[bool], **fields: Any) -> Filter:
    """A classifier that learned from texts, each a group of its own."""
    source = {"corpus": "corpus", "language": "en"}
    config = ClassifierConfig.model_validate({"kind": "classifier", "name": "model", "train": source, **fields})
    groups = pa.array([f"g{row}" for row in range(len(texts))])
    return config.fit(Training(pa.array(texts), np.array(targets), groups, "apart"), group_of={}, seed=0)[0]


def classifier_of_margins() -> FilterExample:
    """The same texts by a support vector machine, whose scores are margins on either side of 0."""
    learned = _learned(
        [*TARGETS, *OTHERS], [True] * 5 + [False] * 5, features={"ngrams": (1, 1)}, model={"kind": "linear-svm"}
    )
    return FilterExample(
        filters={"model": learned},
        texts=("No War! İ war", "tea", "Tea, tea", "war"),
        blocked=(True, False, False, True),
        marked={
            (0, "fired", "war", "War"),
            (0, "fired", "war", "war"),
            (1, "near", "tea", "tea"),
            (2, "near", "tea", "Tea"),
            (2, "near", "tea", "tea"),
            (3, "fired", "war", "war"),
        },
    )


def classifier_without_a_sum() -> FilterExample:
    """Boosted trees over Chinese words, with calibrated scores: a word weighs what the score loses without it."""
    learned = _learned(
        [f"{topic}{rest}" for topic in ("战争", "面包") for rest in ("今天", "明天", "来了", "很多", "没有", "以前")],
        [True] * 6 + [False] * 6,
        features={"kind": "words-zh", "ngrams": (1, 1)},
        model={"kind": "gradient-boosting", "trees": 20, "depth": 1, "features_per_split": "all"},
        calibrate="sigmoid",
    )
    return FilterExample(
        filters={"model": learned},
        texts=("不要战争!", "面包", "战争,战争"),
        blocked=(True, False, True),
        marked={
            (0, "fired", "战争", "战争"),
            (1, "near", "面包", "面包"),
            (2, "fired", "战争", "战争"),
        },
    )


def keyword_with_every_step() -> FilterExample:
    """The same rules inside words too, over texts that are normalised by every step."""
    rules = replace(RULES, rules=tuple(replace(rule, edges="substring") for rule in RULES.rules))
    config = KeywordConfig(kind="keyword", name="words", list="test", normalise=STEPS)
    return FilterExample(
        filters={"words": config.build(rules)},
        texts=("Prewar, wаr", f"ｗ{HIDDEN}AR", f"DEMONSTRAT{HIDDEN}ION", "PEACE", "tea", "Россия"),
        blocked=(True, True, True, False, False, False),
        marked={
            (0, "fired", "war", "war"),
            (0, "fired", "war", "wаr"),
            (1, "fired", "war", f"ｗ{HIDDEN}AR"),
            (2, "fired", "stem", "DEMONSTRAT"),
            (3, "near", "pair", "PEACE"),
        },
    )


def keyword_of_every_kind() -> FilterExample:
    """A list with a rule of every kind, each of which decides on a text, or keeps another from it."""
    rules = [
        {"id": "pair", "kind": "combination", "pattern": ["peace", "bread"]},
        {"id": "row", "kind": "ordered", "pattern": ["bread", "roses"], "gap": 5},
        {"id": "close", "kind": "proximity", "pattern": ["roses", "thorn"], "within": 17},
        {"id": "word", "kind": "literal", "pattern": "war"},
        {"id": "stem", "kind": "wildcard", "pattern": "demonstrat*"},
        {"id": "form", "kind": "regex", "pattern": "stree[ts]+"},
        {"id": "typo", "kind": "fuzzy", "pattern": "solidarity", "distance": 2},
        {"id": "sound", "kind": "homophone", "pattern": "花园", "boundaries": "substring"},
        {"id": "run", "kind": "detector", "detect": "digit-run", "at_least": 5},
        {"id": "calm", "kind": "exception", "pattern": "war memorial", "of": ["word"]},
        {"id": "game", "kind": "extenuating", "pattern": ["chess"], "of": ["pair"]},
    ]
    every = list_from({"name": "test", "version": "1", "language": "und", "rules": rules})
    return FilterExample(
        filters={"words": KeywordConfig(kind="keyword", name="words", list="test").build(every)},
        texts=(
            "Bread and peace",
            "bread, roses",
            "a thorn among roses",
            "A War",
            "Demonstrations!",
            "in the streets",
            "Solidarty",
            "去画圆",
            "call 10203",
            "the war memorial",
            "chess: peace, bread",
            "Good morning.",
            f"w{HIDDEN}ar",
        ),
        blocked=(True,) * 9 + (False,) * 4,
        marked={
            (0, "fired", "pair", "Bread"),
            (0, "fired", "pair", "peace"),
            (1, "fired", "row", "bread"),
            (1, "fired", "row", "roses"),
            (2, "fired", "close", "thorn"),
            (2, "fired", "close", "roses"),
            (3, "fired", "word", "War"),
            (4, "fired", "stem", "Demonstrat"),
            (5, "fired", "form", "streets"),
            (6, "fired", "typo", "Solidarty"),
            (7, "fired", "sound", "画圆"),
            (8, "fired", "run", "10203"),
            (9, "near", "word", "war"),
            (10, "near", "pair", "peace"),
            (10, "near", "pair", "bread"),
            (10, "near", "row", "bread"),
            (12, "near", "word", f"w{HIDDEN}ar"),
        },
    )


def classifier_out_of_fold() -> FilterExample:
    """A model of each fold over the passages that it was trained on; their second words are in one passage each.

    Five groups of targets and five of others have two passages each, five rows apart.
    """
    words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett"]
    texts = [*(f"war {word}" for word in words), *(f"tea un{word}" for word in words)]
    groups = [f"{text[:3]}{row % 5}" for row, text in enumerate(texts)]
    config = ClassifierConfig.model_validate(
        {"kind": "classifier", "name": "model", "train": {"corpus": "corpus", "language": "en"}}
    )
    known = Training(pa.array(texts), np.array([True] * 10 + [False] * 10), pa.array(groups), "judged")
    group_of = {f"p{row}": group for row, group in enumerate(groups)}
    return FilterExample(
        filters={"model": config.fit(known, group_of=group_of, seed=0)[0]},
        texts=tuple(texts),
        blocked=(True,) * 10 + (False,) * 10,
        marked={
            *((row, "fired", "war", "war") for row in range(10)),
            *((row, "near", "tea", "tea") for row in range(10, 20)),
        },
    )


def cascade() -> FilterExample:
    """The other two examples in a row."""
    config = CascadeConfig(kind="cascade", name="both", stages=["words", "model"])
    return FilterExample(
        filters={**keyword().filters, **classifier().filters},
        combination=config.build(),
        texts=("the war", "peace in the street", "war-like", "tea", "", "wAr"),
        blocked=(True, True, True, False, False, True),
    )


def vote() -> FilterExample:
    """Both of the other two, which agree on less than either."""
    config = VoteConfig(kind="vote", name="both", members=["words", "model"], at_least=2)
    return FilterExample(
        filters={**keyword().filters, **classifier().filters},
        combination=config.build(),
        texts=("the war", "peace in the street", "war-like", "tea", "", "wAr"),
        blocked=(True, False, True, False, False, True),
    )


def veto() -> FilterExample:
    """What the list blocks, but for what the model lets pass."""
    config = VetoConfig(kind="veto", name="spared", filter="words", by=["model"], when="passes")
    return FilterExample(
        filters={**keyword().filters, **classifier().filters},
        combination=config.build(),
        texts=("the war", "peace in the street", "tea"),
        blocked=(True, False, False),
    )


def veto_of_an_allow_list() -> FilterExample:
    """What the model blocks, but for what the list hits; an accent hides a word from the list alone."""
    config = VetoConfig(kind="veto", name="spared", filter="model", by=["words"], when="hits")
    return FilterExample(
        filters={**keyword().filters, **classifier().filters},
        combination=config.build(),
        texts=("the war", "war\u0301", "tea"),
        blocked=(False, True, False),
    )


def deferral() -> FilterExample:
    """The model, whose undecided texts, with scores about 0.5, are all blocked by review."""
    config = DeferralConfig(kind="deferral", name="held", filter="model", band=(0.45, 0.55), review_blocks=1.0)
    return FilterExample(
        filters=classifier().filters,
        combination=config.build(seed=0),
        texts=("war, war", "tea", "", "unknown"),
        blocked=(True, False, True, True),
    )


def enforcement() -> FilterExample:
    """The list, enforced for one passage in two; at seed 0 p3 is overlooked."""
    config = EnforcementConfig(kind="enforcement", name="lax", filter="words", rate=0.5)
    return FilterExample(
        filters=keyword().filters,
        combination=config.build(seed=0),
        texts=("the war", "tea", "the war", "the war"),
        blocked=(True, False, True, False),
    )


def replay() -> FilterExample:
    """Decisions on fifty passages made elsewhere, every third of which was blocked."""
    config = ReplayConfig.model_validate(
        {
            "kind": "replay",
            "name": "published",
            "read": {"format": "csv", "path": "published.csv"},
            "columns": {"id": "id"},
            "verdict": {"kind": "score", "at": "p", "threshold": 0.5},
        }
    )
    rows = {Key(f"p{row}", "any", 0): Row(Decided(row % 3 == 0, (row % 3 == 0) / 2), None, row) for row in range(50)}
    return FilterExample(
        filters={"published": config.build(Replayed("published.csv", rows))},
        texts=("war", "tea", "", "war"),
        blocked=(True, False, False, True),
    )


def command() -> FilterExample:
    """A Python program of tests/filters/outside that blocks the letters of war, and has peace for a near miss."""
    config = CommandConfig(kind="command", name="program", command=["{python}", "words.py"], batch=3)
    return FilterExample(
        filters={"program": config.build(Path(__file__).parent.parent / "filters" / "outside" / "judges")},
        texts=("No War!", "warning: war", "peace", "", "战争"),
        blocked=(True, True, False, False, False),
        marked={
            (0, "fired", "war", "War"),
            (1, "fired", "war", "war"),
            (2, "near", "peace", "peace"),
        },
    )


class Endpoint(BaseHTTPRequestHandler):
    """Flags texts that have the word war in them."""

    def do_POST(self) -> None:
        texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["inputs"]
        raw = json.dumps([{"p": 1.0 if "war" in text else 0.25} for text in texts]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def http() -> FilterExample:
    """A server on loopback, whose answers are kept in a folder that goes with the process."""
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    folder = tempfile.TemporaryDirectory()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    atexit.register(server.server_close)
    atexit.register(folder.cleanup)
    config = HttpConfig.model_validate(
        {
            "kind": "http",
            "name": "endpoint",
            "url": f"http://127.0.0.1:{server.server_address[1]}/",
            "version": "1",
            "request": {"at": "/inputs"},
            "response": {"verdict": {"kind": "score", "at": "/p", "threshold": 0.5}},
            "batch": 3,
        }
    )
    return FilterExample(
        filters={"endpoint": config.build(Path(folder.name), asks="endpoint")},
        texts=("a war", "tea", "WAR", "", "warwar"),
        blocked=(True, False, False, False, True),
    )


def semantic() -> FilterExample:
    """Two exemplars in a tiny model in which battle is near war, and cup near tea (tests/filters/semantic/tiny.py).

    One exemplar is the config's, one a target that was trained on; two more targets are far from every text.
    """
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    tiny = Path(__file__).parent.parent / "filters" / "semantic" / "tiny.py"
    runpy.run_path(str(tiny))["write_plain_model"](Path(folder.name) / "plain")
    encoder = open_encoder(find_model("plain", folder=Path(folder.name)))
    config = SemanticConfig.model_validate(
        {
            "kind": "semantic",
            "name": "near",
            "model": "plain",
            "train": {"corpus": "corpus", "language": "en"},
            "exemplars": ["war"],
            "threshold": 0.9,
        }
    )
    texts = ["a cup", "unknown", "words", "x", "y", "z"]
    known = Training(pa.array(texts), np.array([True] * 3 + [False] * 3), pa.array(list("abcdef")), "apart")
    ids = [f"t{row}" for row in range(6)]
    return FilterExample(
        filters={"near": config.fit(known, ids=ids, encoder=encoder, group_of={})[0]},
        texts=("No WAR!", "battle", "cup", "tea", "", "unknown", "war, battle"),
        blocked=(True, False, True, False, False, False, True),
        marked={
            (0, "fired", "exemplars.0", "No WAR!"),
            (1, "near", "exemplars.0", "battle"),
            (2, "fired", "t0", "cup"),
            (3, "near", "t0", "tea"),
            (5, "near", "exemplars.0", "unknown"),
            (6, "fired", "exemplars.0", "war, battle"),
        },
    )


FILTERS = {
    KeywordConfig: [keyword, keyword_with_every_step, keyword_of_every_kind],
    ClassifierConfig: [classifier, classifier_out_of_fold, classifier_of_margins, classifier_without_a_sum],
    SemanticConfig: [semantic],
    CascadeConfig: [cascade],
    VoteConfig: [vote],
    VetoConfig: [veto, veto_of_an_allow_list],
    DeferralConfig: [deferral],
    EnforcementConfig: [enforcement],
    ReplayConfig: [replay],
    CommandConfig: [command],
    HttpConfig: [http],
}

PERTURBATIONS = {
    Identity: [Identity(kind="identity")],
    ZeroWidth: [
        ZeroWidth(kind="zero-width"),
        ZeroWidth(kind="zero-width", name="joined", rate=1.0, character="word-joiner", draws=3),
    ],
    Homoglyph: [Homoglyph(kind="homoglyph"), Homoglyph(kind="homoglyph", name="all", rate=1.0, draws=3)],
}


@pytest.fixture(scope="session")
def filter_kinds() -> set[type]:
    """The kinds of filter that have an example."""
    return {kind for kind, examples in FILTERS.items() if examples}


@pytest.fixture(scope="session")
def perturbation_kinds() -> set[type]:
    """The kinds of perturbation that have an example."""
    return {kind for kind, examples in PERTURBATIONS.items() if examples}


@pytest.fixture(
    scope="session",
    params=[example for examples in FILTERS.values() for example in examples],
    ids=lambda example: example.__name__,
)
def example(request: pytest.FixtureRequest) -> FilterExample:
    """A filter of each kind in turn, and with other settings."""
    return request.param()


@pytest.fixture(
    scope="session",
    params=[example for examples in PERTURBATIONS.values() for example in examples],
    ids=lambda example: getattr(example, "name", None) or example.kind,
)
def perturbation(request: pytest.FixtureRequest) -> Any:
    """A perturbation of each kind in turn, and with other settings."""
    return request.param


@pytest.fixture(scope="session")
def batch_of() -> Callable[[Sequence[str]], pa.Table]:
    """Make a batch of renderings of texts."""

    def build(texts: Sequence[str]) -> pa.Table:
        rows = [
            {"passage_id": f"p{row}", "perturbation": "any", "draw": 0, "language": "en", "text": text, "edits": []}
            for row, text in enumerate(texts)
        ]
        return pa.Table.from_pylist(rows, schema=RENDERINGS.schema)

    return build
