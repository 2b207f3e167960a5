"""The names that `import outlast` offers."""

from __future__ import annotations

import ast
import inspect

import pytest

import outlast

NAMES = [
    "ConfigError",
    "CorpusError",
    "OutlastError",
    "Run",
    "UserError",
    "VerificationError",
    "compare",
    "load_corpus",
    "load_experiment",
    "measure",
    "open_run",
    "run",
    "sweep",
    "verify",
]


def test_the_names_are_these_and_sorted() -> None:
    """`__all__` is the public face, sorted."""
    assert list(outlast.__all__) == NAMES
    assert sorted(outlast.__all__) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_what_it_says(name: str) -> None:
    """Each public name is a class or a function of Outlast, called as it is called, with a docstring."""
    found = getattr(outlast, name)
    assert (found.__name__, found.__module__.partition(".")[0]) == (name, "outlast")
    assert inspect.isclass(found) or inspect.isfunction(found)
    assert inspect.getdoc(found)


def test_type_checkers_see_the_same_names() -> None:
    """The imports for type checkers are those of `__all__`."""
    tree = ast.parse(inspect.getsource(outlast))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    imported = [alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(imported) == NAMES


def test_completion_offers_every_name() -> None:
    """`dir(outlast)` has every public name, whether it was imported yet or not."""
    assert set(NAMES) <= set(dir(outlast))


def test_another_name_is_an_attribute_error() -> None:
    """A name that is not there is answered as every module answers."""
    with pytest.raises(AttributeError, match="module 'outlast' has no attribute 'runn'"):
        _ = outlast.runn
