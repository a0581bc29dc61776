"""Full-text search of editions. Each row is searched in its own language (migrations/sql/search.sql).

What a reader may type: words (all must occur), "quoted phrases", or, and -words to leave out. A number,
alone or as "No. 17", also finds claim 17.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Language
from claims.columns import Numbers
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

_BY_WORDS = "SELECT entry_id FROM claims_lexemes WHERE search @@ %s::tsquery AND language = ANY(%s)"
_BY_NUMBER = "SELECT entry_id FROM claims_edition WHERE number = %s"
# Helpers of one query would take longer to start than it takes.
_ASIDE = {"enable_seqscan": "off", "enable_indexscan": "off", "max_parallel_workers_per_gather": "0"}
_INDEX_ALONE = "SELECT " + ", ".join(f"set_config('{name}', '{way}', true)" for name, way in _ASIDE.items())
_AS_BEFORE = "; ".join(f"RESET {name}" for name in _ASIDE)

NAMED = 1_000_000_000  # the score of the claim whose number was typed; words alone reach a millionth of it

_NUMBER = re.compile(r"(?:no\.?|nr\.?|n[°º]|№|#|claim)?\s*(\d{1,18})", re.IGNORECASE | re.ASCII)


def find(words: str) -> Numbers:
    """Which entries these words find, those of earlier versions among them. Two short queries, of
    which the first is remembered.

    The planner is not asked: it takes looking through every version for cheap, and does not know what
    unpacking the words of each costs. Nor are versions looked at again, as a condition on language and words
    together would have it: languages that read the words alike are asked together, so the index's word is
    exact. Never raises for any text of at most MAX_LENGTH characters without NUL.
    """
    parts = [_BY_WORDS] * len(alike := queries(words))
    params: list[Any] = [value for query, languages in alike for value in (query, list(languages))]
    number = number_in(words)
    if number is not None:
        parts.append(_BY_NUMBER)
        params.append(number)
    if not parts:
        return np.zeros(0, dtype=np.int64)
    inside = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_INDEX_ALONE)
        # One value instead of thousands of rows: taking these apart would cost more than the search.
        cursor.execute(
            f"SELECT string_agg(int8send(entry_id), '') FROM ({' UNION ALL '.join(parts)}) AS found",  # nosec B608
            params,
        )
        (entries,) = cursor.fetchone()
        if inside:  # the settings would last for the whole transaction
            cursor.execute(_AS_BEFORE)
    found = _numbers(entries)
    # No version has two languages; but a number may find what the words find too.
    return found if number is None else np.unique(found)


def search_editions(editions: EditionQuerySet, entries: Iterable[int]) -> EditionQuerySet:
    """Those of the editions that were found (`find`), in no particular order."""
    # One text, not thousands of parameters. The planner counts them, and so knows what a page costs.
    return editions.filter(
        Func(
            F("entry_id"),
            Value(_array(entries)),
            template="(%(expressions)s::bigint[]))",
            arg_joiner=" = ANY(",
            output_field=BooleanField(),
        )
    )


def scores(words: str, entries: Numbers) -> Numbers:
    """How well these entries, which the words find, answer to them: the more, the better. One query.

    The entries stand in the order of the log, and their scores beside them.
    """
    whens = "".join(" WHEN language = ANY(%s) THEN %s::tsquery" for _ in queries(words))
    params: list[Any] = [value for query, languages in queries(words) for value in (list(languages), query)]
    rank = f"coalesce(ts_rank(search, CASE{whens} END) * 1000000, 0)::bigint" if whens else "0::bigint"
    found = np.zeros(len(entries), dtype=np.int64)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT string_agg(int8send(entry_id) || int8send({rank}), '')"  # nosec B608
            " FROM claims_lexemes WHERE entry_id = ANY(%s::bigint[])",
            [*params, _array(entries.tolist())],
        )
        ranked = _numbers(cursor.fetchone()[0])
        found[np.searchsorted(entries, ranked[::2])] = ranked[1::2]
        number = number_in(words)
        if number is not None:
            cursor.execute(_BY_NUMBER, [number])
            found[np.isin(entries, [entry for (entry,) in cursor.fetchall()])] = NAMED
    return found


def _array(numbers: Iterable[int]) -> str:
    """Numbers as one text that the database reads as an array."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _numbers(sent: bytes | None) -> Numbers:
    """Numbers as int8send writes them one after the other; None is none."""
    return np.frombuffer(bytes(sent or b""), dtype=">i8").astype(np.int64)


def number_in(words: str) -> int | None:
    """The claim's number, where the words are nothing else."""
    number = _NUMBER.fullmatch(words.strip())
    return int(number[1]) if number else None


@lru_cache(maxsize=1024)
def queries(words: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
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
    if not empty or number_in(words) is not None:
        return ""
    if len(empty) == len(Language):
        return _(NO_WORDS) % {"words": words}
    return _(TOO_COMMON) % {"words": words, "languages": ", ".join(empty)}
