"""Several rows in one message: all of them or none, in their order."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.actions.deed import deed
from claims.actions.writing import Writing
from claims.models import Topic
from tests.cast import Newsroom


def test_one_message_in_the_order_in_which_it_was_noted(newsroom: Newsroom) -> None:
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


def test_what_is_refused_leaves_nothing_of_the_message(newsroom: Newsroom) -> None:
    writing = Writing()
    writing.insert(Topic(slug="rivers", label="Rivers"))
    writing.insert(Topic(slug="property", label="There already"))
    with pytest.raises(IntegrityError), transaction.atomic(), deed(by=newsroom.ada, why="Twice"):
        writing.send()
    assert not Topic.objects.filter(slug="rivers").exists()


def test_a_field_that_is_none_of_the_rows_is_noticed(newsroom: Newsroom) -> None:
    with pytest.raises(ValueError, match="lacks one of the fields label, colour"):
        Writing().update(newsroom.topic, "label", "colour")
