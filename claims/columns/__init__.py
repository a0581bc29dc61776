"""Columns of all editions, kept in memory: which editions match, and how many have each value.

with reading() as columns:                     # brought up to date with the log
    among = columns.listed() & columns.any_of("verdict", ["false"])
    columns.counts(among, ["topic"])           # {"topic": {"energy": 12, …}}
"""

from claims.columns.growing import Mask, Numbers
from claims.columns.kept import SUBJECTS, Columns, Names
from claims.columns.process import forget, keep, reading, warm

__all__ = ["SUBJECTS", "Columns", "Mask", "Names", "Numbers", "forget", "keep", "reading", "warm"]
