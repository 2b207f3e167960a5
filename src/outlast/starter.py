"""The starter experiment: small, commented, and it runs as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlast.errors import UserError
from outlast.tables import write_text
from outlast.yamlfile import scalar

if TYPE_CHECKING:
    from pathlib import Path

EXPERIMENT = """\
# Check with `outlast validate {folder}`, run with `outlast run {folder}`.
# `outlast schema > experiment.schema.json` gives editors a schema to check and complete this file.
name: {quoted}
question: Which sentences of the letter survive my list, a classifier, and the two in a row?

corpus:                       # what is judged; `outlast list corpora`
  name: letter
  language: en
  unit: sentence              # or paragraph
  sections: ["1", "2", "3"]   # the body of the letter

policy: state-line-2022       # what the censor intends; `outlast list policies`
seed: 0

perturbations:                # rewritings; `outlast list perturbations`
  - {{kind: identity}}
  - {{kind: zero-width, rate: 0.5}}

filters:                      # `outlast list filters`
  - name: my-words
    kind: keyword
    list: ./keywords.yaml     # beside this file; or a shipped one, such as state-line-2022.en
    normalise: [nfkc, casefold]   # try [nfkc, zero-width, casefold]
  - name: classifier
    kind: classifier
    train: {{corpus: discourse, language: en}}
    threshold: 0.5
  - name: both
    kind: cascade
    stages: [my-words, classifier]
"""

KEYWORDS = """\
name: {list}
version: "1"
language: en
policy: state-line-2022
licence: CC0-1.0
note: A list to begin with.
boundaries: word              # word: must stand alone; substring: anywhere
rules:
  - {{id: w1, kind: literal, pattern: "invasion", category: war}}
  - {{id: w2, kind: combination, pattern: ["putin", "regime"], category: leaders, note: "both must occur"}}
"""


def _quoted(name: str) -> str:
    """A name as YAML text, in quotes where YAML would take it for a number or a truth value.

    >>> _quoted("first"), _quoted("2022")
    ('first', '"2022"')
    """
    plain = isinstance(scalar(name), str) and not name[0].isdigit()
    return name if plain else f'"{name}"'


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write the starter experiment into a new or empty folder.

    Returns:
        The files written.

    Raises:
        UserError: when the folder holds something, or its name cannot name an experiment.

    >>> import tempfile, pathlib
    >>> [path.name for path in write_starter(pathlib.Path(tempfile.mkdtemp()) / "first")]
    ['experiment.yaml', 'keywords.yaml']
    """
    name = folder.resolve().name
    if not re.fullmatch(r"\w[\w.-]{0,99}", name):
        raise UserError(
            f"{name!r} cannot name an experiment: letters, digits, '-', '_' and '.', at most 100 of them, "
            "and no '-' or '.' first"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is there already and not an empty folder; choose another name")
    files = {"experiment.yaml": EXPERIMENT, "keywords.yaml": KEYWORDS}
    for file, text in files.items():
        write_text(folder / file, text.format(quoted=_quoted(name), list=_quoted(f"{name}.en"), folder=folder))
    return tuple(folder / file for file in files)
