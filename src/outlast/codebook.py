"""Codebooks: what each label of a passage means, and how a paragraph's labels follow from its sentences'.

A codebook is a YAML file in a corpus's folder. Each field has a kind:

=======  ==============================================  ==============================
kind     a sentence has                                  column
=======  ==============================================  ==============================
one      exactly one value                               string
each     exactly one value; a paragraph, each of its     list of strings
         sentences'
set      any number of values                            list of strings
map      any number of keys, each with a value           list of {key, value} structs
=======  ==============================================  ==============================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pydantic

from outlast.config import Strict, validate
from outlast.errors import did_you_mean
from outlast.yamlfile import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pyarrow as pa

Label = str | list[str] | list[dict[str, str]]


class CodebookField(Strict):
    """One label field: its kind, its values with their meaning, and how sentences' values join in a paragraph.

    Attributes:
        kind: see the module's table.
        about: what the field says, in a sentence.
        values: each value and its rule.
        keys: for a map, each key and its meaning.
        names: for a map, what the column's structs call their two members, key first.
        union: for ``one``, whether a paragraph takes the first or the last of the listed values that occur.
        scale: ``ordinal`` where the listed values are steps from less to more, which agreement takes into account.
        weak: for a map, the value that gives way where a key has another one too.
        required: whether a labelled passage must have at least one value.
    """

    kind: Literal["one", "each", "set", "map"]
    about: str
    values: dict[str, str] = pydantic.Field(min_length=1)
    keys: dict[str, str] | None = None
    names: tuple[str, str] = ("key", "value")
    union: Literal["first", "last"] = "last"
    scale: Literal["nominal", "ordinal"] = "nominal"
    weak: str | None = None
    required: bool = False

    def arrow_type(self) -> pa.DataType:
        """The type of the field's column."""
        import pyarrow as pa

        if self.kind == "one":
            return pa.string()
        if self.kind in {"each", "set"}:
            return pa.list_(pa.string())
        return pa.list_(pa.struct([pa.field(name, pa.string()) for name in self.names]))

    def complaints(self, given: Any) -> list[str]:
        """What is wrong with an annotator's value for one sentence (maps as mappings); empty when nothing is.

        >>> field = CodebookField(kind="one", about="", values={"civil": "", "insult": ""})
        >>> field.complaints("civill")
        ["'civill' is not in the codebook; did you mean 'civil'?"]
        """
        if self.kind in {"one", "each"}:
            if not isinstance(given, str):
                return [f"one value is wanted, not {given!r}"]
            return self._unknown([given], self.values)
        if self.kind == "set":
            if not isinstance(given, list) or not all(isinstance(value, str) for value in given):
                return [f"a list of values is wanted, not {given!r}"]
            repeated = [f"{value!r} is given twice" for value in sorted(set(given)) if given.count(value) > 1]
            missing = ["at least one value is wanted"] if self.required and not given else []
            return self._unknown(given, self.values) + repeated + missing
        if not isinstance(given, dict):
            return [f"a mapping is wanted, not {given!r}"]
        return self._unknown(given, self.keys or {}) + self._unknown(given.values(), self.values)

    @staticmethod
    def _unknown(given: Iterable[Any], known: Iterable[str]) -> list[str]:
        known = list(known)
        return [
            f"{value!r} is not in the codebook{did_you_mean(str(value), known)}"
            for value in given
            if value not in known
        ]

    def stored(self, given: Any) -> Label:
        """An annotator's value for one sentence as its column holds it, values in the codebook's order."""
        if self.kind == "one":
            return str(given)
        if self.kind == "each":
            return [str(given)]
        if self.kind == "set":
            return [value for value in self.values if value in given]
        key_name, value_name = self.names
        return [{key_name: key, value_name: given[key]} for key in self.keys or {} if key in given]

    def joined(self, stored: Sequence[Any]) -> Label:
        """The label of a paragraph from the stored labels of its sentences, at least one.

        >>> field = CodebookField(kind="one", about="", values={"none": "", "reports": "", "calls-for": ""})
        >>> field.joined(["none", "calls-for", "reports"])
        'calls-for'
        """
        if self.kind == "one":
            order = list(self.values)
            ranked = sorted(stored, key=order.index)
            return str(ranked[-1] if self.union == "last" else ranked[0])
        if self.kind in {"each", "set"}:
            return [value for value in self.values if any(value in label for label in stored)]
        key_name, value_name = self.names
        pairs = {(entry[key_name], entry[value_name]) for label in stored for entry in label}
        strong = {key for key, value in pairs if value != self.weak}
        return [
            {key_name: key, value_name: value}
            for key in self.keys or {}
            for value in self.values
            if (key, value) in pairs and not (value == self.weak and key in strong)
        ]


class Codebook(Strict):
    """The labels and the descriptive attributes that the passages of a corpus carry.

    Attributes:
        name: of the codebook; corpora that share its labels share its name and version.
        version: of the codebook.
        source: the published schemes that it rests on.
        labels: from field name to its definition, in the order of the columns.
        attributes: columns that describe a passage without being a judgement, name to meaning; all strings.
    """

    name: str
    version: str
    source: str
    labels: dict[str, CodebookField]
    attributes: dict[str, str] = pydantic.Field(default_factory=dict)


def read_codebook(path: Path) -> Codebook:
    """Read a codebook.

    Raises:
        ConfigError: with every fault in the file.
    """
    return validate(read_yaml(path), Codebook)
