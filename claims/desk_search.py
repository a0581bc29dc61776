"""Finding claims at the desk: by words of statement and quote, by claimant, or by number.

Every word has to occur, as a "quoted phrase" where it is quoted; a word may be its beginning alone. Words are
looked up in the language of each claim, by the same index that finds look-alikes.
"""

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value

from claims.choices import Language
from claims.models import Claim, Claimant
from claims.querysets import ClaimQuerySet

FOUND = 20  # results that a search inside a form shows
MOST_TERMS = 12  # more than anybody types; each costs a look into the index a language
SHORTEST_BEGINNING = 3  # a shorter beginning would be that of too many words

_TERM = re.compile(r'"([^"]+)"|(\S+)')
_NUMBER = re.compile(r"(?:no\.?|nr\.?|№|#)?\s*(\d{1,18})", re.IGNORECASE | re.ASCII)

_QUERIES = """
    SELECT place, language, CASE
        WHEN numnode(asked) = 0 THEN ''
        WHEN whole THEN asked::text
        ELSE asked::text || ':*'
    END
    FROM unnest(%(terms)s::text[], %(wholes)s::boolean[]) WITH ORDINALITY AS term (words, whole, place),
        unnest(%(languages)s::text[]) AS language,
        phraseto_tsquery(ledger_search_config(language), ledger_strip_accents(words)) AS asked
"""


@dataclass(frozen=True)
class Term:
    """A word or phrase, and its query in each language; "" where it is too common to be looked up there."""

    words: str
    queries: dict[str, str]


def find_claims(claims: ClaimQuerySet, words: str, *, limit: int = FOUND) -> list[Claim]:
    """The newest of these claims that hold all of these words, or have this number."""
    return list(claims.filter(matching(words)).for_lists().order_by("-id")[:limit])


def matching(words: str) -> Q:
    """The condition for holding all of these words, or having this number. Asks the database once."""
    found = Q()
    for term in _terms(words):
        found &= _holding(term)
    if number := _NUMBER.fullmatch(words.strip()):
        found |= Q(number=int(number[1]))
    return found


def _terms(words: str) -> list[Term]:
    """What was typed, with the queries that the text search makes of it."""
    found = [(phrase or word, bool(phrase)) for phrase, word in _TERM.findall(words)][:MOST_TERMS]
    if not found:
        return []
    terms = [Term(text, {}) for text, _phrase in found]
    wholes = [phrase or len(text) < SHORTEST_BEGINNING or text.isdecimal() for text, phrase in found]
    with connection.cursor() as cursor:
        texts = [each.words for each in terms]
        cursor.execute(_QUERIES, {"terms": texts, "wholes": wholes, "languages": [*Language.values]})
        for place, language, query in cursor.fetchall():
            terms[place - 1].queries[language] = query
    return terms


def _holding(term: Term) -> Q:
    """Claims with this word in their text, or in the name of who said it."""
    languages: dict[str, list[str]] = {}
    for language, query in term.queries.items():
        languages.setdefault(query, []).append(language)
    too_common = languages.pop("", [])
    by_language = [
        Claim.objects.filter(Q(language__in=each) & Q(_has(query))).order_by().values("pk")
        for query, each in languages.items()
    ]
    matching = Q(claimant__in=Claimant.objects.filter(name__icontains=term.words).values("pk"))
    if too_common:
        matching |= Q(language__in=too_common)
    if by_language:
        # One look into the index a language: a single condition on all would be checked row by row.
        matching |= Q(pk__in=by_language[0].union(*by_language[1:], all=True))
    return matching


def _has(query: str) -> Func:
    words = Func(F("language"), F("statement"), F("quote"), function="ledger_claim_words")
    return Func(
        words,
        Value(query),
        template="(%(expressions)s::tsquery)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
