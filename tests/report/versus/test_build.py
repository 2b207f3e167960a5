"""The comparison's page as a document, from runs of the small project, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import outlast
from outlast.comparison.compare import compare
from outlast.errors import UserError
from outlast.report.versus.bounds import Bounds
from outlast.report.versus.build import versus
from outlast.report.versus.write import versus_html, write_versus
from outlast.runs.results import Run

CALM = "- {id: n1, kind: literal, pattern: calm}"
SILLY = "- {id: r1, kind: literal, pattern: silly, category: insult}"


@pytest.fixture
def run(pond: Path) -> Callable[..., Run]:
    """Runs the small project, with texts in its keyword list and its experiment replaced."""
    listed, experiment = pond / "configs/keywords/rude.yaml", pond / "experiments/pond/experiment.yaml"

    def call(listing: tuple[str, str] = ("", ""), config: tuple[str, str] = ("", ""), **more: Any) -> Run:
        kept = listed.read_text("utf-8"), experiment.read_text("utf-8")
        assert listing[0] in kept[0]
        assert config[0] in kept[1]
        listed.write_text(kept[0].replace(*listing), encoding="utf-8")
        experiment.write_text(kept[1].replace(*config), encoding="utf-8")
        made = outlast.run("pond", runs=Path("runs"), **more)
        listed.write_text(kept[0], encoding="utf-8")
        experiment.write_text(kept[1], encoding="utf-8")
        return made

    return call


@pytest.fixture
def calm_for_silly(run) -> tuple[Run, Run]:
    """Two runs: the second's list has the rule n1 (calm) in the place of r1 (silly)."""
    return run(), run((SILLY, CALM))


def test_states_and_flips_by_hand(calm_for_silly) -> None:
    """“The pond is calm.” is blocked now, “You silly frog!” comes through; for the list and the cascade."""
    found = versus(compare(calm_for_silly))
    assert found.opened == (0, 0, 0)
    assert found.states == ("now", "both", "kept", "before")
    assert [(row.name, row.filter, row.now, row.direction, row.cause) for row in found.flips] == [
        ("a.1.1", "words", "blocked now", "against", "rule n1 added (calm)"),
        ("a.1.1", "both", "blocked now", "against", "words: rule n1 added (calm)"),
        ("b.1.2", "words", "through now", "against", "rule r1 removed (silly)"),
        ("b.1.2", "both", "through now", "against", "words: rule r1 removed (silly)"),
    ]
    assert [row.place for row in found.flips] == [(0, 0, 0), (0, 0, 2), (0, 0, 0), (0, 0, 2)]
    assert found.kinds == ("rule added", "rule removed")
    assert found.shown.flips == found.shown.flips_of == 4
    assert found.shown.flipping == found.shown.flipping_of == 2


def test_the_answer_counts_a_cause_once_for_all_members(calm_for_silly) -> None:
    """Of four flips two came through each rule, whichever filter they are of."""
    (further,) = versus(compare(calm_for_silly)).others
    assert further.answer.lead[0] == "4 of 36 decisions flipped (11 %): 2 are blocked now, 2 come through now."
    assert "of 2 of 4 flips: rule n1 added (calm)." in further.answer.lead[-1]
    assert "not the same ones: 4 flips." in further.answer.lead[1]


def test_the_script_reads_both_sides(calm_for_silly) -> None:
    """A further run is what it says otherwise: the rule that fires now, and none where the old one fired."""
    data = versus(compare(calm_for_silly)).data
    (after,) = data["runs"]
    assert data["before"]["outcomes"][0] == ["0101", "0110", "0111"]
    assert after["outcomes"][0] == ["1100", "0110", "1110"]
    words = data["words"]
    assert {at: rule and words[rule] for at, rule in after["rules"][0][0].items()} == {0: "n1", 3: None}
    assert {at: words[rule] for at, rule in data["before"]["rules"][0][0].items()} == {1: "-r2", 3: "r1"}
    assert after["rules"][0][1] == {}
    (mark,) = [mark for mark in after["marks"][0][0][0] if mark[0] % 2 == 0]
    assert mark[1] == [12, 16]
    assert data["flips"][0][:3] == [[0] * 4, [0, 2, 0, 2], [0, 0, 3, 3]]
    assert [data["causes"][at][0] for at in data["flips"][0][3]] == [
        "rule n1 added (calm)",
        "words: rule n1 added (calm)",
        "rule r1 removed (silly)",
        "words: rule r1 removed (silly)",
    ]
    assert after["targets"] == data["targets"] == "0001"


def test_a_run_against_itself(run) -> None:
    """The same run twice: no flip, no table of what differs, every state as in the run; and that is said."""
    once = run()
    found = versus(compare([once, once]))
    (further,) = found.others
    assert further.same
    assert "are the same run" in further.answer.lead[0]
    assert found.flips == ()
    assert found.opened == (0, 0, 2)
    assert found.states == ("kept", "both", "both", "both")
    assert "config" not in [sheet.name for sheet in found.sheets]
    assert "Nothing flipped." in versus_html(found)


def test_it_opens_where_flips_are(run) -> None:
    """A step that undoes the rewriting flips rewritten texts only: the page opens with the first draw of these."""
    before = run()
    after = run(config=("list: rude}", "list: rude, normalise: [zero-width]}"))
    found = versus(compare([before, after]))
    run_, rendering, name = found.opened
    assert (run_, found.renderings[rendering].label, found.filters[name].name) == (0, "hidden, draw 0", "words")
    assert found.states == ("kept", "both", "kept", "both")
    assert "In the text as written nothing flipped" in found.others[0].answer.lead[1]
    assert [each.field for each in found.others[0].changed] == ["filters.words.normalise"]


