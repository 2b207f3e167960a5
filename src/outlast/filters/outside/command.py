"""A judge that is a program of the user's: a process that reads texts as lines of JSON and writes decisions.

The program is started without a shell, kept running from batch to batch, and started again when it ends. What it fails
on is a row with an error.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pydantic

from outlast.config import Slug, Strict
from outlast.filters.outside.answer import Answered, MalformedError, read_answer
from outlast.filters.outside.conversation import Conversation, Patience, Question
from outlast.filters.outside.process import JudgeProcess
from outlast.filters.outside.sessions import SESSIONS
from outlast.filters.outside.verdict import Decided
from outlast.filters.protocol import Judgement, judgement

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from outlast.filters.outside.conversation import Reply
    from outlast.filters.protocol import Evidence

PYTHON = "{python}"
"""Stands in a command for the Python that Outlast runs in."""


@dataclass(frozen=True, slots=True)
class Command:
    """Says what a program says.

    Attributes:
        command: the program and its arguments.
        folder: where it runs.
        batch: texts that are asked together at most.
        patience: with the program.
    """

    command: tuple[str, ...]
    folder: Path
    batch: int
    patience: Patience

    def decide(self, batch: pa.Table, *, near: int) -> Judgement:
        """Ask the program about a batch of renderings; see `outlast.filters.protocol.Filter`."""
        texts, languages = (batch.column(name).to_pylist() for name in ("text", "language"))
        questions = [Question(*pair) for pair in zip(texts, languages, strict=True)]
        replies: list[Reply] = []
        if questions:
            with SESSIONS.lent(self, self._open) as conversation:
                for start in range(0, len(questions), self.batch):
                    replies += conversation.ask(questions[start : start + self.batch])
        rows = [_row(reply, text=texts[row], row=row, near=near) for row, reply in enumerate(replies)]
        evidence: list[Evidence] = [item for row in rows for item in row.evidence]
        return judgement(
            [row.decided.blocked for row in rows],
            score=[row.decided.score for row in rows],
            error=[row.decided.error for row in rows],
            evidence=evidence,
        )

    def _open(self) -> Conversation:
        return Conversation(lambda: JudgeProcess(self.command, self.folder), patience=self.patience)


def _row(reply: Reply, *, text: str, row: int, near: int) -> Answered:
    if reply.answer is None:
        return Answered(Decided(None, None, reply.error), ())
    try:
        return read_answer(reply.answer, text=text, row=row, near=near)
    except MalformedError as error:
        return Answered(Decided(None, None, f"the judge's answer is malformed: {error}"), ())


class CommandConfig(Strict):
    """A program as a filter, in a config.

    Attributes:
        name: unique in the experiment.
        command: the program and its arguments, a list; no shell reads it. It runs in the experiment's folder.
            ``{python}`` is the Python that Outlast runs in. Arguments that name files are inputs of the run.
        files: more files that can change its decisions (weights, word lists): inputs of the run.
        version: what judges, in words, such as a library and its version; it is in the run's signature.
        answers: ``repeatable`` where the same text always gets the same decision; ``varying`` where it need not.
        batch: texts that it is asked together at most.
        timeout: seconds without any answer, while some are due, after which it is taken to hang.
        first_timeout: the same until the first answer of a process.
        restarts: how often it is started again in a row without one answer in between.
    """

    kind: Literal["command"]
    name: Slug
    command: list[str] = pydantic.Field(min_length=1)
    files: list[str] = pydantic.Field(default_factory=list)
    version: str | None = None
    answers: Literal["repeatable", "varying"] = "repeatable"
    batch: int = pydantic.Field(default=64, ge=1, le=10_000)
    timeout: float = pydantic.Field(default=60, gt=0)
    first_timeout: float = pydantic.Field(default=120, gt=0)
    restarts: int = pydantic.Field(default=5, ge=0)

    @pydantic.field_validator("command")
    @classmethod
    def _can_be_passed(cls, command: list[str]) -> list[str]:
        if not command[0].strip() or any("\0" in argument for argument in command):
            raise ValueError("the first of a command is a program, and no argument holds a NUL")
        return command

    def build(self, folder: Path) -> Command:
        """The filter that this describes; it runs in ``folder``."""
        command = tuple(sys.executable if argument == PYTHON else argument for argument in self.command)
        if "/" in command[0]:  # relative to the folder, whatever a system makes of it
            command = (str(folder / command[0]), *command[1:])
        patience = Patience(self.timeout, self.first_timeout, self.restarts)
        return Command(command, folder, self.batch, patience)
