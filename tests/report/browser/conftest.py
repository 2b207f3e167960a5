"""A browser, the page of the letter in English and Chinese, and what a page did while it was open."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from outlast.report.page.write import write_report
from outlast.runs.results import Run, open_run

ROOT = Path(__file__).parents[3]

TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, without a window."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (the extra dev has it)")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no chromium on this machine (.ci/run installs it)")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@dataclass
class Seen:
    """What a page said and asked for.

    Attributes:
        messages: on its console, and errors that nobody caught.
        requests: addresses, but that of the page itself.
    """

    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser) -> Iterator[Callable[..., Any]]:
    """Opens a file as a page (``page.seen`` is what it did); fails where it said or fetched anything."""
    contexts: list[tuple[Any, Seen]] = []

    def call(path: Path, *, fragment: str = "", **context: Any) -> Any:
        made = browser.new_context(
            **{"viewport": {"width": 1200, "height": 900}, "reduced_motion": "reduce", **context}
        )
        page, seen = made.new_page(), Seen()
        contexts.append((made, seen))
        address = path.as_uri()
        page.on("console", lambda message: seen.messages.append(message.text))
        page.on("pageerror", lambda error: seen.messages.append(str(error)))
        page.on("dialog", lambda dialog: (seen.messages.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.partition("#")[0] == address or request.url == "data:,"
                else seen.requests.append(request.url)
            ),
        )
        page.set_default_timeout(5000)
        page.goto(address + fragment)
        return page

    yield call
    for made, seen in contexts:
        made.close()
        assert seen == Seen()


@dataclass(frozen=True)
class Letter:
    """The letter's report and the runs behind it: English with rewritings, Chinese as written."""

    path: Path
    runs: tuple[Run, Run]


@pytest.fixture(scope="session")
def letter(letter_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Letter:
    """The report of the letter in both languages."""
    import outlast

    folder = tmp_path_factory.mktemp("report")
    english = open_run("letter", runs=letter_runs)
    chinese = outlast.run(ROOT / "experiments" / "policies" / "state-line-2022.zh.yaml", runs=folder)
    return Letter(write_report([english, chinese], to=folder / "letter.html"), (english, chinese))


@pytest.fixture
def page(visit, letter) -> Any:
    """The letter's report, open at its beginning."""
    return visit(letter.path)


@pytest.fixture(scope="session")
def violations() -> Callable[[Any], list[str]]:
    """What axe-core finds in a page, of any level: the rule and the first element that breaks it."""
    package = pytest.importorskip("axe_playwright_python", reason="axe is not installed (the extra dev has it)")
    axe = (resources.files(package) / "axe.min.js").read_text("utf-8")

    def call(page: Any) -> list[str]:
        page.evaluate(axe)
        found = page.evaluate(
            f"() => axe.run(document, {{runOnly: {{type: 'tag', values: {TAGS}}}, "
            "resultTypes: ['violations'], preload: false})"
        )
        assert len(found["passes"]) > 30
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]

    return call
