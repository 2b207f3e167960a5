"""What the figures show: their marks stand where the document's numbers are."""

from __future__ import annotations

from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from outlast.report.figures.canvas import settings
from outlast.report.figures.kinds import FIGURES
from outlast.report.figures.labels import labels, most_frequent
from outlast.report.figures.minimap import SHADES, cells, minimap
from outlast.report.figures.robustness import robustness
from outlast.report.figures.survival import survival
from outlast.report.figures.thresholds import thresholds
from outlast.report.page.build import document


def dots(axes: Any) -> list[tuple[float, float]]:
    """Where an axes has its round marks, top to bottom and left to right."""
    return [tuple(map(float, line.get_xydata()[0])) for line in axes.lines if line.get_marker() == "o"]


def whiskers(axes: Any) -> list[list[float]]:
    return [[float(x) for x in line.get_xdata()] for line in axes.lines if line.get_marker() == "None"]


def test_survival_has_a_dot_and_a_whisker_for_each_filter(part, drawn) -> None:
    """The list lets 6 of 10 through, the model 5, the third all; whiskers are the table's intervals."""
    (picture,) = drawn(survival, part)
    (axes,) = picture.drawing.axes
    assert dots(axes) == [(0.6, 0.0), (0.5, 1.0), (1.0, 2.0)]
    assert whiskers(axes) == [[row["survived"]["low"], row["survived"]["high"]] for row in part.survival]
    assert [each.get_text() for each in axes.get_yticklabels()] == ["list", "model", "none"]
    assert "list: 6 of 10, 60 %, interval" in picture.alt


