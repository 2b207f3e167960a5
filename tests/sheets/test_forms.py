"""Sheets as Markdown, LaTeX, HTML, CSV and plain data."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from outlast.sheets.delimited import delimited
from outlast.sheets.html import escape as html_escaped
from outlast.sheets.latex import escaped as latex_escaped
from outlast.sheets.letters import visible
from outlast.sheets.markdown import code
from outlast.sheets.markdown import escaped as markdown_escaped
from outlast.sheets.sheet import Sheet

LINK = re.compile(r"(https?|ftp)://|www\.\w|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)
"""What GitHub makes a link of by itself, where it stands in one piece (https://github.github.com/gfm/#autolinks-extension-)."""


def cells_of(markdown: str) -> list[str]:
    """The texts of a Markdown table's cells, as an independent parser reads them, markup taken away."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    found = []
    for before, token in itertools.pairwise(tokens):
        if before.type in {"th_open", "td_open"}:
            children = [child for child in token.children or [] if child.content != "<!-- -->"]
            kinds = {child.type for child in children}
            assert kinds <= {"text", "text_special"}, f"markup in a cell: {kinds}"
            found.append("".join(child.content for child in children))
    return found


def test_markdown_is_read_as_a_table_of_the_same_texts(awkward: Sheet) -> None:
    """A Markdown parser finds header and cells as they were, with no markup in them."""
    assert cells_of(awkward.to_markdown()) == [
        "topic_name",
        "rate",
        "war",
        "50 %",
        "=SUM(a|b) <b>_x_ $5 #1 {y} ~^\\",
        "no data",
    ]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Z"]), min_size=1))
def test_any_text_survives_markdown(text: str) -> None:
    """Whatever a text holds, a Markdown parser reads it as that text, what nobody would see by its name."""
    table = f"| head |\n| --- |\n| x{markdown_escaped(text)} |\n"
    assert cells_of(table) == ["head", f"x{visible(text)}"]


@pytest.mark.parametrize("escaped", [markdown_escaped, latex_escaped, html_escaped])
def test_no_form_has_anything_hidden(escaped: Callable[[str], str]) -> None:
    """A character that nobody sees, or that turns a line around, is named in Markdown, in LaTeX and in HTML."""
    shown = escaped("a\u202eb\u200bc\x00d\ufe0f").replace("\\", "")
    assert shown == "a‹U+202E›b‹ZWSP›c‹U+0000›d‹U+FE0F›"


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(beginning: str) -> None:
    """Whatever a spreadsheet takes for the beginning of a formula has an apostrophe before it, in heads too."""
    text = f"{beginning}HYPERLINK(1)"
    rows = list(csv.reader(io.StringIO(delimited([{text: text}], columns=[text]), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"]]


def test_markdown_has_title_notes_and_signature(awkward: Sheet) -> None:
    """The title stands above in bold; the notes and the signature stand below, a paragraph each."""
    lines = awkward.to_markdown().splitlines()
    assert lines[0] == r"**Survival by topics \& more**"
    assert lines[3] == "| :--- | ---: |"
    assert lines[-3:] == ["Interval: 95 %.", "", "Signature: `letter|run:0123456789ab`"]


@pytest.mark.parametrize(
    "text", ["see https://a.example/b", "www.a.example", "WWW.a.example", "write to me@a.example", "ftp://a.example"]
)
def test_no_address_is_a_link(text: str) -> None:
    """An address is cut in two by an empty comment, so that no renderer makes a link of it; it reads the same."""
    made = markdown_escaped(text)
    assert made != text
    assert made.replace("<!-- -->", "") == text
    (inline,) = [token for token in MarkdownIt("commonmark").parse(made) if token.type == "inline"]
    pieces = "".join("\0" if child.type == "html_inline" else child.content for child in inline.children).split("\0")
    assert not any(LINK.search(piece) for piece in pieces)


@pytest.mark.parametrize("text", ["- a", "+ a", "1. a", "12) a", "=", "-----", "# a", "> a", "~~~", "```", "| a |"])
def test_no_line_begins_a_block(text: str) -> None:
    """A line that begins like a list, a heading, a rule, a fence or a quotation is a paragraph of that text."""
    parsed = MarkdownIt("commonmark").parse(f"a\n\n{markdown_escaped(text)}\n")
    assert [token.type for token in parsed] == ["paragraph_open", "inline", "paragraph_close"] * 2
    assert "".join(child.content for child in parsed[-2].children) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Z"]), min_size=1))
def test_any_text_is_code(text: str) -> None:
    """Whatever a text holds, as code it is read as that text, hidden letters made visible."""
    (inline,) = [token for token in MarkdownIt("commonmark").parse(f"x {code(text)}") if token.type == "inline"]
    assert [(child.type, child.content) for child in inline.children][1:] == [("code_inline", visible(text))]


def test_a_label_of_latex_has_no_command(awkward: Sheet) -> None:
    """A sheet that is called like a filter with odd letters has a label without them."""
    assert r"\label{tab:rules-a-b}" in replace(awkward, name="rules-a}\\%_b").to_latex()


def test_latex_uses_booktabs_and_escapes(awkward: Sheet) -> None:
    """The LaTeX table has booktabs' three rules, a caption, a label, and no live command from a text."""
    assert awkward.to_latex().splitlines() == [
        r"\begin{table}",
        r"  \caption{Survival by topics \& more. Interval: 95 \%. Signature: letter\textbar{}\allowbreak{}"
        r"run:0123456789ab}",
        r"  \label{tab:survival-by-topics}",
        r"  \begin{tabular}{lr}",
        r"    \toprule",
        r"    topic\_name & rate \\",
        r"    \midrule",
        r"    war & 50 \% \\",
        r"    =SUM(a\textbar{}b) \textless{}b\textgreater{}\_x\_ \$5 \#1 \{y\} \textasciitilde{}\textasciicircum{}"
        r"\textbackslash{} & no data \\",
        r"    \bottomrule",
        r"  \end{tabular}",
        r"\end{table}",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("−5", "$-$5"), ("*", "{*}"), ("64–85 %", r"64--85 \%"), ("[a]", "{[}a{]}"), ("“x”", "“x”"), ("中文", "中文")],
)
def test_latex_characters(text: str, expected: str) -> None:
    """Minus and en dash are LaTeX's own; a bracket at a row's begin cannot be taken for an option; letters stay."""
    assert latex_escaped(text) == expected


