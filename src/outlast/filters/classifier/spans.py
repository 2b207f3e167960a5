"""Where a classifier's n-grams stand in a text as its author wrote it, for each of scikit-learn's analyzers.

An analyzer prepares a text first (lower case, accents, runs of blanks), which can lengthen or shorten it; every span
is carried back, letter by letter, to code points of the text that came in.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Span = tuple[str, int, int]
    """An n-gram as the analyzer has it, and where it begins and ends in the text."""

TOKEN = r"(?u)\b\w\w+\b"
"""scikit-learn's default token pattern: words of two or more letters, digits or underscores."""

Accents = Literal["keep", "unicode", "ascii"]

_TOKEN = re.compile(TOKEN)
_BLANKS = re.compile(r"\s\s+")
_LETTER = re.compile(r"\w")


def prepared(text: str, *, lowercase: bool = True, accents: Accents = "keep") -> tuple[str, Sequence[int]]:
    """A text as an analyzer cuts it, and for each of its letters (and its end) where it stood before.

    >>> prepared("ÉT", accents="unicode")
    ('et', [0, 1, 2])
    """
    ready, offsets = text, range(len(text) + 1)
    steps: list[Callable[[str], str]] = [str.lower] if lowercase else []
    if accents != "keep":
        steps.append(_without_accents if accents == "unicode" else _ascii)
    for step in steps:
        changed = step(ready)
        if len(changed) != len(ready) or accents != "keep":
            ends = accumulate(len(step(letter)) for letter in ready)
            before, at = [], 0
            for place, end in enumerate(ends):
                before += [offsets[place]] * (end - at)
                at = end
            offsets = [*before, len(text)]  # type: ignore[assignment]
        ready = changed
    return ready, offsets


def _without_accents(text: str) -> str:
    """scikit-learn's ``strip_accents_unicode``."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _ascii(text: str) -> str:
    """scikit-learn's ``strip_accents_ascii``."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")


def _ends(offsets: Sequence[int], last: int) -> int:
    """One past a letter, with what vanished behind it; a letter that became several is one."""
    return max(offsets[last] + 1, offsets[last + 1])


def word_ngrams(
    text: str, *, shortest: int, longest: int, lowercase: bool = True, accents: Accents = "keep"
) -> Iterator[Span]:
    """Each n-gram that scikit-learn's word analyzer makes of a text, with its span in the text.

    The analyzer joins neighbouring tokens by one blank. Lowercasing can lengthen a text (``İ``).

    Args:
        text: as the author wrote it.
        shortest: fewest tokens in an n-gram.
        longest: most tokens.
        lowercase: whether the analyzer lowercases.
        accents: what it does with accents.

    Yields:
        ``(n-gram, start, end)``, with ``text[start:end]`` from its first token to its last.

    >>> list(word_ngrams("No war, NOW", shortest=2, longest=2))
    [('no war', 0, 6), ('war now', 3, 11)]
    """
    ready, offsets = prepared(text, lowercase=lowercase, accents=accents)
    tokens = [(match[0], *match.span()) for match in _TOKEN.finditer(ready)]
    yield from _runs(tokens, offsets, shortest=shortest, longest=longest)


def chinese_word_ngrams(
    text: str, *, shortest: int, longest: int, lowercase: bool = True, accents: Accents = "keep"
) -> Iterator[Span]:
    """The same of words as jieba's dictionary cuts them.

    >>> list(chinese_word_ngrams("我们反对战争!", shortest=2, longest=2))
    [('我们 反对', 0, 4), ('反对 战争', 2, 6)]
    """
    ready, offsets = prepared(text, lowercase=lowercase, accents=accents)
    yield from _runs(chinese_words(ready), offsets, shortest=shortest, longest=longest)


def _runs(tokens: list[Span], offsets: Sequence[int], *, shortest: int, longest: int) -> Iterator[Span]:
    for size in range(shortest, longest + 1):
        for first in range(len(tokens) - size + 1):
            run = tokens[first : first + size]
            yield " ".join(token for token, _, _ in run), offsets[run[0][1]], _ends(offsets, run[-1][2] - 1)


def chinese_words(text: str) -> list[Span]:
    """A text's words by jieba's dictionary (``rjieba``), with their spans; blanks and punctuation are left out.

    >>> chinese_words("反对 war。")
    [('反对', 0, 2), ('war', 3, 6)]
    """
    import rjieba

    return [found for found in rjieba.tokenize(text, "default", True) if _LETTER.search(found[0])]


def chinese_tokens(text: str) -> list[str]:
    """The words alone: the tokenizer that a vectoriser is given; at the top of a module, so that it can be pickled."""
    return [word for word, _, _ in chinese_words(text)]


def char_ngrams(
    text: str, *, shortest: int, longest: int, lowercase: bool = True, accents: Accents = "keep"
) -> Iterator[Span]:
    """Each n-gram of the ``char`` analyzer, which makes one blank of several.

    >>> list(char_ngrams("No  w", shortest=3, longest=3))
    [('no ', 0, 4), ('o w', 1, 5)]
    """
    ready, offsets = _with_single_blanks(*prepared(text, lowercase=lowercase, accents=accents))
    for size in range(shortest, min(longest, len(ready)) + 1):
        for first in range(len(ready) - size + 1):
            yield ready[first : first + size], offsets[first], _ends(offsets, first + size - 1)


def char_in_word_ngrams(
    text: str, *, shortest: int, longest: int, lowercase: bool = True, accents: Accents = "keep"
) -> Iterator[Span]:
    """Each n-gram of the ``char_wb`` analyzer, which puts a blank before and after each word; the span has neither.

    >>> list(char_in_word_ngrams("No!", shortest=3, longest=3))
    [(' no', 0, 2), ('no!', 0, 3), ('o! ', 1, 3)]
    """
    ready, offsets = _with_single_blanks(*prepared(text, lowercase=lowercase, accents=accents))
    for match in re.finditer(r"\S+", ready):
        begin, padded = match.start(), f" {match[0]} "
        for size in range(shortest, longest + 1):
            for first in range(max(1, len(padded) - size + 1)):
                gram = padded[first : first + size]
                start = min(max(first, 1), len(match[0]))
                end = max(min(first + len(gram), len(padded) - 1), start + 1)
                yield gram, offsets[begin + start - 1], _ends(offsets, begin + end - 2)
            if size >= len(padded):
                break


def _with_single_blanks(ready: str, offsets: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Runs of blanks as one blank, as scikit-learn's character analyzers have them."""
    if not _BLANKS.search(ready):
        return ready, offsets
    kept: list[int] = []
    letters: list[str] = []
    at = 0
    for match in _BLANKS.finditer(ready):
        kept += [*offsets[at : match.start()], offsets[match.start()]]
        letters += [ready[at : match.start()], " "]
        at = match.end()
    return "".join([*letters, ready[at:]]), [*kept, *offsets[at:]]
