"""Fitting: an experiment's filters, ready to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from outlast.errors import UserError
from outlast.filters.classifier import ClassifierConfig
from outlast.filters.combination.cascade import CascadeConfig
from outlast.filters.combination.deferral import DeferralConfig
from outlast.filters.combination.enforcement import EnforcementConfig
from outlast.filters.combination.veto import VetoConfig
from outlast.filters.combination.vote import VoteConfig
from outlast.filters.keyword.filter import KeywordConfig
from outlast.filters.outside.command import CommandConfig
from outlast.filters.outside.http import HttpConfig
from outlast.filters.outside.replay import ReplayConfig
from outlast.filters.training import Learned, Training, TrainingError
from outlast.passages import group_ids
from outlast.runs.leakage import refuse_shared_text
from outlast.runs.outside import asked

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from outlast.experiment import Experiment
    from outlast.filters.protocol import Combination, Filter
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
    experiment: Experiment, judged: pa.Table, *, outside: Callable[[Outside, Experiment], Filter] = asked
) -> Fitted:
    """Build and train every filter of an experiment.

    Args:
        experiment: which filters, from what.
        judged: the passages that they will judge; no label of theirs is read here but to train on them out of fold.
        outside: builds an outside judge.

    Raises:
        LeakError: when a classifier would judge text that it was trained on.
        UserError: when a policy cannot be learned from a corpus, or an outside judge lacks what it needs.
    """
    import sklearn.linear_model  # noqa: F401 - the limit below holds only for libraries that are loaded

    fitted = Fitted({}, {}, {})
    with threadpool_limits(1):  # sums over several threads differ in the last digits, and small matrices gain nothing
        for config in experiment.spec.filters:
            if isinstance(config, KeywordConfig):
                fitted.filters[config.name] = config.build(experiment.lists[config.list])
            elif isinstance(config, ClassifierConfig):
                _fit_classifier(config, experiment, judged, fitted)
            elif isinstance(config, DeferralConfig | EnforcementConfig):
                fitted.combinations[config.name] = config.build(seed=experiment.spec.seed)
            elif isinstance(config, CascadeConfig | VoteConfig | VetoConfig):
                fitted.combinations[config.name] = config.build()
            elif isinstance(config, ReplayConfig | CommandConfig | HttpConfig):
                fitted.filters[config.name] = outside(config, experiment)
    return fitted


def _fit_classifier(config: ClassifierConfig, experiment: Experiment, judged: pa.Table, fitted: Fitted) -> None:
    corpus, policy = experiment.trainings[config.name]
    passages = corpus.passages(language=config.train.language, unit=config.train.unit)
    targets = policy.judge(passages, codebook=corpus.codebook).column("target")
    passages, targets = passages.filter(targets.is_valid()), targets.drop_null()
    same = corpus.folder.resolve() == experiment.corpus.folder.resolve()
    groups = group_ids(passages) if same else passages.column("document_id").combine_chunks()
    judged_groups = dict(zip(judged.column("passage_id").to_pylist(), group_ids(judged).to_pylist(), strict=True))
    training_groups = dict(zip(passages.column("passage_id").to_pylist(), groups.to_pylist(), strict=True))
    refuse_shared_text(config.name, passages, judged, held_out=(training_groups, judged_groups))
    learnable = Training(
        texts=passages.column("text").combine_chunks(),
        targets=np.asarray(targets.to_pylist(), dtype=bool),
        groups=groups,
        relation="judged" if same else "apart",
    )
    try:
        made, learned = config.fit(learnable, group_of=judged_groups, seed=experiment.spec.seed)
    except TrainingError as error:
        raise UserError(
            f"filter {config.name} cannot learn {policy.name} from {corpus.name} ({config.train.language}): {error}"
        ) from None
    fitted.filters[config.name] = made
    fitted.learned[config.name] = learned
