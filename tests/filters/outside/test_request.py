"""Requests and responses as data: the shapes that moderation endpoints have, and what fits none."""

from __future__ import annotations

from typing import Any

import pydantic
import pytest

from outlast.filters.outside.conversation import Question
from outlast.filters.outside.pointer import PointerError
from outlast.filters.outside.request import Request, Response

ASKED = [Question("tea", "en"), Question("战争", "zh")]
FLAGGED = {"kind": "label", "at": "/flagged", "blocks": ["true"], "passes": ["false"]}


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"at": "/inputs"}, {"inputs": ["tea", "战争"]}),
        ({"at": ""}, ["tea", "战争"]),
        ({"at": "/a/b", "body": {"a": {"c": 1}}}, {"a": {"c": 1, "b": ["tea", "战争"]}}),
        ({"at": "/instances", "item": "/text"}, {"instances": [{"text": "tea"}, {"text": "战争"}]}),
        (
            {"at": "/d", "item": "/content/text", "language": "/content/lang"},
            {"d": [{"content": {"text": "tea", "lang": "en"}}, {"content": {"text": "战争", "lang": "zh"}}]},
        ),
        ({"at": "/inputs", "frame": "«{text}»"}, {"inputs": ["«tea»", "«战争»"]}),
    ],
)
def test_requests_of_many_texts(fields, body):
    """A list of texts, plain or in objects, stands where the config says."""
    assert Request.model_validate(fields).of(ASKED) == body


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"at": "/prompt", "body": {"model": "m"}}, {"model": "m", "prompt": "tea"}),
        (
            {
                "at": "/messages/1/content",
                "body": {"messages": [{"role": "system", "content": "Judge."}, {"role": "user"}]},
                "frame": "Is this rude? {text}",
            },
            {
                "messages": [
                    {"role": "system", "content": "Judge."},
                    {"role": "user", "content": "Is this rude? tea"},
                ]
            },
        ),
        ({"at": "/comment", "item": "/text", "language": "/lang"}, {"comment": {"text": "tea", "lang": "en"}}),
    ],
)
def test_requests_of_one_text(fields, body):
    """One text stands in a field, in a message of a conversation, or in an object of its own."""
    assert Request.model_validate({"holds": "text", **fields}).of(ASKED[:1]) == body


def test_a_text_may_hold_what_looks_like_a_place_for_texts():
    """The words {text} in a text are text."""
    assert Request(at="/a", frame="a {text} b").of([Question("{text}", "en")]) == {"a": ["a {text} b"]}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Field required"),
        ({"at": "inputs"}, "is no JSON pointer"),
        ({"at": "/a", "frame": "no place"}, "must hold {text} once"),
        ({"at": "/a", "language": "/lang"}, "say with item where in it the text goes"),
        ({"at": "/messages/0", "body": {"messages": []}}, "no place at /messages/0"),
        ({"at": "/a/b", "body": {"a": "text"}}, "no place at /a/b"),
        ({"at": "/a", "body": {"temperature": float("nan")}}, "NaN and infinities have no JSON"),
        ({"at": "/a", "body": {"x": [{"y": float("inf")}]}}, "NaN and infinities have no JSON"),
    ],
)
def test_requests_that_cannot_be_made(fields, message):
    """A place that the body has not, a frame without a text, and what is no JSON are faults of the config."""
    with pytest.raises(pydantic.ValidationError) as caught:
        Request.model_validate(fields)
    assert message in str(caught.value)


def response(**fields: Any) -> Response:
    return Response.model_validate({"verdict": FLAGGED, **fields})


def test_answers_to_many_texts():
    """The list of answers stands where the config says, one for each text."""
    document = {"results": [{"flagged": True}, {"flagged": False}]}
    assert response(answers="/results").to(Request(at="/a"), document, count=2) == document["results"]
    assert response().to(Request(at="/a"), document["results"], count=2) == document["results"]


def test_the_answer_to_one_text():
    """The answer to one text may stand anywhere in the document."""
    document = {"results": [{"flagged": True}]}
    one = Request(at="/a", holds="text")
    assert response(answers="/results/0").to(one, document, count=1) == [{"flagged": True}]
    assert response().to(one, document, count=1) == [document]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"results": [{}]}, "a list of 1 at /results, for 2 texts"),
        ({"results": {"flagged": True}}, "no list at /results, for 2 texts"),
        ({"error": "busy"}, "nothing at /results: no 'results' at the top"),
        (None, "nothing at /results: no 'results' at the top"),
    ],
)
def test_answers_that_do_not_fit_the_texts(document, message):
    """Too few answers, or none where they should stand, are told with the place."""
    with pytest.raises(PointerError) as caught:
        response(answers="/results").to(Request(at="/a"), document, count=2)
    assert str(caught.value) == message


def test_a_verdict_of_an_endpoint_stands_at_a_pointer():
    """A column's name is no place in an answer."""
    with pytest.raises(pydantic.ValidationError, match="'flagged' is no JSON pointer"):
        Response.model_validate({"verdict": {**FLAGGED, "at": "flagged"}})
