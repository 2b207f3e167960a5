"""JSON pointers (RFC 6901): where in a request a text goes, and where in an answer a decision stands."""

from __future__ import annotations

import re
from typing import Annotated, Any

import pydantic

Steps = tuple[str, ...]


class PointerError(LookupError):
    """A pointer that leads nowhere in a document."""


def steps_of(pointer: str) -> Steps:
    """The steps of a pointer; none for the whole document.

    Raises:
        ValueError: for a text that is no pointer.

    >>> steps_of("/results/0/a~1b")
    ('results', '0', 'a/b')
    >>> steps_of("")
    ()
    """
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is no JSON pointer; it begins with a slash, as in '/results/0/label'")
    if re.search("~(?![01])", pointer):
        raise ValueError(f"{pointer!r} is no JSON pointer; write ~0 for a tilde, ~1 for a slash")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def value_at(document: Any, pointer: str) -> Any:
    """What stands at a pointer.

    Raises:
        PointerError: when nothing does; the message says as far as where the pointer led.

    >>> value_at({"results": [{"flagged": True}]}, "/results/0/flagged")
    True
    """
    current, steps = document, steps_of(pointer)
    for done, step in enumerate(steps):
        try:
            current = current[_index(step)] if isinstance(current, list) else _member(current, step)
        except (LookupError, ValueError):
            before = "/" + "/".join(steps[:done]) if done else "the top"
            raise PointerError(f"nothing at {pointer}: no {step!r} at {before}") from None
    return current


def with_value(document: Any, pointer: str, value: Any) -> Any:
    """A document with a value put at a pointer; objects on the way are made, items of lists must be there.

    Raises:
        PointerError: when the way leads through something that has no such place.

    >>> with_value({"messages": [{"role": "user"}]}, "/messages/0/content", "tea")
    {'messages': [{'role': 'user', 'content': 'tea'}]}
    >>> with_value({}, "", ["tea"])
    ['tea']
    """
    return _with(document, steps_of(pointer), value, pointer)


def _with(document: Any, steps: Steps, value: Any, pointer: str) -> Any:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(document, list):
        try:
            place = _index(step)
            return [*document[:place], _with(document[place], rest, value, pointer), *document[place + 1 :]]
        except (IndexError, ValueError):
            raise PointerError(f"no place at {pointer}: the list has no item {step}") from None
    if document is None:
        document = {}
    if not isinstance(document, dict):
        raise PointerError(f"no place at {pointer}: {step!r} would stand in {document!r}")
    return {**document, step: _with(document.get(step), rest, value, pointer)}


def _index(step: str) -> int:
    if not re.fullmatch("0|[1-9][0-9]*", step):
        raise ValueError(step)
    return int(step)


def _member(document: Any, step: str) -> Any:
    if not isinstance(document, dict):
        raise PointerError(step)
    return document[step]


def _checked(pointer: str) -> str:
    steps_of(pointer)
    return pointer


Pointer = Annotated[str, pydantic.AfterValidator(_checked)]
"""A JSON pointer in a config."""
