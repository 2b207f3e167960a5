"""What an `http` judge does with texts: what is kept is read, the rest is asked and kept."""

from __future__ import annotations

import json
import logging
import sqlite3
from typing import TYPE_CHECKING, Any

from outlast.filters.outside.endpoint import DownError, Endpoint, RefusedError
from outlast.filters.outside.kept import Kept
from outlast.filters.outside.pointer import PointerError, value_at
from outlast.filters.outside.request import Request, Response
from outlast.filters.outside.verdict import Decided, VerdictError
from outlast.signature import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlast.filters.outside.conversation import Question
    from outlast.filters.outside.http import Http

VAIN = 3
"""Requests in a row that failed in all their attempts, after which an endpoint is not asked any more."""

UNKEPT = "its answer is not kept, and the endpoint was not asked"

log = logging.getLogger(__name__)


class Asking:
    """An open connection and the open file of answers.

    Args:
        judge: whose they are.

    Raises:
        KeptError: when the file cannot be opened.
    """

    def __init__(self, judge: Http) -> None:
        self._judge = judge
        self._request = Request.model_validate_json(judge.request)
        self._response = Response.model_validate_json(judge.response)
        self._kept = Kept(judge.kept, mode="write" if judge.asks == "endpoint" else "read")
        self._endpoint: Endpoint | None = None
        self._in_vain = 0

    def close(self) -> None:
        """Close both."""
        self._kept.close()
        if self._endpoint is not None:
            self._endpoint.close()

    def about(self, questions: Mapping[Question, None]) -> dict[Question, Decided]:
        """A decision, or an error, for each question."""
        keys = {question: self._key(question) for question in questions}
        kept = self._kept.get(keys.values())
        found = {question: self._decided(json.loads(kept[key])) for question, key in keys.items() if key in kept}
        missing = [question for question in questions if question not in found]
        if self._judge.asks == "nothing":
            return found | dict.fromkeys(missing, Decided(None, None, UNKEPT))
        size = self._judge.batch if self._request.holds == "texts" else 1
        for start in range(0, len(missing), size):
            found |= self._asked(missing[start : start + size], keys)
        return found

    def _key(self, question: Question) -> str:
        language = question.language if self._request.language is not None else None
        return fingerprint([self._judge.form, question.text, language])

    def _asked(self, questions: Sequence[Question], keys: Mapping[Question, str]) -> dict[Question, Decided]:
        """Ask in one request; where it is refused, each text alone, so that one costs no other its decision.

        Errors are not kept: what failed is asked again another time.
        """
        if self._in_vain >= VAIN:
            error = f"not asked: the endpoint failed {VAIN} requests in a row"
            return dict.fromkeys(questions, Decided(None, None, error))
        try:
            document = self._open().ask(self._request.of(questions))
            self._in_vain = 0
            answers = self._response.to(self._request, document, count=len(questions))
        except DownError as error:
            self._in_vain += 1
            log.warning("%s: %s", self._judge.manner.url, error)
            return dict.fromkeys(questions, Decided(None, None, f"the endpoint failed: {error}"))
        except (RefusedError, PointerError) as error:
            if len(questions) == 1:
                return {questions[0]: Decided(None, None, f"the endpoint gave no answer: {error}")}
            log.warning("%s: %s; asking each text alone", self._judge.manner.url, error)
            alone = [self._asked([question], keys) for question in questions]
            return {question: decided for each in alone for question, decided in each.items()}
        found = {question: self._decided(answer) for question, answer in zip(questions, answers, strict=True)}
        self._keep(
            {
                keys[question]: json.dumps(answer, separators=(",", ":"))
                for question, answer in zip(questions, answers, strict=True)
                if found[question].error is None
            }
        )
        return found

    def _decided(self, answer: Any) -> Decided:
        try:
            return self._response.verdict.decide(lambda place: value_at(answer, place))
        except (PointerError, VerdictError) as error:
            return Decided(None, None, f"the endpoint's answer has no decision: {error}")

    def _keep(self, answers: Mapping[str, str]) -> None:
        try:
            self._kept.put(answers)
        except sqlite3.Error as error:  # a full disk costs the answers' keeping, not the decisions
            log.warning("%s: answers are not kept (%s)", self._judge.kept, error)

    def _open(self) -> Endpoint:
        if self._endpoint is None:
            rate, url = self._judge.rate, self._judge.manner.url
            turn = None if rate is None else lambda: self._kept.turn(url, rate=rate)
            self._endpoint = Endpoint(self._judge.manner, turn=turn)
        return self._endpoint
