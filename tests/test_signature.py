"""Fingerprints: one text for each value, and a code's identity that changes when what decides does."""

from __future__ import annotations

import hashlib
import importlib.util
import math
import shutil
import unicodedata
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.signature import (
    DECIDING_PACKAGES,
    canonical_json,
    citation,
    code_fingerprint,
    code_identity,
    file_sha256,
    fingerprint,
)

PACKAGE = Path(__file__).parents[1] / "src" / "outlast"


def test_canonical_json() -> None:
    """Keys are sorted at every depth, blanks left out, characters left as they are, lists kept in their order."""
    value = {"b": {"z": 1, "a": [3, 1, None]}, "a": "\u00e9\U0001f525", "B": True}
    assert canonical_json(value) == '{"B":true,"a":"\u00e9\U0001f525","b":{"a":[3,1,null],"z":1}}'


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_has_no_json(number: float) -> None:
    """NaN and the infinities have no JSON and are refused, however deep they stand."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"a": [number]})


@given(st.dictionaries(st.text(max_size=3), st.integers() | st.booleans() | st.none() | st.text(max_size=3)))
def test_order_of_keys_is_no_difference(value: dict[str, object]) -> None:
    """A mapping has one text and one fingerprint, in whatever order its keys were given."""
    turned = dict(reversed(value.items()))
    assert canonical_json(turned) == canonical_json(value)
    assert fingerprint(turned) == fingerprint(value)


def test_a_known_fingerprint() -> None:
    """A fingerprint is the SHA-256, as sha256sum gives it, of the canonical JSON in UTF-8."""
    known = "17c8c6f7f948ee1c9b93b1bc35f6edc29cbaf3022bff7d076d1c4831dd8a44a2"
    assert fingerprint({"b": 1, "a": [True, None, "\u00e9"]}) == known


@pytest.mark.parametrize(
    ("one", "other"), [([1, 2], [2, 1]), ({"a": None}, {}), (True, 1), ("1", 1), ("", None), ([[]], [])]
)
def test_different_values_have_different_fingerprints(one: object, other: object) -> None:
    """Order of lists, null against absent, and type all show in a fingerprint."""
    assert fingerprint(one) != fingerprint(other)


def test_a_files_hash(tmp_path: Path) -> None:
    """A file's hash is the SHA-256 of its bytes: FIPS 180-2's example "abc", and a file of several blocks."""
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert file_sha256(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    path.write_bytes(b"\r\n" * 2**19)
    assert file_sha256(path) == hashlib.sha256(b"\r\n" * 2**19).hexdigest()


def test_a_citation() -> None:
    """A citation gives the experiment, the facts in their order, and twelve digits of the fingerprint."""
    facts = {"policy": "civility@1", "corpus": "letter@1.0/en", "seed": 0}
    assert citation("letter", facts, "0123456789abcdef" * 4) == (
        "letter|policy:civility@1|corpus:letter@1.0/en|seed:0|run:0123456789ab"
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package's source, for changing."""
    target = tmp_path / "outlast"
    shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def fingerprint_of(package: Path) -> str:
    """The code fingerprint that a copy of the package gives of itself, by its own signature.py."""
    spec = importlib.util.spec_from_file_location("copied_signature", package / "signature.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: str = module.code_fingerprint()
    return found


def append(path: Path) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write("# changed\n")


def test_a_copy_of_the_code_is_the_same_code(copy: Path) -> None:
    """The fingerprint is of what the files say, not of where they lie or when they were written."""
    assert fingerprint_of(copy) == code_fingerprint()


@pytest.mark.parametrize("path", ["cli/main.py", "cli/run.py", "report/build.py", "report/terminal.py"])
def test_the_command_line_and_reports_do_not_decide(copy: Path, path: str) -> None:
    """A change in cli or report, or a new file there, leaves the code's fingerprint as it is."""
    append(copy / path)
    (copy / path).with_name("brand_new.py").write_text("x = 1\n", encoding="utf-8")
    assert fingerprint_of(copy) == code_fingerprint()


@pytest.mark.parametrize(
    "path",
    ["seeding.py", "statistics/survival.py", "filters/keyword/matcher.py", "perturbations/homoglyph.py", "__init__.py"],
)
def test_what_decides_shows(copy: Path, path: str) -> None:
    """A changed comment anywhere else changes the code's fingerprint."""
    append(copy / path)
    assert fingerprint_of(copy) != code_fingerprint()


def test_a_new_or_renamed_file_shows(copy: Path) -> None:
    """A file more, and the same file under another name, each change the code's fingerprint."""
    (copy / "filters" / "brand_new.py").write_text("", encoding="utf-8")
    more = fingerprint_of(copy)
    (copy / "filters" / "brand_new.py").rename(copy / "filters" / "renamed.py")
    assert len({code_fingerprint(), more, fingerprint_of(copy)}) == 3


def test_shipped_data_is_not_code(copy: Path) -> None:
    """Files that an installed package ships as data are hashed as inputs, not as code."""
    (copy / "shipped").mkdir()
    (copy / "shipped" / "helper.py").write_text("x = 1\n", encoding="utf-8")
    (copy / "py.typed").touch()
    assert fingerprint_of(copy) == code_fingerprint()


def test_the_identity_of_the_code() -> None:
    """What decides besides config and data: version, code, Python, its Unicode tables, and the libraries in use."""
    identity = code_identity()
    assert list(identity) == ["outlast", "code", "python", "unicode", *DECIDING_PACKAGES]
    assert identity["outlast"] == metadata.version("outlast")
    assert identity["code"] == code_fingerprint()
    assert identity["unicode"] == unicodedata.unidata_version
    assert identity["numpy"] == metadata.version("numpy")
