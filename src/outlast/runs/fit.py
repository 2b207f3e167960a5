"""Fitting: an experiment's filters, ready to decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from outlast.errors import UserError
from outlast.filters.classifier import ClassifierConfig
from outlast.filters.classifier.filter import ClassifierFilter
from outlast.filters.classifier.panel import panel_of
from outlast.filters.classifier.vectorise import Vectorisers, lexicon_key
from outlast.filters.combination.cascade import CascadeConfig
from outlast.filters.combination.deferral import DeferralConfig
from outlast.filters.combination.enforcement import EnforcementConfig
from outlast.filters.combination.kinds import COMBINATIONS
from outlast.filters.combination.veto import VetoConfig
from outlast.filters.combination.vote import VoteConfig
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.outside.command import CommandConfig
from outlast.filters.outside.http import HttpConfig
from outlast.filters.outside.replay import ReplayConfig
from outlast.filters.semantic import SemanticConfig
from outlast.filters.semantic.encoder import open_encoder
from outlast.filters.semantic.folder import find_model
from outlast.filters.training import Learned, Training, TrainingError
from outlast.passages import group_ids
from outlast.runs.fits import Fits
from outlast.runs.leakage import refuse_shared_text, without_shared_text
from outlast.runs.outside import asked

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping

    from outlast.experiment import Experiment
    from outlast.filters.classifier.config import TrainingConfig
    from outlast.filters.protocol import Combination, Filter
    from outlast.filters.semantic.encoder import Encoder
    from outlast.runs.outside import Outside


@dataclass(frozen=True, slots=True)
class Fitted:
    """An experiment's filters, in the order of its file.

    Attributes:
        filters: those that decide on texts, by name.
        combinations: those that decide from others' decisions, by name.
        learned: how well each trained filter learned its policy.
    """

    filters: dict[str, Filter]
    combinations: dict[str, Combination]
    learned: dict[str, Learned]


def fit(
    experiment: Experiment,
    judged: pa.Table,
    *,
    only: Container[str] | None = None,
    outside: Callable[[Outside, Experiment], Filter] = asked,
    fits: Fits | None = None,
) -> Fitted:
    """Build and train filters of an experiment.

    Args:
        experiment: which filters, from what.
        judged: the passages that they will judge; no label of theirs is read here but to train on them out of fold.
        only: the names of those that are needed, all where left out; combinations are built whatever it says.
        outside: builds an outside judge.
        fits: classifiers that were trained before, for other cells of a sweep.

    Raises:
        LeakError: when a classifier would judge text that it was trained on.
        UserError: when a policy cannot be learned from a corpus, or an outside judge lacks what it needs.
    """
    import sklearn.linear_model  # noqa: F401 - the limit below holds only for libraries that are loaded

    fitted, fits = Fitted({}, {}, {}), Fits() if fits is None else fits
    with threadpool_limits(1):  # sums over several threads differ in the last digits, and small matrices gain nothing
        vectorisers = Vectorisers(lexicons=_lexicons(experiment))
        encoders: dict[str, Encoder] = {}
        for config in experiment.spec.filters:
            if only is not None and config.name not in only and not isinstance(config, COMBINATIONS):
                continue
            if isinstance(config, KeywordConfig):
                fitted.filters[config.name] = config.build(experiment.lists[config.list])
            elif isinstance(config, ClassifierConfig):
                _fit_classifier(config, experiment, judged, fitted, vectorisers, fits=fits)
            elif isinstance(config, SemanticConfig):
                _fit_semantic(config, experiment, judged, fitted, encoders)
            elif isinstance(config, DeferralConfig | EnforcementConfig):
                fitted.combinations[config.name] = config.build(seed=experiment.spec.seed)
            elif isinstance(config, CascadeConfig | VoteConfig | VetoConfig):
                fitted.combinations[config.name] = config.build()
            elif isinstance(config, ReplayConfig | CommandConfig | HttpConfig):
                fitted.filters[config.name] = outside(config, experiment)
    fitted.filters.update(seated(fitted.filters))
    return fitted


def seated(filters: Mapping[str, Filter]) -> dict[str, Filter]:
    """The classifiers whose models share a vectoriser, each on one panel with those others, so that it works once."""
    classifiers = {name: each for name, each in filters.items() if isinstance(each, ClassifierFilter)}
    sharing: dict[int, list[str]] = {}
    for name, each in classifiers.items():
        sharing.setdefault(id(each.whole.vectoriser), []).append(name)
    made: dict[str, Filter] = {}
    for names in sharing.values():
        panel = panel_of([classifiers[name].whole for name in names])
        made.update((name, replace(classifiers[name], panel=panel, column=at)) for at, name in enumerate(names))
    return made


def _lexicons(experiment: Experiment) -> dict[str, Filter]:
    """For each list and normalising that lexicon features name, the keyword filter that matches it."""
    made: dict[str, Filter] = {}
    for config in experiment.spec.filters:
        for lexicon in config.lexicons if isinstance(config, ClassifierConfig) else ():
            given: dict[str, Any] = {"kind": "keyword", "name": "lexicon", "list": lexicon.list}
            steps = {} if lexicon.normalise is None else {"normalise": lexicon.normalise}
            matcher = KeywordConfig.model_validate({**given, **steps})
            made[lexicon_key(lexicon)] = matcher.build(experiment.lists[lexicon.list])
    return made


def _fit_classifier(
    config: ClassifierConfig,
    experiment: Experiment,
    judged: pa.Table,
    fitted: Fitted,
    vectorisers: Vectorisers,
    *,
    fits: Fits,
) -> None:
    given, seed = _lesson(config.name, config.train, experiment, judged), experiment.spec.seed
    train = partial(config.fit, given.training, group_of=given.group_of, seed=seed, vectorisers=vectorisers)
    try:
        made, learned = fits.get(
            config,
            given.training,
            group_of=given.group_of,
            seed=seed,
            reads=experiment.reads[config.name],
            train=train,
        )
    except TrainingError as error:
        raise _cannot_learn(config.name, config.train, experiment, error) from None
    fitted.filters[config.name] = made
    fitted.learned[config.name] = replace(learned, excluded=given.excluded)


def _fit_semantic(
    config: SemanticConfig, experiment: Experiment, judged: pa.Table, fitted: Fitted, encoders: dict[str, Encoder]
) -> None:
    """The filter, with the encoder of the experiment's filters before it that name the same model."""
    if config.model not in encoders:
        encoders[config.model] = open_encoder(find_model(config.model, folder=experiment.path.resolve().parent))
    encoder = encoders[config.model]
    if config.train is None:
        fitted.filters[config.name] = config.build(encoder)
        return
    given = _lesson(config.name, config.train, experiment, judged)
    try:
        made, learned = config.fit(given.training, ids=given.ids, encoder=encoder, group_of=given.group_of)
    except TrainingError as error:
        raise _cannot_learn(config.name, config.train, experiment, error) from None
    fitted.filters[config.name] = made
    fitted.learned[config.name] = replace(learned, excluded=given.excluded)


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What a filter learns from.

    Attributes:
        training: labelled passages, none of which it will judge with its own group known.
        ids: theirs.
        group_of: from each judged passage's id to its group.
        excluded: labelled passages that were left out since they share text with judged ones.
    """

    training: Training
    ids: list[str]
    group_of: dict[str, str]
    excluded: int


def _lesson(name: str, train: TrainingConfig, experiment: Experiment, judged: pa.Table) -> _Lesson:
    corpus, policy = experiment.trainings[name]
    passages = corpus.passages(language=train.language, unit=train.unit)
    targets = policy.judge(passages, codebook=corpus.codebook).column("target")
    passages = passages.append_column("target", targets).filter(targets.is_valid())
    same = corpus.folder.resolve() == experiment.corpus.folder.resolve()
    judged_groups = dict(zip(judged.column("passage_id").to_pylist(), group_ids(judged).to_pylist(), strict=True))
    groups = group_ids(passages) if same else passages.column("document_id").combine_chunks()
    training_groups = dict(zip(passages.column("passage_id").to_pylist(), groups.to_pylist(), strict=True))
    labelled, held_out = passages.num_rows, (training_groups, judged_groups)
    if train.shared_text == "exclude":
        passages = without_shared_text(passages, judged, held_out=held_out)
    else:
        refuse_shared_text(name, passages, judged, held_out=held_out)
    ids = passages.column("passage_id").to_pylist()
    training = Training(
        texts=passages.column("text").combine_chunks(),
        targets=np.asarray(passages.column("target").to_pylist(), dtype=bool),
        groups=pa.array([training_groups[each] for each in ids], pa.string()),
        relation="judged" if same else "apart",
    )
    return _Lesson(training, ids, judged_groups, labelled - passages.num_rows)


def _cannot_learn(name: str, train: TrainingConfig, experiment: Experiment, error: TrainingError) -> UserError:
    corpus, policy = experiment.trainings[name]
    return UserError(f"filter {name} cannot learn {policy.name} from {corpus.name} ({train.language}): {error}")
