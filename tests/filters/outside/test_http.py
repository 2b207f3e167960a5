"""The http filter against a real server: batches, failures as rows, what is kept and what that depends on, secrets."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydantic
import pytest

from outlast.errors import UserError
from outlast.filters.outside.http import Http, HttpConfig
from outlast.filters.outside.sessions import SESSIONS

TEXTS = ["war", "tea", "bad", "the war", "peace"]


def config(server, **fields: Any) -> HttpConfig:
    whole = {
        "kind": "http",
        "name": "api",
        "url": server.url,
        "version": "1",
        "request": {"at": "/inputs"},
        "response": {
            "answers": "/results",
            "verdict": {"kind": "label", "at": "/flagged", "blocks": ["true"], "passes": ["false"]},
        },
        "batch": 2,
        "first_wait": 0,
        "attempts": 2,
    }
    return HttpConfig.model_validate({**whole, **fields})


@pytest.fixture
def http(server, tmp_path: Path) -> Callable[..., Http]:
    """Build a filter that asks the server."""

    def build(*, asks: str = "endpoint", **fields: Any) -> Http:
        return config(server, **fields).build(tmp_path, asks=asks)

    return build


def test_texts_are_asked_in_batches(http, server, batch_of):
    """Five texts in twos are three requests; each decision goes to its text; there is no evidence."""
    made = http().decide(batch_of(TEXTS), near=3)
    assert made.blocked.to_pylist() == [True, False, False, True, False]
    assert server.asked == [{"inputs": ["war", "tea"]}, {"inputs": ["bad", "the war"]}, {"inputs": ["peace"]}]
    assert made.evidence.num_rows == 0


def test_a_text_is_asked_once(http, server, batch_of):
    """The same text twice in a batch is one question."""
    made = http(batch=10).decide(batch_of(["war", "tea", "war"]), near=0)
    assert made.blocked.to_pylist() == [True, False, True]
    assert server.asked == [{"inputs": ["war", "tea"]}]


def test_what_was_answered_is_not_asked_again(http, server, batch_of):
    """Answers are kept in the file: later runs ask for the rest alone."""
    http().decide(batch_of(TEXTS[:2]), near=0)
    SESSIONS.close()
    made = http().decide(batch_of(TEXTS[:3]), near=0)
    assert made.blocked.to_pylist() == [True, False, False]
    assert server.asked == [{"inputs": ["war", "tea"]}, {"inputs": ["bad"]}]


@pytest.mark.parametrize(
    "fields",
    [
        {"version": "2"},
        {"request": {"at": "/inputs", "frame": "{text}?"}},
        {"request": {"at": "/inputs", "body": {"model": "other"}}},
        {"headers": {"X-Model": "other"}},
        {"response": {"answers": "/others", "verdict": {"kind": "score", "at": "/p", "threshold": 0.5}}},
    ],
)
def test_what_determines_an_answer_is_in_its_key(http, server, batch_of, fields):
    """Another version, frame, body, header or place of answers is asked anew."""
    server.rule = lambda body: {"results": [{"flagged": True}], "others": [{"p": 1}]}
    http().decide(batch_of(["war"]), near=0)
    http(**fields).decide(batch_of(["war"]), near=0)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"batch": 7},
        {"attempts": 1},
        {"timeout": 9},
        {"rate": 1e6},
        {
            "response": {
                "answers": "/results",
                "verdict": {"kind": "label", "at": "/flagged", "blocks": ["false"], "passes": ["true"]},
            }
        },
    ],
)
def test_what_does_not_determine_an_answer_is_not(http, server, batch_of, fields):
    """Pace, patience, and how an answer is read can change without another question."""
    http().decide(batch_of(["war"]), near=0)
    http(**fields).decide(batch_of(["war"]), near=0)
    assert len(server.asked) == 1


def test_a_verdict_is_read_anew_from_what_is_kept(http, server, batch_of):
    """Another threshold decides otherwise on the same answers."""
    server.rule = lambda body: [{"p": 0.6} for _ in body["inputs"]]
    for threshold, blocked in ((0.5, True), (0.7, False)):
        verdict = {"kind": "score", "at": "/p", "threshold": threshold}
        made = http(response={"verdict": verdict}).decide(batch_of(["war"]), near=0)
        assert (made.blocked.to_pylist(), made.score.to_pylist()) == ([blocked], [0.6])
    assert len(server.asked) == 1


def test_a_language_that_is_sent_is_in_the_key(http, server, batch_of):
    """The same text in another language is another question where the endpoint is told the language."""
    server.rule = lambda body: {"results": [{"flagged": item["l"] == "zh"} for item in body["inputs"]]}
    judge = http(request={"at": "/inputs", "item": "/t", "language": "/l"})
    english = batch_of(["war"])
    chinese = english.set_column(3, "language", [["zh"]])
    assert judge.decide(english, near=0).blocked.to_pylist() == [False]
    assert judge.decide(chinese, near=0).blocked.to_pylist() == [True]


def test_a_text_that_is_refused_costs_no_other_its_decision(http, server, said, batch_of):
    """A refused batch is asked text by text; the one that is refused again is an error."""

    def answer(body: Any, headers: dict[str, str]) -> Any:
        server.requests.append((body, headers))
        return said("bad text", status=400) if "bad" in body["inputs"] else said(server.rule(body))

    server.answer = answer
    made = http(batch=10).decide(batch_of(TEXTS), near=0)
    assert made.blocked.to_pylist() == [True, False, None, True, False]
    assert made.error[2].as_py() == 'the endpoint gave no answer: status 400: "bad text"'
    assert len(server.asked) == 6


def test_a_wrong_number_of_answers_is_asked_text_by_text(http, server, said, batch_of):
    """Answers that cannot be told apart are not guessed at."""
    server.script = [said({"results": [{"flagged": True}]})]
    made = http().decide(batch_of(["war", "tea"]), near=0)
    assert made.blocked.to_pylist() == [True, False]
    assert server.asked[1:] == [{"inputs": ["war"]}, {"inputs": ["tea"]}]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({}, "the endpoint's answer has no decision: nothing at /flagged: no 'flagged' at the top"),
        ({"flagged": "maybe"}, "the endpoint's answer has no decision: 'maybe' is neither in blocks nor in passes"),
        ({"flagged": None}, "/flagged is empty"),
        ({"flagged": "\ud800"}, "the endpoint's answer has no decision: '\\ud800' is neither"),
    ],
)
def test_an_answer_without_a_decision_is_an_error_and_is_not_kept(http, server, said, batch_of, answer, error):
    """What cannot be read is told with its place; the text is asked again another time."""
    server.script = [said({"results": [answer]})]
    made = http().decide(batch_of(["war"]), near=0)
    assert made.error[0].as_py().startswith(error)
    assert http().decide(batch_of(["war"]), near=0).blocked.to_pylist() == [True]


def test_an_answer_with_half_a_letter_is_kept(http, server, batch_of):
    """A lone surrogate somewhere in an answer costs nothing."""
    server.rule = lambda body: {"results": [{"flagged": True, "why": "\ud800"}]}
    made = http(batch=1).decide(batch_of(["war"]), near=0)
    assert made.blocked.to_pylist() == [True]
    assert http(asks="nothing").decide(batch_of(["war"]), near=0).blocked.to_pylist() == [True]


def test_failures_are_rows_and_are_not_kept(http, server, said, batch_of):
    """A batch that fails in every attempt is a row of errors; the others are decided; later it is asked again."""
    server.script = [None, said(status=500), said(status=500)]
    made = http().decide(batch_of(TEXTS), near=0)
    assert made.blocked.to_pylist() == [True, False, None, None, False]
    assert made.error.to_pylist()[2:4] == ["the endpoint failed: status 500: null, 2 times"] * 2
    assert http().decide(batch_of(TEXTS), near=0).error.null_count == 5
    assert server.asked[-1] == {"inputs": ["bad", "the war"]}


def test_an_endpoint_that_is_down_is_given_up(http, server, said, batch_of):
    """After three requests in vain the rest is not asked, and says so."""
    server.script = [said(status=503)] * 100
    made = http(batch=1, attempts=1).decide(batch_of(TEXTS), near=0)
    assert made.blocked.null_count == 5
    assert made.error.to_pylist()[3:] == ["not asked: the endpoint failed 3 requests in a row"] * 2
    assert len(server.asked) == 3


def test_asking_nothing_reads_what_is_kept(http, server, batch_of):
    """Without the endpoint, kept answers decide and the others are errors; nothing is sent, nor a file made."""
    nothing = http(asks="nothing").decide(batch_of(["war"]), near=0)
    assert nothing.error.to_pylist() == ["its answer is not kept, and the endpoint was not asked"]
    assert list(http(asks="nothing").kept.parent.glob("*.sqlite")) == []
    SESSIONS.close()
    http().decide(batch_of(["war"]), near=0)
    made = http(asks="nothing").decide(batch_of(["war", "tea"]), near=0)
    assert made.blocked.to_pylist() == [True, None]
    assert len(server.asked) == 1


def test_headers_are_filled_from_the_environment(http, server, batch_of, monkeypatch, tmp_path):
    """A variable's value reaches the server, and neither the config nor the file of answers has it."""
    monkeypatch.setenv("OUTLAST_TEST_KEY", "s3cret")
    made = http(headers={"Authorization": "Bearer ${OUTLAST_TEST_KEY}", "X-Plain": "yes"})
    made.decide(batch_of(["war"]), near=0)
    sent = server.requests[0][1]
    assert (sent["Authorization"], sent["X-Plain"]) == ("Bearer s3cret", "yes")
    assert "s3cret" not in made.form + repr(made)
    assert b"s3cret" not in (tmp_path / "answers.sqlite").read_bytes()


