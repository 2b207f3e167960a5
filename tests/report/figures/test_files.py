"""Figures as files: the same bytes again, text as text, nothing in them that is not a drawing."""

from __future__ import annotations

import io
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from outlast.errors import UserError
from outlast.report.figures import canvas, files, fonts
from outlast.report.figures.files import INDEX, figure_files
from outlast.report.figures.kinds import FIGURES
from outlast.report.figures.robustness import robustness
from outlast.report.figures.survival import survival
from outlast.report.page.document import Document

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: bytes) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_every_figure_is_an_svg_and_a_png_and_is_listed(made) -> None:
    """Each name is there in both forms, and the list shows each with what it says in words."""
    names = [name.removesuffix(".svg") for name in made if name.endswith(".svg")]
    labels = ("survival-by-topics", "survival-by-stance", "survival-by-section")
    assert names == ["survival", "minimap", "thresholds", *(name for name in labels if name in names), "robustness"]
    assert "survival-by-topics" in names
    assert set(made) == {INDEX, *(f"{name}.{form}" for name in names for form in ("svg", "png"))}
    listed = made[INDEX].decode()
    for name in names:
        assert f"]({name}.svg)" in listed
    assert "list: 6 of 10, 60 %" in listed
    assert "`town|corpus:town@1.0/en|seed:0|run:0123456789ab`" in listed


def test_the_same_report_gives_the_same_bytes(report, made) -> None:
    """Drawn again, no byte differs: no dates, no random ids."""
    assert figure_files(report).files == made


def test_text_is_text_and_the_signature_stands_below(made) -> None:
    """SVG holds names as text, a title, a description and the signature; no date."""
    svg = made["survival.svg"]
    assert {"list", "model", "none", "town|corpus:town@1.0/en|seed:0|run:0123456789ab"} <= set(texts(svg))
    root = ElementTree.fromstring(svg)
    assert root.find(f"{SVG}title").text == "Survival by filter (identity)"
    assert "list: 6 of 10, 60 %" in root.find(f"{SVG}desc").text
    assert root.get("aria-describedby") == root.find(f"{SVG}desc").get("id")
    assert b"dc:date" not in svg


def test_a_png_has_300_dots_an_inch_and_says_what_it_shows(made) -> None:
    """A column is 3.35 inches, a page 7; title and description are in the metadata, no date is."""
    image_of = pytest.importorskip("PIL.Image", reason="pillow comes with matplotlib").open
    for name, inches in (("survival.png", 3.35), ("minimap.png", 7.0)):
        image = image_of(io.BytesIO(made[name]))
        assert image.width == pytest.approx(inches * 300, abs=1)
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert set(image.info) == {"dpi", "Title", "Description", "Software"}
        assert image.info["Description"].startswith(image.info["Title"])


def test_in_grey_the_marks_are_told_apart() -> None:
    """Curves differ in dashes, few cases in being hollow; the accent is darker than 40 % grey, to be seen on paper."""
    from outlast.report.figures.thresholds import LINES

    assert len({str(dashes) for _, _, _, dashes in LINES}) == len(LINES)
    red, green, blue = (int(canvas.ACCENT[at : at + 2], 16) / 255 for at in (1, 3, 5))
    assert 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.4


ELEMENTS = {"svg", "title", "desc", "metadata", "defs", "style", "g", "path", "text", "tspan", "use", "clipPath"}
ELEMENTS |= {"rect"}


def test_names_full_of_markup_are_text(awfully_made) -> None:
    """Dollar signs, elements and invisible letters of names stand in the SVG as text; it has no element but its own."""
    files = awfully_made.files
    for name, svg in files.items():
        if name.endswith(".svg"):
            found = {each.tag for each in ElementTree.fromstring(svg).iter() if each.tag.startswith(SVG)}
            assert found <= {f"{SVG}{each}" for each in ELEMENTS}
    assert {"$x$ & <b>", "wa‹ZWSP›r‹U+202E›d"} <= set(texts(files["survival.svg"]))
    assert "<script>" not in files[INDEX].decode()


def test_chinese_shows(awfully_made) -> None:
    """With a font that has Chinese, no letter is missing, and the SVG names it after the Latin one."""
    latin, *han, generic = fonts.families()
    if not han:
        pytest.skip("no font with Chinese letters is installed")
    svg = awfully_made.files["survival.svg"]
    assert awfully_made.warnings == ()
    assert f"'{latin}', '{han[0]}', ".encode() in svg
    assert f"{generic};".encode() in svg
    assert any("敏感词名单" in text for text in texts(svg))


def test_without_such_a_font_it_is_said(hard, monkeypatch) -> None:
    """Where no font has a letter, the figures are made all the same, and one line says which are boxes."""
    monkeypatch.setattr(canvas, "families", lambda: [fonts.LATIN])
    monkeypatch.setattr(files, "FIGURES", [kind for kind in FIGURES if kind.draw is survival])
    (warning,) = figure_files(Document(title="t", question="q", parts=(hard,), version="0.1.0")).warnings
    assert "stand as boxes" in warning


def test_several_parts_are_told_apart_by_name(part, monkeypatch) -> None:
    """Two languages: each figure twice, with the language at the end of its name."""
    monkeypatch.setattr(files, "FIGURES", [kind for kind in FIGURES if kind.draw in {survival, robustness}])
    chinese = replace(part, label="中文", language="zh-Hans")
    report = Document(title="t", question="q", parts=(replace(part, label="English"), chinese), version="0.1.0")
    named = set(figure_files(report).files)
    assert {"survival-en.svg", "survival-zh-Hans.svg", "robustness-en.png", "robustness-zh-Hans.png"} <= named
    assert len(named) == 2 * 2 * 2 + 1


def test_without_matplotlib_one_line_says_how_to_install_it(report, monkeypatch) -> None:
    """The error names the command."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(
        UserError, match=r"^figures need matplotlib, which is not installed; pip install 'outlast\[figures\]'$"
    ):
        figure_files(report)


def test_settings_are_given_back(part, drawn) -> None:
    """After drawing, matplotlib's settings are what they were."""
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    drawn(survival, part)
    assert dict(mpl.rcParams) == before


def test_pyplot_is_never_imported() -> None:
    """Importing every module of the figures, and opening a canvas, leaves pyplot and its state alone."""
    program = (
        "import sys\n"
        "from outlast.report.figures import files, kinds\n"
        "from outlast.report.figures.canvas import panels, settings\n"
        "with settings():\n    panels(1, 1, width=2, height=2, signature='x')\n"
        "assert 'matplotlib.figure' in sys.modules and 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_signature_is_broken_at_its_bars() -> None:
    """A long signature goes over several lines, none longer than there is room for, and loses no letter."""
    signature = "|".join(["letter", "filters:" + "a+" * 60, "seed:0"])
    lines = canvas._lines(signature, letters=30)
    assert max(map(len, lines)) <= 30
    assert "".join(lines) == signature
