"""Make the letter's report and its pictures for README: ``.venv/bin/python docs/pictures/make.py``.

Writes ``experiments/letter/report.html`` (the letter in English and Chinese) and, with Playwright and the system's
Chromium, ``docs/pictures/report-light.png`` and ``report-dark.png``. A test holds the page against today's run.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "experiments" / "letter" / "report.html"
VIEW = {"width": 1180, "height": 1560}


def report() -> Path:
    """Run the letter in both languages and write their report."""
    import outlast
    from outlast.report.page.write import write_report

    os.chdir(ROOT)  # the page names files as they are written from here
    runs = [outlast.run("experiments/letter"), outlast.run("experiments/policies/state-line-2022.zh.yaml")]
    return write_report(runs, to=PAGE)


def pictures(page: Path, *, chromium: str) -> list[Path]:
    """What a reader sees first, in light and dark."""
    from playwright.sync_api import sync_playwright

    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport=VIEW, color_scheme=scheme, device_scale_factor=1.25)
            opened = context.new_page()
            opened.goto(page.as_uri())
            path = Path(__file__).parent / f"report-{scheme}.png"
            opened.screenshot(path=path)
            made.append(path)
        browser.close()
    return made


def main() -> None:
    """Write the page, then its pictures."""
    page = report()
    print(page.relative_to(ROOT))
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("there is no chromium on this machine: the page is written, its pictures are not")
    for path in pictures(page, chromium=chromium):
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
