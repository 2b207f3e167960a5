"""How large a page is: small enough for a mail."""

from __future__ import annotations

from outlast.report.page.write import write_report
from outlast.runs.results import open_run


def test_the_letters_page_is_under_300_kb(letter_runs, tmp_path) -> None:
    """One run of 62 sentences, three filters and three renderings, with all evidence."""
    page = write_report([open_run("letter", runs=letter_runs)], to=tmp_path / "letter.html")
    assert 100_000 < page.stat().st_size < 300_000
