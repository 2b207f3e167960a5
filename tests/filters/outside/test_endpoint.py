"""Asking a real server on loopback that fails, is busy, drips, redirects, and answers with what is no JSON."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from outlast.filters.outside.endpoint import DownError, Endpoint, Manner, RefusedError, seconds_asked

GOOD = {"inputs": ["war"]}
ANSWER = {"results": [{"flagged": True}]}


@pytest.fixture
def endpoint(server):
    """Build an endpoint at the server; ``waits`` collects what would have been slept."""
    opened = []

    def build(*, waits: list[float] | None = None, turn: Callable[[], float] | None = None, **fields: Any) -> Endpoint:
        whole = {
            "url": server.url,
            "headers": (),
            "secrets": (),
            "timeout": 5.0,
            "attempts": 4,
            "first_wait": 1.0,
            "longest_wait": 60.0,
        }
        slept = [] if waits is None else waits
        opened.append(Endpoint(Manner(**{**whole, **fields}), turn=turn, sleep=slept.append))
        return opened[-1]

    yield build
    for each in opened:
        each.close()


def test_one_request_one_answer(endpoint, server):
    """The body is sent as JSON, and the answer's JSON comes back."""
    assert endpoint().ask(GOOD) == ANSWER
    assert server.asked == [GOOD]
    assert server.requests[0][1]["Content-Type"] == "application/json"
    assert server.requests[0][1]["User-Agent"].startswith("outlast/")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_with_growing_waits(endpoint, server, said, status):
    """A busy or failing server is asked again after one, two and four seconds."""
    server.script = [said(status=status)] * 3
    waits: list[float] = []
    assert endpoint(waits=waits).ask(GOOD) == ANSWER
    assert waits == [1, 2, 4]


def test_no_wait_is_longer_than_the_longest(endpoint, server, said):
    """Doubling ends at longest_wait."""
    server.script = [said(status=503)] * 3
    waits: list[float] = []
    endpoint(waits=waits, longest_wait=1.5).ask(GOOD)
    assert waits == [1, 1.5, 1.5]


def test_the_server_says_how_long_to_wait(endpoint, server, said):
    """Retry-After counts instead of our own waits."""
    server.script = [said(status=429, headers={"Retry-After": "7"}), said(status=503, headers={"Retry-After": "soon"})]
    waits: list[float] = []
    assert endpoint(waits=waits).ask(GOOD) == ANSWER
    assert waits == [7, 2]


def test_a_server_that_asks_for_too_long_is_down(endpoint, server, said):
    """A wait beyond longest_wait is not waited for, and the message says both."""
    server.script = [said(status=429, headers={"Retry-After": "3600"})]
    waits: list[float] = []
    with pytest.raises(DownError, match=r"status 429.*; it asks to wait 3600 s, longest_wait is 60"):
        endpoint(waits=waits).ask(GOOD)
    assert waits == []


def test_failing_each_time_is_down(endpoint, server, said):
    """After all attempts the last failure is told, with what the server said."""
    server.script = [said({"error": "out of\nmemory"}, status=500)] * 4
    with pytest.raises(DownError) as caught:
        endpoint().ask(GOOD)
    assert str(caught.value) == 'status 500: {"error": "out of\\nmemory"}, 4 times'
    assert len(server.asked) == 4


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_a_closed_door_is_not_knocked_at_again(endpoint, server, said, status):
    """Wrong credentials and wrong addresses are told at once."""
    server.script = [said("no", status=status)]
    with pytest.raises(DownError, match=f"^status {status}: "):
        endpoint().ask(GOOD)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 413, 422, 501])
def test_what_a_server_refuses_is_not_sent_again(endpoint, server, said, status):
    """A request that is wrong stays wrong."""
    server.script = [said("too long", status=status)]
    with pytest.raises(RefusedError, match=f'^status {status}: "too long"$'):
        endpoint().ask(GOOD)
    assert len(server.asked) == 1


