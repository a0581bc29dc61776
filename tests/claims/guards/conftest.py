"""The guards are tried over connections that know nothing of the actions, as each role in turn.

`raw` is a transaction of its own on the scene's database, rolled back after the test. "asleep" is the
superuser in replica mode, where ordinary triggers and foreign keys do not fire.
"""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tests import databases
from tests.claims.guards.scene import Raw, Scene, build
from tests.databases import Places

ROLES = ("app", "owner", "superuser", "asleep")
NO_SUPERUSER = "no superuser of this server is known: set DATABASE_SUPERUSER_URL"


@pytest.fixture(scope="session")
def scene(
    places: Places, shared_database: str, template_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Scene]:
    """The scene, committed in a database of its own. The aliases point back to the shared one."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            name = stack.enter_context(databases.clone(places, template_database, back_to=shared_database))
            built = build(name)
            connections.close_all()
            databases.point(places, shared_database)
        yield built
        stack.enter_context(django_db_blocker.unblock())


@pytest.fixture(scope="session")
def lines(places: Places, scene: Scene) -> Iterator[dict[str, psycopg.Connection]]:
    """One connection for each role that is known."""
    with ExitStack() as stack:
        roles = [role for role in ("app", "owner", "superuser") if getattr(places, role)]
        yield {role: stack.enter_context(places.connect(role, scene.database)) for role in roles}


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    """Each role in turn. A test that is about some of them parametrises `role` itself."""
    return str(request.param)


@pytest.fixture
def raw(role: str, lines: dict[str, psycopg.Connection]) -> Iterator[Raw]:
    """Raw SQL as one role, in a transaction that is rolled back."""
    line = lines.get("superuser" if role == "asleep" else role)
    if line is None:
        pytest.skip(NO_SUPERUSER)
    with line.transaction(force_rollback=True):
        if role == "asleep":
            line.execute("SET LOCAL session_replication_role = replica")
        yield Raw(line, role)
