"""Asking a JSON endpoint: one request, tried again with growing waits where that can help, at the pace that was asked.

Only the address that the config names is contacted: redirects are not followed, and no proxy is taken from the
environment.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any

from outlast.filters.outside.answer import MalformedError, printable, read_json

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2
    import tenacity

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same request may succeed a little later (RFC 9110, RFC 6585, RFC 8470)."""

CLOSED = frozenset({401, 402, 403, 404, 405, 407})
"""Statuses that no other text will change: the address or the credentials are wrong."""

LARGEST = 2**26
"""Bytes of the largest answer that is read, 64 MiB."""


class PassingError(Exception):
    """A request failed in a way that may pass.

    Attributes:
        wait: seconds that the endpoint asked to wait; None where it did not say.
    """

    def __init__(self, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class DownError(Exception):
    """An endpoint failed as often as it was tried, or in a way that another text will not change."""


class RefusedError(Exception):
    """An endpoint refused a request, or answered it with what is no answer; another may fare better."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How an endpoint is asked.

    Attributes:
        url: its address.
        headers: name and value, secrets filled in; never shown.
        secrets: what was filled in; taken out of every message, since an endpoint may repeat it.
        timeout: seconds for a request, its answer included.
        attempts: how often a request is made at most.
        first_wait: seconds before the second attempt; doubled before each further one.
        longest_wait: seconds that are waited at most, also where the endpoint asks for more.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    timeout: float
    attempts: int
    first_wait: float
    longest_wait: float


class Endpoint:
    """An open connection to an endpoint.

    Args:
        manner: how it is asked.
        turn: gives the seconds to wait before a request may be made.
        sleep: waits.
    """

    def __init__(
        self, manner: Manner, *, turn: Callable[[], float] | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        import httpx2

        self._manner = manner
        self._turn = turn
        self._sleep = sleep
        self._client = httpx2.Client(
            headers={"User-Agent": f"outlast/{metadata.version('outlast')}", **dict(manner.headers)},
            timeout=manner.timeout,
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def ask(self, body: Any) -> Any:
        """What the endpoint answers to a request, as JSON.

        Args:
            body: of the request, to be sent as JSON.

        Raises:
            DownError: when it could not be reached, failed each time, or is closed to us.
            RefusedError: when it refused this request, or answered it with what is no JSON.
        """
        import tenacity

        trying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(PassingError),
            wait=self._wait,
            stop=tenacity.stop_after_attempt(self._manner.attempts),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return trying(self._once, body)
        except PassingError as error:
            tries = self._manner.attempts
            raise DownError(f"{error}, {tries} times" if tries > 1 else str(error)) from None

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, PassingError) and error.wait is not None:
            return error.wait
        return min(self._manner.first_wait * 2.0 ** (state.attempt_number - 1), self._manner.longest_wait)

    def _once(self, body: Any) -> Any:
        import httpx2

        if self._turn is not None and (wait := self._turn()) > 0:
            self._sleep(wait)
        self._client.cookies.clear()  # no request may depend on another
        try:
            with self._client.stream("POST", self._manner.url, json=body) as response:
                raw = self._read(response)
        except httpx2.TimeoutException:
            raise PassingError(f"no answer in {self._manner.timeout:g} s") from None
        except httpx2.HTTPError as error:
            raise PassingError(self._shown(f"{type(error).__name__}: {error}")) from None
        if not response.is_success:
            self._failed(response, raw)
        try:
            return read_json(raw)
        except MalformedError as error:
            raise RefusedError(self._shown(str(error))) from None

    def _read(self, response: httpx2.Response) -> bytes:
        """The answer's body, within the time and the size that it may have: a server may drip for ever."""
        until, raw = time.monotonic() + self._manner.timeout, bytearray()
        for chunk in response.iter_bytes():
            raw += chunk
            if len(raw) > LARGEST:
                raise RefusedError(f"its answer is larger than {LARGEST // 2**20} MiB")
            if time.monotonic() > until:
                raise PassingError(f"no whole answer in {self._manner.timeout:g} s")
        return bytes(raw)

    def _failed(self, response: httpx2.Response, raw: bytes) -> None:
        said = self._shown(raw[:10_000].decode("utf-8", "replace"))[:300]
        message = f"status {response.status_code}" + (f": {said}" if said else "")
        if response.is_redirect:
            raise RefusedError(f"{message}; redirects are not followed")
        if response.status_code in CLOSED:
            raise DownError(message)
        if response.status_code not in PASSING:
            raise RefusedError(message)
        wait = seconds_asked(response.headers.get("retry-after"), now=datetime.now(UTC))
        if wait is not None and wait > self._manner.longest_wait:
            raise DownError(f"{message}; it asks to wait {wait:.0f} s, longest_wait is {self._manner.longest_wait:g}")
        raise PassingError(message, wait=wait)

    def _shown(self, message: str) -> str:
        for secret in self._manner.secrets:
            message = message.replace(secret, "…")
        return printable(message)


def seconds_asked(header: str | None, *, now: datetime) -> float | None:
    """What a Retry-After header asks for (RFC 9110, 10.2.3): seconds, or until a date; None where it says neither.

    >>> seconds_asked("120", now=datetime.now(UTC))
    120.0
    >>> seconds_asked("Wed, 21 Oct 2015 07:28:00 GMT", now=datetime(2015, 10, 21, 7, 27, 30, tzinfo=UTC))
    30.0
    """
    if header is None:
        return None
    if header.strip().isdecimal():
        return float(header.strip()[:9])
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - now).total_seconds(), 0.0)
