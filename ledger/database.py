"""Where the database is: the two aliases of the ledger, read from URLs.

`default` is the role the app runs as, `owner` the role that migrates. Both lead to one database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

SCHEMES = ("postgres", "postgresql")

_migrated: ContextVar[str | None] = ContextVar("migrated", default=None)


class MigrationRouter:
    """While one alias is migrated, what names no alias goes there too; at all other times it has no say.

    A migration of a package may ask for rows without saying where. On the other alias it would wait for
    the locks of the very transaction that it runs in, for ever.
    """

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """The alias that is being migrated, or None."""
        return _migrated.get()

    db_for_write = db_for_read


@contextmanager
def migrating(alias: str) -> Iterator[None]:
    """Sends every query that names no alias to this one."""
    token = _migrated.set(alias)
    try:
        yield
    finally:
        _migrated.reset(token)


def aliases(app_url: str, owner_url: str = "", *, pool: bool = True) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for the two URLs. Without an owner's URL one role does both."""
    default = alias(app_url, named="DATABASE_URL")
    owner = alias(owner_url or app_url, named="DATABASE_OWNER_URL")
    if pool:
        # One for each serving process: without it every request would open a connection of its own.
        default["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 10, "timeout": 5}
    owner["TEST"] = {"MIRROR": "default"}
    return {"default": default, "owner": owner}


def alias(url: str, *, named: str) -> dict[str, Any]:
    """One entry of DATABASES, or a sentence about what is wrong with the URL."""
    example = "postgres://user:password@host:5432/database"
    try:
        scheme = urlsplit(url).scheme
        if scheme not in SCHEMES:
            raise ValueError(f"it begins with “{scheme}:”" if scheme else "it has no scheme")
        parsed: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=0)}
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{named} is no PostgreSQL URL ({error}). Write it like {example}."
        ) from error
    if not parsed["NAME"]:
        raise ImproperlyConfigured(f"{named} names no database. Write it like {example}.")
    # Compiling a short query takes PostgreSQL longer than running it: the planner's guess misses by far
    # on facets, whose first run spent four fifths of its time in the compiler.
    parsed["OPTIONS"] = {"connect_timeout": 5, "options": "-c jit=off", **parsed.get("OPTIONS", {})}
    return parsed


def grant_app_role() -> None:
    """Gives the app role exactly what it needs, and takes from it whatever else it had."""
    app_role = connections["default"].settings_dict["USER"]
    if app_role == connections["owner"].settings_dict["USER"]:
        return
    with connections["owner"].cursor() as cursor:
        # Before the migration that makes it (a partial migrate), there is nothing to grant either.
        cursor.execute("SELECT to_regprocedure('ledger_grant(text)') IS NOT NULL")
        if cursor.fetchone() == (True,):
            cursor.execute("SELECT ledger_grant(%s)", [app_role])
