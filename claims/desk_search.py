"""Finding claims at the desk: by words of statement and quote, by claimant, or by number.

Every word has to occur, as a "quoted phrase" where it is quoted; a word may be its beginning alone. Words are
looked up in the language of each claim, by the same index that finds look-alikes.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value

from claims.choices import Language
from claims.models import Claim, Claimant
from claims.querysets import ClaimQuerySet

FOUND = 20  # results that a search inside a form shows
MOST_TERMS = 12  # more than anybody types; each costs a look into the index a language
MOST_CLAIMANTS = 200  # whose names hold a word, named one by one to the database
SHORTEST_BEGINNING = 3  # a shorter beginning would be that of too many words

_TERM = re.compile(r'"([^"]+)"|(\S+)')
_NUMBER = re.compile(r"(?:no\.?|nr\.?|№|#)?\s*(\d{1,18})", re.IGNORECASE | re.ASCII)

_TERMS = """
    WITH term AS MATERIALIZED (  -- so that names are looked through once a word, not once a language too
        SELECT words, whole, place, ARRAY(
            SELECT id FROM claims_claimant WHERE position(upper(words) IN upper(name)) > 0 LIMIT %(most)s
        ) AS claimants
        FROM unnest(%(terms)s::text[], %(wholes)s::boolean[]) WITH ORDINALITY AS typed (words, whole, place)
    )
    SELECT place, language, CASE
        WHEN numnode(asked) = 0 THEN ''
        WHEN whole THEN asked::text
        ELSE asked::text || ':*'
    END, claimants
    FROM term, unnest(%(languages)s::text[]) AS language,
        phraseto_tsquery(ledger_search_config(language), ledger_strip_accents(words)) AS asked
"""


@dataclass
class Term:
    """A word or phrase, its query in each language ("" where it is too common to be looked up there), and
    the claimants in whose name it occurs."""

    words: str
    queries: dict[str, str]
    claimants: list[int]

    def by_claimant(self) -> Q:
        """Claims by one of these claimants."""
        if len(self.claimants) > MOST_CLAIMANTS:
            return Q(claimant__in=Claimant.objects.filter(name__icontains=self.words).values("pk"))
        return Q(claimant__in=self.claimants)


def find_claims(claims: ClaimQuerySet, words: str, *, limit: int = FOUND) -> list[Claim]:
    """The newest of these claims that hold all of these words, or have this number."""
    return list(claims.filter(matching(words)).for_lists().order_by("-id")[:limit])


def matching(words: str) -> Q:
    """The condition for holding all of these words, or having this number. Asks the database once.

    Words that are in nobody's name are one look into the index for all of them: each for itself would bring
    every claim with a common word, however few hold the other one.
    """
    terms = _terms(words)
    found = _holding([term for term in terms if not term.claimants])
    for term in terms:
        if term.claimants:
            found &= _holding([term]) | term.by_claimant()
    if number := _NUMBER.fullmatch(words.strip()):
        found |= Q(number=int(number[1]))
    return found


def _terms(words: str) -> list[Term]:
    """What was typed, with the queries that the text search makes of it, and whose name it is in."""
    found = [(phrase or word, bool(phrase)) for phrase, word in _TERM.findall(words)][:MOST_TERMS]
    if not found:
        return []
    terms = [Term(text, {}, []) for text, _phrase in found]
    asked: dict[str, Any] = {
        "terms": [term.words for term in terms],
        "wholes": [phrase or len(text) < SHORTEST_BEGINNING or text.isdecimal() for text, phrase in found],
        "languages": [*Language.values],
        "most": MOST_CLAIMANTS + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TERMS, asked)
        for place, language, query, claimants in cursor.fetchall():
            terms[place - 1].queries[language] = query
            terms[place - 1].claimants = claimants
    return terms


def _holding(terms: list[Term]) -> Q:
    """Claims with all of these words in their text, each in the claim's own language."""
    languages: dict[str, list[str]] = {}
    for language in Language.values if terms else ():
        queries = [f"({term.queries[language]})" for term in terms if term.queries[language]]
        languages.setdefault(" & ".join(queries), []).append(language)
    unasked = languages.pop("", [])
    by_language = [
        Claim.objects.filter(Q(language__in=each) & Q(_has(query))).order_by().values("pk")
        for query, each in languages.items()
    ]
    found = Q(language__in=unasked) if unasked else Q()
    if by_language:
        # The index is asked first, once a language: as a condition on each row, the database would walk the
        # list instead, and take the text of every claim apart until a page is full.
        found |= Q(pk__in=by_language[0].union(*by_language[1:], all=True))
    return found


def _has(query: str) -> Func:
    words = Func(F("language"), F("statement"), F("quote"), function="ledger_claim_words")
    return Func(
        words,
        Value(query),
        template="(%(expressions)s::tsquery)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
