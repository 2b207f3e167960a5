"""Fitting in a fresh process: the first fit is the second, to the last digit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

TWICE = """
from outlast.experiment import load_experiment
from outlast.runs.execute import judged_passages
from outlast.runs.fit import fit

experiment = load_experiment("experiments/letter")
for _ in range(2):
    model = fit(experiment, judged_passages(experiment)).filters["classifier"].whole.estimator
    print(model.coef_.shape[1], model.coef_.tobytes().hex())
"""


def test_the_first_fit_of_a_process_is_the_second() -> None:
    """A library that fitting is the first to load sums in one thread too: coefficients do not depend on what ran."""
    done = subprocess.run([sys.executable, "-c", TWICE], cwd=ROOT, capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert int(first.split()[0]) > 10_000, "the libraries sum short vectors in one thread anyway"
    assert first == second
