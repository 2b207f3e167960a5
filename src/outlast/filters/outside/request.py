"""What is asked of a JSON endpoint, and where its answer stands, as data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

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
        text: where one text goes, each in a request of its own; or
        texts: where a list of texts goes.
        item: where in an item of that list its text goes; the items are the texts themselves where left out.
        language: where the text's language goes: in the body beside ``text``, in the item beside ``item``.
        frame: the words around a text, with ``{text}`` in its place, as a prompt has them.
    """

    body: pydantic.JsonValue = pydantic.Field(default_factory=dict)
    text: Pointer | None = None
    texts: Pointer | None = None
    item: Pointer | None = None
    language: Pointer | None = None
    frame: str = "{text}"

    @pydantic.field_validator("body")
    @classmethod
    def _is_finite(cls, body: Any) -> Any:
        if not _finite(body):
            raise ValueError("NaN and infinities have no JSON")
        return body

    @pydantic.model_validator(mode="after")
    def _fits(self) -> Request:
        if (self.text is None) == (self.texts is None):
            raise ValueError("needs either text (one text in a request) or texts (a list of them)")
        if self.item is not None and self.texts is None:
            raise ValueError("item goes with texts: it is where in an item of their list a text goes")
        if self.language is not None and self.texts is not None and self.item is None:
            raise ValueError("a language goes beside its text: with texts, give item")
        if self.frame.count("{text}") != 1:
            raise ValueError("frame must hold {text} once, where the text goes")
        try:
            self.of([Question("", "")])
        except PointerError as error:
            raise ValueError(str(error)) from None
        return self

    @property
    def asks_many(self) -> bool:
        """Whether a request can hold several texts."""
        return self.texts is not None

    def of(self, questions: Sequence[Question]) -> Any:
        """The body of a request about texts; about one where they go one by one.

        >>> from outlast.filters.outside.conversation import Question
        >>> Request(texts="/inputs", body={"model": "m"}).of([Question("tea", "en")])
        {'model': 'm', 'inputs': ['tea']}
        >>> Request(texts="", item="/text", language="/lang").of([Question("tea", "en")])
        [{'text': 'tea', 'lang': 'en'}]
        """
        if self.texts is None:
            return self._put(self.body, self.text or "", questions[0])
        items: list[Any] = [
            self._framed(question) if self.item is None else self._put({}, self.item, question)
            for question in questions
        ]
        return with_value(self.body, self.texts, items)

    def _put(self, document: Any, pointer: str, question: Question) -> Any:
        document = with_value(document, pointer, self._framed(question))
        return document if self.language is None else with_value(document, self.language, question.language)

    def _framed(self, question: Question) -> str:
        return self.frame.replace("{text}", question.text)


class Response(Strict):
    """Where in an answer the decisions stand.

    Attributes:
        answers: where the list of answers stands, one for each text in the order of the request; only with ``texts``.
        verdict: where in an answer its decision stands, and how it is read.
    """

    answers: Pointer = ""
    verdict: Verdict

    @pydantic.model_validator(mode="after")
    def _has_pointers(self) -> Response:
        for place in self.verdict.places:
            steps_of(place)
        return self

    def each(self, document: Any, *, count: int) -> list[Any]:
        """The answers of a document, one for each text.

        Raises:
            PointerError: when they are not there, or not as many as there were texts.
        """
        found = value_at(document, self.answers)
        if not isinstance(found, list) or len(found) != count:
            many = f"{len(found)} answers" if isinstance(found, list) else "no list"
            raise PointerError(f"{many} at {self.answers or 'the top'} for {count} texts")
        return found


def _finite(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    if isinstance(value, list):
        return all(map(_finite, value))
    return not isinstance(value, float) or math.isfinite(value)
