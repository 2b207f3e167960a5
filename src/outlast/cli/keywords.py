"""``outlast keywords``: import, check and compare keyword lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from outlast.cli.output import CsvOption, JsonOption, console, echo_csv, echo_json, one_form

if TYPE_CHECKING:
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.filters.keyword.rules import KeywordList

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Import, check and compare keyword lists.")

ListArgument = Annotated[str, typer.Argument(help="A keyword list's name, or the path of its file.")]
NormaliseOption = Annotated[
    str, typer.Option("--normalise", help="The steps before matching, with commas between; '' for none.")
]


def _read(name: str) -> KeywordList:
    from outlast.catalogue import Catalogue
    from outlast.filters.keyword.lists import read_list

    return read_list(Catalogue.near(Path.cwd()).find("keywords", name))


def _chain(steps: str) -> Chain:
    from outlast.keywords.normalising import chain_of

    return chain_of([step.strip() for step in steps.split(",") if step.strip()])


@app.command("import")
def import_(
    mapping: Annotated[str, typer.Argument(help="A YAML file that says what the published files hold.")],
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            help="Where the files lie: a folder with all of them, or one of them, which is read alone; may be given "
            "again. Beside the mapping where left out.",
            metavar="PATH",
        ),
    ] = None,
    into: Annotated[str, typer.Option("--into", help="The folder for the lists.", metavar="DIR")] = "configs/keywords",
    expressions: Annotated[
        Literal["regex", "literal"] | None,
        typer.Option(
            "--expressions", help="How patterns that look like expressions are read, whatever the mapping says."
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace lists of these names.")] = False,
) -> None:
    """Make keyword lists of published files as they lie. Exit code 3: some rows could not be read; each is named."""
    from outlast.catalogue import as_written
    from outlast.errors import INCOMPLETE
    from outlast.keywords.importing import import_lists
    from outlast.keywords.mapping import read_list_mapping

    read = read_list_mapping(Path(mapping))
    made = import_lists(
        read if expressions is None else read.reading(expressions),
        mapping_folder=Path(mapping).parent,
        into=Path(into),
        given=[Path(path) for path in source or []],
        existing="replaced" if replace else "kept",
    )
    for each in made:
        for remark in each.remarks:
            typer.echo(str(remark), err=True)
        typer.echo(f"{as_written(each.path)}: {each.summary}")
    if any(each.counts.unread for each in made):
        raise typer.Exit(INCOMPLETE)


@app.command()
def show(name: ListArgument, as_json: JsonOption = False) -> None:
    """Show what a keyword list holds: its rules by kind, category, region and audience, and their dates."""
    from outlast.keywords.describe import describe
    from outlast.report.keywords import show_list

    described = describe(_read(name))
    if as_json:
        echo_json(described)
    else:
        show_list(described, console())


@app.command()
def lint(
    name: ListArgument,
    normalise: NormaliseOption = "nfkc,casefold",
    control: Annotated[
        str | None,
        typer.Option("--control", help="A corpus; rules that fire on too much of it are found.", metavar="CORPUS"),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", "-l", help="Of the control's passages; the list's where left out.")
    ] = None,
    above: Annotated[
        float, typer.Option("--above", help="How much is too much, in percent.", min=0, max=100, metavar="PERCENT")
    ] = 1.0,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List everything that is wrong with a keyword list, with rule and line. Exit code 4: something found."""
    from outlast.catalogue import Catalogue
    from outlast.errors import VerificationError
    from outlast.keywords.lint import lint as look
    from outlast.keywords.lint import with_control
    from outlast.keywords.reading import read_leniently
    from outlast.keywords.tables import FINDING_COLUMNS, finding_rows, lint_document
    from outlast.report.keywords import show_linted

    one_form(json_=as_json, csv_=as_csv)
    if control is None and language is not None:
        raise typer.BadParameter("--language says of which of the control's passages; give --control too")
    chain, catalogue = _chain(normalise), Catalogue.near(Path.cwd())
    path = catalogue.find("keywords", name)
    reading = read_leniently(path)
    found = look(reading, path, chain=chain)
    if control is not None and reading.rules is not None:
        from outlast.corpus.load import open_corpus
        from outlast.keywords.control import control as passages_of

        corpus = open_corpus(catalogue.find("corpora", control))
        against = passages_of(corpus, reading.rules, language=language, catalogue=catalogue)
        found = with_control(found, reading.rules, against, above=above / 100)
    if as_json:
        echo_json(lint_document(found))
    elif as_csv:
        echo_csv(finding_rows(found), columns=FINDING_COLUMNS)
    else:
        show_linted(found, console())
    if found.findings:
        count = len(found.findings)
        raise VerificationError([f"{count:,} finding{'s' if count > 1 else ''} in {found.name}"])


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A keyword list's name, or the path of its file.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The one that came after it.")],
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show which rules were added, removed and changed from one keyword list to another, by category."""
    from outlast.keywords.diff import difference
    from outlast.keywords.tables import CHANGE_COLUMNS, change_rows, difference_document
    from outlast.report.keywords import show_difference

    one_form(json_=as_json, csv_=as_csv)
    found = difference(_read(first), _read(second))
    if as_json:
        echo_json(difference_document(found))
    elif as_csv:
        echo_csv(change_rows(found), columns=CHANGE_COLUMNS)
    else:
        show_difference(found, console())


@app.command()
def overlap(
    names: Annotated[list[str], typer.Argument(metavar="LIST…", help="Keyword lists; one, with --by.")],
    by: Annotated[
        Literal["audience", "region", "category", "theme", "kind"] | None,
        typer.Option("--by", help="Compare the parts of one list, by what its rules say of themselves."),
    ] = None,
    normalise: NormaliseOption = "nfkc,casefold",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Show how many rules keyword lists, or the parts of one, share: counts and Jaccard's index of each two."""
    from outlast.filters.keyword.normalise.chain import Chain
    from outlast.keywords.overlap import overlap as compare
    from outlast.keywords.overlap import parts_of
    from outlast.keywords.tables import PAIR_COLUMNS, overlap_document, pair_rows
    from outlast.report.keywords import show_overlap

    one_form(json_=as_json, csv_=as_csv)
    lists = [_read(name) for name in names]
    parts = parts_of(lists, by=by)
    chain = _chain(normalise)
    found, unnormalised = compare(parts, chain=chain), compare(parts, chain=Chain(()))
    if as_json:
        echo_json(overlap_document(found, unnormalised, chain=chain))
    elif as_csv:
        echo_csv(pair_rows(found, unnormalised), columns=PAIR_COLUMNS)
    else:
        of = f"the parts of {lists[0].name} by {by}" if by else f"{len(parts)} lists"
        steps = ", ".join(chain.steps) or "not normalised"
        show_overlap(found, console(), title=f"Overlap of {of} ({steps})", as_written=unnormalised)
