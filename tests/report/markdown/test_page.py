"""The report as Markdown, read again by a Markdown parser."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt

from outlast.report.markdown.page import markdown
from outlast.report.page.build import document
from outlast.report.page.document import Document

ATTACK = (
    "<script>alert(1)</script>",
    "![x](https://a.example/x.png) [y](javascript:alert(1))",
    "~~**not** struck~~ `code` | cell |",
    "# heading\n\n- list\n\n```\nfence",
    "https://a.example www.a.example me@a.example",
    "<img src=x onerror=alert(1)>&lt;b&gt;&#60;",
    "wa\u200br \u202eturned \\",
)


@pytest.fixture(scope="module")
def report(make_in, passage, tmp_path_factory) -> Document:
    """Seven attacks as passages; the list blocks the even ones, the model the first three, and fails on the last."""
    passages = [
        passage(f"town/{at // 4 + 1}/{at}", text, section=text[:9], topics=[text], target=at < 3, voice=text)
        for at, text in enumerate(ATTACK)
    ]
    names = ("<b>list</b>", "model*")
    run = make_in(
        tmp_path_factory.mktemp("run") / "0123456789ab",
        passages=passages,
        blocked={
            names[0]: {"identity": [at % 2 == 0 for at in range(7)], "other": [False] * 7},
            names[1]: {"identity": [at < 3 or (None if at == 6 else False) for at in range(7)], "other": [False] * 7},
        },
        filters=[{"name": names[0], "kind": "keyword"}, {"name": names[1], "kind": "replay", "threshold": 0.5}],
        draws={"identity": 1, "other": 1},
        rows={(each.passage_id, "identity", names[1]): {"score": at / 10} for at, each in enumerate(passages[:6])},
        question=f"What is left? {ATTACK[0]}",
    )
    return document([run])


def parsed(text: str) -> list[Any]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def children(tokens: list[Any]) -> list[Any]:
    return [child for token in tokens for child in token.children or []]


def words(token: Any) -> str:
    return "".join(child.content for child in token.children or [] if child.type != "html_inline")


def test_the_sections_are_the_pages_in_order(report) -> None:
    """One title, then the page's sections."""
    tokens = parsed(markdown(report))
    heads = [(token.tag, words(tokens[at + 1])) for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert heads[0] == ("h1", f"What is left? {ATTACK[0]}")
    assert [text for tag, text in heads if tag == "h2"] == [
        *("Answer", "The text, as a reader sees it", "At another threshold", "Who is silenced", "Disagreements"),
        *("When the text is rewritten", "Method", "Cite with"),
    ]


def test_no_text_becomes_markup(report) -> None:
    """A parser finds no link, image, fence or HTML in it, but for the empty comments that cut addresses in two."""
    tokens = parsed(markdown(report))
    assert {token.type for token in tokens} <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "table_open", "table_close"),
        *("thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open", "th_close"),
        *("td_open", "td_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    }
    inside = children(tokens)
    assert {child.type for child in inside} == {
        *("text", "strong_open", "strong_close", "em_open", "em_close", "s_open", "s_close"),
        *("code_inline", "html_inline"),
    }
    assert {child.content for child in inside if child.type == "html_inline"} == {"<!-- -->"}
    pieces = "".join("\0" if child.type == "html_inline" else child.content for child in inside).split("\0")
    assert not any("www.a" in piece or "https://" in piece or "me@a" in piece for piece in pieces)


def test_what_is_blocked_is_struck_out_and_says_by_whom(report) -> None:
    """The opened filter, the last, blocks the first three: these are struck out, each with who blocks it; what is
    invisible shows; the last has no decision of it."""
    tokens = parsed(markdown(report))
    (start,) = [at for at, token in enumerate(tokens) if words(token).startswith("What model")]
    lines = [token for token in tokens[start + 1 :] if token.type == "inline"][:7]
    struck = []
    for child in [child for line in lines for child in line.children]:
        if child.type == "s_open":
            struck.append("")
        elif child.type == "s_close":
            struck[-1] += "\0"
        elif struck and not struck[-1].endswith("\0") and child.type != "html_inline":
            struck[-1] += child.content
    assert struck == [f"{' '.join(text.split())}\0" for text in ATTACK[:3]]
    shown = " ".join(words(line) for line in lines)
    assert f"{ATTACK[0]} (<b>list</b>, model*)" in shown
    assert f"{' '.join(ATTACK[1].split())} (model*)" in shown
    assert "wa‹ZWSP›r ‹U+202E›turned \\ (<b>list</b>, no decision by model*)" in shown


def test_the_survival_table_is_the_pages(report) -> None:
    """Its first table has a row for each filter with the counts: 3 of 7 and 3 of 6."""
    tokens = parsed(markdown(report))
    kinds = [token.type for token in tokens]
    start, end = kinds.index("table_open"), kinds.index("table_close")
    cells = [words(token) for token in tokens[start:end] if token.type == "inline"]
    assert cells[:6] == ["filter", "survive", "rate", "interval", "over-blocked", "under-blocked"]
    assert cells[6:9] == ["<b>list</b>", "3 of 7", "43 %"]
    assert cells[12:15] == ["model*", "3 of 6", "50 %"]


def test_thresholds_stand_at_each_tenth(report) -> None:
    """The table of thresholds begins where nothing is blocked and ends at the lowest score."""
    text = markdown(report)
    section = text.split("## At another threshold")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| model")]
    assert rows[0].startswith(r"| model\* | nothing | 6 of 6 |")
    assert rows[-1].startswith(r"| model\* | 0.000 | 0 of 6 |")
    assert len(rows) == 7  # six scores, and nothing


def test_several_parts_stand_under_their_names(report) -> None:
    """With two languages each section has both, and both signatures are at the end."""
    (part,) = report.parts
    both = replace(report, parts=(part, replace(part, label="中文", language="zh-Hans", signature="other|run:1")))
    text = markdown(both)
    assert text.count("### English") == text.count("### 中文") == 7
    assert text.endswith(f"`{part.signature}`\n\n`other|run:1`\n")
