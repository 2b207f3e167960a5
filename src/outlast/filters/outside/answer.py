"""Answers of a `command` judge: a line of JSON each, read strictly, with what it may say as evidence."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from outlast.filters.outside.verdict import Decided
from outlast.filters.protocol import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = {"id", "blocked", "score", "evidence", "error"}


class MalformedError(ValueError):
    """What a judge wrote is no answer; the message says what is wrong with it."""


class Answered(NamedTuple):
    """An answer to one text: a decision, and its evidence (``fired`` for a blocked text, ``near`` for another)."""

    decided: Decided
    evidence: tuple[Evidence, ...]


def read_json(raw: bytes | str) -> Any:
    """JSON without the NaN and the infinities that Python reads besides.

    Raises:
        MalformedError: for what is no JSON.

    >>> read_json('{"score": NaN}')
    Traceback (most recent call last):
    outlast.filters.outside.answer.MalformedError: not JSON (NaN): '{"score": NaN}'
    """

    def refuse(constant: str) -> Any:
        raise MalformedError(f"not JSON ({constant}): {quoted(raw)}")

    try:
        return json.loads(raw, parse_constant=refuse)
    except MalformedError:
        raise
    except (ValueError, RecursionError) as error:  # bad JSON, or bytes that are no UTF-8
        what = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise MalformedError(f"not JSON ({what}): {quoted(raw)}") from None


def read_line(line: bytes) -> tuple[str, dict[str, Any]]:
    """The id that a line answers, and the answer.

    Raises:
        MalformedError: for a line that is no JSON object with the id of a text.

    >>> read_line(b'{"id": "7", "blocked": true}')
    ('7', {'id': '7', 'blocked': True})
    """
    answer = read_json(line)
    if not isinstance(answer, dict) or not isinstance(answer.get("id"), str):
        raise MalformedError(f"no object with the id of a text: {quoted(line)}")
    return answer["id"], answer


def read_answer(answer: dict[str, Any], *, text: str, row: int, near: int) -> Answered:
    """An answer as a decision with evidence.

    Args:
        answer: with ``blocked`` or ``error``, perhaps ``score`` and ``evidence``.
        text: the text that it is on.
        row: of the batch.
        near: rules kept at most of the evidence on a text that is let through.

    Raises:
        MalformedError: for an answer with other keys, types or spans.

    >>> read_answer({"id": "7", "blocked": False, "score": 0.25}, text="tea", row=0, near=3).decided
    Decided(blocked=False, score=0.25, error=None)
    """
    unknown = sorted(set(answer) - KEYS)
    if unknown:
        raise MalformedError(f"{unknown[0]!r} is no key of an answer; there are {', '.join(sorted(KEYS))}")
    error, blocked, score = answer.get("error"), answer.get("blocked"), _score(answer.get("score"))
    if error is not None:
        if not isinstance(error, str) or not error.strip() or blocked is not None:
            raise MalformedError("an error is a text, and stands without blocked")
        return Answered(Decided(None, score, printable(error)), ())
    if not isinstance(blocked, bool):
        raise MalformedError(f"blocked is {quoted(json.dumps(blocked))}; true or false is wanted, or an error")
    role = "fired" if blocked else "near"
    evidence = tuple(_evidence(answer.get("evidence"), role=role, text=text, row=row))
    if blocked:
        return Answered(Decided(True, score), evidence)
    rules = list(dict.fromkeys(item.rule for item in evidence))[:near]
    return Answered(Decided(False, score), tuple(item for item in evidence if item.rule in rules))


def _score(given: Any) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise MalformedError(f"score is {quoted(json.dumps(given))}; a number is wanted")
    try:
        score = float(given)
    except OverflowError:
        score = math.inf
    if not math.isfinite(score):
        raise MalformedError("score is too large for a number of 64 bits")
    return score


def _evidence(given: Any, *, role: str, text: str, row: int) -> Iterator[Evidence]:
    if not isinstance(given, list | None):
        raise MalformedError("evidence is no list")
    for number, item in enumerate(given or []):
        where = f"evidence {number}"
        if not isinstance(item, dict) or set(item) - {"rule", "start", "end", "note"}:
            raise MalformedError(f"{where} is no object of rule, start, end and note")
        rule, note = item.get("rule"), item.get("note")
        start, end = item.get("start", 0), item.get("end", len(text))
        if not isinstance(rule, str) or not rule:
            raise MalformedError(f"{where} names no rule")
        if not isinstance(note, str | None):
            raise MalformedError(f"{where}: note is no text")
        if not all(isinstance(place, int) and not isinstance(place, bool) for place in (start, end)):
            raise MalformedError(f"{where}: start and end are code points, whole numbers")
        if not text and start == end == 0:  # nothing can be marked in an empty text
            continue
        if not 0 <= start < end <= len(text):
            raise MalformedError(f"{where}: {start} to {end} is no stretch of a text of {len(text)} code points")
        yield Evidence(row, role, printable(rule), start, end, note=None if note is None else printable(note))


def quoted(raw: bytes | str) -> str:
    """The beginning of what a judge wrote, for a message of one line.

    >>> quoted(b"Loading" + b"." * 200)
    "'Loading.......................................................................'…"
    """
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    text = text.rstrip("\r\n")
    return repr(text) if len(text) <= 80 else f"{text[:78]!r}…"


def printable(text: str) -> str:
    r"""A judge's own words in one line, without what would steer a terminal, cut at 500 letters.

    >>> printable("no\nmodel \x1b[31m")
    'no model [31m'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:500]
