"""Agreement in a corpus: who counts as an annotator, what is refused, which distance a field has, the letter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outlast.corpus.load import Corpus, open_corpus
from outlast.errors import ConfigError, CorpusError, UserError
from outlast.reliability import reliability

ROOT = Path(__file__).parent.parent

CARD = """\
---
pretty_name: Small
license: cc0-1.0
language: [en]
outlast: {name: small, version: "1"}
---
"""

CODEBOOK = """\
name: small
version: "1"
source: none
labels:
  topics: {kind: set, about: topics, values: {war: w, peace: p, trade: t}}
  stance:
    kind: map
    names: [actor, stance]
    about: stance
    keys: {state: s, people: p}
    values: {criticise: c, support: s}
  action: {kind: one, scale: ordinal, about: action, values: {none: n, reports: r, calls-for: c}}
  tone: {kind: one, about: tone, values: {none: n, reports: r, calls-for: c}}
  act: {kind: each, about: act, values: {claim: c, question: q}}
"""

LABELS = {"topics": ["war"], "stance": {}, "action": "none", "tone": "none", "act": "claim"}
SENTENCES = ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4"]

Row = dict[str, Any]
Make = Callable[..., Corpus]


def json_lines(rows: list[Row]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def passage(number: str) -> Row:
    """Paragraph ``1`` or its sentence ``1.1``, without labels."""
    paragraph, _, sentence = number.partition(".")
    return {
        "passage_id": f"small/en/{number}",
        "document_id": "small/en",
        "section": "text",
        "unit": "sentence" if sentence else "paragraph",
        "parent_id": f"small/en/{paragraph}" if sentence else None,
        "position": SENTENCES.index(number) if sentence else int(number) - 1,
        "start": 0,
        "end": 3,
        "cuts": [],
        "language": "en",
        "text": "No.",
        **dict.fromkeys(LABELS),
    }


def said(number: str, **changed: Any) -> Row:
    """What an annotator says of a passage: `LABELS` but for what is changed."""
    return {"passage_id": f"small/en/{number}", **LABELS, **changed}


def acts(letters: str) -> list[Row]:
    """What an annotator says of the eight sentences' acts: c for claim, q for question."""
    return [
        said(number, act={"c": "claim", "q": "question"}[letter])
        for number, letter in zip(SENTENCES, letters, strict=True)
    ]


def unordered(label: Any) -> Any:
    return set(label) if isinstance(label, list) else label


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A corpus of two paragraphs with four sentences each, and an annotation file for each keyword."""

    def build(**annotations: list[Row]) -> Corpus:
        (tmp_path / "annotations").mkdir()
        (tmp_path / "CARD.md").write_text(CARD, encoding="utf-8")
        (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
        rows = [passage(number) for number in ["1", *SENTENCES[:4], "2", *SENTENCES[4:]]]
        (tmp_path / "passages.en.jsonl").write_text(json_lines(rows), encoding="utf-8")
        for name, said_by in annotations.items():
            path = tmp_path / "annotations" / f"{name.replace('_', '.')}.jsonl"
            path.write_text(json_lines(said_by), encoding="utf-8")
        return open_corpus(tmp_path / "CARD.md")

    return build


def test_each_field_has_its_distance(make: Make) -> None:
    """Every label field is there, in the codebook's order: sets and maps as sets, steps ordinal, the rest nominal."""
    found = reliability(make(en_a1=acts("cqcqcqcq"), en_a2=acts("cqcqqcqc")), language="en")
    assert {name: how.distance for name, how in found.items()} == {
        "topics": "masi",
        "stance": "masi",
        "action": "ordinal",
        "tone": "nominal",
        "act": "nominal",
    }
    assert list(found) == list(LABELS)
    assert [how.units for how in found.values()] == [8] * 5


def test_paragraphs_are_drawn_whole(make: Make) -> None:
    """With agreement in one paragraph and none in the other, alpha is 1/16 and its interval reaches -7/8 and 1."""
    act = reliability(make(en_a1=acts("cqcqcqcq"), en_a2=acts("cqcqqcqc")), language="en")["act"]
    assert (act.alpha, act.identical) == (pytest.approx(1 / 16), 0.5)  # D_o = 1/2, D_e = 128/240
    assert (act.low, act.high) == (pytest.approx(-7 / 8), pytest.approx(1))  # D_o = 1 in one paragraph drawn twice


