"""Conversations with a judge that is made up: what is kept, what is asked again, and when it is given up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest

from outlast.filters.outside.conversation import Conversation, Patience, Question, Reply
from outlast.filters.outside.process import SilenceError

DEAD, SILENT = object(), object()
"""Instead of lines: the process has ended; nothing comes."""

Heard = list[tuple[str, str]]
"""Id and text of each question of a batch."""


def yes(number: str) -> bytes:
    return json.dumps({"id": number, "blocked": True}).encode()


class Scripted:
    """A process that does with each batch what a rule says: lines, `DEAD` or `SILENT`, in order."""

    def __init__(self, rule: Callable[[Heard], Iterable[object]]) -> None:
        self.rule = rule
        self.heard: list[list[str]] = []
        self.waiting: list[object] = []
        self.ends: list[str] = []

    def send(self, lines):
        asked = [json.loads(line) for line in lines]
        self.heard.append([each["text"] for each in asked])
        self.waiting += self.rule([(each["id"], each["text"]) for each in asked])

    def receive(self, timeout):
        came = self.waiting.pop(0) if self.waiting else SILENT
        if came is SILENT:
            raise SilenceError
        return None if came is DEAD else came

    def last_words(self):
        return "the judge ended"

    def close(self):
        self.ends.append("closed")

    def kill(self):
        self.ends.append("killed")


class Stage:
    """Starts scripted processes, one after the other; the last rule is that of all further ones."""

    def __init__(self, *rules: Callable[[Heard], Iterable[object]], restarts: int = 3) -> None:
        self.rules = list(rules)
        self.processes: list[Scripted] = []
        self.conversation = Conversation(self.start, patience=Patience(1.0, 5.0, restarts))

    def start(self) -> Scripted:
        self.processes.append(Scripted(self.rules.pop(0) if len(self.rules) > 1 else self.rules[0]))
        return self.processes[-1]

    def ask(self, *texts: str) -> list[Reply]:
        return self.conversation.ask([Question(text, "en") for text in texts])

    @property
    def heard(self) -> list[list[list[str]]]:
        return [process.heard for process in self.processes]


def answers(heard: Heard) -> list[object]:
    return [yes(number) for number, _ in heard]


def errors(replies: list[Reply]) -> list[str | None]:
    return [reply.error for reply in replies]


def test_texts_are_asked_together_and_the_process_is_kept():
    """One batch is one sending; the next batch goes to the same process, with ids of its own."""
    stage = Stage(answers)
    first, second = stage.ask("a", "b"), stage.ask("c")
    assert stage.heard == [[["a", "b"], ["c"]]]
    assert [reply.answer["id"] for reply in (*first, *second)] == ["1", "2", "3"]


def test_answers_may_come_in_any_order():
    """Each answer goes to the text whose id it has."""
    stage = Stage(lambda heard: reversed(answers(heard)))
    assert [reply.answer["id"] for reply in stage.ask("a", "b", "c")] == ["1", "2", "3"]


def test_what_was_answered_before_a_death_is_kept_and_the_rest_asked_alone():
    """After a death in the middle only the texts without an answer are asked again, one by one."""
    stage = Stage(lambda heard: [*answers(heard)[:2], DEAD], answers)
    assert errors(stage.ask("a", "b", "c", "d")) == [None] * 4
    assert stage.heard == [[["a", "b", "c", "d"]], [["c"], ["d"]]]


def test_a_text_that_kills_twice_alone_is_an_error_and_no_other_is():
    """The text on which a judge dies each time has the judge's end as its error; its neighbours are decided."""

    def deadly(heard: Heard) -> Iterable[object]:
        for number, text in heard:
            yield DEAD if text == "poison" else yes(number)
            if text == "poison":
                return

    stage = Stage(deadly)
    assert errors(stage.ask("a", "poison", "c")) == [None, "the judge ended", None]
    assert stage.heard == [[["a", "poison", "c"]], [["poison"]], [["poison"]], [["c"]]]


def test_a_silent_judge_is_killed_and_the_silent_text_asked_once_more():
    """What hangs costs two waits, not three, and is an error; the rest is decided by the next process."""

    def hangs(heard: Heard) -> Iterable[object]:
        for number, text in heard:
            yield SILENT if text == "hang" else yes(number)
            if text == "hang":
                return

    stage = Stage(hangs)
    assert errors(stage.ask("a", "hang", "c")) == [None, "the judge gave no answer in 5 s", None]
    assert stage.heard == [[["a", "hang", "c"]], [["hang"]], [["c"]]]
    assert [process.ends for process in stage.processes] == [["killed"], ["killed"], []]


def test_the_first_answer_may_take_longer_than_the_others():
    """Until it has answered once a process is waited for as for one that loads; then as for one that runs."""
    stage = Stage(lambda heard: [*answers(heard)[:1], SILENT], lambda heard: [SILENT])
    assert errors(stage.ask("a", "b")) == [None, "the judge gave no answer in 5 s"]
    later = Stage(lambda heard: answers(heard) if heard[0][1] == "a" else [SILENT], answers)
    assert later.ask("a")[0].error is None
    assert later.ask("hang", "b")[0].error is None
    assert later.processes[0].ends == ["killed"]


