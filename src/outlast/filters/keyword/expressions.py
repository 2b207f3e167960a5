"""Expressions: rules that RE2 matches, in time linear in the text whatever the rule.

Why RE2: an engine that backtracks (Python's ``re``) can take exponential time on one pattern of a user's, and a run of
millions of texts has no other guard. RE2's running time is linear in the text by construction (Cox 2010, "Regular
Expression Matching in the Wild"); what it cannot do so (references back, looking around) it refuses when it reads the
pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

from outlast.filters.keyword.sounds import Spellings, syllables_expression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import Detected, Rule

Case = Literal["kept", "ignored"]

EXPRESSIONS = ("regex", "homophone", "detector")
"""The kinds of rule that are expressions."""

_URL_ENDINGS = "com|net|org|edu|gov|info|biz|xyz|top|io|me|tv|cc|cn|hk|tw|jp|kr|ru|ua|uk|us|eu|de|fr"
_URL_REST = r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]"
"""What an address may go on with (RFC 3986, section 2): it ends where Chinese goes on."""

_DETECTORS: dict[Detected, str] = {
    "latin-run": r"\p{Latin}{%d,}",
    "digit-run": r"\p{Nd}{%d,}",
    "url": rf"(?i)(?:[a-z][a-z0-9+.-]*://|www\.){_URL_REST}+"
    rf"|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_URL_ENDINGS})\b(?:/{_URL_REST}*)?",
}
"""What each detector looks for; a web address has a scheme, begins with ``www.``, or ends as common domains do."""

SET_MEMORY = 256 << 20
"""Bytes that RE2 may use for a whole list's expressions at once; its default is made for single patterns."""


class ExpressionError(ValueError):
    """An expression that RE2 does not take."""


@lru_cache(maxsize=4096)
def compiled(pattern: str, *, case: Case) -> Any:
    """An RE2 pattern object.

    Raises:
        ExpressionError: for what RE2 cannot read, or would not match in linear time.

    >>> [match.span() for match in compiled("习.?平", case="kept").finditer("见习x平")]
    [(1, 4)]
    """
    import re2

    try:
        return re2.compile(pattern, _options(case))
    except re2.error as error:
        why = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        raise ExpressionError(f"{pattern!r} is no expression for RE2: {why}") from None


def _options(case: Case) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = case == "kept"
    return options


def expression_of(rule: Rule, *, chain: Chain) -> tuple[str, Case]:
    """The expression that a rule of `EXPRESSIONS` is matched by in a text that a chain normalised."""
    if rule.kind == "regex":
        return rule.components[0], "ignored" if "casefold" in chain.steps else "kept"
    if rule.kind == "homophone":
        spellings: Spellings = (
            "pinyin" if rule.written == ("pinyin",) else "both" if "pinyin" in rule.written else "characters"
        )
        return syllables_expression(chain.text(rule.components[0]), spellings=spellings), "ignored"
    detector = _DETECTORS[rule.detects or "url"]
    return (detector if rule.limit is None else detector % rule.limit), "kept"


def spans_of_expression(rule: Rule, text: str, *, chain: Chain) -> list[tuple[int, int]]:
    """Where a rule of `EXPRESSIONS` matches, wherever that may stand: leftmost first, none overlapping, none empty."""
    pattern, case = expression_of(rule, chain=chain)
    spans = [match.span() for match in compiled(pattern, case=case).finditer(text)]
    if rule.kind == "homophone":
        itself = chain.text(rule.components[0])
        spellings = {span: _spelling(text[slice(*span)], itself) for span in spans}
        others = [span for span in spans if spellings[span] != "itself" and spellings[span] in rule.written]
        spans = sorted({*others, *(_occurrences(text, itself) if "itself" in rule.written else ())})
    return [(start, end) for start, end in spans if start < end]


def _occurrences(text: str, pattern: str) -> list[tuple[int, int]]:
    """Where a pattern stands; other spellings that overlap it do not hide it."""
    return [match.span() for match in re.finditer(re.escape(pattern), text)]


def _spelling(found: str, itself: str) -> str:
    if found == itself:
        return "itself"
    return "pinyin" if any(letter.isascii() and letter.isalpha() for letter in found) else "other-characters"


@dataclass(frozen=True)
class ExpressionSet:
    """All expressions of a list, searched for at once; which of them match, not where.

    Attributes:
        numbers: the rules' numbers, by the set's own.
        patterns: their expressions with how case is taken.
    """

    numbers: tuple[int, ...]
    patterns: tuple[tuple[str, Case], ...]

    @classmethod
    def build(cls, rules: Sequence[Rule], *, chain: Chain) -> ExpressionSet:
        """The expressions among some rules."""
        numbers = tuple(number for number, rule in enumerate(rules) if rule.kind in EXPRESSIONS)
        return cls(numbers, tuple(expression_of(rules[number], chain=chain) for number in numbers))

    def matching(self, text: str) -> list[int]:
        """The rules whose expressions match somewhere in a normalised text, by number, in list order."""
        return sorted(number for numbers, searched in self._sets for number in numbers_in(searched, numbers, text))

    @cached_property
    def _sets(self) -> list[tuple[list[int], Any]]:
        """RE2's sets, each with the rules' numbers by its own."""
        sets: list[tuple[list[int], Any]] = []
        for case in ("kept", "ignored"):
            mine = [place for place, (_, how) in enumerate(self.patterns) if how == case]
            sets += self._whole(mine, case)
        return sets

    def _whole(self, places: list[int], case: Case) -> list[tuple[list[int], Any]]:
        """Sets of some of the expressions, as few as RE2 has memory for.

        A set that lacks memory does not say so, and finds nothing: each is asked for something that must be found.
        """
        import re2

        if not places:
            return []
        options = _options(case)
        options.max_mem = SET_MEMORY
        searched = re2.Set.SearchSet(options)
        for place in places:
            searched.Add(self.patterns[place][0])
        searched.Add(_ALWAYS_THERE)
        if self._compiles(searched) and len(places) in numbers_in(searched, range(len(places) + 1), _ALWAYS_THERE):
            return [([*(self.numbers[place] for place in places)], searched)]
        if len(places) == 1:
            raise ExpressionError(f"{self.patterns[places[0]][0]!r} needs more memory than RE2 is given")
        middle = len(places) // 2
        return self._whole(places[:middle], case) + self._whole(places[middle:], case)

    @staticmethod
    def _compiles(searched: Any) -> bool:
        import re2

        try:
            searched.Compile()
        except re2.error:  # it lacks memory
            return False
        return True

    def __getstate__(self) -> dict[str, Any]:
        """Without RE2's own objects, which another process makes anew."""
        return {"numbers": self.numbers, "patterns": self.patterns}


_ALWAYS_THERE = "\ue000"


def numbers_in(searched: Any, numbers: Sequence[int], text: str) -> list[int]:
    """The numbers of a set's expressions that match in a text; RE2 says None for no match."""
    return [numbers[each] for each in searched.Match(text) or () if each < len(numbers)]
