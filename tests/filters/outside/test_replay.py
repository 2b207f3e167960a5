"""Replays: decisions joined by id, perturbation and draw; what is missing, repeated or on another text says so."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pydantic
import pytest

from outlast.decisions import RENDERINGS
from outlast.errors import ConfigError, Place
from outlast.filters.outside.replay import Key, Replay, ReplayConfig, replayed


def config(**fields: Any) -> ReplayConfig:
    whole = {
        "kind": "replay",
        "name": "published",
        "read": {"format": "csv", "path": "predictions.csv"},
        "columns": {"id": "case"},
        "verdict": {"kind": "label", "at": "pred", "blocks": ["hateful"], "passes": ["fine"], "score": "p"},
    }
    return ReplayConfig.model_validate({**whole, **fields})


def replay(rows: list[dict[str, Any]], **fields: Any) -> Replay:
    """The filter that replays rows, the first of which stands on line 2."""
    made = config(**fields)
    return made.build(replayed(made, [(Place("predictions.csv", line), row) for line, row in enumerate(rows, 2)]))


def faults(rows: list[dict[str, Any]], **fields: Any) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        replay(rows, **fields)
    return str(caught.value).splitlines()


def batch(*keys: tuple[str, str, int] | str, text: str = "any") -> pa.Table:
    whole = [key if isinstance(key, tuple) else (key, "identity", 0) for key in keys]
    rows = [
        {"passage_id": name, "perturbation": by, "draw": draw, "language": "en", "text": text, "edits": []}
        for name, by, draw in whole
    ]
    return pa.Table.from_pylist(rows, schema=RENDERINGS.schema)


ROWS = [{"case": "1", "pred": "hateful", "p": "0.9"}, {"case": "2", "pred": "fine", "p": ""}]


def test_decisions_are_joined_by_id():
    """Each passage has the decision and the score of the row with its id, in whatever order they are asked for."""
    made = replay(ROWS).decide(batch("2", "1"), near=3)
    assert made.blocked.to_pylist() == [False, True]
    assert made.score.to_pylist() == [None, 0.9]
    assert made.error.to_pylist() == [None, None]
    assert made.evidence.num_rows == 0


def test_a_missing_id_is_an_error_that_says_so():
    """A passage without a row is an error row that names file and passage."""
    made = replay(ROWS).decide(batch("1", "3"), near=0)
    assert made.blocked.to_pylist() == [True, None]
    assert made.error.to_pylist() == [None, "predictions.csv has no decision on 3"]


def test_ids_are_put_into_the_corpus_own():
    """The pattern makes a passage's id of the file's."""
    made = replay(ROWS, passage_id="hatecheck/en/{id}").decide(batch("hatecheck/en/1", "1"), near=0)
    assert made.blocked.to_pylist() == [True, None]


@pytest.mark.parametrize("pattern", ["hatecheck", "{id}/{id}", "{case}"])
def test_a_pattern_has_the_id_once(pattern):
    """A pattern without the id, or with it twice, is a fault of the config."""
    with pytest.raises(pydantic.ValidationError, match=r"must hold \{id\} once"):
        config(passage_id=pattern)


@pytest.mark.parametrize("ids", [(1, 2), (1.0, 2.0)])
def test_ids_that_are_numbers_are_read_as_text(ids):
    """Whole numbers, as Parquet and pandas have them, are ids without a point."""
    rows = [{**row, "case": number} for row, number in zip(ROWS, ids, strict=True)]
    assert replay(rows).decide(batch("1", "2"), near=0).blocked.to_pylist() == [True, False]


def test_rewritten_texts_are_errors_unless_the_file_has_them():
    """Rows without a perturbation are of the original; under another there is an error that names it and the draw."""
    made = replay(ROWS).decide(batch("1", ("1", "zero-width", 2)), near=0)
    assert made.blocked.to_pylist() == [True, None]
    assert made.error[1].as_py() == "predictions.csv has no decision on 1 under zero-width, draw 2"


def test_rewritten_texts_may_have_the_original_decision_by_choice():
    """With as-identity, and only then, the decision on the original stands for every rewriting of it."""
    made = replay(ROWS, perturbed="as-identity").decide(batch(("1", "homoglyph", 0), ("3", "homoglyph", 0)), near=0)
    assert made.blocked.to_pylist() == [True, None]
    assert made.score.to_pylist() == [0.9, None]
    assert made.error[1].as_py() == "predictions.csv has no decision on 3 under homoglyph, draw 0"


def test_columns_of_perturbation_and_draw():
    """Where the file says which rewriting a decision is on, it is that one's; an empty cell is the original's."""
    rows = [
        {"case": "1", "how": "", "draw": "", "pred": "hateful"},
        {"case": "1", "how": "hidden", "draw": "0", "pred": "fine"},
        {"case": "1", "how": "hidden", "draw": "1", "pred": "hateful"},
    ]
    columns = {"id": "case", "perturbation": "how", "draw": "draw"}
    asked = batch("1", ("1", "hidden", 0), ("1", "hidden", 1), ("1", "hidden", 2))
    made = replay(rows, columns=columns).decide(asked, near=0)
    assert made.blocked.to_pylist() == [True, False, True, None]


def test_a_decision_on_another_text_is_an_error():
    """Where the file has the text that was judged, it must be the run's; the error names the line."""
    rows = [{**row, "said": said} for row, said in zip(ROWS, ["any", "another"], strict=True)]
    made = replay(rows, columns={"id": "case", "text": "said"}).decide(batch("1", "2"), near=0)
    assert made.blocked.to_pylist() == [True, None]
    assert made.error[1].as_py() == "predictions.csv:3 is a decision on another text"


