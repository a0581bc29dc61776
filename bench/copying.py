"""Rows into tables by COPY, in a database of the bench's own and in no other.

Guards sleep, and indexes and foreign keys are away, while the rows go in; afterwards they are back as they
were, and the foreign keys are checked for every row.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

NAME = re.compile(r"ledger_bench_\d+k?")

# What a column gets that the filling does not name: other releases may have more columns than this one.
PLAIN: dict[str, Any] = {
    "boolean": False,
    "ARRAY": [],
    "jsonb": "{}",
    "character varying": "",
    "text": "",
    "smallint": 0,
    "integer": 0,
    "bigint": 0,
}


def refuse_other_databases(connection: psycopg.Connection[Any]) -> None:
    """Raises unless the connection leads to a database of the bench: elsewhere guards never sleep."""
    row = connection.execute("SELECT current_database()").fetchone()
    name = row[0] if row else ""
    if not NAME.fullmatch(name):
        raise SystemExit(
            f"The database “{name}” is not one of the bench's (ledger_bench_…), so nothing was done to it."
        )


class Table:
    """Rows on their way into one table. Columns that are not named get what the database has for them."""

    def __init__(self, connection: psycopg.Connection[Any], name: str, *columns: str) -> None:
        self.connection = connection
        self.name = name
        self.rows: list[tuple[Any, ...]] = []
        constants: dict[str, Any] = {}
        for column, kind in connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO'"
            " AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'",
            [name],
        ).fetchall():
            if column not in columns:
                constants[column] = PLAIN[kind]
        self.constants = tuple(constants.values())
        self.copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, (*columns, *constants)))
        )

    def add(self, *values: Any) -> None:
        """One more row: the named columns, in order."""
        self.rows.append(values + self.constants)

    def flush(self) -> None:
        """Send what was added."""
        if self.rows:
            with self.connection.cursor() as cursor, cursor.copy(self.copy) as copy:
                for row in self.rows:
                    copy.write_row(row)
            self.rows.clear()


@contextmanager
def unguarded(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """While it lasts: no trigger, no foreign key, no index but those of primary and unique keys."""
    refuse_other_databases(connection)
    keys = connection.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ).fetchall()
    indexes = connection.execute(
        "SELECT quote_ident(c.relname), pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid"
        " LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')"
        " WHERE c.relnamespace = 'public'::regnamespace AND k.oid IS NULL ORDER BY 1"
    ).fetchall()
    tables = _column(connection, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
    always = connection.execute(
        "SELECT tgrelid::regclass::text, quote_ident(tgname), tgenabled::text FROM pg_trigger"
        " JOIN pg_class c ON c.oid = tgrelid"
        " WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace"
    ).fetchall()
    for table in tables:
        _run(connection, f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for table, name, _definition in keys:
        _run(connection, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _definition in indexes:
        _run(connection, f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        _run(connection, definition)
    for table, name, definition in keys:
        _run(connection, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    verbs = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}
    for table, name, state in always:
        _run(connection, f"ALTER TABLE {table} {verbs[state]} TRIGGER {name}")


def restart_sequences(connection: psycopg.Connection[Any], tables: Sequence[str]) -> None:
    """New rows get ids after those that were copied in."""
    for table in tables:
        _run(
            connection,
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1)) FROM {table}",
        )


def _run(connection: psycopg.Connection[Any], statement: str) -> None:
    connection.execute(statement.encode())  # made of names that the database itself gave and quoted


def _column(connection: psycopg.Connection[Any], statement: str) -> list[str]:
    return [row[0] for row in connection.execute(statement.encode()).fetchall()]