def test_one_paragraph_has_no_width(make: Make) -> None:
    """Where only one paragraph is annotated, every resample is the data: the interval has no width."""
    given = {"en_a1": acts("cqcqcccc")[:4], "en_a2": acts("cqqqcccc")[:4]}
    act = reliability(make(**given), language="en")["act"]
    assert act.alpha == pytest.approx(8 / 15)  # c 3, q 5 of 8: D_o = 1/4, D_e = 30/56
    assert act.low == act.high == act.alpha


def test_sets_maps_and_steps_by_hand(make: Make) -> None:
    """Sets and maps have MASI's alpha, steps the ordinal one, which the same values without steps do not have."""
    state = {"state": "criticise"}
    steps = [("none", "none"), ("none", "reports"), ("reports", "calls-for")]
    topics = [(["war"], ["war", "peace"]), (["peace"], ["peace"]), (["trade"], [])]
    stances = [(state, {**state, "people": "support"}), ({"people": "support"}, {"people": "support"}), ({}, {})]
    files: list[list[Row]] = [
        [
            said(f"1.{number + 1}", topics=topics[number][who], stance=stances[number][who], tone=step[who])
            | {"action": step[who]}
            for number, step in enumerate(steps)
        ]
        for who in (0, 1)
    ]
    found = reliability(make(en_a1=files[0], en_a2=files[1]), language="en")
    assert found["action"].alpha == pytest.approx(19 / 36)  # squared distances 6.25, 2.25, 16: D_o = 17/6, D_e = 6
    assert found["tone"].alpha == pytest.approx(1 / 11)  # D_o = 2/3, D_e = 22/30
    # {w}, {w,p}, {p}, {p}, {t}, {}: D_o = (2/3 + 0 + 1) / 3; of 15 pairs three are 2/3, one 0 and eleven 1
    assert found["topics"].alpha == pytest.approx(1 - (5 / 9) / (13 / 15))
    # {s}, {s,p}, {p}, {p}, {}, {}: D_o = (2/3 + 0 + 0) / 3; of 15 pairs three are 2/3, two 0 and ten 1
    assert found["stance"].alpha == pytest.approx(1 - (2 / 9) / (12 / 15))


def test_a_map_with_another_value_differs(make: Make) -> None:
    """The same actor with another side is another label: nothing is shared, and the unit is not identical."""
    one, other = {"state": "criticise"}, {"state": "support"}
    corpus = make(en_a1=[said("1.1", stance=one), said("1.2")], en_a2=[said("1.1", stance=other), said("1.2")])
    stance = reliability(corpus, language="en")["stance"]
    assert (stance.alpha, stance.identical) == (pytest.approx(2 / 5), 0.5)  # D_o = 1/2, D_e = 10/12


def test_the_order_of_a_set_is_no_difference(make: Make) -> None:
    """Topics in another order are the same topics."""
    first, second = [said("1.1", topics=["war", "peace"])], [said("1.1", topics=["peace", "war"])]
    assert reliability(make(en_a1=first, en_a2=second), language="en")["topics"].identical == 1


def test_what_one_annotator_left_out(make: Make) -> None:
    """A passage that only one of three annotators labelled is no unit; one that two labelled is."""
    corpus = make(en_a1=acts("cqcqcqcq"), en_a2=acts("cqcqcqcq")[:3], en_a3=acts("cqcqcqcq")[2:5])
    act = reliability(corpus, language="en")["act"]
    assert (act.units, act.alpha, act.identical) == (5, 1, 1)


def test_what_was_settled_takes_no_part(make: Make) -> None:
    """The adjudicated file changes nothing, though it has its own opinion."""
    corpus = make(en_a1=acts("cqcqcqcq"), en_a2=acts("cqcqqcqc"), en_adjudicated=acts("qqqqqqqq"))
    found = reliability(corpus, language="en")
    (corpus.folder / "annotations" / "en.adjudicated.jsonl").unlink()
    assert reliability(corpus, language="en") == found
    assert found["act"].alpha == pytest.approx(1 / 16)


