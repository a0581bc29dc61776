"""Statements that PostgreSQL reads and plans once for each connection (PREPARE), under a name.

For statements that are sent again and again, parsing and planning takes PostgreSQL longer than running them.
Behind a pooler that hands out another connection for each transaction, `DATABASE_PREPARE=off` has each sent
whole, and read anew.

Floor 1: imports no model.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

# The names that each connection knows.
_known: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()


def known(cursor: Any) -> set[str]:
    """The names of what the connection of this cursor (psycopg's own) has planned."""
    return _known.setdefault(cursor.connection, set())


def plan(cursor: Any, name: str, types: str, statement: str, params: Sequence[Any] = ()) -> None:
    """Have it planned under this name, with $1, $2 … of these types for what changes; `params` stay."""
    cursor.execute(f'PREPARE "{name}"{types} AS {statement}', params)
    known(cursor).add(name)


def planned(cursor: Any, statement: str) -> str:
    """What runs this statement by its name, with a %s for each of its own; planned where it was not yet."""
    name, execute = _named(statement)
    if name not in known(cursor):
        first, *rest = statement.split("%s")
        plan(cursor, name, "", first + "".join(f"${n}{part}" for n, part in enumerate(rest, start=1)))
    return execute


@lru_cache(maxsize=512)
def _named(statement: str) -> tuple[str, str]:
    name = f"claims.{sha256(statement.encode()).hexdigest()[:32]}"
    values = statement.count("%s")
    return name, f'EXECUTE "{name}"' + (f" ({', '.join(['%s'] * values)})" if values else "")
