"""Where a classifier's word n-grams stand in a text as its author wrote it."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = r"(?u)\b\w\w+\b"
"""scikit-learn's default token pattern: words of two or more letters, digits or underscores."""

_TOKEN = re.compile(TOKEN)


def word_ngrams(text: str, *, shortest: int, longest: int) -> Iterator[tuple[str, int, int]]:
    """Each n-gram that scikit-learn's word analyzer makes of a text, with its span in the text.

    The analyzer lowercases the text and joins neighbouring tokens by one blank. Lowercasing can lengthen a text
    (``İ``), so spans are carried back letter by letter.

    Args:
        text: as the author wrote it.
        shortest: fewest tokens in an n-gram.
        longest: most tokens.

    Yields:
        ``(n-gram, start, end)``, with ``text[start:end]`` from its first token to its last.

    >>> list(word_ngrams("No war, NOW", shortest=2, longest=2))
    [('no war', 0, 6), ('war now', 3, 11)]
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        offsets: list[int] | range = range(len(text) + 1)
    else:
        ends = accumulate(len(letter.lower()) for letter in text)
        offsets, at = [], 0
        for place, end in enumerate(ends):
            offsets += [place] * (end - at)
            at = end
        offsets.append(len(text))
    tokens = [(match[0], *match.span()) for match in _TOKEN.finditer(lowered)]
    for size in range(shortest, longest + 1):
        for first in range(len(tokens) - size + 1):
            run = tokens[first : first + size]
            last = run[-1][2] - 1
            yield " ".join(token for token, _, _ in run), offsets[run[0][1]], offsets[last] + 1
