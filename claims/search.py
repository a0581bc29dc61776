"""Full-text search of editions. Each row is searched in its own language (migrations/sql/search.sql).

What a reader may type: words (all must occur), "quoted phrases", or, and -words to leave out. A number,
alone or as "No. 17", also finds claim 17.
"""

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Language
from claims.querysets import EditionQuerySet

# Far more than anybody types, far less than a word that the text search would choke on.
MAX_LENGTH = 200

NO_WORDS = gettext_noop(
    "“%(words)s” holds no word that can be searched for. "
    "Write a less common word, a “quoted phrase” or a claim's number."
)
TOO_COMMON = gettext_noop(
    "“%(words)s” holds only words that are too common to search for in %(languages)s. Add a rarer word."
)

# Beyond so many, naming what was found takes longer than looking again: for a page of rows, which the newest
# editions soon fill where so many match; and for counts, which need every one.
MOST_FOR_ROWS = 2_000
MOST_FOR_COUNTS = 50_000

_BY_WORDS = "SELECT entry_id FROM claims_edition WHERE search @@ %s::tsquery AND language = ANY(%s)"
_BY_NUMBER = "SELECT entry_id FROM claims_edition WHERE number = %s"
_INDEX_ALONE = "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true)"
_AS_BEFORE = "RESET enable_seqscan; RESET enable_indexscan"

_NUMBER = re.compile(r"(?:no\.?|nr\.?|n[°º]|№|#|claim)?\s*(\d{1,18})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Found:
    """The versions that words find, earlier ones among them; `entries` is None where they are too many."""

    words: str
    entries: "array[int] | None"


def find(words: str, most: int = MOST_FOR_ROWS) -> Found:
    """Ask the index which versions these words find. Two short queries; the first is remembered.

    The planner is not asked: it takes looking through every version for cheap, and does not know what
    unpacking the words of each costs. Nor are versions looked at again, as a condition on language and words
    together would have it: languages that read the words alike are asked together, so the index's word is
    exact.
    """
    parts = [_BY_WORDS] * len(alike := _queries(words))
    params: list[Any] = [value for query, languages in alike for value in (query, list(languages))]
    number = _NUMBER.fullmatch(words.strip())
    if number:
        parts.append(_BY_NUMBER)
        params.append(int(number[1]))
    if not parts:
        return Found(words, array("q"))
    inside = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INDEX_ALONE)
        cursor.execute(f"{' UNION ALL '.join(parts)} LIMIT {most + 1}", params)  # nosec B608
        entries = array("q", (row[0] for row in cursor.fetchall()))
        if inside:  # the settings would last for the whole transaction
            cursor.execute(_AS_BEFORE)
    return Found(words, entries if len(entries) <= most else None)


def search_editions(editions: EditionQuerySet, words: str, found: Found | None = None) -> EditionQuerySet:
    """The editions that match these words, in no particular order; none where there is nothing to search for.

    `found` is what `find` said of the same words, if somebody has asked already. Never raises for any text of
    at most MAX_LENGTH characters without NUL.
    """
    found = found or find(words)
    if found.entries is not None:
        # One text, not thousands of parameters. The planner counts them, and so knows what a page costs.
        named = "{" + ",".join(map(str, found.entries)) + "}"
        return editions.filter(
            Func(
                F("entry_id"),
                Value(named),
                template="(%(expressions)s::bigint[]))",
                arg_joiner=" = ANY(",
                output_field=BooleanField(),
            )
        )
    # One condition a language, each with a query that is constant, so that the GIN index answers them all.
    matching = Q()
    for language in Language.values:
        matching |= Q(language=language) & Q(_matches(language, words))
    number = _NUMBER.fullmatch(words.strip())
    if number:
        matching |= Q(number=int(number[1]))
    return editions.filter(matching)


@lru_cache(maxsize=1024)
def _queries(words: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The queries that these words make, each with the languages that make it so; none of an empty query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_search_query(language, %s)::text, array_agg(language)"
            " FROM unnest(%s::text[]) AS language GROUP BY 1 ORDER BY 1",
            [words, list(Language.values)],
        )
        return tuple((query, tuple(languages)) for query, languages in cursor.fetchall() if query)


def explain(words: str) -> str:
    """Why a search for these words could find nothing, as a sentence; "" where they are words to search for.

    Asks the database, so ask it only about a search that found nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT language, numnode(ledger_search_query(language, %s)) FROM unnest(%s::text[]) AS language",
            [words, list(Language.values)],
        )
        nodes = dict(cursor.fetchall())
    empty = [str(language.label) for language in Language if not nodes[language.value]]
    if not empty or _NUMBER.fullmatch(words.strip()):
        return ""
    if len(empty) == len(Language):
        return _(NO_WORDS) % {"words": words}
    return _(TOO_COMMON) % {"words": words, "languages": ", ".join(empty)}


def _matches(language: str, words: str) -> Func:
    query = Func(
        Value(language), Value(words), function="ledger_search_query", output_field=SearchQueryField()
    )
    return Func(
        F("search"), query, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField()
    )
