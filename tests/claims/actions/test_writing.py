"""Several rows in one message: all of them or none, in their order."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from claims.actions.deed import deed
from claims.actions.writing import Writing
from claims.models import Checkpoint, Claim, Entry, Figure, Notice, Subject, Topic
from tests.cast import Newsroom

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(TEXT, deeper, max_size=3),
    max_leaves=6,
)


@pytest.fixture(params=[True, False], ids=["planned", "sent whole"])
def planned(request: Any, settings: Any) -> bool:
    """Whether connections keep the plans of what is written."""
    settings.DATABASE_PREPARE = request.param
    return bool(request.param)


def test_one_message_in_the_order_in_which_it_was_noted(newsroom: Newsroom, planned: bool) -> None:
    topic = newsroom.topic
    writing = Writing()
    writing.insert(Topic(slug="rivers", label="Rivers"), Topic(slug="roads", label="Roads"))
    topic.label = "Land"
    topic.slug = "not-asked-to-be-written"
    writing.update(topic, "label")
    writing.run("UPDATE claims_topic SET label = label || %s WHERE slug = 'roads'", "!")
    writing.insert()  # no rows are no statement
    with CaptureQueriesContext(connection) as asked, deed(by=newsroom.ada, why="Tidied the topics"):
        before = len(asked)
        writing.send()
        assert len(asked) - before == 1
    assert dict(Topic.objects.values_list("slug", "label")) == {
        "property": "Land", "rivers": "Rivers", "roads": "Roads!",
    }  # fmt: skip
    history: Any = Topic.pgh_event_model  # type: ignore[attr-defined]
    assert history.objects.latest("pgh_id").pgh_context["why"] == "Tidied the topics"


def test_nothing_is_sent_twice(newsroom: Newsroom) -> None:
    writing = Writing()
    writing.insert(Topic(slug="rivers", label="Rivers"))
    with deed(by=newsroom.ada, why="Once"):
        writing.send()
    writing.insert(Topic(slug="roads", label="Roads"))
    with deed(by=newsroom.ada, why="And another"):
        writing.send()
    assert Topic.objects.count() == 3


def test_what_is_refused_leaves_nothing_of_the_message(newsroom: Newsroom, planned: bool) -> None:
    writing = Writing()
    writing.insert(Topic(slug="rivers", label="Rivers"))
    writing.insert(Topic(slug="property", label="There already"))
    with pytest.raises(IntegrityError), transaction.atomic(), deed(by=newsroom.ada, why="Twice"):
        writing.send()
    assert not Topic.objects.filter(slug="rivers").exists()


def test_a_field_that_is_none_of_the_rows_is_noticed(newsroom: Newsroom) -> None:
    with pytest.raises(ValueError, match="lacks one of the fields label, colour"):
        Writing().update(newsroom.topic, "label", "colour")


@trials(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(label=TEXT, detail=st.dictionaries(TEXT, JSON, max_size=3))
def test_any_text_arrives_as_it_was_typed(newsroom: Newsroom, label: str, detail: dict[str, Any]) -> None:
    entry = Entry.objects.latest("index")
    Subject.objects.filter(kind="topic", slug="typed").delete()
    writing = Writing()
    row = Subject(kind="topic", slug="typed", label=label, detail=detail, entry=entry)
    writing.insert(row)
    writing.send()
    found = Subject.objects.get(kind="topic", slug="typed")
    assert (found.label, found.detail) == (label, detail)


def test_rows_of_every_kind_are_as_if_saved_one_by_one(newsroom: Newsroom, planned: bool) -> None:
    claim: Claim = newsroom.draft()
    at = datetime(2026, 3, 29, 1, 59, 59, 123456, tzinfo=UTC)
    rows: list[Any] = [
        Figure(claim=claim, role="rent", low=Decimal("0.000001"), high=Decimal("58000000.5"), unit="EUR"),
        Notice(person=newsroom.eva, kind="assigned", claim=claim, by=newsroom.ada, at=at, on_site=True),
    ]
    for row in rows:
        model = type(row)
        with deed(by=newsroom.ada, why="Twice the same"):
            row.save()
            saved = model.objects.values().get(pk=row.pk)
            row.pk = None
            writing = Writing()
            writing.insert(row)
            writing.send()
        written = model.objects.values().latest("pk")
        assert {**written, "id": 0} == {**saved, "id": 0}
        assert written["id"] > saved["id"]


def test_a_column_of_the_databases_own_is_left_to_it(newsroom: Newsroom, planned: bool) -> None:
    checkpoint = Checkpoint.objects.latest("pk")  # written at the door, its moment by the database's clock
    assert timedelta(0) <= datetime.now(UTC) - checkpoint.signed_at < timedelta(hours=1)


def test_what_no_text_column_takes_is_refused(newsroom: Newsroom, planned: bool) -> None:
    writing = Writing()
    writing.insert(Topic(slug="nothing", label="A\0B"))
    with pytest.raises(DataError), transaction.atomic():
        writing.send()
    assert not Topic.objects.filter(slug="nothing").exists()


def test_a_statement_that_can_not_be_planned_is_an_error_of_the_database(newsroom: Newsroom) -> None:
    writing = Writing()
    writing.run("UPDATE claims_topic SET colour = %s", "red")
    with pytest.raises(DatabaseError, match="colour"), transaction.atomic():
        writing.send()
