"""Matches are marked as the search reads them, and whatever was typed stays text."""

import pytest
from django.http import QueryDict

from claims.filters import EditionFilter
from claims.highlighting import Text, highlighted, marked, snippet, spans_of, without_accents
from claims.listing import page
from tests.claims.editions import MakeEdition


def marks(words: str, text: str, language: str = "en") -> str:
    return str(marked(text, spans_of(words, [Text(language, text)])[0]))


@pytest.mark.parametrize(
    ("words", "language", "text", "shown"),
    [
        (
            "mill",
            "en",
            "Mills were sold, the mill too",
            "<mark>Mills</mark> were sold, the <mark>mill</mark> too",
        ),
        ("acusacion", "es", "Una acusación falsa", "Una <mark>acusación</mark> falsa"),
        ("acusación", "es", "La ACUSACION", "La <mark>ACUSACION</mark>"),
        ("accordo", "it", "Gli accordi", "Gli <mark>accordi</mark>"),
        ("санкции", "ru", "Санкция отменена", "<mark>Санкция</mark> отменена"),
        ("oil -gas", "en", "Oil & water", "<mark>Oil</mark> &amp; water"),
        ('"gas pipeline"', "en", "A gas pipeline", "A <mark>gas</mark> <mark>pipeline</mark>"),
        ("the", "en", "the mill", "the mill"),
        ("mill", "en", "", ""),
        ("mill", "en", "<b>mill</b> & <script>", "&lt;b&gt;<mark>mill</mark>&lt;/b&gt; &amp; &lt;script&gt;"),
        ("mill", "en", "\ue000mill\ue001 <i>", "\ue000<mark>mill</mark>\ue001 &lt;i&gt;"),
    ],
)
@pytest.mark.usefixtures("db")
def test_words_are_marked_as_the_search_reads_them(words: str, language: str, text: str, shown: str) -> None:
    assert marks(words, text, language) == shown


def test_accents_go_letter_for_letter() -> None:
    for text in ("Straße İstanbul ﬁ", "Ça alors", "e\u0301", "Ёлка"):
        assert len(without_accents(text)) == len(text)
    assert without_accents("Acusación Ёлка") == "acusacion елка"


def test_a_snippet_is_the_part_around_the_first_match() -> None:
    text = "word " * 40 + "mill " + "<b> " * 80
    start = text.index("mill")
    shown = snippet(text, [(start, start + 4)])
    assert shown.startswith("… word ")
    assert "<mark>mill</mark> &lt;b&gt;" in shown
    assert shown.endswith(" …")
    assert len(shown) < 700
    assert snippet(text, []) == ""


def test_a_row_shows_where_else_its_words_stand(make_edition: MakeEdition) -> None:
    make_edition(statement="The mill was sold.", quote="We sold the mill.")
    make_edition(statement="The weir stays.", quote="No <i>mill</i> here.")
    make_edition(statement="The bridge was built.", more_text="The register of the mill says so.")
    filters = EditionFilter(QueryDict("q=mill&order=published"))
    rows = page(filters).rows
    found = highlighted("mill", rows)
    third, second, first = (found[row["entry_id"]] for row in rows)
    assert first.statement == "The <mark>mill</mark> was sold."
    assert (second.statement, second.from_quote) == ("The weir stays.", True)
    assert second.snippet == "No &lt;i&gt;<mark>mill</mark>&lt;/i&gt; here."
    assert (third.snippet, third.from_quote) == ("The register of the <mark>mill</mark> says so.", False)
