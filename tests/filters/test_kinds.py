"""The kinds of filter: what a config may say, and what is built, are one list."""

from __future__ import annotations

from typing import get_args

import pydantic
import pytest

from outlast.filters.kinds import KINDS, AnyFilter


def test_every_kind_can_be_configured():
    """The kinds that a config can name are those of KINDS."""
    assert get_args(get_args(AnyFilter)[0]) == KINDS


def test_the_names_of_the_kinds():
    """What a config calls each kind, those that judge texts first and the combinations after them."""
    names = [get_args(kind.model_fields["kind"].annotation)[0] for kind in KINDS]
    judging = ["keyword", "classifier", "semantic", "replay", "command", "http"]
    assert names == [*judging, "cascade", "vote", "veto", "deferral", "enforcement"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", ["", "two words", "a/b", "a=b", "a|b", "..", "-a"])
def test_names_hold_no_separator(kind, name):
    """A filter's name has no blank and no character that means something in a path or in a citation."""
    with pytest.raises(pydantic.ValidationError) as caught:
        kind.model_validate({"kind": "any", "name": name})
    assert ("name",) in {error["loc"] for error in caught.value.errors()}
