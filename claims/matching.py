"""Claims that look alike: found by the rarest words that they share, ranked by how much those words say.

Floor 3: reads the working records and writes nothing. For the desk alone, since drafts are among what is
found. Words are stemmed in the language of their claim, so that claims in two languages meet by names and
numbers only.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations
from typing import Any

from django.db import connection

from claims.models import Claim, Merge

# The first words of a text say what it is about; a long quote would only slow the search down.
MOST_WORDS = 60
# Counting ends here: a word that stands in so many claims is common, and says little in however many more.
MOST_COUNTED = 1_000
# Below this size of the ledger how often a word occurs is chance.
SMALLEST_LEDGER = 100
# Looked at closely.
MOST_CANDIDATES = 120
# Searched by six words, which make 15 pairs; by more where all of them together are in few claims. Where too
# many claims share a pair of words, they have to share three, then four.
FEWEST_RAREST = 6
MOST_RAREST = 12
FEW = 1_500
SHARED_AT_ONCE = (2, 3, 4)
# One word in common is no likeness, however rare it is.
FEWEST_SHARED = 2
# So many times as many as are asked for are followed to where they were merged into: some lead to one claim.
MERGED_AWAY = 3
# The share of the weight of both statements' words that has to be common. Around a third the same people
# are spoken of, but something else is said of them; from two thirds on, few words are different.
LOOKS_ALIKE = 0.3
VERY_ALIKE = 0.7

_COUNTED = """
    WITH typed AS (
        SELECT lexeme, min(place) AS place
        FROM unnest(%(words)s::text[]) WITH ORDINALITY AS each (word, place),
             unnest(tsvector_to_array(ledger_claim_words(%(language)s, word, ''))) AS lexeme
        GROUP BY lexeme
    )
    SELECT lexeme, array_to_tsvector(ARRAY[lexeme])::text, place, (
        SELECT count(*) FROM (
            SELECT FROM claims_claim
            WHERE ledger_claim_words(language, statement, quote)
                @@ array_to_tsvector(ARRAY[lexeme])::text::tsquery
                AND id <> ALL (%(exclude)s)
            LIMIT %(most)s
        ) AS holding
    )
    FROM typed ORDER BY place
"""
_HOLDING = """
    SELECT id FROM claims_claim
    WHERE ledger_claim_words(language, statement, quote) @@ %(query)s::tsquery
        AND id <> ALL (%(exclude)s)
    LIMIT %(most)s
"""
_WORDS_OF = """
    SELECT id, tsvector_to_array(ledger_claim_words(language, statement, '')),
        tsvector_to_array(ledger_claim_words(language, quote, ''))
    FROM claims_claim WHERE id = ANY (%(ids)s)
