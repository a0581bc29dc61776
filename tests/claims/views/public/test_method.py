"""The method page prints what is enforced: whatever a table holds stands on it."""

import re

import pytest
from django.test import Client

from claims import records
from claims.choices import Confidence, Credibility, Likelihood, Reliability
from claims.figures import APPROXIMATE_TOLERANCE, TOLERANCE
from claims.grading import CEILING_TABLE, DIRECTION_TABLE
from claims.models import RecordBody
from claims.needs import ALTERNATIVE, CEILING, CREDIBILITY_ONE, SECOND_ASSESSMENT
from claims.views.public.method import RECORD_FIELDS
from claims.worked_example import NOTE, worked_example
from claims.workflow import MOVES
from claims.working_copy import WorkingCopy
from tests.cast import VERDICTS, Newsroom
from tests.claims.views.public.pages import words_of


@pytest.fixture
def method(client: Client, newsroom: Newsroom) -> str:
    return words_of(client.get("/method/"))


def test_every_move_stands_there_with_what_it_needs(method: str) -> None:
    for move in MOVES:
        assert f"{move.label} " in method
        assert move.rule in method
        for need in move.needs:
            assert need.rule in method


def test_the_ceiling_and_the_directions_stand_there(method: str) -> None:
    for row in CEILING_TABLE:
        assert f"{row.ceiling.label} {row.condition}" in method
    for direction in DIRECTION_TABLE:
        assert direction.rule in method


def test_grades_levels_and_terms_stand_there(method: str) -> None:
    for grade in (*Reliability, *Credibility):
        assert f"{grade.value} {grade.label}" in method
    for level in Confidence:
        assert str(level.label) in method
    for term in Likelihood:
        assert str(term.label).split(" (")[0] in method


def test_the_verdicts_stand_there_as_published(method: str) -> None:
    for _code, label, definition, _rating in VERDICTS:
        assert f"{label} {definition}" in method


def test_every_anchor_that_it_links_to_is_there(client: Client, newsroom: Newsroom) -> None:
    body = client.get("/method/").content.decode()
    for part in body.split('href="#')[1:]:
        anchor = part.split('"', 1)[0]
        assert f'id="{anchor}"' in body


def test_the_record_holds_what_the_page_says(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    body = RecordBody.objects.get(entry__number=claim.number).body
    assert body is not None
    assert list(RECORD_FIELDS) == list(records.content_of(WorkingCopy.of(claim)))
    assert set(RECORD_FIELDS) == set(records.parse(body)["content"])


def test_the_worked_example_is_marked_and_says_what_the_rules_say(method: str) -> None:
    assert NOTE in method
    for step in worked_example():
        for sentence in (step.origins, *step.weighing.reasons, *step.weighing.raise_by, *step.refusals):
            assert sentence in method


def test_the_short_names_of_the_ceiling_are_spelled_out(method: str) -> None:
    assert "A (completely reliable) or B (usually reliable)" in method
    assert "2 (probably true) or 3 (possibly true)" in method


def test_the_tolerances_are_those_that_are_applied(method: str) -> None:
    assert f"Up to {TOLERANCE * 100:.0f} percent between the nearest ends" in method
    assert f"up to {APPROXIMATE_TOLERANCE * 100:.0f} percent where" in method


def test_rules_of_the_door_stand_where_they_belong(client: Client, newsroom: Newsroom) -> None:
    body = client.get("/method/").content.decode()
    for anchor, need in (
        ("ceiling", CEILING),
        ("ceiling", CREDIBILITY_ONE),
        ("open", ALTERNATIVE),
        ("second", SECOND_ASSESSMENT),
    ):
        part = body[body.index(f'id="{anchor}"') :].split("</section>", 1)[0]
        assert need.rule in part


def test_likelihood_has_each_term_with_its_chance(method: str) -> None:
    assert "Unlikely 20–45 percent" in method
    assert "Almost certain 95–99 percent" in method


def test_no_id_stands_twice(client: Client, newsroom: Newsroom) -> None:
    ids = re.findall(r'\bid="([^"]+)"', client.get("/method/").content.decode())
    assert len(ids) == len(set(ids))