@pytest.mark.parametrize(
    ("names", "who"), [(["en_a1", "en_adjudicated"], "a1"), (["en_a1", "zh_a2"], "a1"), ([], "nobody")]
)
def test_two_annotators_are_needed(names: list[str], who: str, make: Make) -> None:
    """With fewer than two annotators of that language besides what was settled, the error says who there is."""
    corpus = make(**{name: acts("cqcqcqcq") for name in names})
    with pytest.raises(UserError) as caught:
        reliability(corpus, language="en")
    assert str(caught.value) == f"agreement in small (en) needs two annotators; annotated by {who}"


def test_an_unknown_language(make: Make) -> None:
    """A language that the corpus does not have is named as such, with those that it has."""
    with pytest.raises(CorpusError) as caught:
        reliability(make(en_a1=acts("cqcqcqcq"), en_a2=acts("cqcqcqcq")), language="eng")
    assert str(caught.value) == "corpus small has no passages in 'eng'; did you mean 'en'?"


def test_strangers_are_refused(make: Make) -> None:
    """An annotated passage that the corpus does not have is refused by its id."""
    corpus = make(en_a1=[*acts("cqcqcqcq"), said("9.1")], en_a2=acts("cqcqcqcq"))
    with pytest.raises(CorpusError) as caught:
        reliability(corpus, language="en")
    assert str(caught.value) == "small/en/9.1 is annotated, and no passage of small (en)"


def test_faults_of_an_annotation_file(make: Make) -> None:
    """A label outside the codebook is told with its file and line."""
    corpus = make(en_a1=acts("cqcqcqcq"), en_a2=[said("1.1"), said("1.2", act="clam")])
    with pytest.raises(ConfigError, match=r"en\.a2\.jsonl:2:1: act: 'clam' is not in the codebook"):
        reliability(corpus, language="en")


def test_annotators_who_share_no_passage(make: Make) -> None:
    """Annotators who share no passage have no alpha, no units, and no share of identical ones: None, never NaN."""
    act = reliability(make(en_a1=acts("cqcqcqcq")[:4], en_a2=acts("cqcqcqcq")[4:]), language="en")["act"]
    assert (act.alpha, act.low, act.high, act.units, act.identical) == (None, None, None, 0, None)


def test_the_letter() -> None:
    """The letter's two annotators share 62 sentences; every field's alpha is high and inside its interval."""
    found = reliability(open_corpus(ROOT / "corpora" / "letter" / "CARD.md"), language="en")
    assert list(found) == [
        "topics",
        "stance",
        "collective_action",
        "kpr",
        "speech_act",
        "civility",
        "devices",
        "claims",
    ]
    for how in found.values():
        assert how.units == 62
        assert how.alpha is not None
        assert how.low is not None
        assert how.high is not None
        assert 0.67 < how.low <= how.alpha <= how.high <= 1


def test_the_seed_is_that_of_the_bootstrap() -> None:
    """The same seed gives the same intervals; another gives others around the same alpha."""
    letter = open_corpus(ROOT / "corpora" / "letter" / "CARD.md")
    found = [reliability(letter, language="en", seed=seed)["topics"] for seed in (0, 0, 1)]
    assert found[0] == found[1]
    assert (found[2].alpha, found[2].low != found[0].low) == (found[0].alpha, True)


def test_what_is_identical_in_the_letter() -> None:
    """The share of identical labels is what plain counting of the two files gives."""
    first, second = (
        {row["passage_id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
        for path in (ROOT / "corpora" / "letter" / "annotations" / f"en.{name}.jsonl" for name in ("a1", "a2"))
    )
    found = reliability(open_corpus(ROOT / "corpora" / "letter" / "CARD.md"), language="en")
    for name, how in found.items():
        same = [unordered(first[number][name]) == unordered(second[number][name]) for number in first]
        assert (len(same), how.identical) == (62, pytest.approx(sum(same) / 62))
