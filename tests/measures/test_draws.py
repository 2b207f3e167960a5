"""The measure of repeated draws, on a run written by hand and on enforcement by chance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import outlast
from outlast.errors import UserError


def test_what_hangs_on_the_draw(study: Callable) -> None:
    """Three draws of three passages: one filter varies on one passage, the other fails in one draw of another."""
    steady = {"p": True, "q": False, "r": False}
    run = study(
        [{"id": name} for name in "pqr"],
        decided={"lax": steady | {"q": [True, False, False]}, "steady": steady | {"r": [False, None, False]}},
        draws=3,
    )
    varying, chances = outlast.measure(run, "draws")
    lax, other = varying
    assert (lax["passages"], lax["differing"], lax["survival_lowest"]) == (3, 1, pytest.approx(1 / 3))
    assert lax["disagreement_rate"] == pytest.approx(2 / 9)
    assert (other["passages"], other["differing"], other["errors"]) == (3, 0, 1)
    assert [(row["filter"], row["blocked_in"], row["passages"], row["n"]) for row in chances] == [
        ("lax", 0, 1, 3),
        ("lax", 1, 1, 3),
        ("lax", 3, 1, 3),
        ("steady", 0, 1, 2),
        ("steady", 3, 1, 2),
    ]


def test_a_perturbation_with_draws_is_found(study: Callable, tmp_path: Path) -> None:
    """Where the original has one draw, a perturbation with several is taken; asking for the original is an error."""
    run = study([{"id": "p", "text": "A word or two, and more."}], decided={"words": {"p": False}})
    path = tmp_path / "experiments" / "made" / "experiment.yaml"
    text = path.read_text(encoding="utf-8")
    with pytest.raises(UserError, match=r"identity has one draw in this run, .* give it `draws: 20`"):
        outlast.measure(run, "draws")
    again = text.replace("filters:", "  - {kind: zero-width, name: hidden, rate: 0.5, draws: 3}\nfilters:").replace(
        "columns:", "perturbed: as-identity, columns:"
    )
    path.write_text(again, encoding="utf-8")
    more = outlast.run(path, runs=tmp_path / "runs")
    sheet = outlast.measure(more, "draws")[0]
    assert "(hidden, 3 draws)" in sheet.title
    with pytest.raises(UserError, match=r"identity has one draw in this run, .* ask for --perturbation hidden"):
        outlast.measure(more, "draws", perturbation="identity")
