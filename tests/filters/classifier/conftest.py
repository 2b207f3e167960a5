"""Texts to learn from, and classifiers that learned from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pytest

from outlast.filters.classifier import ClassifierConfig
from outlast.filters.training import Training


@pytest.fixture(scope="session")
def config_of() -> Callable[..., ClassifierConfig]:
    """A classifier's config; the fields given replace the defaults."""
    source = {"corpus": "corpus", "language": "en"}
    return lambda **fields: ClassifierConfig.model_validate(
        {"kind": "classifier", "name": "model", "train": source, **fields}
    )


@pytest.fixture(scope="session")
def training_of() -> Callable[..., Training]:
    """Training passages from texts and targets; each a group of its own unless groups are given."""

    def build(
        texts: Sequence[str], targets: Sequence[bool], *, groups: Sequence[str] = (), relation: str = "apart"
    ) -> Training:
        own = [f"g{row}" for row in range(len(texts))]
        return Training(
            pa.array(texts, pa.string()), np.asarray(targets, bool), pa.array(groups or own, pa.string()), relation
        )

    return build


WAR = ["stop the war now", "war is here", "no war and no lies", "the war, the war!", "street protest", "a war crime"]
TEA = ["tea is here", "the bread and tea", "bread now", "good tea, good bread", "the street is quiet", "bread and song"]


@pytest.fixture(scope="session")
def war_and_tea(training_of) -> Training:
    """Six texts about war, which are targets, and six about tea."""
    return training_of([*WAR, *TEA], [True] * 6 + [False] * 6)


WORDS = [
    "war",
    "peace",
    "street",
    "state",
    "march",
    "tea",
    "bread",
    "song",
    "river",
    "lamp",
    "战争",
    "和平",
    "游行",
    "面包",
]


@pytest.fixture(scope="session")
def noisy(training_of) -> Training:
    """Sixty texts of random words in both scripts, in thirty groups; what makes a target is hidden in the noise."""
    generator = np.random.default_rng(3)
    texts, targets = [], []
    for row in range(60):
        target = row % 3 == 0
        chosen = list(generator.choice(WORDS, size=6))
        if generator.random() < (0.8 if target else 0.2):
            chosen.append("WAR" if row % 2 else "战争")
        texts.append(" ".join(chosen))
        targets.append(target)
    return training_of(texts, targets, groups=[f"g{row // 2}" for row in range(60)])
