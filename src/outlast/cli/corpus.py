"""``outlast corpus``: build, import, check and show corpora."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outlast.cli.output import JsonOption, console, echo_json

if TYPE_CHECKING:
    from outlast.corpus.load import Corpus

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Build, import, check and show corpora.")

LanguageOption = Annotated[str, typer.Option("--language", "-l", help="Which of the corpus's languages.")]
CorpusArgument = Annotated[str, typer.Argument(help="A corpus's name, or the path of its folder.")]


def _open(name: str) -> Corpus:
    from outlast.catalogue import Catalogue
    from outlast.corpus.load import open_corpus

    return open_corpus(Catalogue.near(Path.cwd()).find("corpora", name))


@app.command()
def build(
    name: CorpusArgument,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 4 where the files differ.")] = False,
) -> None:
    """Make a corpus's passages from its sources; the same bytes each time."""
    from outlast.catalogue import as_written
    from outlast.corpus.build import build as make
    from outlast.errors import VerificationError

    made = make(_open(name))
    different = [built for built in made if not built.is_committed]
    if check and different:
        raise VerificationError([f"{as_written(built.path)} is not what its sources make" for built in different])
    for built in made:
        counts = ", ".join(f"{count} {unit}s" for unit, count in built.passages.items())
        state = "unchanged" if built not in different else "written"
        if built in different:
            built.write()
        typer.echo(f"{as_written(built.path)}: {counts}; {state}")


@app.command()
def show(name: CorpusArgument, as_json: JsonOption = False) -> None:
    """Show what a corpus holds: its size, languages, labels, and where its text comes from."""
    from outlast.corpus.describe import describe
    from outlast.report.corpus import show_corpus

    described = describe(_open(name))
    if as_json:
        echo_json(described)
    else:
        show_corpus(described, console())


@app.command()
def agreement(name: CorpusArgument, language: LanguageOption = "en", as_json: JsonOption = False) -> None:
    """Show how far a corpus's annotators agree: Krippendorff's alpha of each label field, with intervals."""
    from dataclasses import asdict

    from outlast.reliability import reliability
    from outlast.report.corpus import show_agreement

    corpus = _open(name)
    found = reliability(corpus, language=language)
    if as_json:
        echo_json({field: asdict(how) for field, how in found.items()})
    else:
        show_agreement(corpus.name, language, found, console())


@app.command()
def validate(
    name: CorpusArgument,
    against: Annotated[
        list[str] | None, typer.Option("--against", help="A corpus it must share no text with; may be given again.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List everything in a corpus that makes its numbers doubtful, with file and line. Exit code 4: something found."""
    from dataclasses import asdict

    from outlast.corpus.validate import validate_corpus
    from outlast.errors import VerificationError

    corpus = _open(name)
    findings = validate_corpus(corpus, against=[_open(other) for other in against or []])
    if as_json:
        echo_json([asdict(finding) for finding in findings])
    if findings:
        raise VerificationError([str(finding) for finding in findings])
    if not as_json:
        typer.echo(f"{corpus.name} {corpus.version}: nothing found ({', '.join(corpus.languages)})")


@app.command("import")
def import_(
    mapping: Annotated[str, typer.Argument(help="A YAML file that says which column is what.")],
    source: Annotated[
        str | None, typer.Option("--from", help="Where the file lies, if not where the mapping says.", metavar="PATH")
    ] = None,
    into: Annotated[str, typer.Option("--into", help="The folder of corpora.")] = "corpora",
    replace: Annotated[bool, typer.Option("--replace", help="Replace a corpus of that name.")] = False,
) -> None:
    """Make a corpus of an outside file: CSV, JSONL, Parquet, a folder of texts, or what `datasets` reads."""
    from outlast.corpus.importing import import_corpus
    from outlast.corpus.mapping import read_mapping

    read = read_mapping(Path(mapping))
    folder = Path(mapping).parent
    if source is not None:
        read, folder = read.reading(source), Path.cwd()
    made = import_corpus(read, mapping_folder=folder, into=Path(into), replace=replace)
    typer.echo(f"{made.folder}: {made.passages:,} passages in {made.documents:,} documents")


@app.command()
def learnability(name: CorpusArgument, as_json: JsonOption = False) -> None:
    """Learn each policy from one half of a corpus and test it on the other: no policy should be trivial."""
    from dataclasses import asdict

    from outlast.catalogue import Catalogue
    from outlast.corpus.learnability import learnability as learn
    from outlast.policy import read_policy
    from outlast.report.corpus import show_learnability

    corpus = _open(name)
    fitting, others = [], []
    for entry in Catalogue.near(Path.cwd()).entries("policies"):
        policy = read_policy(entry.path)
        if set(policy.labels) <= set(corpus.codebook.labels):
            fitting.append(read_policy(entry.path, codebook=corpus.codebook))
        else:
            others.append(policy.name)
    found = [learn(corpus, policy, language=language) for language in corpus.languages for policy in fitting]
    if as_json:
        echo_json([asdict(each) for each in found])
    else:
        show_learnability(corpus.name, found, console(), others=others)
