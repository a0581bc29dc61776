"""Several rows in one message to the database, where a way there and back for each would take too long.

    writing = Writing()
    writing.insert(decision)
    writing.update(submission, "closed_at")
    writing.send()

The statements run in the order in which they were noted, in the transaction of the deed around them, and
with its person and reason. The first that the database refuses ends the message, as it ends the deed.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.expressions import DatabaseDefault

Column = tuple["models.Field[Any, Any]", str]  # and its name as SQL writes it


class Writing:
    """What is to be written, statement by statement."""

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._params: list[Any] = []

    def insert(self, *rows: models.Model, then: str = "") -> None:
        """New rows of one table; no harm where there are none. `then` may say what a conflict leads to."""
        if not rows:
            return
        columns = _columns(type(rows[0]))
        if rows[0].pk is None:
            columns = [(field, name) for field, name in columns if not field.primary_key]
        names = ", ".join(name for _, name in columns)
        values = [[_value(field, row, add=True) for field, _ in columns] for row in rows]
        places = ", ".join(f"({', '.join(map(_place, of_a_row))})" for of_a_row in values)
        # Only names of our own tables and columns are put in; values go as parameters.
        self.run(
            f"INSERT INTO {_table(rows[0])} ({names}) VALUES {places} {then}",  # nosec B608
            *(value for of_a_row in values for value in of_a_row if not isinstance(value, DatabaseDefault)),
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
        """A statement of plain SQL."""
        self._statements.append(statement)
        self._params.extend(params)

    def send(self) -> None:
        """Write it all."""
        with connection.cursor() as cursor:
            cursor.execute(";\n".join(self._statements), self._params)
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


def _place(value: Any) -> str:
    """What stands for a value in SQL; the database fills in its own defaults."""
    return "DEFAULT" if isinstance(value, DatabaseDefault) else "%s"


def _value(field: "models.Field[Any, Any]", row: models.Model, *, add: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add), connection)
