"""Tables in a browser: sorted, filtered, shortened, each row leading to its passages."""

from __future__ import annotations

from outlast.runs.results import Run


def disputed(run: Run) -> list[str]:
    """The names of passages that filters decide differently, from the stored decisions."""
    rows = run.select(run.decisions(), perturbation="identity", draw=0).to_pylist()
    said: dict[str, set[bool]] = {}
    for row in rows:
        said.setdefault(row["passage_id"], set()).add(row["blocked"])
    return [passage.rpartition("/")[2] for passage, both in said.items() if len(both) == 2]


def names(page) -> list[str]:
    return page.locator(".part:not([hidden]) .disputes tbody th").all_text_contents()


def test_the_disagreements_are_all_there(page, letter) -> None:
    """In reading order, those that the stored decisions have."""
    assert names(page) == disputed(letter.runs[0])
    assert page.locator("#disagreements .lead").first.inner_text() == (
        "The filters decide 17 of 62 sentences differently, as written (identity)."
    )


def test_a_head_sorts_and_says_so(page, letter) -> None:
    """By the list's outcome: blocked before survives, in reading order within; again, the other way round."""
    head = page.locator(".disputes").first.get_by_role("columnheader", name="keywords")
    head.get_by_role("button").click()
    outcomes = page.locator(".disputes").first.locator("tbody td:nth-child(2)").all_text_contents()
    assert outcomes == ["blocked"] * 2 + ["survives"] * 15
    assert head.get_attribute("aria-sort") == "ascending"
    blocked = names(page)[:2]
    assert blocked == sorted(blocked)
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert page.locator(".disputes").first.locator("tbody td:nth-child(2)").first.text_content() == "survives"


def test_words_and_filters_narrow_the_disagreements(page) -> None:
    """By a word of the text, whatever its case, and by who blocks."""
    block = page.locator("#disagreements .part:not([hidden])")
    block.locator(".find").fill("PUTIN")
    texts = block.locator(".disputes tbody td:last-child").all_text_contents()
    assert texts
    assert all("putin" in text.lower() for text in texts)
    assert block.locator(".found").inner_text() == f"{len(texts)} of 17"
    block.locator(".find").fill("")
    block.locator(".only").select_option(label="keywords")
    assert block.locator(".disputes tbody tr").count() == 2


def test_a_row_opens_its_passage(page) -> None:
    """The link of a disagreement goes to the text with that passage open; so does a second click on it."""
    link = page.locator(".disputes tbody a").first
    name = link.text_content()
    for _ in range(2):
        link.click()
        assert page.locator(".why").get_attribute("aria-label") == f"Passage {name}"
        page.keyboard.press("Escape")


def test_under_a_rewriting_other_passages_are_disputed(page, letter) -> None:
    """The disagreements follow the rendering that the text shows."""
    page.locator(".pick-rendering").first.select_option(label="zero-width")
    assert "rewritten by zero-width" in page.locator("#disagreements .lead").first.inner_text()
    assert len(names(page)) == 7


def test_numbers_are_sorted_as_numbers(page) -> None:
    """The topics by how many passages have them: 62 before 34, not after 7."""
    table = page.locator("#silenced table").first
    button = table.get_by_role("columnheader", name="n", exact=True).get_by_role("button")
    button.click()
    button.click()
    found = [int(text) for text in table.locator("tbody tr td:nth-child(2)").all_text_contents()]
    assert found == sorted(found, reverse=True)
    assert found[:2] == [62, 34]


def test_a_long_table_shows_its_beginning_until_asked(page) -> None:
    """Of the topics' rows twelve are shown; a button shows the rest."""
    table = page.locator("#silenced table").first
    rows = table.locator("tbody tr")
    assert rows.count() > 15
    assert table.locator("tbody tr:visible").count() == 12
    page.get_by_role("button", name=f"Show all {rows.count()} rows").first.click()
    assert table.locator("tbody tr:visible").count() == rows.count()


def test_a_passage_named_in_a_sheet_is_a_link(page) -> None:
    """Every passage that a statistic names opens."""
    links = page.locator("#silenced .sheet tbody a, #disagreements .sheet:not(.disputes) tbody a")
    assert links.count() > 0
    links.first.click()
    assert page.locator(".why").count() == 1
