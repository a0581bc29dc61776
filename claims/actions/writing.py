"""Several rows in one message to the database, where a way there and back for each would take too long.

    writing = Writing()
    writing.insert(decision)
    writing.update(submission, "closed_at")
    writing.send()

The statements run in the order in which they were noted, in the transaction of the deed around them, and
with its person and reason. The first that the database refuses ends the message, as it ends the deed.

New rows go as one value, a list in JSON, which PostgreSQL takes apart by the table's own columns: a statement
is the same then however many rows there are, and planned once (planning.py).
"""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import Binary
from psycopg.types.json import Jsonb

from claims import planning

Column = tuple["models.Field[Any, Any]", str]  # and its name as SQL writes it


class Writing:
    """What is to be written, statement by statement."""

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._params: list[Any] = []

    def insert(self, *rows: models.Model, then: str = "") -> None:
        """New rows of one table; no harm where there are none. `then` may say what a conflict leads to.

        A column is left to the database where the first row leaves it: its default, or the next key.
        """
        if not rows:
            return
        columns = [
            (field, name)
            for field, name in _columns(type(rows[0]))
            if not _left_to_the_database(getattr(rows[0], field.attname), key=field.primary_key)
        ]
        values = [{field.column: _value(field, row, add=True) for field, _ in columns} for row in rows]
        table, names = _table(rows[0]), ", ".join(name for _, name in columns)
        # Only names of our own tables and columns are put in; values go as a parameter.
        self.run(
            f"INSERT INTO {table} ({names})"  # nosec B608
            f" SELECT {names} FROM json_populate_recordset(NULL::{table}, %s) {then}",
            json.dumps(values, ensure_ascii=False, default=_in_json),
        )
        for row in rows:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS

    def update(self, row: models.Model, *names: str) -> None:
        """These fields of a row as the object has them now."""
        columns = [(field, name) for field, name in _columns(type(row)) if field.name in names]
        if len(columns) != len(names):
            raise ValueError(f"{row._meta.label} lacks one of the fields {', '.join(names)}.")
        places = ", ".join(f"{name} = %s" for _, name in columns)
        key = next(name for field, name in _columns(type(row)) if field.primary_key)
        self.run(
            f"UPDATE {_table(row)} SET {places} WHERE {key} = %s",  # nosec B608: as above
            *(_value(field, row, add=False) for field, _ in columns),
            row.pk,
        )

    def run(self, statement: str, *params: Any) -> None:
        """A statement of plain SQL, of which nothing but the parameters changes."""
        self._statements.append(statement)
        self._params.extend(params)

    def send(self) -> None:
        """Write it all."""
        with connection.cursor() as cursor, connection.wrap_database_errors:
            statements = self._statements
            if settings.DATABASE_PREPARE:
                statements = [planning.planned(cursor.connection.cursor(), each) for each in statements]
            cursor.execute(";\n".join(statements), self._params)
        self._statements, self._params = [], []


def _table(row: models.Model) -> str:
    return connection.ops.quote_name(row._meta.db_table)


@cache
def _columns(model: type[models.Model]) -> Sequence[Column]:
    """The columns that a row is written by; what the database works out for itself is not among them."""
    return [
        (field, connection.ops.quote_name(str(field.column)))
        for field in model._meta.concrete_fields
        if not field.generated
    ]


def _left_to_the_database(value: Any, *, key: bool) -> bool:
    return isinstance(value, DatabaseDefault) or (key and value is None)


def _value(field: "models.Field[Any, Any]", row: models.Model, *, add: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add), connection)


def _in_json(value: Any) -> Any:
    """What PostgreSQL reads as the column's own value, of what JSON has no form for."""
    if isinstance(value, Binary | Jsonb):  # as fields wrap what they hold
        return value.obj
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"A {type(value).__name__} can't be written as JSON.")
