"""The kinds of perturbation: their list, their names, their draws."""

from __future__ import annotations

from typing import get_args

import pydantic
import pytest

from outlast.perturbations.homoglyph import Homoglyph
from outlast.perturbations.identity import Identity
from outlast.perturbations.kinds import IDENTITY, KINDS, AnyPerturbation, draws_of, name_of
from outlast.perturbations.zero_width import ZeroWidth

ANY = pydantic.TypeAdapter(AnyPerturbation)


def test_every_kind_can_be_configured():
    """The kinds that a config can name are those of KINDS, the identity among them."""
    union = get_args(get_args(AnyPerturbation)[0])
    assert union == KINDS
    assert IDENTITY in {get_args(kind.model_fields["kind"].annotation)[0] for kind in KINDS}


def test_a_perturbation_goes_by_its_name_or_its_kind():
    """Decisions carry the name that a config gives, and the kind where it gives none."""
    assert name_of(ZeroWidth(kind="zero-width", name="hidden")) == "hidden"
    assert name_of(ZeroWidth(kind="zero-width")) == "zero-width"
    assert name_of(Identity(kind="identity")) == "identity"


def test_draws():
    """A perturbation makes as many renderings as its config says, and one where it says nothing."""
    assert draws_of(Homoglyph(kind="homoglyph", draws=7)) == 7
    assert draws_of(Homoglyph(kind="homoglyph")) == 1
    assert draws_of(Identity(kind="identity")) == 1
    assert draws_of(Identity(kind="identity", draws=7)) == 7


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "homoglyph", "rate": 0.0},
        {"kind": "homoglyph", "rate": 1.1},
        {"kind": "zero-width", "rate": -0.1},
        {"kind": "zero-width", "draws": 0},
        {"kind": "zero-width", "character": "zwj"},
        {"kind": "identity", "draws": 0},
        {"kind": "identity", "name": "original"},
        {"kind": "homoglyph", "name": ""},
        {"kind": "homoglyph", "name": "two words"},
        {"kind": "zero-width", "name": "../other"},
        {"kind": "typos"},
        {"rate": 0.5},
    ],
)
def test_what_a_config_must_not_say(given):
    """Rates outside (0, 1], no draws, names with separators, unknown characters, fields and kinds are refused."""
    with pytest.raises(pydantic.ValidationError):
        ANY.validate_python(given)
