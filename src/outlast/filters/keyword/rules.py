"""Keyword lists: the rules of a simulated censor, read from YAML.

A list names its policy, its language and its licence, and holds rules of two kinds: ``literal`` (one word or phrase)
and ``combination`` (two or more components that must all occur, in any order, as WeChat's and others' lists work:
Crete-Nishihata et al. 2016, "One App, Two Systems", Citizen Lab).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import pydantic

from outlast.config import Strict, check, repeated_ids
from outlast.errors import ConfigError
from outlast.yamlfile import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

Boundaries = Literal["word", "substring"]

Text = Annotated[str, pydantic.StringConstraints(min_length=1, strip_whitespace=True)]


class _Rule(Strict):
    id: Annotated[str, pydantic.StringConstraints(pattern=r"^[\w.-]+$")]
    category: str
    note: str = ""
    boundaries: Boundaries | None = None


class LiteralRule(_Rule):
    """Fires where its pattern occurs.

    Attributes:
        id: unique in the list.
        category: what the rule is about, in a word of the list's own.
        note: why a censor would list it.
        boundaries: ``word`` or ``substring``, where it differs from the list's.
        pattern: a word or a phrase.
    """

    kind: Literal["literal"]
    pattern: Text

    @property
    def components(self) -> tuple[str, ...]:
        """What must occur: the pattern."""
        return (self.pattern,)


class CombinationRule(_Rule):
    """Fires where all of its components occur, in any order; they may overlap.

    Attributes:
        id: unique in the list.
        category: what the rule is about, in a word of the list's own.
        note: why a censor would list it.
        boundaries: ``word`` or ``substring``, where it differs from the list's.
        pattern: two to six words or phrases.
    """

    kind: Literal["combination"]
    pattern: Annotated[list[Text], pydantic.Field(min_length=2, max_length=6)]

    @property
    def components(self) -> tuple[str, ...]:
        """What must occur: every component."""
        return tuple(self.pattern)


Rule = Annotated[LiteralRule | CombinationRule, pydantic.Field(discriminator="kind")]


class KeywordList(Strict):
    """A list of rules.

    Attributes:
        name: of the list.
        version: of the list.
        language: of its patterns, as a BCP 47 tag.
        policy: the policy that it is written for.
        licence: of the list itself, as an SPDX identifier.
        note: how it was written.
        boundaries: ``word`` where a pattern must stand alone (no letter, digit or underscore on either side),
            ``substring`` where it may lie inside a word; a rule may say otherwise for itself.
        rules: at least one, with unique ids.
    """

    name: str
    version: str
    language: str
    policy: str
    licence: str
    note: str = ""
    boundaries: Boundaries = "word"
    rules: list[Rule] = pydantic.Field(min_length=1)


def read_list(path: Path) -> KeywordList:
    """Read a keyword list.

    Raises:
        ConfigError: with every fault in the file, repeated ids included.
    """
    document = read_yaml(path)
    rules, faults = check(document, KeywordList)
    faults += repeated_ids(document, ("rules",))
    if rules is None or faults:
        raise ConfigError(faults)
    return rules
