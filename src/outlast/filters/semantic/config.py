"""A semantic filter in a config: a model, forbidden exemplars, and how near is too near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pydantic

from outlast.config import Slug, Strict
from outlast.filters.classifier.config import Threshold, TrainingConfig
from outlast.filters.classifier.thresholds import Fixed
from outlast.filters.semantic.filter import Exemplars, SemanticFilter
from outlast.filters.semantic.folder import PACKAGED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.filters.semantic.encoder import Encoder
    from outlast.filters.training import Learned, Training


class SemanticConfig(Strict):
    """A semantic filter in a config.

    Attributes:
        name: unique in the experiment.
        model: ``all-MiniLM-L6-v2``, of English, as a package carries it; or the folder of a sentence-transformers or
            transformers model, relative to the experiment.
        train: a corpus whose targets are forbidden exemplars.
        policy: the policy that says which passages are targets, by name or by path; the experiment's where left out.
        exemplars: forbidden texts, besides the targets or instead of them.
        threshold: a text is blocked whose cosine similarity to the nearest exemplar is at least this: a number in
            [-1, 1], or a rule by which it is set on out-of-fold scores of the training passages.
    """

    kind: Literal["semantic"]
    name: Slug
    model: str = PACKAGED
    train: TrainingConfig | None = None
    policy: str | None = None
    exemplars: list[str] = []  # noqa: RUF012 - frozen with its model
    threshold: Threshold

    @pydantic.field_validator("exemplars")
    @classmethod
    def _texts_that_say_something(cls, exemplars: list[str]) -> list[str]:
        for number, text in enumerate(exemplars):
            if not text.strip():
                raise ValueError(f"exemplar {number} is empty")
        return exemplars

    @pydantic.model_validator(mode="after")
    def _exemplars_to_compare_with(self) -> SemanticConfig:
        if self.train is None and not self.exemplars:
            raise ValueError(
                "nothing is forbidden: give train (a corpus whose targets are exemplars), exemplars, or both"
            )
        if self.train is None and self.policy is not None:
            raise ValueError("policy says which passages of train are exemplars, and there is no train")
        if isinstance(self.threshold, Fixed):
            if not -1 <= self.threshold.at <= 1:
                raise ValueError(f"threshold: {self.threshold.at:g} is outside [-1, 1], where similarities lie")
        elif self.train is None:
            raise ValueError(f"threshold: {self.threshold.by} is set on training passages, and there is no train")
        return self

    def listed(self, encoder: Encoder) -> Exemplars:
        """The exemplars that the config lists, called by their places in it."""
        ids = tuple(f"exemplars.{number}" for number in range(len(self.exemplars)))
        return Exemplars(ids, tuple(self.exemplars), encoder.vectors(self.exemplars))

    def build(self, encoder: Encoder) -> SemanticFilter:
        """The filter of listed exemplars alone; its threshold is a number."""
        if not isinstance(self.threshold, Fixed):  # the model has refused it
            raise TypeError(f"{self.name} has no training passages to set its threshold on")
        return SemanticFilter(encoder=encoder, exemplars=self.listed(encoder), threshold=self.threshold.at)

    def fit(
        self, training: Training, *, ids: Sequence[str], encoder: Encoder, group_of: Mapping[str, str]
    ) -> tuple[SemanticFilter, Learned]:
        """The filter of a corpus's targets, and how well it tells them from the rest.

        Args:
            training: texts with targets.
            ids: of the training passages.
            encoder: makes vectors of texts.
            group_of: from each judged passage's id to its group; used only where the training is the judged corpus.

        Raises:
            TrainingError: when there are too few groups of either side.
        """
        from outlast.filters.semantic.fit import learn

        return learn(
            training,
            ids=ids,
            listed=self.listed(encoder),
            threshold=self.threshold,
            encoder=encoder,
            group_of=group_of,
        )