"""
# The estimate that PostgreSQL keeps itself; -1 before it first looked.
_SIZE = "SELECT reltuples::bigint FROM pg_class WHERE oid = 'claims_claim'::regclass"


@dataclass(frozen=True)
class Text:
    """The stems of a claim: of its statement, and of statement and quote together."""

    statement: frozenset[str]
    everything: frozenset[str]


@dataclass(frozen=True)
class LookAlike:
    """A claim that looks like a text: how much, from 0 to 1, and the words that both have, rarest first."""

    claim: Claim
    score: float
    shared: tuple[str, ...]
    merged: Claim | None = None  # what looked alike was merged into `claim`

    @property
    def is_very_alike(self) -> bool:
        """So much so that somebody should look before another claim is logged."""
        return self.score >= VERY_ALIKE


def look_alikes(
    *, statement: str, language: str, quote: str = "", exclude: Iterable[int] = (), limit: int = 5
) -> list[LookAlike]:
    """The working claims, drafts too, that look most like this text; none where none does.

    One that was merged leads to the claim it went into. `exclude`: keys of claims to leave out.
    """
    words = [*_split(statement), *_split(quote)][:MOST_WORDS]
    if len(words) < FEWEST_SHARED:
        return []
    excluded = [*exclude]
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"words": words, "language": language, "exclude": excluded}
        cursor.execute(_COUNTED, {**asked, "most": MOST_COUNTED})
        rows = cursor.fetchall()
        counts = {lexeme: count for lexeme, _quoted, _place, count in rows}
        quoted = {lexeme: text for lexeme, text, _place, _count in rows}
        ids = _candidates(counts, quoted, excluded)
        if not ids:
            return []
        cursor.execute(_SIZE)
        size = cursor.fetchone()[0]
        cursor.execute(_WORDS_OF, {"ids": ids})
        others = {pk: Text(frozenset(own), frozenset([*own, *more])) for pk, own, more in cursor.fetchall()}
    first = {lexeme: words[place - 1] for lexeme, _quoted, place, _count in rows}
    own = len(_split(statement))
    typed = Text(
        frozenset(lexeme for lexeme, _quoted, place, _count in rows if place <= own), frozenset(counts)
    )
    weights = weights_of(counts, size)
    scored = {pk: likeness(typed, other, weights) for pk, other in others.items()}
    alike = sorted((pk for pk in scored if scored[pk] >= LOOKS_ALIKE), key=lambda pk: (-scored[pk], -pk))
    found: dict[int, LookAlike] = {}
    for claim, merged in _led_on(alike[: limit * MERGED_AWAY]):
        pk = merged.pk if merged else claim.pk
        if claim.pk not in excluded and claim.pk not in found:
            shared = (first[each].strip(_MARKS) for each in shared_words(typed, others[pk], weights))
            found[claim.pk] = LookAlike(claim, scored[pk], tuple(dict.fromkeys(shared)), merged)
    return list(found.values())[:limit]


# ── Ranking: pure ───────────────────────────────────────────────────────────────────────────────────


def rarest(counts: Mapping[str, int]) -> list[str]:
    """The words by which to search: the rarest that any claim has at all."""
    known = sorted((word for word in counts if counts[word]), key=lambda word: (counts[word], word))
    most = sum(total <= FEW for total in accumulate(counts[word] for word in known))
    return known[: min(max(most, FEWEST_RAREST), MOST_RAREST)]


def groups_of(counts: Mapping[str, int], size: int) -> list[tuple[str, ...]]:
    """So many of the rarest words at a time, each time with one that is not common.

    Where all are common, none for a mere pair of several: too many claims would have it.
    """
    words = rarest(counts)
    groups = list(combinations(words, size))
    if any(counts[word] < MOST_COUNTED for word in words):
        return [group for group in groups if counts[group[0]] < MOST_COUNTED]
    return groups if size > FEWEST_SHARED or len(groups) == 1 else []


def weights_of(counts: Mapping[str, int], size: int) -> dict[str, float]:
    """How much it says that a claim has a word, as in BM25: the rarer, the more. Always above zero."""
    ledger = max(size, SMALLEST_LEDGER, *counts.values())
    return {word: math.log(1 + (ledger - count + 0.5) / (count + 0.5)) for word, count in counts.items()}


def likeness(typed: Text, other: Text, weights: Mapping[str, float]) -> float:
    """From 0 to 1: how much of each statement, by the weight of its words, the other claim says too.

    A word of the statement counts as said where it stands in the other's quote, but a long quote makes
    nothing alike and nothing unlike. A word that only the other has weighs as much as ours do on average.
    """
    if len(typed.everything & other.everything) < FEWEST_SHARED:
        return 0.0
    average = sum(weights.values()) / len(weights)
    ours = _share(typed.statement, other.everything, weights, average)
    theirs = _share(other.statement, typed.everything, weights, average)
    # The harmonic mean: short of saying much of each other, claims that say much of one do not look alike.
    return 2 * ours * theirs / (ours + theirs) if ours and theirs else 0.0


def shared_words(typed: Text, other: Text, weights: Mapping[str, float]) -> list[str]:
    """The stems that both have, those that say most first."""
    return sorted(typed.everything & other.everything, key=lambda word: (-weights[word], word))


def _share(
    words: Collection[str], said: Collection[str], weights: Mapping[str, float], average: float
) -> float:
    whole = math.fsum(weights.get(word, average) for word in words)
    common = math.fsum(weights.get(word, average) for word in words if word in said)
    return min(common / whole, 1.0) if whole else 0.0


# ── Searching ───────────────────────────────────────────────────────────────────────────────────────

_MARKS = " .,;:!?()[]{}«»“”„‘’\"'…–—"


def _split(text: str) -> list[str]:
    return text.replace("\0", " ").split()


def _candidates(counts: Mapping[str, int], quoted: Mapping[str, str], excluded: list[int]) -> list[int]:
    """The claims that share words; more words, where too many claims share few."""
    found: list[int] = []
    with connection.cursor() as cursor:
        for size in SHARED_AT_ONCE:
            groups = [" & ".join(quoted[word] for word in group) for group in groups_of(counts, size)]
            if not groups:
                continue
            query = " | ".join(f"({group})" for group in groups)
            asked: dict[str, Any] = {"query": query, "exclude": excluded, "most": MOST_CANDIDATES + 1}
            cursor.execute(_HOLDING, asked)
            narrower = [pk for (pk,) in cursor.fetchall()]
            found = narrower or found
            if len(narrower) <= MOST_CANDIDATES:
                break
    return found[:MOST_CANDIDATES]


def _led_on(pks: Sequence[int]) -> list[tuple[Claim, Claim | None]]:
    """Each claim, in this order; one that was merged as the claim it went into, with itself beside it."""
    into: dict[int, int] = {}
    asked = set(pks)
    while asked:
        steps = dict(
            Merge.objects.filter(claim__in=asked, closed_at__isnull=True).values_list("claim", "into")
        )
        into |= steps
        asked = {*steps.values()} - into.keys()
    claims = Claim.objects.for_lists().in_bulk({*pks, *into.values()})
    led = []
    for pk in pks:
        end = pk
        for _step in range(len(into)):
            end = into.get(end, end)
        led.append((claims[end], claims[pk] if end != pk else None))
    return led
