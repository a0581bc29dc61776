"""Questions that are asked again and again: put into SQL once, and several of them in one message.

Django writes the SQL of a queryset anew at every asking, which takes longer than PostgreSQL needs for the
answer, and waits for each answer before it asks the next. Here a queryset is written down once, as a function
of the keys that it is asked about:

    @question
    def evidence_of(claim: int) -> QuerySet[Evidence]:
        return Evidence.objects.filter(claim=claim).order_by("id")

    evidence, rates = ask(evidence_of(claim.pk), rates_of(claim.pk))

Answers are what the querysets would have given, in their order. Each question of a message sees what is
committed when its turn comes: one that locks a row makes those after it wait, too. Keys are whole numbers.

PostgreSQL plans a question once for each connection, too (planning.py).

Floor 1: imports no model.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from inspect import signature
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from claims import planning

FIRST_MARK = 1 << 62  # stands for the first key while the SQL is written; no row is ever called so

Rows = Sequence[Sequence[Any]]
Read = Callable[[Rows], list[Any]]


@dataclass(frozen=True)
class Asked:
    """A question about certain keys, ready to be sent; or a statement of SQL with its parameters."""

    sql: str
    params: Sequence[Any]
    read: Read = list
    question: "Question | None" = None

    def ready(self, cursor: Any) -> str:
        """Its SQL, once what it needs is planned."""
        if self.question is None:
            return planning.planned(cursor, self.sql) if settings.DATABASE_PREPARE else self.sql
        if self.question.name not in planning.known(cursor):
            self.question.plan(cursor)
        return self.sql


@dataclass(frozen=True)
class _Written:
    """The SQL of a question, in which marks stand for the keys, and how its rows are read."""

    sql: str
    params: Sequence[Any]
    read: Read


class Question:
    """A queryset as a function of keys. Calling it with keys makes it ready to be sent."""

    def __init__(self, queryset: "Callable[..., models.QuerySet[Any, Any]]") -> None:
        self.queryset = queryset
        self.keys = len(signature(queryset).parameters)
        self.name = f"{queryset.__module__}.{queryset.__name__}"[-63:]  # no name in SQL is longer
        places = f" ({', '.join(['%s'] * self.keys)})" if self.keys else ""
        self.execute = f'EXECUTE "{self.name}"{places}'
        update_wrapper(self, queryset)

    def __call__(self, *keys: int | None) -> Asked:
        if len(keys) != self.keys:
            raise TypeError(f"{self.name} is asked about {self.keys} keys, not {len(keys)}.")
        written = self.written
        if settings.DATABASE_PREPARE:
            return Asked(self.execute, keys, written.read, self)
        params = [keys[each - FIRST_MARK] if _is_mark(each) else each for each in written.params]
        return Asked(written.sql, params, written.read)

    @cached_property
    def written(self) -> _Written:
        found = self.queryset(*(FIRST_MARK + place for place in range(self.keys)))
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        if len({each for each in params if _is_mark(each)}) != self.keys:
            raise TypeError(f"The SQL of {self.name} does not hold each of its keys.")
        models_wanted = found._iterable_class is ModelIterable
        return _Written(sql, params, (_instances if models_wanted else _tuples)(found, compiler))

    def plan(self, cursor: Any) -> None:
        """Have PostgreSQL plan it under its name."""
        marks: Iterator[Any] = iter(self.written.params)
        sql, *parts = self.written.sql.split("%s")
        for part in parts:
            mark = next(marks)
            sql += (f"${mark - FIRST_MARK + 1}" if _is_mark(mark) else "%s") + part
        rest = [each for each in self.written.params if not _is_mark(each)]
        types = f" ({', '.join(['bigint'] * self.keys)})" if self.keys else ""
        planning.plan(cursor, self.name, types, sql, rest)


question = Question


def statement(sql: str, *params: Any) -> Asked:
    """A statement of plain SQL, answered by tuples."""
    return Asked(sql, params)


def ask(*asked: Asked) -> list[list[Any]]:
    """The answers, in order, after one way to the database and back."""
    answers: list[list[Any]] = []
    with connection.cursor() as wrapped, connection.wrap_database_errors:
        cursor = wrapped.cursor  # past the wrappers around it, which take one answer for each message
        cursor.execute(
            ";\n".join([each.ready(cursor) for each in asked]),
            [param for each in asked for param in each.params],
        )
        for each in asked:
            answers.append(each.read(cursor.fetchall()))
            cursor.nextset()
    return answers


def _is_mark(param: Any) -> bool:
    return isinstance(param, int) and param >= FIRST_MARK


def _tuples(found: "models.QuerySet[Any, Any]", compiler: SQLCompiler) -> Read:
    converted = _converting(compiler)
    return lambda rows: [tuple(row) for row in converted(rows)]


def _instances(found: "models.QuerySet[Any, Any]", compiler: SQLCompiler) -> Read:
    """How rows of this query become objects: as Django's own iteration makes them."""
    told: dict[str, Any] = compiler.klass_info
    columns: list[Any] = compiler.select
    start, end = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [column[0].target.attname for column in columns[start:end]]
    others = get_related_populators(told, columns, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    noted = list((compiler.annotation_col_map or {}).items())
    converted = _converting(compiler)

    def instances(rows: Rows) -> list[Any]:
        made: list[Any] = []
        for row in converted(rows):
            one = told["model"].from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for other in others:
                other.populate(row, one)
            for name, place in noted:
                setattr(one, name, row[place])
            made.append(one)
        return made

    return instances


def _converting(compiler: SQLCompiler) -> Callable[[Rows], Any]:
    """What makes rows into what the fields' own converters leave, such as those of JSON."""
    columns: list[Any] = compiler.select
    converters = compiler.get_converters([column[0] for column in columns])
    return lambda rows: compiler.apply_converters(rows, converters) if converters and rows else rows
