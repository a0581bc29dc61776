"""Questions that are asked again and again: put into SQL once, and several of them in one message.

Django writes the SQL of a queryset anew at every asking, which takes longer than PostgreSQL needs for the
answer, and waits for each answer before it asks the next. Here a queryset is written down once, with marks
where its keys stand:

    @question
    def evidence_of(claim: int) -> QuerySet[Evidence]:
        return Evidence.objects.filter(claim=claim).order_by("id")

    evidence, rates = ask(evidence_of(claim.pk), rates_of(claim.pk))

Answers are what the querysets would have given, in their order. Each question of a message sees what is
committed when its turn comes: one that locks a row makes those after it wait, too. Keys are whole numbers.

Floor 1: imports no model.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from inspect import signature
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

FIRST_MARK = 1 << 62  # stands for the first key while the SQL is written; no row is ever called so


@dataclass(frozen=True)
class Asked:
    """A question about certain keys, ready to be sent; or a statement of SQL with its parameters."""

    sql: str
    params: Sequence[Any]
    rows: Callable[[Sequence[Sequence[Any]]], list[Any]] = list


class Question:
    """A queryset as a function of keys. Calling it with keys makes it ready to be sent."""

    def __init__(self, queryset: Callable[..., "models.QuerySet[Any, Any]"]) -> None:
        self.queryset = queryset
        self.keys = len(signature(queryset).parameters)
        update_wrapper(self, queryset)

    def __call__(self, *keys: int | None) -> Asked:
        sql, params, rows = self._written
        if len(keys) != self.keys:
            raise TypeError(f"{self.queryset.__name__} is asked about {self.keys} keys, not {len(keys)}.")
        return Asked(sql, [keys[p - FIRST_MARK] if _is_mark(p) else p for p in params], rows)

    @cached_property
    def _written(self) -> tuple[str, Sequence[Any], Callable[[Sequence[Sequence[Any]]], list[Any]]]:
        found = self.queryset(*(FIRST_MARK + place for place in range(self.keys)))
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        if sum(_is_mark(each) for each in set(params)) != self.keys:
            raise TypeError(f"The SQL of {self.queryset.__name__} does not hold each of its keys.")
        plain = found._iterable_class is not ModelIterable
        return sql, params, _tuples(compiler) if plain else _instances(found, compiler)


question = Question


def statement(sql: str, *params: Any) -> Asked:
    """A statement of plain SQL, answered by tuples."""
    return Asked(sql, params)


def ask(*asked: Asked) -> list[list[Any]]:
    """The answers, in order, after one way to the database and back."""
    answers: list[list[Any]] = []
    with connection.cursor() as wrapped, connection.wrap_database_errors:
        # Past the wrappers around it, which take one statement and give one answer.
        cursor = wrapped.cursor
        cursor.execute(
            ";\n".join(each.sql for each in asked), [param for each in asked for param in each.params]
        )
        for each in asked:
            answers.append(each.rows(cursor.fetchall()))
            cursor.nextset()
    return answers


def _is_mark(param: Any) -> bool:
    return isinstance(param, int) and param >= FIRST_MARK


def _tuples(compiler: SQLCompiler) -> Callable[[Sequence[Sequence[Any]]], list[Any]]:
    return lambda rows: [tuple(row) for row in compiler.results_iter([rows])]


def _instances(
    found: "models.QuerySet[Any, Any]", compiler: SQLCompiler
) -> Callable[[Sequence[Sequence[Any]]], list[Any]]:
    """How rows of this query become objects: as Django's own iteration makes them."""
    told: dict[str, Any] = compiler.klass_info  # type: ignore[assignment]
    model: type[models.Model] = told["model"]
    start, end = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[start:end]]  # type: ignore[index,union-attr]
    others = get_related_populators(told, compiler.select, DEFAULT_DB_ALIAS)
    noted = compiler.annotation_col_map or {}

    def instances(rows: Sequence[Sequence[Any]]) -> list[Any]:
        made: list[Any] = []
        answers: Iterable[Sequence[Any]] = compiler.results_iter([rows])
        for row in answers:
            one = model.from_db(DEFAULT_DB_ALIAS, names, row[start:end])
            for other in others:
                other.populate(row, one)
            for name, place in noted.items():
                setattr(one, name, row[place])
            made.append(one)
        return made

    return instances
