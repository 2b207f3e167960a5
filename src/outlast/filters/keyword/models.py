"""What people write in a keyword list: one model for each kind of rule, and the list around them.

Each mechanism was found in a real platform or product, or answers an evasion that was; the source is named with the
kind. The file is long because the kinds stand together: a list's author, and the schema, read them as one.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import pydantic

from outlast.config import Strict
from outlast.filters.keyword.rules import Detected, Edges, Rule, RuleKind, Written

Text = Annotated[str, pydantic.StringConstraints(min_length=1, strip_whitespace=True)]
Components = Annotated[list[Text], pydantic.Field(min_length=1, max_length=6)]


def _day(value: Any) -> Any:
    """A day that is written as YYYY-MM-DD, and nothing else that pydantic would take for one."""
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    shown = repr(value) if isinstance(value, str) else value
    raise ValueError(f"{shown} is no day; write it as YYYY-MM-DD")


Day = Annotated[date, pydantic.BeforeValidator(_day, json_schema_input_type=str)]

ID = r"^[\w.-]+$"


def _about(description: str) -> Any:
    """A field's description, which the schema gives to every kind of rule that inherits the field."""
    return pydantic.Field(description=description)


class _Rule(Strict):
    """What every rule has."""

    id: Annotated[str, pydantic.StringConstraints(pattern=ID), _about("unique in the list")]
    category: Annotated[str, _about("what the rule is about, in a word of the list's own")] = ""
    theme: Annotated[str, _about("a wider heading than the category")] = ""
    note: Annotated[str, _about("why a censor would list it")] = ""
    translation: Annotated[str, _about("of the pattern, for who does not read its language")] = ""
    added: Annotated[Day | None, _about("the day from which it stands (YYYY-MM-DD); always where left out")] = None
    removed: Annotated[Day | None, _about("the day from which it stands no more; never where left out")] = None
    regions: Annotated[tuple[str, ...], _about("where it stands; everywhere where left out")] = ()
    audience: Annotated[str | None, _about("for whom it stands; for everyone where left out")] = None
    boundaries: Annotated[Edges | None, _about("where its patterns may stand, if not as the list says")] = None

    @pydantic.model_validator(mode="after")
    def _in_order(self) -> _Rule:
        if self.added and self.removed and self.removed <= self.added:
            raise ValueError(f"is removed on {self.removed}, not after it was added ({self.added})")
        return self

    def _rule(self, kind: RuleKind, components: list[str], *, edges: Edges, line: int, **rest: object) -> Rule:
        return Rule(
            id=self.id,
            kind=kind,
            components=tuple(components),
            edges=self.boundaries or edges,
            category=self.category,
            theme=self.theme,
            note=self.note,
            translation=self.translation,
            added=self.added,
            removed=self.removed,
            regions=self.regions,
            audience=self.audience,
            line=line,
            **rest,  # type: ignore[arg-type]
        )


class LiteralRule(_Rule):
    """Fires where its pattern occurs.

    Source: the client-side lists of TOM-Skype and Sina UC (Crandall et al. 2013, "Chat program censorship and
    surveillance in China", First Monday 18(7)).

    Attributes:
        pattern: a word or a phrase.
    """

    kind: Literal["literal"]
    pattern: Text

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it."""
        return self._rule("literal", [self.pattern], edges=edges, line=line)


class WildcardRule(_Rule):
    """Fires on words: ``x`` is the whole word, ``x*`` how one begins, ``*x`` how one ends, ``*x*`` any part of one.

    Source: Apple's engraving filter (Knockel and Ruan 2021, "Engrave Danger", Citizen Lab).

    Attributes:
        pattern: a word or a phrase, with a star at either end, at both, or at none.
    """

    kind: Literal["wildcard"]
    pattern: Text

    @pydantic.model_validator(mode="after")
    def _stars(self) -> WildcardRule:
        core = _core(self.pattern)
        if not core.strip():
            raise ValueError(f"{self.pattern!r} has nothing but stars")
        if "*" in core:
            raise ValueError(f"{self.pattern!r} has a star inside; use kind: regex, or ordered for parts in a row")
        if self.boundaries is not None:
            raise ValueError("its stars say where it may stand; leave boundaries out")
        return self

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it; the list's boundaries do not hold for it."""
        before, behind = self.pattern.startswith("*"), self.pattern.endswith("*")
        edges = "substring" if before and behind else "suffix" if before else "prefix" if behind else "word"
        return self._rule("wildcard", [_core(self.pattern)], edges=edges, line=line)


def _core(pattern: str) -> str:
    return pattern.removeprefix("*").removesuffix("*")


