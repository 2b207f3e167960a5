"""No classifier judges what it was trained on: shared text is found, and refused by name."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.corpus.overlap import SharedText, shared_text, units
from outlast.runs.leakage import LeakError, leaks, refuse_shared_text

EIGHT = "the river ran slowly past our old mill"
SEVEN = "the river ran slowly past our old"


def table(**texts: str) -> pa.Table:
    return pa.table({"passage_id": list(texts), "text": list(texts.values())})


def pairs(training: str, judged: str) -> list[tuple[str, str]]:
    found = shared_text(table(t1="of other things entirely", t2=training), table(j1="nothing to see", j2=judged))
    return [(each.training_id, each.judged_id) for each in found]


def test_eight_words_in_a_row_are_shared_text() -> None:
    """Eight words in both passages, with other words around them, make the pair; the words are named."""
    training = table(t=f"She wrote that {EIGHT} in the spring")
    judged = table(j=f"We know {EIGHT} and on to the sea")
    assert shared_text(training, judged) == [SharedText("t", "j", EIGHT)]


def test_seven_words_in_a_row_are_not() -> None:
    """One word fewer is what unrelated authors may have in common."""
    assert pairs(f"She wrote that {SEVEN} bridge in the spring", f"We know {SEVEN} house and on to the sea") == []


def test_eight_words_that_are_not_in_a_row_are_not() -> None:
    """A word between them parts them."""
    apart = EIGHT.replace("slowly", "very slowly")
    assert pairs(f"She wrote that {EIGHT} in the spring", f"We know {apart} and on to the sea") == []


@pytest.mark.parametrize(
    "written",
    [
        EIGHT.upper(),
        "The river, ran... slowly; past (our) OLD mill!",
        "“the river” ran — slowly past\n\tour old-mill",
        "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in EIGHT),
    ],
    ids=["case", "punctuation", "quotes and blanks", "full width"],
)
def test_case_punctuation_and_width_do_not_hide_it(written: str) -> None:
    """The same words written otherwise are the same words."""
    assert pairs(f"She wrote that {EIGHT} in the spring", f"We know {written} and on to the sea") == [("t2", "j2")]


def test_the_form_of_an_apostrophe_does_not_hide_it() -> None:
    """A curly apostrophe is a straight one: a copied clause is found whoever's quotes it went through."""
    straight, curly = "it isn't the river's fault that we weren't", "it isn’t the river’s fault that we weren’t"
    assert pairs(f"She wrote {straight} there in spring", f"We know {curly} ready and on to the sea") == [("t2", "j2")]


def test_invisible_characters_do_not_hide_it() -> None:
    """A zero-width space or a soft hyphen inside a word does not make it another word."""
    hidden = EIGHT.replace("river", "ri\u200bver").replace("mill", "mi\u00adll")
    assert pairs(f"She wrote that {EIGHT} in the spring", f"We know {hidden} and on to the sea") == [("t2", "j2")]


def test_equal_short_passages_are_shared_text() -> None:
    """A passage of three words that both corpora have is shared as a whole."""
    assert pairs("Stop the war!", "stop the war") == [("t2", "j2")]


@pytest.mark.parametrize("way", ["training", "judged"])
def test_a_short_passage_inside_a_longer_one_is_shared_text(way: str) -> None:
    """A passage of five words that the other passage holds whole is shared, whichever of the two is the longer."""
    short, long = "The mill burned last night.", "They say: the mill burned last night, and nobody came to help."
    assert (pairs(short, long) if way == "training" else pairs(long, short)) == [("t2", "j2")]


def test_thirteen_chinese_characters_are_shared_text() -> None:
    """In Chinese a character counts as a word, and words have more than one: 13 in a row are shared, 12 are not."""
    assert pairs("他说河水慢慢流过我们村里的桥下。", "据说,河水慢慢流过我们村里的桥了") == [("t2", "j2")]
    assert pairs("他说河水慢慢流过我们村里的路上。", "据说,河水慢慢流过我们村里的桥了") == []


def test_chinese_is_found_without_its_punctuation() -> None:
    """Chinese punctuation between the characters does not hide them."""
    written = "她说:“河水,慢慢——流过我们……村里的桥。”是的"
    assert pairs("他说河水慢慢流过我们村里的桥下。", written) == [("t2", "j2")]


def test_a_short_chinese_passage_inside_a_longer_one_is_shared_text() -> None:
    """Six characters that are a whole passage are found in a longer one."""
    assert pairs("河水慢慢流过", "据说,河水慢慢流过我们村里的桥了") == [("t2", "j2")]


def test_eight_latin_words_among_chinese_are_shared_text() -> None:
    """A copied English clause is found in texts that are mostly Chinese, whatever other passages there are."""
    training = f"他昨天在集市上大声地对所有的人说了 {EIGHT} 然后就走回家去了"
    judged = f"我们早就知道这件事情因为有人写过信来 {EIGHT} 可是没有回答"
    assert pairs(training, judged) == [("t2", "j2")]


def test_a_blank_between_chinese_and_latin_does_not_hide_it() -> None:
    """Figures and Latin words in Chinese are written with and without a blank around them; the words are the same."""
    assert units("2月24日反对NATO东扩") == units("2 月 24 日反对 NATO 东扩")
    assert units("2月24日反对NATO东扩") == ["2", "月", "24", "日", "反", "对", "nato", "东", "扩"]


def test_all_pairs_are_found() -> None:
    """Each training passage with each judged one that shares text with it, in the order of the training."""
    training = table(t1=f"{EIGHT} once", t2="something else altogether", t3=f"twice {EIGHT}")
    judged = table(j1=f"here {EIGHT}", j2=f"{EIGHT} there")
    found = [(each.training_id, each.judged_id) for each in shared_text(training, judged)]
    assert found == [("t1", "j1"), ("t1", "j2"), ("t3", "j1"), ("t3", "j2")]