def test_the_key_of_an_answer_does_not_depend_on_a_secret(http, server, batch_of, monkeypatch):
    """With another value of the variable the answers are still there."""
    for value in ("one", "two"):
        monkeypatch.setenv("OUTLAST_TEST_KEY", value)
        http(headers={"Authorization": "${OUTLAST_TEST_KEY}"}).decide(batch_of(["war"]), near=0)
    assert len(server.asked) == 1


def test_a_worker_has_what_the_environment_had(http, server, batch_of, monkeypatch):
    """A filter that was sent elsewhere needs no environment there."""
    monkeypatch.setenv("OUTLAST_TEST_KEY", "s3cret")
    made = pickle.dumps(http(headers={"Authorization": "${OUTLAST_TEST_KEY}"}))
    monkeypatch.delenv("OUTLAST_TEST_KEY")
    assert pickle.loads(made).decide(batch_of(["war"]), near=0).blocked.to_pylist() == [True]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "filter api needs the environment variable OUTLAST_TEST_KEY, which is not set"),
        ("", "filter api needs the environment variable OUTLAST_TEST_KEY, which is not set"),
        ("a\nb", "filter api: OUTLAST_TEST_KEY has characters that no header may have"),
        ("ключ", "filter api: OUTLAST_TEST_KEY has characters that no header may have"),
    ],
)
def test_what_the_environment_lacks_is_told_before_anything_is_asked(http, monkeypatch, value, message):
    """An unset variable, or one that no header can hold, stops the run before it begins; reading needs none."""
    monkeypatch.delenv("OUTLAST_TEST_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("OUTLAST_TEST_KEY", value)
    headers = {"Authorization": "${OUTLAST_TEST_KEY}"}
    with pytest.raises(UserError) as caught:
        http(headers=headers)
    assert str(caught.value) == message
    http(headers=headers, asks="nothing")


def test_a_file_that_cannot_hold_answers_is_told_before_anything_is_asked(http, server, tmp_path):
    """A file of another kind is left as it is."""
    (tmp_path / "answers.sqlite").write_text("notes " * 100, encoding="utf-8")
    with pytest.raises(UserError, match=r"filter api: answers\.sqlite cannot hold answers"):
        http()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"url": "localhost:80"}, "is no address; it begins with http"),
        ({"url": "ftp://localhost/"}, "is no address"),
        ({"url": "http:///judge"}, "is no address"),
        ({"url": "http://localhost:port/"}, "is no address"),
        ({"url": "http://local host/"}, "is no address"),
        ({"url": "http://user:word@localhost/"}, "a password in an address would be stored"),
        ({"headers": {"Authorization": "Bearer abc"}}, "Authorization would be stored with the run"),
        ({"headers": {"X-Api-Key": "abc"}}, "X-Api-Key would be stored with the run"),
        ({"headers": {"X Model": "a"}}, "'X Model' is no header"),
        ({"headers": {"X-Model": "a\r\nb"}}, "'X-Model' is no header"),
        ({"version": ""}, "at least 1 character"),
        ({"rate": 0}, "greater than 0"),
    ],
)
def test_what_a_config_may_not_say(server, fields, message):
    """Addresses that are none, secrets that would be stored, and headers that are none are faults."""
    with pytest.raises(pydantic.ValidationError) as caught:
        config(server, **fields)
    assert message in str(caught.value)


def test_there_is_no_address_but_the_given_one():
    """A config without an address is a fault: none is known by default."""
    assert HttpConfig.model_fields["url"].is_required()
    assert HttpConfig.model_fields["version"].is_required()