class CombinationRule(_Rule):
    """Fires where all of its components occur, in any order; they may overlap.

    Source: WeChat, Weibo, Zhihu (Ruan et al. 2016, "One App, Two Systems", Citizen Lab).

    Attributes:
        pattern: one to six words or phrases.
    """

    kind: Literal["combination"]
    pattern: Components

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it."""
        return self._rule("combination", self.pattern, edges=edges, line=line)


class OrderedRule(_Rule):
    """Fires where its components occur one after another, none overlapping the next.

    Source: lists of Chinese mobile games, whose expressions put gaps between parts in a row (Knockel et al. 2017,
    "Measuring Decentralization of Chinese Keyword Censorship via Mobile Games", FOCI).

    Attributes:
        pattern: two to six words or phrases, in order.
        gap: most characters between one and the next, in the normalised text; any number where left out.
    """

    kind: Literal["ordered"]
    pattern: Annotated[list[Text], pydantic.Field(min_length=2, max_length=6)]
    gap: int | None = pydantic.Field(default=None, ge=0)

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it."""
        return self._rule("ordered", self.pattern, edges=edges, line=line, limit=self.gap)


class ProximityRule(_Rule):
    """Fires where all of its components occur inside one short stretch of text, in any order; they may overlap.

    Source: the gaps in expressions of Chinese mobile games' lists (Knockel et al. 2017), without their order.

    Attributes:
        pattern: two to six words or phrases.
        within: the longest stretch, from the first character of one to the last of another, in characters of the
            normalised text.
    """

    kind: Literal["proximity"]
    pattern: Annotated[list[Text], pydantic.Field(min_length=2, max_length=6)]
    within: int = pydantic.Field(ge=1)

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it."""
        return self._rule("proximity", self.pattern, edges=edges, line=line, limit=self.within)


class RegexRule(_Rule):
    """Fires where a regular expression matches, in RE2's syntax.

    RE2 matches in time linear in the text, whatever the expression: no rule can hang a run. It has no references back
    and does not look around, and says so of an expression that wants them. The expression is matched against the
    normalised text and is not normalised itself; where the filter folds case, it ignores case. Matches do not overlap:
    the leftmost first.

    Source: LINE's list of September 2014 ("Asia Chats: LINE keyword filtering upgraded to include regular expressions",
    Citizen Lab, October 2014) and games' (Knockel et al. 2017).

    Attributes:
        pattern: the expression.
    """

    kind: Literal["regex"]
    pattern: Annotated[str, pydantic.StringConstraints(min_length=1)]

    @pydantic.field_validator("pattern")
    @classmethod
    def _readable(cls, pattern: str) -> str:
        from outlast.filters.keyword.expressions import ExpressionError, compiled

        try:
            found = compiled(pattern, case="kept")
        except ExpressionError as error:
            raise ValueError(str(error)) from None
        if found.fullmatch(""):
            raise ValueError(f"{pattern!r} matches nothing at all, so it would fire on every text")
        return pattern

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it; the list's boundaries hold for its matches only if it says so itself."""
        return self._rule("regex", [self.pattern], edges="substring", line=line)


