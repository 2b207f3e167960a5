"""What a classifier fits to the features, as a config describes it."""

from __future__ import annotations

from typing import Literal

import pydantic

from outlast.config import Strict


class Logistic(Strict):
    """Logistic regression (scikit-learn's ``LogisticRegression``, L2 penalty, solver ``lbfgs``).

    Attributes:
        C: inverse strength of the penalty.
        class_weight: ``balanced`` to weigh both sides alike whatever their numbers, or ``none``.
    """

    kind: Literal["logistic-regression"] = "logistic-regression"
    C: float = pydantic.Field(default=1.0, gt=0)
    class_weight: Literal["balanced", "none"] = "balanced"