def test_what_is_not_common_is_not_compared(run) -> None:
    """A further run without the cascade: its decisions are apart, the others are compared, and the answer says so."""
    before, text = run(), "\n  - {name: both, kind: cascade, stages: [words, topic]}"
    after = run((SILLY, CALM), config=(text, ""))
    found = versus(compare([before, after], on="common"))
    (side,) = found.data["runs"]
    assert side["outcomes"][0] == ["1100", "0110", "----"]
    assert side["filters"][2] is None
    assert {row.filter for row in found.flips} == {"words"}
    assert (
        found.others[0].answer.rest[0].startswith("Only what both have is compared, 24 decisions; 12 of the baseline")
    )


def test_a_renamed_filter_keeps_its_place(run) -> None:
    """A filter that is called otherwise in the further run stands under both names."""
    before = run()
    after = run(
        (SILLY, CALM),
        config=("name: words, kind", "name: terms, kind"),
        settings=["filters.both.stages=[terms, topic]"],
    )
    found = versus(compare([before, after], pairs=["words=terms"]))
    assert found.flips[0].filter == "words → terms"
    assert [each["name"] for each in found.data["runs"][0]["filters"]] == ["terms", "topic", "both"]
    assert "--pair words=terms" in found.method[-1].code[-1]


def test_further_runs_have_their_own_answers(run) -> None:
    """Of three runs the page has two further ones; one that is the baseline again flipped nothing."""
    before, after = run(), run((SILLY, CALM))
    found = versus(compare([before, before, after]))
    assert [each.same for each in found.others] == [True, False]
    assert found.opened == (1, 0, 0)
    assert {row.place[0] for row in found.flips} == {1}
    assert found.data["flips"][0] == [[], [], [], []]


def test_a_bounded_page_says_what_it_leaves_out(run) -> None:
    """Room for three flips of eight, no rewritten text and two rows of evidence: the rest is counted and pointed to."""
    before = run()
    after = run((SILLY, CALM), config=("list: rude}", "list: rude, normalise: [zero-width]}"))
    found = compare([before, after])
    whole = versus(found)
    total = whole.shown.flips
    assert whole.shown.flips_of == total == found.others[0].flipped > 8
    assert whole.data["without"] == [[], [], []]
    small = versus(found, bounds=Bounds(flips=3, evidence=2, letters=0))
    assert (small.shown.flips, small.shown.flips_of, len(small.flips)) == (3, total, 3)
    assert small.data["without"] == [[], [0, 1, 2, 3], [0, 1, 2, 3]]
    assert not any(side["texts"][1] for side in (small.data["before"], *small.data["runs"]))
    said = " ".join(next(each for each in small.method if each.heading == "What is on this page").paragraphs)
    assert f"Of {total} flips its table has 3: a sample of the {total} on the passages that this page shows" in said
    assert "8 rewritten texts are left out" in said
    assert "rows of evidence are left out" in said
    assert "--sheet flips --csv" in versus_html(small)
    assert "left out, those on which nothing flipped" not in versus_html(whole)


def test_evidence_of_flips_is_kept_first_and_on_both_sides(calm_for_silly) -> None:
    """With room for four rows: what flips as written hang on, r1 before and n1 now, but no rule for “noisy”."""
    found = compare(calm_for_silly)

    def fired(bounds: Bounds) -> list[set[str]]:
        data = versus(found, bounds=bounds).data
        return [
            {
                data["words"][mark[0] // 2]
                for cells in side["marks"][0]
                for marks in cells.values()
                for mark in marks or ()
                if mark[0] % 2 == 0
            }
            for side in (data["before"], *data["runs"])
        ]

    assert fired(Bounds()) == [{"-r2", "r1", "f1"}, {"n1"}]
    assert fired(Bounds(evidence=4)) == [{"r1"}, {"n1"}]


def test_a_large_corpus_is_sampled(calm_for_silly) -> None:
    """Two of four passages, both of those that flipped: the page says so, and counts all flips all the same."""
    found = versus(compare(calm_for_silly), bounds=Bounds(whole=3, passages=4))
    assert (found.shown.passages, found.shown.passages_of) == (4, 4)
    found = versus(compare(calm_for_silly), bounds=Bounds(whole=3, passages=2))
    assert found.shown.passages == 2
    assert "a sample of 1 of the 2 on which a decision flipped" in found.shown.how
    assert (found.shown.flips, found.shown.flips_here, found.shown.flips_of) == (2, 2, 4)
    assert found.shown.which == "those on the passages that this page shows"
    assert "4 of 36 decisions flipped" in found.others[0].answer.lead[0]
    assert "This page shows 2 of 4 sentences" in versus_html(found)


def test_a_place_that_cannot_be_written(calm_for_silly, tmp_path) -> None:
    """A file where a folder should be is an error in a line, and leaves nothing behind."""
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"page\.html cannot be written .*; choose another file with --html"):
        write_versus(compare(calm_for_silly), tmp_path / "file" / "page.html")
    assert list(tmp_path.glob("*.html")) == []


def test_attacks_stay_text(pond, run) -> None:
    """A pattern that is markup is escaped in the HTML, and cannot end the script's data."""
    attack = "</script><img src=x onerror=alert(1)>"
    before, after = (
        run(),
        run((SILLY, f'- {{id: n1, kind: literal, pattern: "{attack}"}}'), config=("frogs?", f"{attack}?")),
    )
    page = versus_html(versus(compare([after, before])))
    assert "<img" not in page
    assert page.count("</script>") == 2
