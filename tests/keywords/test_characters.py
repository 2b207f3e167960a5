"""Characters that make a list other than it looks."""

from __future__ import annotations

import pytest

from outlast.keywords.characters import strange_characters
from outlast.keywords.written import Written


def found(text: str, kind: str = "literal") -> list[tuple[str, str]]:
    return [(each.check, each.message) for each in strange_characters([Written("r", 3, text, kind)])]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wa\u200br", "holds U+200B (zero width space) at 2, which nobody sees"),
        ("war\u202e", "holds U+202E (right-to-left override) at 3, which nobody sees"),
        ("\ufeffwar", "holds U+FEFF (zero width no-break space) at 0, which nobody sees"),
        ("w\u00adar", "holds U+00AD (soft hyphen) at 1, which nobody sees"),
        ("w\x07ar", "holds U+0007 (a control character) at 1, which nobody sees"),
        ("反\u2063战", "holds U+2063 (invisible separator) at 1, which nobody sees"),
        ("war\U000e0041", "holds U+E0041 (tag latin capital letter a) at 3, which nobody sees"),
    ],
)
def test_invisible(text: str, message: str) -> None:
    """Zero-width, bidi, control and tag characters are named with their place."""
    assert found(text) == [("invisible", message)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" war", "has a blank at its beginning, which the reader leaves out"),
        ("war\t", "has a blank at its end, which the reader leaves out"),
        ("战\u3000", "has a blank at its end, which the reader leaves out"),
        ("no  war", "has blanks in a row at 2"),
        ("no\u00a0war", "has the blank U+00A0 at 2"),
        ("反\u3000战", "has the blank U+3000 at 1"),
    ],
)
def test_blanks(text: str, message: str) -> None:
    """Blanks at the ends, in a row, and other than U+0020 are told."""
    assert found(text) == [("blanks", message)]


def test_a_blank_around_an_expression_is_kept() -> None:
    """The reader leaves the blanks of a regular expression, which then wants them in the text."""
    assert found("war ", "regex") == [("blanks", "has a blank at its end")]


@pytest.mark.parametrize(
    ("text", "word", "letters"),
    [
        ("the pаper", "pаper", "‘а’ (U+0430)"),
        ("Рutin", "Рutin", "‘Р’ (U+0420)"),
        ("вoйна", "вoйна", "‘o’ (U+006F)"),
        ("ρutin的战争", "ρutin", "‘ρ’ (U+03C1)"),
        ("ｐｕｔｉｎа", "ｐｕｔｉｎа", "‘а’ (U+0430)"),
    ],
)
def test_mixed_scripts(text: str, word: str, letters: str) -> None:
    """The letters that are fewer in a word, and look like letters of the others' script, are named."""
    message = f"‘{word}’ mixes scripts: {letters} only looks like a letter of the others'"
    assert found(text) == [("mixed-scripts", message)]


@pytest.mark.parametrize(
    "text", ["no war", "Путин", "Путин and Putin", "反战 no war", "éclair", "don't", "5ж", "Ωmega", "六四", "c++"]
)
def test_nothing_strange(text: str) -> None:
    """Words of one script each, whatever the scripts, and letters that look like no other are left alone."""
    assert found(text) == []


def test_an_expression_may_list_letters_of_many_scripts() -> None:
    """Classes of letters in a regular expression are no words."""
    assert found("[aа]bc", "regex") == []


def test_all_of_a_pattern_is_told() -> None:
    """One pattern may have several faults, each a finding with the rule and its line."""
    findings = list(strange_characters([Written("r7", 12, " pа\u200bper", "literal")]))
    assert [(each.check, each.rule, each.line, each.pattern) for each in findings] == [
        ("invisible", "r7", 12, " pа\u200bper"),
        ("blanks", "r7", 12, " pа\u200bper"),
        ("mixed-scripts", "r7", 12, " pа\u200bper"),
    ]
