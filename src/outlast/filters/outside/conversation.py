"""A conversation with a judge's process: no answer that was given is lost, and no text waits for ever.

Texts are asked together. What is missing when a judge dies, falls silent or writes what is no answer is asked again,
each text alone, so that one text on which a judge fails costs no other its decision.
"""

from __future__ import annotations

import itertools
import json
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from outlast.filters.outside.answer import MalformedError, quoted, read_line
from outlast.filters.outside.process import SilenceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outlast.filters.outside.process import Process

ATTEMPTS = 2
"""How often a text is asked alone: a judge that dies on every n-th text, whatever it is, answers the second time."""

log = logging.getLogger(__name__)


class Question(NamedTuple):
    """A text that is asked about."""

    text: str
    language: str


class Reply(NamedTuple):
    """What came of a question: an answer as it was given, or why there is none."""

    answer: dict[str, Any] | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a judge is waited for, and how often it is started again.

    Attributes:
        timeout: seconds without any answer, while some are due, after which it is taken to hang.
        first_timeout: the same until the first answer of a process, which may have a model to load.
        restarts: how often it is started again in a row without one answer in between.
    """

    timeout: float
    first_timeout: float
    restarts: int


@dataclass(slots=True)
class _Exchange:
    """What came of asking some texts together: answers by position, and what stopped it."""

    answers: dict[int, Reply]
    trouble: str | None = None
    hung: bool = False


class Conversation:
    """One judge, started when it is first asked, kept running, and started again when it ends.

    Args:
        start: starts a process.
        patience: with it.
    """

    def __init__(self, start: Callable[[], Process], *, patience: Patience) -> None:
        self._start = start
        self._patience = patience
        self._process: Process | None = None
        self._numbers = itertools.count(1)
        self._answered = False  # whether the process that runs has answered anything
        self._starts_in_vain = 0
        self._gave_up: str | None = None

    def ask(self, questions: Sequence[Question]) -> list[Reply]:
        """What the judge says of texts, in their order; a text without an answer has an error instead."""
        found = self._exchange(questions).answers
        return [found.get(place) or self._alone(question) for place, question in enumerate(questions)]

    def close(self) -> None:
        """End the process, if one runs."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _alone(self, question: Question) -> Reply:
        made = _Exchange({})
        for _ in range(ATTEMPTS):
            made = self._exchange([question])
            if made.answers or made.hung or self._gave_up:
                break
        return made.answers.get(0) or Reply(None, made.trouble)

    def _exchange(self, questions: Sequence[Question]) -> _Exchange:
        """Ask texts together until all are answered, or something is wrong."""
        process = self._running()
        if process is None:
            return _Exchange({}, self._gave_up)
        places: dict[str, int] = {}
        lines = []
        for place, question in enumerate(questions):
            number = str(next(self._numbers))
            places[number] = place
            asked = {"id": number, "text": question.text, "language": question.language}
            lines.append(json.dumps(asked).encode("ascii") + b"\n")
        process.send(lines)
        return self._collected(process, places)

    def _collected(self, process: Process, places: dict[str, int]) -> _Exchange:
        made, strange = _Exchange({}), 0
        deadline = self._deadline()
        while len(made.answers) + strange < len(places):
            try:
                came = _next(process, places, deadline)
            except SilenceError:
                waited = self._patience.timeout if self._answered else self._patience.first_timeout
                made.trouble, made.hung = f"the judge gave no answer in {waited:g} s", True
                process.kill()
                self._ended(made.trouble)
                break
            except MalformedError as error:
                made.trouble = f"the judge wrote what is no answer: {error}"
                strange += 1
                continue
            if came is None:
                made.trouble = process.last_words()
                self._ended(made.trouble)
                break
            place, answer = came
            made.answers[place] = _once(made.answers.get(place), answer)
            self._answered, self._starts_in_vain = True, 0
            deadline = self._deadline()
        return made

    def _deadline(self) -> float:
        return time.monotonic() + (self._patience.timeout if self._answered else self._patience.first_timeout)

    def _running(self) -> Process | None:
        """The process, started if need be; None when it was started too often in vain."""
        if self._process is None and self._gave_up is None:
            self._answered = False
            try:
                self._process = self._start()
            except OSError as error:
                self._gave_up = f"the judge cannot be started ({error.strerror or error})"
        return self._process

    def _ended(self, trouble: str) -> None:
        """Note that a process has ended before it was asked to."""
        self._process = None
        if not self._answered:
            self._starts_in_vain += 1
        if self._starts_in_vain > self._patience.restarts:
            self._gave_up = f"gave up after {self._starts_in_vain} starts without an answer; {trouble}"
        log.warning("%s", self._gave_up or trouble)


def _next(process: Process, places: dict[str, int], deadline: float) -> tuple[int, dict[str, Any]] | None:
    """The next answer with the place of its text; None when the process has ended.

    Answers to an earlier exchange, which come too late, are passed over.

    Raises:
        SilenceError: when none comes before the deadline.
        MalformedError: for a line that is no answer to anything.
    """
    first = min(map(int, places))
    while (line := process.receive(deadline - time.monotonic())) is not None:
        number, answer = read_line(line)
        if number in places:
            return places[number], answer
        if not (number.isdecimal() and len(number) < 20 and 0 < int(number) < first):
            raise MalformedError(f"id {quoted(number)} was not asked")
        if time.monotonic() > deadline:
            raise SilenceError
    return None


def _once(before: Reply | None, answer: dict[str, Any]) -> Reply:
    """An answer, where an equal one may have come before."""
    if before is None or before.answer == answer:
        return Reply(answer)
    return Reply(None, "the judge answered twice, and not alike")
