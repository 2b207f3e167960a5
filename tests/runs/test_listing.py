"""Listings: shown whole in a notebook, everything escaped, and taken as pandas or plain rows."""

from __future__ import annotations

from html.parser import HTMLParser

import pyarrow as pa

from outlast.runs.listing import Listing

LONG = "A sentence that goes on and on, past the fifty letters at which pandas would cut it, and on to its end."
HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>&amp;'


class Tags(HTMLParser):
    """The tags, and the text of the cells, of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(listing: Listing) -> Tags:
    parser = Tags()
    parser.feed(listing._repr_html_())
    return parser


def test_long_texts_are_shown_whole() -> None:
    """A text of more than fifty letters is in the page to its end."""
    assert len(LONG) > 100
    assert LONG in shown(Listing("texts", pa.table({"text": [LONG]}))).text


def test_a_text_is_never_a_tag() -> None:
    """A passage with a script in it shows the script's letters."""
    page = shown(Listing("texts", pa.table({"text": [HOSTILE]})))
    assert HOSTILE in page.text
    assert not {"script", "img"} & set(page.tags)


def test_a_title_is_never_a_tag() -> None:
    """The same of the title."""
    page = shown(Listing(HOSTILE, pa.table({"text": ["a"]})))
    assert HOSTILE in page.text
    assert not {"script", "img"} & set(page.tags)


def test_a_list_is_never_a_tag() -> None:
    """The same of the items of a list, as the rules of a blocked text are."""
    page = shown(Listing("texts", pa.table({"rules": pa.array([[HOSTILE]], pa.list_(pa.string()))})))
    assert not {"script", "img"} & set(page.tags)


def test_what_is_empty_is_shown_empty() -> None:
    """A score that is not there shows as nothing, not as nan or None."""
    text = shown(Listing("texts", pa.table({"score": pa.array([0.5, None]), "stage": pa.array([None, "words"])}))).text
    assert "nan" not in text.casefold()
    assert "None" not in text


def test_many_texts_are_shown_to_the_last() -> None:
    """Pandas would leave out the middle of more than sixty rows."""
    texts = [f"text number {number}." for number in range(200)]
    text = shown(Listing("texts", pa.table({"text": texts}))).text
    assert all(each in text for each in texts)


def test_rows_are_plain_values() -> None:
    """A listing is read row by row, has a length, and says both in a line."""
    listing = Listing("texts", pa.table({"text": ["a", "b"], "score": pa.array([0.5, None])}))
    assert list(listing) == [{"text": "a", "score": 0.5}, {"text": "b", "score": None}]
    assert (len(listing), repr(listing)) == (2, "<texts: 2 rows>")
    assert listing.to_pandas()["text"].tolist() == ["a", "b"]


def test_a_listing_without_rows_is_shown() -> None:
    """Where nothing survived, the page says of what nothing is there."""
    listing = Listing("survivors of words", pa.table({"text": pa.array([], pa.string())}))
    assert "survivors of words" in shown(listing).text
