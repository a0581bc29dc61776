"""Full-text search of editions. Each row is searched in its own language (migrations/sql/search.sql).

What a reader may type: words (all must occur), "quoted phrases", or, and -words to leave out. A number,
alone or as "No. 17", also finds claim 17.
"""

import re

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value

from claims.choices import Language
from claims.querysets import EditionQuerySet

# Far more than anybody types, far less than a word that the text search would choke on.
MAX_LENGTH = 200

NO_WORDS = (
    "“%(words)s” holds no word that can be searched for. "
    "Write a less common word, a “quoted phrase” or a claim's number."
)
TOO_COMMON = (
    "“%(words)s” holds only words that are too common to search for in %(languages)s. Add a rarer word."
)

_NUMBER = re.compile(r"(?:no\.?|nr\.?|n[°º]|№|#|claim)?\s*(\d{1,18})", re.IGNORECASE | re.ASCII)


def search_editions(editions: EditionQuerySet, words: str) -> EditionQuerySet:
    """The editions that match these words, in no particular order; none where there is nothing to search for.

    Never raises for any text of at most MAX_LENGTH characters without NUL.
    """
    # One condition a language, each with a query that is constant, so that the GIN index answers them all.
    matching = Q()
    for language in Language.values:
        matching |= Q(language=language) & Q(_matches(language, words))
    number = _NUMBER.fullmatch(words.strip())
    if number:
        matching |= Q(number=int(number[1]))
    return editions.filter(matching)


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
        return NO_WORDS % {"words": words}
    return TOO_COMMON % {"words": words, "languages": " and ".join(empty)}


def _matches(language: str, words: str) -> Func:
    query = Func(
        Value(language), Value(words), function="ledger_search_query", output_field=SearchQueryField()
    )
    return Func(
        F("search"), query, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField()
    )
