"""Relays as they stand in the database: one query, however long the chains are. Floor 3: reads only."""

from collections.abc import Iterable

from django.db import connection

from claims.models import Evidence, ExchangeRate, Relay

Edge = tuple[int, int]  # source, original

# UNION keeps each source once, so that a cycle that slipped in ends the search as well. LATERAL with OFFSET
# makes PostgreSQL look each source up by index: it expects far more sources a level than a chain has, and
# would read the whole table again at every link.
_BELOW = """
    WITH RECURSIVE reached AS (
        SELECT unnest(%s::bigint[]) AS id
        UNION
        SELECT r.original_id FROM reached
        CROSS JOIN LATERAL (SELECT original_id FROM {relay} WHERE source_id = reached.id OFFSET 0) r
    )
    SELECT r.source_id, r.original_id FROM {relay} r JOIN reached ON r.source_id = reached.id ORDER BY r.id
"""
_ABOVE = """
    WITH RECURSIVE resting AS (
        SELECT unnest(%s::bigint[]) AS id
        UNION
        SELECT r.source_id FROM resting
        CROSS JOIN LATERAL (SELECT source_id FROM {relay} WHERE original_id = resting.id OFFSET 0) r
    )
    SELECT r.source_id, r.original_id FROM {relay} r JOIN resting ON r.original_id = resting.id ORDER BY r.id
"""

# The same from what a claim names itself, cited or for a rate: first the sources, then the relays among them.
_NAMED = """
    WITH RECURSIVE reached AS (
        (SELECT source_id AS id FROM {evidence} WHERE claim_id = %s
         UNION SELECT source_id FROM {rate} WHERE claim_id = %s)
        UNION
        SELECT r.original_id FROM reached
        CROSS JOIN LATERAL (SELECT original_id FROM {relay} WHERE source_id = reached.id OFFSET 0) r
    )
"""
_NAMED = _NAMED.format(
    evidence=Evidence._meta.db_table, rate=ExchangeRate._meta.db_table, relay=Relay._meta.db_table
)
SOURCES_UNDER_CLAIM = f"{_NAMED} SELECT id FROM reached"  # nosec B608: nothing but our own tables' names
RELAYS_UNDER_CLAIM = (
    f"{_NAMED} SELECT r.source_id, r.original_id FROM {Relay._meta.db_table} r"  # nosec B608: likewise
    " JOIN reached ON r.source_id = reached.id ORDER BY r.id"
)


def relays_below(sources: Iterable[int]) -> list[Edge]:
    """Every relay on the ways from these sources down to the roots, the oldest first."""
    return _edges(_BELOW, sources)


def relays_above(sources: Iterable[int]) -> list[Edge]:
    """Every relay on the ways down to these sources, the oldest first."""
    return _edges(_ABOVE, sources)


def _edges(query: str, sources: Iterable[int]) -> list[Edge]:
    with connection.cursor() as cursor:
        # Only the table's own name is put in; what is looked for goes as a parameter.
        cursor.execute(query.format(relay=Relay._meta.db_table), [sorted(set(sources))])  # nosec B608
        edges: list[Edge] = cursor.fetchall()
    return edges