@pytest.mark.parametrize("word", ["Yes.", "The war"])
def test_a_word_or_two_are_no_copied_passage(word: str) -> None:
    """A passage of one or two words is in many texts; only where it is all of both is it shared."""
    assert pairs(word, f"{word} is what they said to us in the morning") == []
    assert pairs(word, word.upper()) == [("t2", "j2")]


def test_texts_without_words_are_never_shared() -> None:
    """Two passages of punctuation have no words in common."""
    assert pairs("…!", "…!") == []


@given(st.integers(0, 20), st.tuples(*[st.integers(0, 6)] * 4))
def test_it_is_found_from_eight_words_on(shared: int, around: tuple[int, int, int, int]) -> None:
    """Whatever stands around it, a run of n common words in longer texts is found if and only if n is at least 8."""
    words = iter(range(10_000))

    def some(count: int) -> list[str]:
        return [f"w{next(words)}" for _ in range(count)]

    common = some(shared)
    training = [*some(around[0] + 4), *common, *some(around[1] + 5)]
    judged = [*some(around[2] + 5), *common, *some(around[3] + 4)]
    assert bool(pairs(" ".join(training), " ".join(judged))) == (shared >= 8)


def test_the_refusal_names_filter_and_both_passages() -> None:
    """The error says which filter, how many pairs there are, and both ids and the words of the first."""
    training, judged = table(t=f"{EIGHT} once"), table(j=f"here {EIGHT}")
    with pytest.raises(LeakError, match=rf"filter learned .*: 1, first t and j \('{EIGHT}'\)"):
        refuse_shared_text("learned", training, judged, held_out=({"t": "a"}, {"j": "b"}))


def test_passages_of_one_group_may_share_text() -> None:
    """A sentence and its own paragraph are one group, and none is judged by a model that saw it."""
    training, judged = table(t=f"{EIGHT} once"), table(j=f"here {EIGHT}")
    refuse_shared_text("learned", training, judged, held_out=({"t": "a"}, {"j": "a"}))


def test_a_run_that_would_leak_is_refused(project, row) -> None:
    """A judged sentence planted in the training corpus, in other case and punctuation, stops the run."""
    lines = (project.folder / "corpora/letters/passages.en.jsonl").read_text("utf-8").splitlines()
    planted = row("letters/en/99.1", "“A FOOL — and his boat — are soon parted”, they wrote", tone="civil")
    project.write_passages("letters", [*map(json.loads, lines), planted])
    with pytest.raises(LeakError, match=r"letters/en/99\.1 and town/en/6\.1"):
        project.run()
    assert not (project.folder / "runs").exists()


def test_unlabelled_training_text_does_not_leak(project, row) -> None:
    """A passage without the policy's label is not trained on, so it may stand in both corpora."""
    lines = (project.folder / "corpora/letters/passages.en.jsonl").read_text("utf-8").splitlines()
    planted = row("letters/en/99.1", "A fool and his boat are soon parted.", tone=None)
    project.write_passages("letters", [*map(json.loads, lines), planted])
    assert project.run().manifest.status == "complete"


JUDGED = "A fool and his boat are soon parted."


def held_apart() -> tuple[dict[str, str], dict[str, str]]:
    return {"t": "a"}, {"j": "b"}


@pytest.mark.parametrize("text", ["A fool and his boat is soon parted.", "a FOOL and his boat were soon parted!!"])
def test_nearly_identical_text_is_a_leak(text: str) -> None:
    """A passage with a word changed shares no eight words in a row, and most of its character 5-grams: it is found."""
    assert shared_text(table(t=text), table(j=JUDGED)) == []
    assert [
        (pair.training_id, pair.judged_id) for pair in leaks(table(t=text), table(j=JUDGED), held_out=held_apart())
    ] == [("t", "j")]


def test_text_that_only_resembles_is_none() -> None:
    """Where more than half of the 5-grams differ, it is another text."""
    assert (
        leaks(
            table(t="A fool and his money, as they say, are soon parted here."), table(j=JUDGED), held_out=held_apart()
        )
        == []
    )


def test_short_passages_are_the_same_or_not() -> None:
    """Passages of fewer than four words are compared as a whole: most of two words is no leak."""
    assert leaks(table(t="eleven civil"), table(j="seven civil"), held_out=held_apart()) == []


def plant(project, row, text: str) -> None:
    lines = (project.folder / "corpora/letters/passages.en.jsonl").read_text("utf-8").splitlines()
    project.write_passages("letters", [*map(json.loads, lines), row("letters/en/99.1", text, tone="civil")])


@pytest.mark.parametrize("text", [JUDGED, "A fool and his boat is soon parted.", f"They said: {JUDGED}"])
def test_a_planted_leak_is_caught_or_left_out_by_choice(project, row, text: str) -> None:
    """The same, nearly the same and quoted text stop the run; told to leave it out, the run is that without it."""
    without = project.run("filters.learned.train.shared_text=exclude", runs="before")
    assert without.summary["learned"]["learned"]["excluded"] == 0
    plant(project, row, text)
    with pytest.raises(
        LeakError, match=r"pairs of passages that share text: 1, first letters/en/99\.1 and town/en/6\.1"
    ):
        project.run()
    made = project.run("filters.learned.train.shared_text=exclude")
    told = made.summary["learned"]["learned"]
    assert (told["passages"], told["excluded"]) == (12, 1)
    assert made.decisions().equals(without.decisions())
