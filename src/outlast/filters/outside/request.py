"""What is asked of a JSON endpoint, and where its answer stands, as data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal

import pydantic

from outlast.config import Strict
from outlast.filters.outside.conversation import Question
from outlast.filters.outside.pointer import Pointer, PointerError, steps_of, value_at, with_value
from outlast.filters.outside.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence


class Request(Strict):
    """The body of a request, and where in it the texts go.

    Attributes:
        body: what is the same in every request.
        at: where the texts go.
        holds: ``texts``, a list of up to ``batch`` of them; or one ``text``.
        item: where in an object of its own a text goes; texts that are plain JSON strings where left out.
        language: where in that object the text's language goes.
        frame: the words around a text, with ``{text}`` in its place, as a prompt has them.
    """

    body: Any = pydantic.Field(default_factory=dict)
    at: Pointer
    holds: Literal["texts", "text"] = "texts"
    item: Pointer = ""
    language: Pointer | None = None
    frame: str = "{text}"

    @pydantic.field_validator("body")
    @classmethod
    def _is_finite(cls, body: Any) -> Any:
        if not _finite(body):
            raise ValueError("NaN and infinities have no JSON")
        return body

    @pydantic.field_validator("frame")
    @classmethod
    def _has_text(cls, frame: str) -> str:
        if frame.count("{text}") != 1:
            raise ValueError(f"{frame!r} must hold {{text}} once, where the text goes")
        return frame

    @pydantic.model_validator(mode="after")
    def _fits(self) -> Request:
        if self.language is not None and not self.item:
            raise ValueError("language goes into an object beside its text; say with item where in it the text goes")
        try:
            self.of([Question("", "")])
        except PointerError as error:
            raise ValueError(str(error)) from None
        return self

    def of(self, questions: Sequence[Question]) -> Any:
        """The body of a request about texts; about the only one where it holds one.

        >>> Request(at="/inputs", body={"model": "m"}).of([Question("tea", "en")])
        {'model': 'm', 'inputs': ['tea']}
        >>> Request(at="", item="/text", language="/lang").of([Question("tea", "en")])
        [{'text': 'tea', 'lang': 'en'}]
        >>> Request(at="/prompt", holds="text", frame="Rude? {text}").of([Question("tea", "en")])
        {'prompt': 'Rude? tea'}
        """
        items = [self._item(question) for question in questions]
        return with_value(self.body, self.at, items if self.holds == "texts" else items[0])

    def _item(self, question: Question) -> Any:
        item = with_value({}, self.item, self.frame.replace("{text}", question.text))
        return item if self.language is None else with_value(item, self.language, question.language)


class Response(Strict):
    """Where in a response the decisions stand.

    Attributes:
        answers: where the answer stands; to ``texts`` a list of answers, one for each in the order of the request.
        verdict: where in an answer its decision stands, and how it is read.
    """

    answers: Pointer = ""
    verdict: Verdict

    @pydantic.model_validator(mode="after")
    def _has_pointers(self) -> Response:
        for place in self.verdict.places:
            steps_of(place)
        return self

    def to(self, request: Request, document: Any, *, count: int) -> list[Any]:
        """The answers of a document, one for each text of a request.

        Raises:
            PointerError: when they are not there, or not as many as there were texts.
        """
        found = value_at(document, self.answers)
        if request.holds == "text":
            return [found]
        if not isinstance(found, list) or len(found) != count:
            many = f"a list of {len(found)}" if isinstance(found, list) else "no list"
            raise PointerError(f"{many} at {self.answers or 'the top'}, for {count} texts")
        return found


def _finite(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    if isinstance(value, list):
        return all(map(_finite, value))
    return not isinstance(value, float) or math.isfinite(value)