class Cells(HTMLParser):
    """The texts of a table's cells, and every tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag in {"td", "th"}:
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data.strip("\n")


def test_a_notebook_shows_texts_not_markup(awkward: Sheet) -> None:
    """HTML holds the texts as they are, and no element but a table's."""
    read = Cells(awkward._repr_html_())
    assert read.cells[4].startswith("=SUM(a|b)")
    assert "<b>_x_" in read.cells[4]
    assert set(read.tags) == {"table", "caption", "thead", "tbody", "tr", "th", "td", "p"}


def test_csv_holds_the_numbers_and_no_formula(awkward: Sheet) -> None:
    """CSV holds unrounded numbers, nothing for no data, and an apostrophe before what a spreadsheet would run."""
    rows = list(csv.reader(io.StringIO(awkward.to_csv(), newline="")))
    assert rows == [["value", "rate"], ["war", "0.5"], ["'=SUM(a|b)\n<b>_x_ $5 #1 {y} ~^\\", ""]]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"])
def test_no_cell_or_header_begins_a_formula(begin: str) -> None:
    """What begins a formula in a spreadsheet is quoted, in the header too; numbers below 0 stay numbers."""
    text = delimited([{f"{begin}a": f"{begin}1", "n": -0.5}], columns=[f"{begin}a", "n"])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[f"'{begin}a", "n"], [f"'{begin}1", "-0.5"]]


def test_plain_data_holds_all_of_it(awkward: Sheet) -> None:
    """JSON has name, title, signature, notes and each row's numbers."""
    made = awkward.to_json()
    assert made["name"] == "survival-by-topics"
    assert made["signature"] == "letter|run:0123456789ab"
    assert made["notes"] == ["Interval: 95 %."]
    assert made["rows"][0] == {"value": "war", "rate": 0.5}
    assert made["rows"][1]["rate"] is None


def test_pandas_gets_the_numbers(awkward: Sheet) -> None:
    """`to_pandas` has the numbers' columns, not the texts that people see."""
    assert awkward.to_pandas()["rate"].tolist()[0] == 0.5
