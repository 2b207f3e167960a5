"""A judge that is a JSON endpoint, at an address that the user names: their own model, or one that they may query.

Outlast knows no address. What was answered once is kept in a file and not asked again.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pydantic

from outlast.config import Slug, Strict
from outlast.errors import UserError
from outlast.filters.outside.asking import Asking
from outlast.filters.outside.conversation import Question
from outlast.filters.outside.endpoint import Manner
from outlast.filters.outside.kept import Kept, KeptError
from outlast.filters.outside.request import Request, Response
from outlast.filters.outside.sessions import SESSIONS
from outlast.filters.protocol import Judgement, judgement
from outlast.signature import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

SECRET = re.compile("auth|cookie|token|secret|key|password", re.IGNORECASE)
"""Names of headers whose values are not for others to read."""

VARIABLE = re.compile(r"\$\{(\w+)\}")
"""An environment variable in a header's value."""


@dataclass(frozen=True, slots=True)
class Http:
    """Says what an endpoint says.

    Attributes:
        form: what fixes the meaning of a kept answer, besides the text: address, version and request, as JSON.
        request: the template of the requests, as JSON.
        response: where the decisions stand, as JSON.
        batch: texts in a request at most.
        rate: requests a second, of all processes together; None for as many as can be.
        manner: how the endpoint is asked.
        kept: the file of answers.
        asks: the ``endpoint`` for what is not kept, or for ``nothing``.
    """

    form: str
    request: str
    response: str
    batch: int
    rate: float | None
    manner: Manner
    kept: Path
    asks: Literal["endpoint", "nothing"]

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Ask about a batch of renderings; see `outlast.filters.protocol.Filter`. There is no evidence."""
        texts, languages = (batch.column(name).to_pylist() for name in ("text", "language"))
        questions = [Question(*pair) for pair in zip(texts, languages, strict=True)]
        if not questions:
            return judgement([])
        with SESSIONS.lent(self, lambda: Asking(self)) as asking:
            found = asking.about(dict.fromkeys(questions))
        rows = [found[question] for question in questions]
        return judgement(
            [row.blocked for row in rows], score=[row.score for row in rows], error=[row.error for row in rows]
        )


class HttpConfig(Strict):
    """A JSON endpoint as a filter, in a config.

    Attributes:
        name: unique in the experiment.
        url: its address; there is no other than the one that is given.
        version: what answers there, such as a model and its revision; it is in the run's signature, and answers that
            another version gave are not used.
        headers: sent with each request. ``${NAME}`` is the environment variable NAME, whose value is written nowhere.
        request: what is sent.
        response: how the answer is read.
        batch: texts in a request at most.
        timeout: seconds for a request, its answer included.
        attempts: how often a request is made at most, where its failure may pass.
        first_wait: seconds before the second attempt; doubled before each further one.
        longest_wait: seconds that are waited at most. An endpoint that asks for more is taken to be down.
        rate: requests a second, of all workers together; as many as can be where left out.
        kept: the file in which answers are kept, relative to the experiment; made where it is missing.
    """

    kind: Literal["http"]
    name: Slug
    url: str
    version: str = pydantic.Field(min_length=1)
    headers: dict[str, str] = pydantic.Field(default_factory=dict)
    request: Request
    response: Response
    batch: int = pydantic.Field(default=16, ge=1, le=10_000)
    timeout: float = pydantic.Field(default=60, gt=0)
    attempts: int = pydantic.Field(default=5, ge=1, le=100)
    first_wait: float = pydantic.Field(default=1, ge=0)
    longest_wait: float = pydantic.Field(default=60, ge=0)
    rate: float | None = pydantic.Field(default=None, gt=0)
    kept: str = "answers.sqlite"

    @pydantic.field_validator("url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            whole = False
        if not whole or not url.isprintable() or " " in url:
            raise ValueError(f"{url!r} is no address; it begins with http:// or https://")
        if "@" in parts.netloc:
            raise ValueError("a password in an address would be stored; put it in headers, as ${NAME}")
        return url

    @pydantic.field_validator("headers")
    @classmethod
    def _hides_secrets(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) or not value.isprintable():
                raise ValueError(f"{name!r} is no header")
            if SECRET.search(name) and not VARIABLE.search(value):
                raise ValueError(f"{name} would be stored with the run; put its value in the environment, as ${{NAME}}")
        return headers

    def variables(self) -> tuple[str, ...]:
        """The environment variables that the headers name."""
        return tuple(sorted({name for value in self.headers.values() for name in VARIABLE.findall(value)}))

    def build(self, folder: Path, *, asks: Literal["endpoint", "nothing"]) -> Http:
        """The filter that this describes.

        Args:
            folder: the experiment's.
            asks: the endpoint for what is not kept, or nothing.

        Raises:
            UserError: when the endpoint is asked, and an environment variable is not set, or the file of answers
                cannot be written.
        """
        headers, secrets = dict(self.headers), list[str]()
        if asks == "endpoint":
            secrets = [self._value_of(name, os.environ) for name in self.variables()]
            values = dict(zip(self.variables(), secrets, strict=True))
            headers = {name: VARIABLE.sub(lambda found: values[found[1]], value) for name, value in headers.items()}
            try:
                Kept(folder / self.kept, mode="write").close()
            except KeptError as error:
                raise UserError(f"filter {self.name}: {error}") from None
        public = {"url": self.url, "version": self.version, "headers": self.headers}
        asked = self.request.model_dump(mode="json")
        return Http(
            form=canonical_json({**public, "request": asked, "answers": self.response.answers}),
            request=canonical_json(asked),
            response=canonical_json(self.response.model_dump(mode="json")),
            batch=self.batch,
            rate=self.rate,
            manner=Manner(
                url=self.url,
                headers=tuple(sorted(headers.items())),
                secrets=tuple(secrets),
                timeout=self.timeout,
                attempts=self.attempts,
                first_wait=self.first_wait,
                longest_wait=self.longest_wait,
            ),
            kept=folder / self.kept,
            asks=asks,
        )

    def _value_of(self, variable: str, environment: Mapping[str, str]) -> str:
        value = environment.get(variable, "")
        if not value:
            raise UserError(f"filter {self.name} needs the environment variable {variable}, which is not set")
        if not value.isprintable() or not value.isascii():
            raise UserError(f"filter {self.name}: {variable} has characters that no header may have")
        return value