def test_only_rows_with_given_values_are_read():
    """A file with several judges' predictions is read for one of them; the others' labels are not looked at."""
    rows = [{**ROWS[0], "model": "a"}, {"case": "1", "pred": "?", "p": "x", "model": "b"}, {**ROWS[1], "model": "a"}]
    made = replay(rows, only={"model": "a"}).decide(batch("1", "2"), near=0)
    assert made.blocked.to_pylist() == [True, False]


def test_a_score_decides_by_threshold():
    """A column of scores blocks from the threshold on."""
    verdict = {"kind": "score", "at": "p", "threshold": 0.9}
    rows = [{"case": "1", "p": "0.9"}, {"case": "2", "p": "0.89"}]
    made = replay(rows, verdict=verdict).decide(batch("1", "2"), near=0)
    assert (made.blocked.to_pylist(), made.score.to_pylist()) == ([True, False], [0.9, 0.89])


def test_the_same_decision_twice_is_one():
    """A repeated row changes nothing."""
    assert len(replay([*ROWS, ROWS[0]]).decisions.rows) == 2


def test_two_decisions_on_one_passage_are_refused_with_their_lines():
    """Another decision on the same rendering is a fault that names both lines."""
    assert faults([*ROWS, {**ROWS[0], "pred": "fine"}]) == [
        "predictions.csv:4:0: another decision on 1, identity, draw 0 stands on line 2; one of them must go"
    ]


def test_each_fault_of_the_rows_is_told_once_with_its_line():
    """Unknown labels, scores that are none, and rows without an id are faults, the first of each kind of value."""
    rows = [
        {"case": "1", "pred": "Hateful", "p": ""},
        {"case": "2", "pred": "Hateful", "p": ""},
        {"case": "", "pred": "fine", "p": ""},
        {"case": "4", "pred": "fine", "p": "high"},
    ]
    assert faults(rows) == [
        "predictions.csv:2:0: pred: 'Hateful' is neither in blocks nor in passes nor in fails",
        "predictions.csv:4:0: case is empty; each row needs the id of its passage",
        "predictions.csv:5:0: pred: 'high' is no score (p)",
    ]


def test_a_draw_is_a_number():
    """A draw that is no number from 0 is a fault."""
    rows = [{"case": "1", "draw": "first", "pred": "fine"}]
    found = faults(rows, columns={"id": "case", "draw": "draw"})
    assert found == ["predictions.csv:2:0: draw is 'first'; a draw is a number from 0"]


def test_a_file_of_wrong_labels_is_given_up_early():
    """Twenty faults are enough."""
    assert len(faults([{"case": str(row), "pred": f"label {row}"} for row in range(1000)])) == 20


def test_columns_that_the_file_has_not():
    """Each column that is named and absent is told at its place in the config, with the near name."""
    made = config(columns={"id": "cas", "text": "said"}, only={"model": "a"})
    assert list(made.absent(["case", "pred", "model"])) == [
        (("columns", "id"), "predictions.csv has no column 'cas'; did you mean 'case'?"),
        (("columns", "text"), "predictions.csv has no column 'said'; known: case, model, pred"),
        (("verdict", "score"), "predictions.csv has no column 'p'; known: case, model, pred"),
    ]


def test_keys_name_a_rendering():
    """What is replayed is found by passage, perturbation and draw."""
    assert list(replay(ROWS).decisions.rows) == [Key("1", "identity", 0), Key("2", "identity", 0)]