class FuzzyRule(_Rule):
    """Fires where something within a few edits of its pattern occurs.

    An edit puts in, takes out or replaces one character (Levenshtein 1966). Of occurrences that overlap, the nearest
    is told, then the leftmost. The pattern must be longer than three times the edits, or it would fire on almost
    anything.

    Source: the answer to misspelling as an evasion (Hosseini et al. 2017, "Deceiving Google's Perspective API Built
    for Detecting Toxic Comments", arXiv:1702.08138); we know of no platform's list that has been shown to do it.

    Attributes:
        pattern: a word or a phrase.
        distance: most edits.
    """

    kind: Literal["fuzzy"]
    pattern: Text
    distance: int = pydantic.Field(default=1, ge=1, le=3)

    @pydantic.model_validator(mode="after")
    def _long_enough(self) -> FuzzyRule:
        if len(self.pattern) <= 3 * self.distance:
            raise ValueError(
                f"{self.pattern!r} has {len(self.pattern)} characters, too few for {self.distance} "
                f"edit{'s' if self.distance > 1 else ''}; "
                f"it needs {3 * self.distance + 1}"
            )
        return self

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it."""
        return self._rule("fuzzy", [self.pattern], edges=edges, line=line, limit=self.distance)


class HomophoneRule(_Rule):
    """Fires where the syllables of a Chinese pattern are written in another way.

    In other characters of the same sounds, tones ignored, every reading of a character counted; or in pinyin letters,
    with or without tone digits, blanks, hyphens or apostrophes between them; or, where asked for, as the pattern
    itself.

    Source: the answer to homophones as an evasion on Weibo (Hiruncharoenvate, Lin and Gilbert 2015, "Algorithmically
    Bypassing Censorship on Sina Weibo with Nondeterministic Homophone Substitutions", ICWSM).

    Attributes:
        pattern: two or more Chinese characters.
        written: which spellings fire.
    """

    kind: Literal["homophone"]
    pattern: Text
    written: list[Written] = pydantic.Field(default=["other-characters", "pinyin"], min_length=1)

    @pydantic.field_validator("pattern")
    @classmethod
    def _sounds(cls, pattern: str) -> str:
        from outlast.filters.keyword.sounds import readings

        silent = [letter for letter in pattern if not readings(letter)]
        if silent:
            raise ValueError(f"{pattern!r} has no reading for {silent[0]!r}; it takes Chinese characters only")
        if len(pattern) < 2:
            raise ValueError(f"{pattern!r} is one syllable, which too many characters share; give two or more")
        return pattern

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it; pinyin must stand alone, characters may stand anywhere."""
        return self._rule("homophone", [self.pattern], edges="substring", line=line, written=tuple(self.written))


class DetectorRule(_Rule):
    """Fires on a kind of string, whatever it says.

    Source: the 9158 client, which stops runs of six or more Latin letters (Knockel et al. 2015, "Every Rose Has Its
    Thorn: Censorship and Surveillance on Social Video Platforms in China", FOCI).

    Attributes:
        detect: ``latin-run`` and ``digit-run`` for letters or digits in a row, ``url`` for a web address.
        at_least: the shortest run that fires; for ``url`` it is left out.
    """

    kind: Literal["detector"]
    detect: Detected
    at_least: int | None = pydantic.Field(default=None, ge=1, le=1000)

    @pydantic.model_validator(mode="after")
    def _runs_have_lengths(self) -> DetectorRule:
        if (self.detect == "url") != (self.at_least is None):
            wanted = "takes no at_least" if self.detect == "url" else "needs at_least, the shortest run that fires"
            raise ValueError(f"{self.detect} {wanted}")
        return self

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it."""
        return self._rule("detector", [], edges="substring", line=line, detects=self.detect, limit=self.at_least)


class ExceptionRule(_Rule):
    """Blocks nothing: an occurrence of other rules' patterns that lies within its longer phrase does not count.

    Source: allow lists beside block lists, the usual answer to blocked words inside harmless ones (the "Scunthorpe
    problem"); we know of no reverse-engineered list that holds them.

    Attributes:
        pattern: the allowed phrase.
        of: the ids of the rules that it holds for; all where left out.
    """

    kind: Literal["exception"]
    pattern: Text
    of: tuple[str, ...] = ()

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it."""
        return self._rule("exception", [self.pattern], edges=edges, line=line, of=self.of)


class ExtenuatingRule(_Rule):
    """Blocks nothing: where all of its components occur, in any order, other rules do not fire.

    Source: QQMail (Knockel and Ruan 2021, "Measuring QQMail's Automated Email Censorship in China", FOCI,
    doi:10.1145/3473604.3474560).

    Attributes:
        pattern: one to six words or phrases.
        of: the ids of the rules that it switches off; all where left out.
    """

    kind: Literal["extenuating"]
    pattern: Components
    of: tuple[str, ...] = ()

    def rule(self, *, edges: Edges, line: int) -> Rule:
        """As the filter works with it."""
        return self._rule("extenuating", self.pattern, edges=edges, line=line, of=self.of)


AnyRule = Annotated[
    LiteralRule
    | WildcardRule
    | CombinationRule
    | OrderedRule
    | ProximityRule
    | RegexRule
    | FuzzyRule
    | HomophoneRule
    | DetectorRule
    | ExceptionRule
    | ExtenuatingRule,
    pydantic.Field(discriminator="kind"),
]


class RulesFile(Strict):
    """Where a list's rules lie, if not in the list itself.

    Attributes:
        path: a CSV file with a column ``pattern`` (docs/keywords.md names the others), or a text file with a rule in
            each line; relative to the list.
        lines: for a text file, what a line is: one ``literal``, a ``combination`` with ``+`` between its components,
            or a ``wildcard``.
    """

    path: str
    lines: Literal["literal", "combination", "wildcard"] = "literal"


class KeywordListFile(Strict):
    """A keyword list as its YAML file gives it.

    Attributes:
        name: of the list.
        version: of the list.
        language: of its patterns, as a BCP 47 tag.
        policy: the policy that it is written for; left out for a list that serves none of ours.
        licence: of the list itself, as an SPDX identifier.
        note: how it was made.
        boundaries: where patterns may stand: ``word`` (no letter, digit or underscore on either side), ``prefix``
            (where a word begins), ``suffix`` (where one ends), ``substring`` (anywhere, as platforms without a notion
            of words do it). A rule may say otherwise for itself.
        rules: at least one, with unique ids; or
        rules_file: the file that they lie in.
    """

    name: str
    version: str
    language: str
    policy: str | None = None
    licence: str = ""
    note: str = ""
    boundaries: Edges = "word"
    rules: list[AnyRule] | None = pydantic.Field(default=None, min_length=1)
    rules_file: RulesFile | None = None

    @pydantic.model_validator(mode="after")
    def _one_place(self) -> KeywordListFile:
        if (self.rules is None) == (self.rules_file is None):
            raise ValueError("give its rules either in rules or in rules_file")
        return self