def test_a_line_that_is_no_answer_makes_its_text_be_asked_alone():
    """As many lines as texts came, one of them garbled: the text without an answer is asked again at once."""
    stage = Stage(lambda heard: [b"garbled" if text == "b" and len(heard) > 1 else yes(n) for n, text in heard])
    assert errors(stage.ask("a", "b", "c")) == [None] * 3
    assert stage.heard == [[["a", "b", "c"], ["b"]]]


def test_a_text_that_is_garbled_each_time_is_an_error_that_quotes_the_line():
    """Alone, a line that is no answer can only be this text's; after the second it is an error."""
    stage = Stage(lambda heard: [b"garbled" if text == "b" else yes(number) for number, text in heard])
    replies = stage.ask("a", "b")
    assert errors(replies) == [None, "the judge wrote what is no answer: not JSON (Expecting value): 'garbled'"]
    assert stage.heard == [[["a", "b"], ["b"], ["b"]]]


def test_a_greeting_costs_nothing_but_a_question():
    """A judge that writes a line of its own when it starts loses no decision, even on a batch of one."""

    def greets(heard: Heard) -> list[object]:
        return ([b"Loading the model"] if heard[0][0] == "1" else []) + answers(heard)

    assert errors(Stage(greets).ask("a")) == [None]
    assert errors(Stage(greets).ask("a", "b", "c")) == [None] * 3


def test_an_answer_that_comes_too_late_is_not_the_next_text_s():
    """Ids are never used twice, so an answer to an earlier question is passed over."""
    stage = Stage(lambda heard: [b"?", yes("1")] if heard[0][0] == "1" else [yes("1"), *answers(heard)])
    assert [reply.answer["id"] for reply in stage.ask("a")] == ["2"]


@pytest.mark.parametrize("number", ["77", "x", "0", "-1", "9" * 5000])
def test_an_id_that_nobody_gave_is_no_answer(number):
    """An answer with a made-up id is an error that quotes it, cut."""
    (error,) = errors(Stage(lambda heard: [yes(number)]).ask("a"))
    assert error.startswith("the judge wrote what is no answer: id '")
    assert error.endswith("was not asked")
    assert len(error) < 200


def test_two_answers_that_differ_are_an_error_and_two_alike_are_one():
    """A judge that contradicts itself within a batch has decided nothing on that text."""

    def repeats(heard: Heard) -> Iterable[object]:
        (first, _), *rest = heard
        yield yes(first)
        yield yes(first) if rest[0][1] == "alike" else json.dumps({"id": first, "blocked": False}).encode()
        yield from answers(rest)

    assert errors(Stage(repeats).ask("a", "alike")) == [None, None]
    assert errors(Stage(repeats).ask("a", "b")) == ["the judge answered twice, and not alike", None]


def test_a_judge_that_never_answers_is_given_up():
    """After as many starts in a row as allowed nothing is started any more, and every text says why."""
    stage = Stage(lambda heard: [DEAD], restarts=2)
    found = errors(stage.ask(*"abcd"))
    assert len(stage.processes) == 3
    assert set(found[2:]) == {"gave up after 3 starts without an answer; the judge ended"}
    assert errors(stage.ask("e")) == ["gave up after 3 starts without an answer; the judge ended"]
    assert len(stage.processes) == 3


def test_an_answer_in_between_starts_the_count_anew():
    """A judge that dies on every second text is started as often as it takes."""

    def every_second(heard: Heard) -> list[object]:
        return [*answers(heard)[:1], DEAD]

    stage = Stage(every_second, restarts=1)
    assert errors(stage.ask(*"abcdefghij")) == [None] * 10


def test_a_program_that_cannot_be_started_is_told_and_not_tried_again():
    """What the system says is the error of every text."""
    tries = []

    def start() -> Scripted:
        tries.append(1)
        raise PermissionError(13, "Permission denied")

    conversation = Conversation(start, patience=Patience(1, 1, 3))
    replies = conversation.ask([Question("a", "en"), Question("b", "en")])
    assert errors(replies) == ["the judge cannot be started (Permission denied)"] * 2
    assert tries == [1]


def test_closing_closes_the_process_once():
    """A conversation that is closed has no process, and starts one when it is asked again."""
    stage = Stage(answers)
    stage.ask("a")
    stage.conversation.close()
    stage.conversation.close()
    assert stage.processes[0].ends == ["closed"]
    assert errors(stage.ask("b")) == [None]
    assert len(stage.processes) == 2


def test_lines_are_ascii_json():
    """A question is an object of id, text and language in one line of ASCII, whatever its letters."""
    sent: list[bytes] = []

    class Listening(Scripted):
        def send(self, lines):
            sent.extend(lines)
            super().send(lines)

    Conversation(lambda: Listening(answers), patience=Patience(1, 1, 0)).ask([Question("战争\u2028\n", "zh")])
    assert sent == [b'{"id": "1", "text": "\\u6218\\u4e89\\u2028\\n", "language": "zh"}\n']
