"""Why a keyword filter came to another decision: which rules, which normalising steps, or the text.

Three things can differ: the rules that stand, the chain of steps, the text. Where several do, the filter itself decides
again with some of them changed (`outlast.comparison.smallest`). Which rules or steps it then was is read off what fired
in the run that blocks: a rule that the other list lacks; a step without which a rule would not have fired; an exception
that holds, or no longer holds, a rule back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from outlast.comparison.cause import Cause, any_of, together
from outlast.comparison.details import Fired
from outlast.comparison.rule_changes import RuleChanges
from outlast.comparison.smallest import smallest
from outlast.filters.keyword.filter import KeywordFilter
from outlast.filters.keyword.index import Index
from outlast.filters.keyword.normalise.chain import Chain
from outlast.filters.keyword.rules import KeywordList, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outlast.comparison.context import Context
    from outlast.comparison.flips import Flips
    from outlast.comparison.smallest import Changes

RULES, STEPS, TEXT = "rules", "steps", "text"


def keyword_causes(context: Context, flips: Flips) -> list[Cause]:
    """The cause of each flip of a keyword filter."""
    return _Keywords(context, flips).causes() if len(flips) else []


@dataclass(frozen=True, eq=False)
class _Keywords:
    context: Context
    flips: Flips

    def causes(self) -> list[Cause]:
        if not all(self._lists):
            return self._from_evidence()
        differs = np.zeros((len(self.flips), 3), bool)
        differs[:, 0] = self._changes.any
        differs[:, 1] = self._steps[0] != self._steps[1]
        differs[:, 2] = self.context.other_text(self.flips)
        sets = smallest((RULES, STEPS, TEXT), differs, self._flips_with)
        made = []
        for row, enough in enumerate(sets):
            told = [self._told(row, changes, alone=differs[row].sum() == len(changes)) for changes in enough]
            found = [cause for cause in told if cause is not None]
            made.append(any_of(found) if found else self.context.unexplained())
        return made

    @cached_property
    def _lists(self) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """The rules of both runs; empty where one keeps none."""
        one = self.context.join.before.rules.get(self.flips.filter.before)
        other = self.context.join.after.rules.get(self.flips.filter.after)
        return ((), ()) if one is None or other is None else (one, other)

    @cached_property
    def _steps(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        before = self.context.join.before.configs[self.flips.filter.before]
        after = self.context.join.after.configs[self.flips.filter.after]
        return tuple(before["normalise"]), tuple(after["normalise"])

    @cached_property
    def _texts(self) -> tuple[pa.Array, pa.Array]:
        return self.context.texts(self.flips)

    @cached_property
    def _fired(self) -> list[tuple[Fired, ...]]:
        return self.context.fired(self.flips)

    @cached_property
    def _changes(self) -> RuleChanges:
        return RuleChanges(*self._lists)

    @cached_property
    def _filters(self) -> dict[tuple[int, tuple[str, ...], str | None], KeywordFilter]:
        return {}

    def _fires(
        self, which: int, steps: tuple[str, ...], texts: Sequence[str], *, beside: Rule | None = None
    ) -> list[tuple[Fired, ...]]:
        """What fires in some texts, nothing in one that is let through.

        Args:
            which: 0 for the baseline's rules, 1 for the other run's.
            steps: of the chain.
            texts: as they were judged.
            beside: a further rule of the list.
        """
        rules = self._lists[which] if beside is None else (*self._lists[which], beside)
        key = (which, steps, None if beside is None else beside.id)
        if key not in self._filters:
            chain = Chain(steps)  # type: ignore[arg-type]
            listed = KeywordList("", "", "und", None, "", "", rules)
            self._filters[key] = KeywordFilter(listed, chain, Index.build(rules, chain=chain))
        judged = self._filters[key].decide(pa.table({"text": pa.array(texts, pa.string())}), near=0)
        found: list[dict[Fired, None]] = [{} for _ in texts]
        columns = (judged.rows, judged.evidence.column("rule"), judged.evidence.column("via"))
        for row, rule, via in zip(*(column.to_pylist() for column in columns), strict=True):
            found[row][Fired(rule, tuple(via))] = None
        return [tuple(each) for each in found]

    def _with(self, changes: Changes, rows: Sequence[int]) -> list[tuple[Fired, ...]]:
        """What fires in some flips' texts when only these things are changed."""
        texts = self._texts[TEXT in changes].take(pa.array(rows, pa.int64())).to_pylist()
        return self._fires(RULES in changes, self._steps[STEPS in changes], texts)

    @cached_property
    def _tried(self) -> dict[tuple[Changes, int], tuple[Fired, ...]]:
        """What fired in a flip's text with only some things changed, as far as that was tried out."""
        return {}

    def _flips_with(self, changes: Changes, rows: np.ndarray) -> np.ndarray:
        found = self._with(changes, rows.tolist())
        self._tried.update(((changes, row), fired) for row, fired in zip(rows.tolist(), found, strict=True))
        blocked = np.array([bool(fired) for fired in found], bool)
        flipping: np.ndarray = blocked == self.flips.blocks_now[rows]
        return flipping

    def _told(self, row: int, changes: Changes, *, alone: bool) -> Cause | None:
        """A set of changes in words; None where it does not account for the flip.

        ``alone``: the set is all that changed, so what fired stands in the runs' evidence.
        """
        blocks_now = bool(self.flips.blocks_now[row])
        fired = self._fired[row] if alone or not blocks_now else self._tried[changes, row]
        parts: list[Cause] = []
        if TEXT in changes:
            parts.append(self.context.text_cause(self.flips, row))
        if RULES in changes and (cause := self._rules_told(row, fired, changes)):
            parts.append(cause)
        if STEPS in changes and (cause := self._steps_told(row, fired, changes)):
            parts.append(cause)
        return together(parts, word="together with") if parts else None

    def _rules_told(self, row: int, fired: tuple[Fired, ...], changes: Changes) -> Cause | None:
        blocks_now = bool(self.flips.blocks_now[row])
        ids = self._in_order(each.rule for each in fired)
        unlike = [name for name in ids if self._changes.differs(name, blocks_now=blocks_now)]
        parts = [self._changes.told(name, blocks_now=blocks_now) for name in unlike]
        # a block that is gone needs every rule that fired gone, or held back by what is new
        if not unlike or (not blocks_now and len(unlike) < len(ids)):
            kept = [name for name in ids if name not in unlike]
            parts += self._held_back(row, kept, changes)
        return together(parts, word="and") if parts else None

    def _held_back(self, row: int, kept: Sequence[str], changes: Changes) -> list[Cause]:
        """The exceptions and extenuating rules whose coming or going accounts for a flip of rules that both lists have.

        Those are named of which one alone makes the difference; all that concern the rules where none does.
        """
        blocks_now = bool(self.flips.blocks_now[row])
        permitting = self._changes.permitting(kept, blocks_now=blocks_now)
        steps, text = self._steps[STEPS in changes], self._texts[TEXT in changes][row].as_py()
        alone = [
            rule
            for rule in permitting
            if len(permitting) > 1
            and not any(each.rule in kept for each in self._fires(blocks_now, steps, [text], beside=rule)[0])
        ]
        return [self._changes.told_permitting(rule, blocks_now=blocks_now) for rule in alone or permitting]

    def _steps_told(self, row: int, fired: tuple[Fired, ...], changes: Changes) -> Cause | None:
        before, after = self._steps
        blocks_now = bool(self.flips.blocks_now[row])
        own, other = (after, before) if blocks_now else (before, after)  # of the run that blocks, and of the other
        through = [each for each in fired if set(each.via) - set(other)]
        if through and (blocks_now or len(through) == len(fired)):
            steps = [step for step in own if step not in other and any(step in each.via for each in through)]
            return self._step_cause(steps, through)
        toggled = dict.fromkeys([*own, *other])
        decisive = [
            step
            for step in toggled
            if (step in own) != (step in other) and self._matters(row, step, changes, blocks_now=blocks_now)
        ]
        unlike = decisive or [step for step in toggled if (step in own) != (step in other)]
        return self._step_cause(unlike, fired)

    def _matters(self, row: int, step: str, changes: Changes, *, blocks_now: bool) -> bool:
        """Whether the other run's decision is lost when its chain has this step as the baseline's has it."""
        steps = put_back(step, self._steps[1], self._steps[0])
        text = self._texts[TEXT in changes][row].as_py()
        return bool(self._fires(RULES in changes, steps, [text])[0]) != blocks_now

    def _step_cause(self, steps: Sequence[str], fired: Sequence[Fired]) -> Cause:
        before, after = self._steps
        added = [step for step in steps if step in after and step not in before]
        removed = [step for step in steps if step in before and step not in after]
        said = [f"{', '.join(names)} {what}" for names, what in ((added, "added"), (removed, "removed")) if names]
        step_or_order = f"normalising: {', '.join(said)}" if said else "normalising: the order of its steps"
        rules = tuple(self._in_order(each.rule for each in fired))
        return Cause(("normalising",), step_or_order, rules, detail=self._naming(rules))

    def _in_order(self, rules: Iterable[str]) -> list[str]:
        """Rules, each once, in the order of their list, so that the one that decides comes first."""
        return sorted(dict.fromkeys(rules), key=lambda name: self._numbers.get(name, len(self._numbers)))

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._patterns)}

    @cached_property
    def _patterns(self) -> dict[str, str]:
        return {rule.id: rule.pattern for each in self._lists for rule in each}

    def _naming(self, rules: Sequence[str]) -> str:
        """Rules with their patterns."""
        shown = [f"{name}: {self._patterns[name]}" if name in self._patterns else name for name in rules]
        return f"rule{'s' if len(shown) > 1 else ''} {'; '.join(shown)}" if shown else ""

    def _from_evidence(self) -> list[Cause]:
        """Causes where a run keeps no rules: what fired is known, and whether list, steps and text differ."""
        context, name = self.context, self.flips.filter
        lists = [*context.config(name, "normalise"), *context.inputs("keywords/")]
        other_text = context.other_text(self.flips)
        made = []
        for row, fired in enumerate(self._fired):
            rules = tuple(dict.fromkeys(each.rule for each in fired))
            parts = [context.text_cause(self.flips, row)] if other_text[row] else []
            if lists:
                what = f"the list changed, whose rules are not kept; {', '.join(rules) or 'no rule'} fired"
                parts.append(Cause(("list",), what, rules))
            if self._steps[0] != self._steps[1]:
                parts.append(self._step_cause(list(dict.fromkeys((*self._steps[0], *self._steps[1]))), fired))
            # which of several changes it took cannot be tried out without the rules
            made.append(together(parts, word="and perhaps") if parts else context.unexplained())
        return made


def put_back(step: str, steps: tuple[str, ...], like: tuple[str, ...]) -> tuple[str, ...]:
    """A chain in which one step is there, or is not, as in another chain.

    >>> put_back("zero-width", ("nfkc", "zero-width", "casefold"), ("nfkc", "casefold"))
    ('nfkc', 'casefold')
    >>> put_back("zero-width", ("nfkc", "casefold"), ("nfkc", "zero-width", "casefold"))
    ('nfkc', 'zero-width', 'casefold')
    """
    if step not in like:
        return tuple(each for each in steps if each != step)
    behind = set(like[like.index(step) + 1 :])
    at = next((place for place, each in enumerate(steps) if each in behind), len(steps))
    return (*steps[:at], step, *steps[at:])
