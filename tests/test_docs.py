"""README speaks of every command and option, and of no other; every config field is explained where it is defined."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from outlast.cli.main import app
from outlast.schema import json_schema

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = [
    README,
    ROOT / "CONTRIBUTING.md",
    *sorted(ROOT.glob("docs/*.md")),
    *sorted(ROOT.glob("experiments/*/README.md")),
]


def commands(group: Any, path: tuple[str, ...] = ("outlast",)) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command below a group, with the words that call it; the group itself first."""
    yield path, group
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


COMMANDS = dict(commands(typer.main.get_command(app)))


def options_of(command: Any) -> set[str]:
    """The options of a command, short and long, with those that every command has."""
    own = {name for parameter in command.params for name in parameter.opts if name.startswith("-")}
    return own | {"-h", "--help"}


OPTIONS = sorted({name for command in COMMANDS.values() for name in options_of(command) if name.startswith("--")})


def test_the_commands_and_options_are_found() -> None:
    """The tables that the tests below go by are not empty."""
    assert {("outlast", "run"), ("outlast", "list"), ("outlast", "corpus", "build")} <= COMMANDS.keys()
    assert {"--runs", "--workers", "--set", "--csv", "--check", "--version"} <= set(OPTIONS)


@pytest.mark.parametrize("path", [path for path, command in COMMANDS.items() if not hasattr(command, "commands")])
def test_readme_has_every_command(path: tuple[str, ...]) -> None:
    """README shows how each command is called."""
    assert re.search(rf"\b{' '.join(path)}\b", README.read_text(encoding="utf-8"))


@pytest.mark.parametrize("option", OPTIONS)
def test_readme_has_every_option(option: str) -> None:
    """README names each option that any command takes."""
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", README.read_text(encoding="utf-8"))


def calls(page: Path) -> Iterator[str]:
    """Every call of the command line that a page shows, in a line of code or a block."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    outside = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    for code in [*blocks, *re.findall(r"`([^`\n]+)`", outside)]:
        for line in re.split(r"\n|&&|;|\|", code):
            found = re.match(r"\s*(?:\S*/)?(outlast [^<#]*)", line)
            if found:
                yield found[1].strip()


@pytest.mark.parametrize(
    ("page", "call"), [pytest.param(page, call, id=f"{page.name}: {call}") for page in PAGES for call in calls(page)]
)
def test_every_call_in_a_page_can_be_made(page: Path, call: str) -> None:
    """A page calls only commands that there are, with options that they take."""
    words = shlex.split(call)
    path = tuple(words[:3]) if tuple(words[:3]) in COMMANDS else tuple(words[:2])
    assert path in COMMANDS, f"{page.name} calls {call!r}"
    given = {word.partition("=")[0] for word in words[len(path) :] if word.startswith("-")}
    assert given <= options_of(COMMANDS[path]), f"{page.name} calls {call!r}"


FIELDS = [
    pytest.param(block, name, id=f"{kind}: {block['title']}.{name}")
    for kind in ("experiment", "keywords", "policy", "codebook", "sweep")
    for block in [json_schema(kind), *json_schema(kind).get("$defs", {}).values()]
    for name in block["properties"]
    if name != "kind"
]


@pytest.mark.parametrize(("block", "name"), FIELDS)
def test_every_config_field_is_explained(block: dict[str, Any], name: str) -> None:
    """Each field of each file that people write is explained in the schema that editors show."""
    explained = block["properties"][name].get("description") or re.search(
        rf"^\s*{name}: \S", block.get("description", ""), flags=re.MULTILINE
    )
    assert explained
