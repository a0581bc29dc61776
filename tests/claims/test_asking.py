"""Questions written into SQL once give what their querysets give, in one message or alone."""

import importlib
import inspect
import pkgutil
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

import claims
from claims.actions.assessments import request_assessment
from claims.actions.fairness import declare_conflict, waive_gate
from claims.actions.parts import add_part
from claims.actions.review import start_revision, submit_claim
from claims.asking import Question, ask, question, statement
from claims.choices import Gate
from claims.models import Claim, Topic
from tests.cast import Newsroom


def questions() -> dict[str, Question]:
    """Every question of the app, by its name."""
    found: dict[str, Question] = {}
    for each in pkgutil.walk_packages(claims.__path__, "claims."):
        if ".migrations" not in each.name:
            for value in vars(importlib.import_module(each.name)).values():
                if isinstance(value, Question):
                    found[value.name] = value
    return found


@pytest.fixture
def keys(newsroom: Newsroom) -> dict[str, int]:
    """A published claim in revision with something of every kind, so that no answer need be empty."""
    source = newsroom.source("Court file", relays=[newsroom.source("Court register")])
    entry = newsroom.publish(newsroom.submitted("The quarry was leased to a cousin."))
    other = newsroom.published("The quarry was closed.")
    claim = Claim.objects.get(number=entry.number)
    start_revision(claim=claim, by=newsroom.ada)
    cited: dict[str, Any] = {"claim": claim, "by": newsroom.ada, "source": source}
    add_part(kind="evidence", stance="supports", credibility="2", **cited)
    add_part(kind="rates", base="EUR", quote="USD", rate="1.5", on="2018", **cited)
    own: dict[str, Any] = {"claim": claim, "by": newsroom.ada}
    add_part(kind="figures", role="rent", low="58000000", high="58000000", unit="EUR", **own)
    add_part(kind="appearances", outlet=newsroom.outlet, date="2018", **own)
    add_part(kind="relations", relation="contradicts", other=other, **own)
    add_part(kind="replies", asked_of="The cousin", asked_on="2018", how="By letter", **own)
    newsroom.assess(claim)
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva, reason="To be sure.")
    declare_conflict(person=newsroom.eva, by=newsroom.eva, reason="A cousin.", claimant=newsroom.claimant)
    submission = submit_claim(claim=claim, by=newsroom.ada, correction_class="update", note="The lease.")
    waive_gate(claim=claim, gate=Gate.CONFLICT, person=newsroom.eva, reason="Nobody else.", by=newsroom.egon)
    return {
        "claim": claim.pk,
        "person": newsroom.eva.pk,
        "submission": submission.pk,
        "number": entry.number or 0,
    }


def told(row: Any, deep: int = 3) -> Any:
    """What an answer holds: of a row of a model its fields, what was brought along, and what was added."""
    if not isinstance(row, models.Model):
        return tuple(bytes(each) if isinstance(each, memoryview) else each for each in row)
    state = row.__dict__["_state"]
    own = {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in row.__dict__.items()
        if name != "_state"
    }
    brought = {name: other and deep and told(other, deep - 1) for name, other in state.fields_cache.items()}
    return type(row), own, brought, state.adding, state.db


@pytest.mark.parametrize("prepared", [True, False])
def test_every_question_is_answered_as_its_queryset_would_be(
    keys: dict[str, int], prepared: bool, settings: Any
) -> None:
    settings.DATABASE_PREPARE = prepared
    asked = {
        name: (each, [keys[key] for key in inspect.signature(each.queryset).parameters])
        for name, each in questions().items()
    }
    with CaptureQueriesContext(connection) as alone:
        together = ask(*(each(*about) for each, about in asked.values()))
    assert len(alone) == 0  # they go past what counts queries, in a message of their own
    empty = []
    for (name, (each, about)), answer in zip(asked.items(), together, strict=True):
        expected = [told(row) for row in each.queryset(*about)]
        assert [told(row) for row in answer] == expected, name
        if not expected:
            empty.append(name)
    assert not empty, "nothing was compared"


def test_of_nothing_there_is_nothing(newsroom: Newsroom) -> None:
    found = questions()
    claim = next(each for name, each in found.items() if name.endswith("working_copy._evidence"))
    assert ask(claim(None)) == [[]]
    with pytest.raises(TypeError, match="is asked about 1 keys, not 2"):
        claim(1, 2)


def test_a_key_that_the_sql_does_not_hold_is_noticed(newsroom: Newsroom) -> None:
    @question
    def forgetful(topic: int) -> "models.QuerySet[Topic]":
        return Topic.objects.order_by("id")

    with pytest.raises(TypeError, match="does not hold each of its keys"):
        forgetful(1)


def test_statements_of_plain_sql_stand_among_questions(newsroom: Newsroom) -> None:
    @question
    def under(topic: int) -> "models.QuerySet[Topic]":
        return Topic.objects.filter(pk=topic)

    one, topics, two = ask(statement("SELECT 1"), under(newsroom.topic.pk), statement("SELECT %s::text", "2"))
    assert (one, topics, two) == ([(1,)], [newsroom.topic], [("2",)])
