"""What a run was made from, for its report: the corpus's card and the policy, where they are as the run had them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from outlast.catalogue import Catalogue, NotFoundError
from outlast.corpus.card import read_card
from outlast.errors import OutlastError
from outlast.experiment import experiment_file
from outlast.policy import read_policy
from outlast.signature import file_sha256

if TYPE_CHECKING:
    from outlast.corpus.card import Card
    from outlast.policy import Policy
    from outlast.runs.folder import Manifest
    from outlast.runs.results import Run

CHAPTERS = ("lead", "Source", "Labels", "Limits")
"""Chapters of a corpus's card that a report quotes, where the card has them; the lead stands before the first."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found.

    Attributes:
        card: the front matter of the corpus's card; None where it is not at hand.
        chapters: from heading to paragraphs, of the card's `CHAPTERS`.
        policy: None where it is not at hand.
        missing: what is not at hand, or is no longer what the run read, in a line each.
    """

    card: Card | None
    chapters: dict[str, tuple[str, ...]]
    policy: Policy | None
    missing: tuple[str, ...]


def sources_of(run: Run) -> Sources:
    """The card and the policy of a run, as far as they are at hand and unchanged."""
    manifest, config = run.manifest, run.config
    catalogue = _catalogue(manifest)
    card_path = _unchanged(catalogue, manifest, "corpora", config["corpus"]["name"])
    policy_path = _unchanged(catalogue, manifest, "policies", config["policy"])
    missing = [
        f"{what} is not at hand as the run read it, so it is not described here."
        for what, path in (("The corpus's card", card_path), ("The policy's file", policy_path))
        if path is None
    ]
    return Sources(
        card=read_card(card_path) if card_path else None,
        chapters=chapters(card_path.read_text("utf-8")) if card_path else {},
        policy=read_policy(policy_path) if policy_path else None,
        missing=tuple(missing),
    )


def _catalogue(manifest: Manifest) -> Catalogue:
    for candidate in (manifest.path, manifest.experiment):
        try:
            return Catalogue.near(experiment_file(candidate).parent)
        except NotFoundError:
            continue
    return Catalogue.near(Path.cwd())


def _unchanged(catalogue: Catalogue, manifest: Manifest, shelf: str, name: str) -> Path | None:
    """The file of that name, when its bytes are among the run's inputs."""
    try:
        path = catalogue.find(shelf, name)  # type: ignore[arg-type]
        return path if file_sha256(path) in manifest.inputs.values() else None
    except (OutlastError, OSError):
        return None


def chapters(card: str) -> dict[str, tuple[str, ...]]:
    r"""The paragraphs of a card's `CHAPTERS` as plain text; tables and code are left out.

    >>> chapters("---\nx: 1\n---\n# T\n\nOne *text*.\n\n## Limits\n\nFew\nwords.\n")
    {'lead': ('One text.',), 'Limits': ('Few words.',)}
    """
    body = re.sub(r"\A---\n.*?\n---\n", "", card, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->", "", re.sub(r"```.*?```", "", body, flags=re.DOTALL), flags=re.DOTALL)
    found: dict[str, tuple[str, ...]] = {}
    for number, block in enumerate(re.split(r"^## ", body, flags=re.MULTILINE)):
        heading, text = ("lead", re.sub(r"^# .*$", "", block, flags=re.MULTILINE))
        if number:
            heading, _, text = block.partition("\n")
        paragraphs = [_plain(part) for part in re.split(r"\n\s*\n", text) if part.strip() and part.strip()[0] != "|"]
        if heading.strip() in CHAPTERS and paragraphs:
            found[heading.strip()] = tuple(paragraphs)
    return found


def _plain(markdown: str) -> str:
    """Markdown without its marks: links by their words, emphasis and code without signs, lines joined."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    text = re.sub(r"\*\*?([^*]+)\*\*?", r"\1", text)
    return " ".join(text.replace("`", "").split())
