"""Why a filter that scores decided otherwise: its threshold, its score, and what that was made from."""

from __future__ import annotations

import outlast


def test_a_threshold_that_moved(town, flipped):
    """From 0.5 to 0.4: 2/2 (0.40) and 3/2 (0.45) are blocked now; the cascade blocked both already."""
    before, after = town.run(), town.set("filters.scored.verdict.threshold=0.4").run()
    assert flipped(outlast.compare([before, after])) == {
        ("scored", "2/2"): (True, "threshold 0.5 → 0.4"),
        ("scored", "3/2"): (True, "threshold 0.5 → 0.4"),
    }


def test_scores_that_were_replayed_from_another_file(town, flipped):
    """1/2 went from 0.1 to 0.7 at the same threshold: the file is named; through the cascade the member is too."""
    scores = [*town.scores]
    scores[1] = 0.7
    cause = "judge: judges/scored/scores.csv"
    assert flipped(outlast.compare([town.run(), town.with_(scores=scores).run()])) == {
        ("scored", "1/2"): (True, cause),
        ("both", "1/2"): (True, f"scored: {cause}"),
    }


def test_score_and_threshold_are_told_apart(town, flipped):
    """The threshold fell to 0.4 and 1/2 rose to 0.45: together; 3/2 by the threshold; 4/2 rose to 0.9 by its score."""
    scores = [*town.scores]
    scores[1], scores[7] = 0.45, 0.9
    after = town.with_(scores=scores, filters=(town.SCORED,)).set("filters.scored.verdict.threshold=0.4").run()
    before = town.with_(filters=(town.SCORED,)).run()
    file, threshold = "judge: judges/scored/scores.csv", "threshold 0.5 → 0.4"
    assert flipped(outlast.compare([before, after])) == {
        ("scored", "1/2"): (True, f"{file}, together with {threshold}"),
        ("scored", "2/2"): (True, threshold),
        ("scored", "3/2"): (True, threshold),
        ("scored", "4/2"): (True, file),
    }


def test_what_went_through_by_either(town, flipped):
    """2/1 fell from 0.6 to 0.3 and the threshold rose to 0.7: each alone would have let it through."""
    scores = [*town.scores]
    scores[2] = 0.3
    before = town.with_(filters=(town.SCORED,)).run()
    after = town.with_(scores=scores, filters=(town.SCORED,)).set("filters.scored.verdict.threshold=0.7").run()
    cause = "either alone: judge: judges/scored/scores.csv, or threshold 0.5 → 0.7"
    assert flipped(outlast.compare([before, after])) == {("scored", "2/1"): (False, cause)}


def test_labels_have_no_threshold(town, flipped):
    """A judge of labels that answered otherwise: its file is named, whatever score stands beside."""
    labels = {
        **town.SCORED,
        "verdict": {"kind": "label", "at": "label", "blocks": ["bad"], "passes": ["good"], "score": "score"},
    }

    def file(third: str) -> dict[str, str]:
        said = ["bad", "good", third, "good", "good", "good", "good", "good"]
        rows = [f"{name},{label},0.5" for name, label in zip(town.IDS, said, strict=True)]
        return {"experiments/town/scores.csv": "\n".join(["id,label,score", *rows]) + "\n"}

    before = town.with_(filters=(labels,), files=file("bad")).run()
    after = town.with_(filters=(labels,), files=file("good")).run()
    assert flipped(outlast.compare([before, after])) == {
        ("scored", "2/1"): (False, "judge: judges/scored/scores.csv"),
    }


def test_a_model_that_was_fitted_otherwise(letter_runs, tmp_path):
    """Another regularisation moves scores across 0.5 where they were on either side, and no keyword flips."""
    after = outlast.run("letter", runs=tmp_path, settings=["filters.classifier.model.C=100"])
    before = outlast.open_run("letter", runs=letter_runs)
    found = outlast.compare([before, after])
    words, scored, row = found.others[0].causes
    assert words.causes == ()
    assert [str(cause) for cause in scored.causes] == ["score: filters.classifier.model.C 1.0 → 100.0"]
    assert {str(cause) for cause in row.causes} == {"classifier: score: filters.classifier.model.C 1.0 → 100.0"}
    crossed = 0
    rows = [run.decisions().to_pylist() for run in (before, after)]
    later = {tuple(map(str, list(each.values())[:4])): each for each in rows[1]}
    for each in rows[0]:
        if each["filter"] == "classifier":
            crossed += (each["score"] >= 0.5) != (later[tuple(map(str, list(each.values())[:4]))]["score"] >= 0.5)
    assert len(found.others[0].flips[1]) == crossed > 0


def test_a_threshold_that_a_rule_set(letter_runs, tmp_path):
    """A threshold by share of the training passages: what flips by it says what set it."""
    before = outlast.run("letter", runs=tmp_path, settings=["filters.classifier.threshold={by: share, of: 0.5}"])
    after = outlast.run("letter", runs=tmp_path, settings=["filters.classifier.threshold={by: share, of: 0.1}"])
    (cause,) = outlast.compare([before, after]).others[0].causes[1].causes
    thresholds = [run.summary["learned"]["classifier"]["threshold"] for run in (before, after)]
    assert cause.kinds == ("threshold",)
    assert cause.text == (
        f"threshold {thresholds[0]:g} → {thresholds[1]:g}, set by share (filters.classifier.threshold.of 0.5 → 0.1)"
    )
