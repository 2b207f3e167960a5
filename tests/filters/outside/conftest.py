"""Real judges for the tests of outside judges: small Python programs, and an HTTP server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from outlast.filters.outside.command import Command, CommandConfig
from outlast.filters.outside.sessions import SESSIONS

WORDS = Path(__file__).parent / "judges" / "words.py"


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """No test leaves a judge to the next."""
    yield
    SESSIONS.close()


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., Command]:
    """Build a filter of the judge in judges/words.py, with its options, and fields of the config."""

    def build(*options: str, **fields: Any) -> Command:
        whole = {"timeout": 0.3, "first_timeout": 5, **fields}
        config = CommandConfig(kind="command", name="judge", command=["{python}", str(WORDS), *options], **whole)
        return config.build(tmp_path)

    return build


@dataclass
class Said:
    """What a server answers to one request: a status, a body (bytes, or to be JSON), headers, and how it is sent."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: Callable[[Callable[[bytes], object]], object] | None = None


@dataclass
class Server:
    """A JSON endpoint on loopback that answers by script, then by rule.

    Attributes:
        url: its address.
        requests: body and headers of each request, in order.
        script: what it answers first, one a request; None stands for the rule.
        rule: what it answers otherwise: what makes of a request's body the body of the answer.
    """

    url: str = ""
    requests: list[tuple[Any, dict[str, str]]] = field(default_factory=list)
    script: list[Said | None] = field(default_factory=list)
    rule: Callable[[Any], Any] = lambda body: {"results": [{"flagged": "war" in text} for text in body["inputs"]]}

    def answer(self, body: Any, headers: dict[str, str]) -> Said:
        self.requests.append((body, headers))
        said = self.script.pop(0) if self.script else None
        return said or Said(self.rule(body))

    @property
    def asked(self) -> list[Any]:
        """The bodies of the requests."""
        return [body for body, _ in self.requests]


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of its own for each test, and its end."""
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said = made.answer(body, dict(self.headers.items()))
            raw = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(raw)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                if said.drip is not None:
                    self.wfile.write(raw[:1])
                    raw = raw[1:]
                    said.drip(self.wfile.write)
                self.wfile.write(raw)
            except OSError:  # the other side has gone
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{httpd.server_address[1]}/judge"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    SESSIONS.close()
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.fixture
def said() -> type[Said]:
    """What the server can be told to answer."""
    return Said
