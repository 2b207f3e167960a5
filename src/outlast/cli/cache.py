"""``outlast cache``: what is known of decisions that earlier runs made, and how to forget it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from outlast.cli.output import JsonOption, RunsOption, console, echo_json

app = typer.Typer(
    help="What later runs take from earlier ones: show it, or forget it.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("show")
def show(runs: RunsOption = "runs", as_json: JsonOption = False) -> None:
    """Show which decisions are known, by experiment and kind of filter, and how much room the entries take.

    Decisions themselves lie in the runs; an entry whose run was deleted is dangling, and does nothing.
    """
    from outlast.report.cache import show_kept
    from outlast.runs.cache import Cache
    from outlast.runs.kept import kept

    listing = kept(Path(runs))
    learned = Cache(Path(runs)).learned_files()
    size = sum(path.stat().st_size for path in learned)
    if as_json:
        echo_json({"entries": list(listing), "learned": {"filters": len(learned), "bytes": size}})
    else:
        show_kept(listing, learned=len(learned), learned_size=size, console=console())


@app.command("clear")
def clear(
    runs: RunsOption = "runs",
    dangling: Annotated[
        bool, typer.Option("--dangling", help="Only entries that point to runs that are gone, or cannot be read.")
    ] = False,
) -> None:
    """Forget which decisions were made; runs stay as they are. The next runs make all of theirs."""
    from outlast.report.cache import size_of
    from outlast.runs.kept import clear as forget

    removed = forget(Path(runs), which="dangling" if dangling else "all")
    typer.echo(
        f"removed {removed.entries:,} entries and what {removed.learned:,} filters learned, {size_of(removed.size)}"
    )
