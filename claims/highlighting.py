"""Where search words stand in a text, as the search reads it: in the text's own language, accents or not.

The database marks a text as it is and without its accents, letter for letter, so that both marks fall on the
same places. What comes out is text that is safe in a page: everything is escaped, and only then marked.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from claims.models import Edition
from claims.paging import Row
from claims.search import queries

# Stand around a match in what the database answers. They mean nothing in any text, and are taken out of it.
BEGIN, END = "\ue000", "\ue001"
OPTIONS = f"HighlightAll=true, StartSel={BEGIN}, StopSel={END}"
_OWN_MARKS = str.maketrans({BEGIN: " ", END: " "})

BEFORE, AFTER = 60, 180  # letters of a snippet in front of its first match and from there on
_SPACE = re.compile(r"\s")

Span = tuple[int, int]


class Text(NamedTuple):
    """A text and the language that it is read in."""

    language: str
    text: str


@dataclass(frozen=True)
class Matched:
    """What a row of a search shows: its statement with marks, and where else the words stand."""

    statement: SafeString
    snippet: SafeString  # "" where the statement says it all
    from_quote: bool


def highlighted(words: str, rows: Sequence[Row]) -> dict[int, Matched]:
    """For each row of a search, by entry, what to show of its matches. At most three queries."""
    statements = spans_of(words, [Text(row["language"], row["statement"]) for row in rows])
    quotes = spans_of(words, [Text(row["language"], row["quote"]) for row in rows])
    more = _more_of(
        words,
        [
            row
            for row, stated, quoted in zip(rows, statements, quotes, strict=True)
            if not quoted and not stated
        ],
    )
    found = {}
    for row, stated, quoted in zip(rows, statements, quotes, strict=True):
        text, spans = (row["quote"], quoted) if quoted else more.get(row["entry_id"], ("", []))
        found[row["entry_id"]] = Matched(
            statement=marked(row["statement"], stated),
            snippet=snippet(text, spans),
            from_quote=bool(quoted),
        )
    return found


def _more_of(words: str, rows: Sequence[Row]) -> dict[int, tuple[str, list[Span]]]:
    """What the record says elsewhere, the reasons first, and where the words stand in it."""
    if not rows:
        return {}
    texts = dict(
        Edition.objects.filter(pk__in=[row["entry_id"] for row in rows]).values_list("entry_id", "more_text")
    )
    spans = spans_of(words, [Text(row["language"], texts.get(row["entry_id"], "")) for row in rows])
    return {
        row["entry_id"]: (texts.get(row["entry_id"], ""), found)
        for row, found in zip(rows, spans, strict=True)
    }


def spans_of(words: str, texts: Sequence[Text]) -> list[list[Span]]:
    """Where the words stand in each of these texts: from and to, ascending. One query."""
    found: list[set[Span]] = [set() for _ in texts]
    asked: list[tuple[int, str, str, str]] = []  # which text, its language, what is read, the query
    for place, (language, text) in enumerate(texts):
        query = next((query for query, languages in queries(words) if language in languages), "")
        if not query or not text:
            continue
        read = text.translate(_OWN_MARKS)
        asked.append((place, language, read, query))
        if (bare := without_accents(read)) != read:
            asked.append((place, language, bare, query))
    if not asked:
        return [[] for _ in texts]
    places, languages, readings, asking = zip(*asked, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ts_headline(ledger_search_config(language), reading, query::tsquery, %s)"
            " FROM unnest(%s::text[], %s::text[], %s::text[]) AS asked (language, reading, query)",
            [OPTIONS, list(languages), list(readings), list(asking)],
        )
        answers = [answer for (answer,) in cursor.fetchall()]
    for place, reading, answer in zip(places, readings, answers, strict=True):
        found[place].update(_spans(reading, answer))
    return [sorted(spans) for spans in found]


def without_accents(text: str) -> str:
    """The text in small letters without accents, letter for letter: as long as it was."""
    return "".join(map(_bare, text))


def marked(text: str, spans: Iterable[Span]) -> SafeString:
    """The text, escaped, with its spans in <mark>."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, spans)))


def snippet(text: str, spans: Sequence[Span]) -> SafeString:
    """The part of a text around its first match, escaped and marked; "" where it has none."""
    if not spans:
        return SafeString()
    start = _word_edge(text, max(0, spans[0][0] - BEFORE))
    end = _word_edge(text, min(len(text), spans[0][0] + AFTER))
    inside = [(first - start, last - start) for first, last in spans if start <= first and last <= end]
    return format_html(
        "{}{}{}",
        "… " if start else "",
        marked(text[start:end].rstrip(), inside),
        " …" if end < len(text) else "",
    )


def _bare(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    base = "".join(
        part for part in unicodedata.normalize("NFD", letter.lower()) if not unicodedata.combining(part)
    )
    base = unicodedata.normalize("NFC", base)
    return base if len(base) == 1 else letter


def _spans(reading: str, answer: str) -> list[Span]:
    """The marks in an answer as places in what was read; none where the answer is another text."""
    if answer.replace(BEGIN, "").replace(END, "") != reading:
        return []
    spans = []
    at = start = 0
    for piece in re.split(f"([{BEGIN}{END}])", answer):
        if piece == BEGIN:
            start = at
        elif piece == END:
            spans.append((start, at))
        else:
            at += len(piece)
    return spans


def _pieces(text: str, spans: Iterable[Span]) -> Iterable[SafeString]:
    at = 0
    for start, end in spans:
        if start < at:  # words that overlap in the two readings
            continue
        yield conditional_escape(text[at:start])
        yield format_html("<mark>{}</mark>", text[start:end])
        at = end
    yield conditional_escape(text[at:])


def _word_edge(text: str, at: int) -> int:
    """The beginning of the next word, or the end of the text."""
    if at in (0, len(text)):
        return at
    space = _SPACE.search(text, at)
    return space.end() if space else len(text)
