"""The tables of a report as files."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pyarrow as pa
import pytest

from outlast.report.page.build import document
from outlast.report.page.document import Document
from outlast.report.tables import INDEX, table_files
from outlast.sheets.sheet import Column, Sheet

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=HYPERLINK(1)", "'=1"]


@pytest.fixture
def report(make, passage) -> Document:
    """Twelve passages whose topics and texts begin like formulas, two filters, one of them with scores."""
    passages = [
        passage(f"town/1/{at}", FORMULAS[at % 10] + " text", topics=["war" if at % 2 else "bread"], target=at < 4)
        for at in range(12)
    ]
    scores = {(each.passage_id, "identity", "model"): {"score": 1 / 3 - at} for at, each in enumerate(passages)}
    return document(
        [
            make(
                passages=passages,
                blocked={
                    "=cmd|' /C calc'!A0": {"identity": [at < 5 for at in range(12)]},
                    "model": {"identity": [at < 3 for at in range(12)]},
                },
                rows=scores,
            )
        ]
    )


def rows_of(made: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.decode(), newline="")))


def test_every_sheet_of_the_report_is_there_in_both_forms_and_listed(report) -> None:
    """Survival, thresholds, labels, pairs, disagreements, policy: a CSV, a LaTeX file and a line of the list each."""
    files = table_files(report)
    names = [sheet.name for sheet in report.parts[0].tables]
    assert {"survival", "thresholds", "survival-by-topics", "pairs", "disagreements", "policy"} <= set(names)
    assert set(files) == {INDEX, *(f"{name}.{form}" for name in names for form in ("csv", "tex"))}
    listed = files[INDEX].decode()
    for name in names:
        assert f"| {name} |".replace("_", r"\_") in listed
    assert f"`{report.parts[0].signature}`" in listed


def test_numbers_are_not_rounded(report) -> None:
    """7 of 12 survive the list: the CSV has the number as Python writes it, and the page's interval unrounded."""
    row = rows_of(table_files(report)["survival.csv"])[0]
    assert (row["survived_count"], row["survived_n"], float(row["survived_rate"])) == ("7", "12", 7 / 12)
    shown = report.parts[0].survival[0]["survived"]
    assert (float(row["survived_low"]), float(row["survived_high"])) == (shown["low"], shown["high"])


def test_no_cell_of_any_table_begins_a_formula(report) -> None:
    """Texts, topics and filters that begin like formulas get an apostrophe; numbers below 0 stay numbers."""
    seen = set()
    for name, made in table_files(report).items():
        if not name.endswith(".csv"):
            continue
        for row in csv.reader(io.StringIO(made.decode(), newline="")):
            for cell in row:
                if cell[:1] in set("=+-@\t\r\n＝＋－＠"):
                    float(cell)
                if cell.startswith("'"):
                    seen.add(cell)
    assert "'=cmd|' /C calc'!A0" in seen
    assert {"'=1+1 text", "'@SUM(A1) text", "'\t=1 text", "'＝1 text", "''=1 text"} & seen
    assert float(rows_of(table_files(report)["thresholds.csv"])[-1]["threshold"]) < 0


def test_labels_of_latex_are_file_names_and_differ(report) -> None:
    """Each LaTeX table has the label of its file, so that tables of two languages go into one paper."""
    (part,) = report.parts
    both = replace(report, parts=(part, replace(part, label="中文", language="zh-Hans")))
    files = table_files(both)
    labels = [re.search(rb"\\label\{tab:([^}]*)\}", made)[1].decode() for n, made in files.items() if n.endswith("tex")]
    assert len(labels) == len(set(labels)) == 2 * len(part.tables)
    assert {"survival-en", "survival-zh-Hans"} <= set(labels)


def test_latex_is_cut_where_no_paper_would_print_it(report) -> None:
    """Of 501 rows the CSV has all, the LaTeX 500 and a note."""
    sheet = Sheet("long", "t", pa.table({"a": range(501)}), (Column("a", lambda row: f"row {row['a']}"),))
    files = table_files(replace(report, parts=(replace(report.parts[0], tables=(sheet,)),)))
    assert len(rows_of(files["long.csv"])) == 501
    assert files["long.tex"].decode().count("row ") == 500
    assert "Rows left out, all of them in long.csv: 1." in files["long.tex"].decode()


def test_a_name_cannot_leave_the_folder(report) -> None:
    """A sheet that is called like a path or like another one is a file of its own, in the folder."""
    sheet = Sheet("../x", "t", pa.table({"a": ["wa\u200br"]}), (Column("a", lambda row: row["a"]),))
    part = replace(report.parts[0], tables=(sheet, replace(sheet, name="x"), replace(sheet, name="/"), sheet))
    files = table_files(replace(report, parts=(part,)))
    assert sorted(files) == sorted(
        [INDEX, *(f"{name}.{form}" for name in ("x", "x-2", "x-3", "unnamed") for form in ("csv", "tex"))]
    )
    assert "wa‹ZWSP›r" in files["x.tex"].decode()
    assert "wa\u200br" in files["x.csv"].decode()