def test_the_minimap_is_black_where_a_filter_blocks(part, drawn) -> None:
    """The list's bar covers passages 0 to 4, the model's 5 to 10, the third has none; below, what the policy would."""
    (picture,) = drawn(minimap, part)
    (axes,) = picture.drawing.axes
    black = [each for each in axes.collections if each.get_facecolor().tolist()[:1] == [[*rgb(SHADES[-1]), 1.0]]]
    spans = [[(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in each.get_paths()] for each in black]
    assert spans == [[(0, 4)], [(5, 10)], [(1, 2), (3, 4), (5, 6), (7, 8)]]
    assert [each.get_text() for each in axes.get_yticklabels()] == ["list", "model", "none", "tone\nwould block"]
    assert picture.alt.endswith("of 10 sentences, list blocks 4; model blocks 5; none blocks 0; tone would block 4.")


def rgb(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def test_a_cell_of_several_passages_is_shaded_by_the_share_blocked() -> None:
    """Of four passages one, two, three, four blocked are the four shades; none is white."""
    assert [shade for _, _, shade in cells("00000001001101111111", most=5)] == [0, 1, 2, 3, 4]
    assert sum(width for _, width, _ in cells("01" * 500, most=600)) == 1000


def test_threshold_curves_are_what_counting_gives(part, drawn) -> None:
    """Over the model's threshold, each curve's steps are rates counted by hand; the line stands as it was run."""
    (picture,) = drawn(thresholds, part)
    (axes,) = picture.drawing.axes
    curves = {line.get_label(): line for line in axes.lines if not line.get_label().startswith("_")}
    assert list(curves) == ["survive", "over-blocked", "under-blocked"]
    x, y = curves["survive"].get_data()
    assert list(x[1:-1]) == pytest.approx([at / 10 + 0.05 for at in range(10)])
    assert list(y[1:]) == pytest.approx([at / 10 for at in range(11)])
    over, under = curves["over-blocked"].get_ydata(), curves["under-blocked"].get_ydata()
    assert list(over[1:]) == pytest.approx([1, 0.8, 0.8, 0.6, 0.6, 0.4, 0.4, 0.2, 0.2, 0, 0])
    assert list(under[1:]) == pytest.approx([0, 0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1, 1, 1])
    assert all(line.get_drawstyle() == "steps-pre" for line in curves.values())
    (as_run,) = [line for line in axes.lines if list(line.get_xdata()) == [0.55, 0.55]]
    assert as_run
    assert "As run, from 0.550: 50 % survive, 40 % over-blocked, 50 % under-blocked." in picture.alt


def test_labels_have_a_panel_for_each_filter_and_few_cases_are_hollow(part, drawn) -> None:
    """Of the four passages about war the list blocks all; so few cases are hollow, and starred beside the name."""
    by = {picture.name: picture for picture in drawn(labels, part)}
    assert "survival-by-topics" in by
    picture = by["survival-by-topics"]
    first, second, third = picture.drawing.axes
    assert [each.get_title(loc="left") for each in (first, second, third)] == ["list", "model", "none"]
    names = [each.get_text() for each in first.get_yticklabels()]
    assert names == ["all (10) *", "war (4) *", "bread (6) *"]
    assert dots(first) == [(0.6, 0.5), (0.0, 1.5), (1.0, 2.5)]
    assert dots(second)[1:] == [(1.0, 1.5), (pytest.approx(1 / 6), 2.5)]
    assert {line.get_markerfacecolor() for line in first.lines if line.get_marker() == "o"} == {"white"}
    assert "war: list 0 % of 4" in picture.alt
    assert "few cases" in picture.alt


def test_the_rarest_values_are_left_out_first() -> None:
    """With room for two, the row of all and the most frequent value stay, in their order."""
    rows = {name: {"f": {"n": n}} for name, n in (("b", 2), ("all", 1), ("a", 7))}
    assert most_frequent(rows, most=2) == (["all", "a"], 1)


def test_robustness_is_uplift_over_cost(part, drawn) -> None:
    """Under the rewriting the list lets 9 of 10 through and not 6: 30 points; the others gain nothing."""
    (picture,) = drawn(robustness, part)
    every = [line for axes in picture.drawing.axes for line in axes.lines]
    points = [line.get_xydata()[0].tolist() for line in every if line.get_label() == "spaced"]
    assert [y for _, y in points] == pytest.approx([30, 0, 0])
    assert "list under spaced: +30 points" in picture.alt


def test_without_rewriting_or_scores_there_is_no_figure_of_them(make, passage, drawn) -> None:
    """A run of texts as written, judged without scores, has neither curves nor robustness."""
    run = make(passages=[passage("town/1/1", "a")], blocked={"list": {"identity": [True]}})
    (plain,) = document([run]).parts
    assert drawn(thresholds, plain) == drawn(robustness, plain) == ()
    assert "0 of 1, 0 %" in drawn(survival, plain)[0].alt


@pytest.mark.parametrize("kind", FIGURES, ids=lambda kind: kind.draw.__name__)
def test_nothing_is_cut_off_and_no_label_lies_on_another(kind, hard, drawn) -> None:
    """With eight filters of awful names: every text lies within its figure, and no two labels or titles overlap."""
    for picture in drawn(kind.draw, hard):
        canvas = FigureCanvasAgg(picture.drawing)
        with settings():
            canvas.draw()
            texts = [each for each in texts_of(picture.drawing) if each.get_text().strip() and each.get_visible()]
            boxes = [(each.get_text(), each.get_window_extent(canvas.get_renderer())) for each in texts]
        width, height = canvas.get_width_height()
        for text, box in boxes:
            assert box.x0 >= -1, (picture.name, text)
            assert box.y0 >= -1, (picture.name, text)
            assert box.x1 <= width + 1, (picture.name, text)
            assert box.y1 <= height + 1, (picture.name, text)
        for at, (text, box) in enumerate(boxes):
            for other, against in boxes[at + 1 :]:
                over_x = min(box.x1, against.x1) - max(box.x0, against.x0)
                over_y = min(box.y1, against.y1) - max(box.y0, against.y0)
                assert over_x <= 1 or over_y <= 1, (picture.name, text, other)


def texts_of(figure: Any) -> list[Any]:
    """Every text of a figure that is drawn: labels of axes, titles, notes, legends, and the signature."""
    hidden = {text for axes in figure.axes if not axes.axison for text in axes.findobj(Text)}
    ticks = [text for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for text in shown_ticks(axis)]
    every = {text for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for text in axis.get_ticklabels()}
    return [text for text in figure.findobj(Text) if text not in hidden and (text not in every or text in ticks)]


def shown_ticks(axis: Any) -> list[Any]:
    """Labels of the ticks that lie on the axis."""
    low, high = sorted(axis.get_view_interval())
    return [
        tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high and tick.label1.get_visible()
    ]
