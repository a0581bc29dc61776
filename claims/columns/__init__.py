"""Columns of all editions, kept in memory: which editions match, and how many have each value.

with reading() as columns:                     # brought up to date with the log
    bits = columns.listed() & columns.any_of("verdict", ["false"])
    columns.counts(bits, ["topic"])            # {"topic": {"energy": 12, …}}
"""

from claims.columns.kept import DATES, SUBJECTS, TAILED, VOCABULARIES, Columns, Names
from claims.columns.process import forget, reading, warm
from claims.columns.sets import newest_of, places_of

__all__ = [
    "DATES",
    "SUBJECTS",
    "TAILED",
    "VOCABULARIES",
    "Columns",
    "Names",
    "forget",
    "newest_of",
    "places_of",
    "reading",
    "warm",
]
