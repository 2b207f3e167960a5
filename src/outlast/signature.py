"""Fingerprints: the short strings that fix the config, the data and the code of a run.

A fingerprint is a SHA-256 over canonical JSON. A run's signature puts it behind the few facts that a reader wants to
see beside a quoted number, in the manner of sacrebleu's ``name|key:value|…`` strings (Post 2018,
doi:10.18653/v1/W18-6319).
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORT = 12
"""Hexadecimal digits of a fingerprint that name a run: 48 bits, so that a collision among a million runs has a
probability of about 0.002 (birthday bound, n² / 2·2⁴⁸)."""

DECIDING_PACKAGES = (
    *("confusable-homoglyphs", "daachorse", "google-re2", "numpy", "OpenCC", "pyarrow", "pypinyin", "rapidfuzz"),
    *("rjieba", "scikit-learn", "scipy"),
)
"""Libraries whose version can change a decision or the bytes in which it is stored."""

_NOT_DECIDING = ("cli", "report")


def canonical_json(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no blanks, no NaN, so that equal values have equal text.

    Raises:
        ValueError: for NaN and infinities, which have no JSON.

    >>> canonical_json({"b": 1, "a": [True, None, "é"]})
    '{"a":[true,null,"é"],"b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical JSON of a value, as 64 hexadecimal digits.

    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits; reads in blocks, so a file may be larger than memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def code_fingerprint() -> str:
    """SHA-256 over the package's own source files that can change a decision (all but the command line and reports).

    A version number stays the same while somebody edits the code; this does not.
    """
    package = Path(__file__).parent
    sources = sorted(
        path for path in package.rglob("*.py") if path.relative_to(package).parts[0] not in (*_NOT_DECIDING, "shipped")
    )
    return fingerprint({path.relative_to(package).as_posix(): file_sha256(path) for path in sources})


@cache
def code_identity() -> dict[str, str]:
    """What decides, besides config and data: our version and code, the libraries, and the Unicode tables of Python."""
    import platform
    import unicodedata

    return {
        "outlast": metadata.version("outlast"),
        "code": code_fingerprint(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "unicode": unicodedata.unidata_version,
        **{name: metadata.version(name) for name in DECIDING_PACKAGES},
    }


def citation(experiment: str, facts: Mapping[str, object], digest: str) -> str:
    """The citable string of a run: its experiment, a few facts in words, and the fingerprint that fixes the rest.

    >>> citation("letter", {"corpus": "letter@1.0/en", "seed": 0}, "0123456789abcdef")
    'letter|corpus:letter@1.0/en|seed:0|run:0123456789ab'
    """
    parts = [experiment, *(f"{key}:{value}" for key, value in facts.items()), f"run:{digest[:SHORT]}"]
    return "|".join(parts)
