"""The place where every situation stands."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import databases
from tests.cast import existing_newsroom
from tests.claims.doors.situations import Place, place
from tests.databases import Places

Stage = tuple[str, Place]


@pytest.fixture(scope="session")
def stage(
    places: Places, shared_database: str, newsroom_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Stage]:
    """A database in which every situation was played once, for all doors."""
    played: list[Place] = []
    with (
        django_db_blocker.unblock(),
        databases.kept(
            places,
            newsroom_template,
            lambda: played.append(place(existing_newsroom())),
            back_to=shared_database,
        ) as name,
    ):
        databases.lasting.add(name)
        yield name, played[0]


@pytest.fixture
def here(request: pytest.FixtureRequest, places: Places, stage: Stage) -> Place:
    """Every situation; what is done there is undone after the test."""
    name, played = stage
    if databases.pointed() != name:
        databases.point(places, name)
    request.getfixturevalue("db")
    return played