def test_redirects_are_not_followed(endpoint, server, said):
    """Texts go to the address that was named, and to no other."""
    server.script = [said(status=307, headers={"Location": server.url + "/elsewhere"})]
    with pytest.raises(RefusedError, match=r"status 307.*; redirects are not followed"):
        endpoint().ask(GOOD)
    assert len(server.asked) == 1


@pytest.mark.parametrize("body", [b"", b"<html>busy</html>", b'{"results": [', b'{"score": NaN}', b"\xff\xfe"])
def test_what_is_no_json_is_refused(endpoint, server, said, body):
    """A page, half an object, NaN and bytes that are no UTF-8 are no answer."""
    server.script = [said(body)]
    with pytest.raises(RefusedError, match="not JSON"):
        endpoint().ask(GOOD)


def test_a_slow_answer_is_tried_again(endpoint, server, said):
    """A server that stands still in the middle of an answer is left, and asked again."""
    done = threading.Event()
    server.script = [said(ANSWER, drip=lambda write: done.wait(5))]
    assert endpoint(timeout=0.3).ask(GOOD) == ANSWER
    done.set()
    assert len(server.asked) == 2


def test_an_answer_that_drips_is_not_waited_for(endpoint, server, said):
    """Every byte comes in time, and the answer as a whole does not."""
    done = threading.Event()

    def drip(write: Callable[[bytes], object]) -> None:
        while not done.wait(0.02):
            write(b" ")

    server.script = [said(b" " * 1_000_000, drip=drip)]
    with pytest.raises(DownError, match=r"^no whole answer in 0.2 s$"):
        endpoint(timeout=0.2, attempts=1).ask(GOOD)
    done.set()


def test_nobody_there(endpoint, server):
    """A port where nothing listens is down, after all attempts, and the message says what the system says."""
    with pytest.raises(DownError, match=r"^ConnectError: .*refused, 4 times$"):
        endpoint(url="http://127.0.0.1:1/judge").ask(GOOD)


def test_no_proxy_is_taken_from_the_environment(endpoint, server, monkeypatch):
    """Whatever the environment says, the address itself is asked."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert endpoint().ask(GOOD) == ANSWER


def test_a_server_s_cookies_are_not_sent_back(endpoint, server, said):
    """No request depends on an earlier one."""
    server.script = [said(ANSWER, headers={"Set-Cookie": "a=1"})]
    made = endpoint()
    made.ask(GOOD)
    made.ask(GOOD)
    assert "Cookie" not in server.requests[1][1]


def test_secrets_are_sent_and_never_told(endpoint, server, said):
    """A header's value reaches the server; in a message that repeats it, and in a repr, it is blotted out."""
    manner = {"headers": (("Authorization", "Bearer s3cret-key"),), "secrets": ("s3cret-key",)}
    server.script = [said("invalid key s3cret-key" + "x" * 400, status=401)]
    with pytest.raises(DownError) as caught:
        endpoint(**manner).ask(GOOD)
    assert server.requests[0][1]["Authorization"] == "Bearer s3cret-key"
    assert str(caught.value).startswith('status 401: "invalid key …xxx')
    assert "s3cret" not in repr(Manner("http://a", **manner, timeout=1, attempts=1, first_wait=1, longest_wait=1))


def test_each_attempt_waits_for_its_turn(endpoint, server, said):
    """The pace holds for repeated requests too."""
    server.script = [said(status=500)]
    waits: list[float] = []
    turns = iter([0.0, 0.25])
    assert endpoint(waits=waits, turn=lambda: next(turns)).ask(GOOD) == ANSWER
    assert waits == [1, 0.25]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0),
        (" 12 ", 12),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("9" * 400, 999_999_999),
        ("Mon, 01 Jan 2024 00:01:00 GMT", 60),
        ("Sun, 31 Dec 2023 23:00:00 GMT", 0),
    ],
)
def test_how_long_a_server_asks_to_wait(header, seconds):
    """Seconds or a date, never less than nothing; anything else says nothing."""
    assert seconds_asked(header, now=datetime(2024, 1, 1, tzinfo=UTC)) == seconds
