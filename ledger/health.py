"""Two questions a machine asks: is the process there, and can it serve? Neither reads a session."""

from django.db import DatabaseError, connections
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from psycopg_pool import PoolTimeout

from claims import log_file
from claims.models import Entry
from claims.workflow import Refused

OK = "ok\n"
NO_DATABASE = "The database does not answer.\n"
UNMIGRATED = "The database lacks {count} migration(s). Run “manage.py migrate”.\n"


def say(sentence: str, status: int = 200) -> HttpResponse:
    """A plain-text answer."""
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all."""
    return say(OK)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, is migrated, and is the log of the checkpoint file; else 503 and why."""
    try:
        missing = unapplied()
    except (DatabaseError, MigrationSchemaMissing, PoolTimeout):
        return say(NO_DATABASE, 503)
    if missing:
        return say(UNMIGRATED.format(count=missing), 503)
    try:
        log_file.refuse_unless_beginning(log_file.read(), Entry.objects.order_by("-index").first())
    except Refused as error:
        return say(f"{error}\n", 503)
    return say(OK)


def unapplied(alias: str = "default") -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connections[alias])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
