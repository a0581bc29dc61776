"""The databases of a test run: made by the owner from one migrated template, used by the app role.

Django's own way with transactional tests is to TRUNCATE every table afterwards, which the log refuses.
So a template is migrated once, ordinary tests share one clone of it and are rolled back, and a test that
needs real commits gets a clone of its own.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from ledger import embedded

PREFIX = "test_ledger"
ALIASES = ("default", "owner")
_numbers = count(1)


@dataclass(frozen=True)
class Places:
    """How to reach the server of this run as each role, as far as they are known."""

    app: dict[str, Any]
    owner: dict[str, Any]
    superuser: dict[str, Any] | None

    def connect(self, role: str, database: str) -> psycopg.Connection:
        """A connection of its own, in autocommit."""
        place: dict[str, Any] | None = getattr(self, role)
        assert place is not None, f"no way to connect as {role}"
        return psycopg.connect(**place, dbname=database, connect_timeout=5, autocommit=True)


def place(url_parts: dict[str, Any]) -> dict[str, Any]:
    """Django's settings of an alias as psycopg's arguments."""
    return {
        "host": url_parts["HOST"],
        "port": url_parts["PORT"] or None,
        "user": url_parts["USER"],
        "password": url_parts["PASSWORD"],
    }


@contextmanager
def server(root: Path) -> Iterator[Places]:
    """The server of DATABASE_URL, or else an embedded one that all test runs of this checkout share."""
    if os.environ.get("DATABASE_URL"):
        superuser = psycopg.conninfo.conninfo_to_dict(os.environ.get("DATABASE_SUPERUSER_URL", ""))
        superuser.pop("dbname", None)
        yield Places(
            app=place(settings.DATABASES["default"]),
            owner=place(settings.DATABASES["owner"]),
            superuser=superuser or None,
        )
        return
    with shared_server(root) as shared:
        base = {"host": str(shared.socket_dir), "port": embedded.PORT}
        yield Places(
            **{
                name: {**base, "user": role, "password": embedded.keys.read(shared.password_file(role))}
                for name, role in (
                    ("app", embedded.APP),
                    ("owner", embedded.OWNER),
                    ("superuser", embedded.SUPERUSER),
                )
            }
        )


@contextmanager
def shared_server(root: Path) -> Iterator[embedded.Server]:
    """Starts the server for the first run that comes, and stops it after the last one, killed runs or not.

    Each run holds a shared lock, which the system drops with the process; who can have it alone is the last.
    """
    root.mkdir(parents=True, exist_ok=True)
    # Nothing in it is worth a disk's patience: what a crash breaks is made anew.
    shared = embedded.Server(root, {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
    with open(root / "users.lock", "w") as users, open(root / "start.lock", "w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            try:
                shared.start()
            except embedded.EmbeddedError:
                shutil.rmtree(shared.cluster, ignore_errors=True)
                shared.start()
        finally:
            fcntl.flock(starting, fcntl.LOCK_UN)
        try:
            yield shared
        finally:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_UN)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # another run still uses it
            else:
                shared.stop()


def create(places: Places, name: str, template: str = "template0") -> None:
    """Makes a database that the owner owns."""
    with places.connect("owner", "postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template)))
        )


def drop(places: Places, name: str) -> None:
    """Drops a database, and whatever connections a test has left open to it."""
    for role in ("app", "owner"):  # each role may end its own connections, and only those
        with places.connect(role, "postgres") as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user",
                [name],
            )
    drop_it = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with places.connect("owner", "postgres") as connection:
        for _ in range(50):
            try:
                connection.execute(drop_it)
            except psycopg.errors.ObjectInUse:
                time.sleep(0.1)  # an ended connection takes a moment to leave
            else:
                return
        connection.execute(drop_it)


def drop_leftovers(places: Places) -> None:
    """Drops the databases of test runs that were killed."""
    with places.connect("owner", "postgres") as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database"
            " WHERE datname LIKE %s AND pg_get_userbyid(datdba) = current_user",
            [f"{PREFIX}\\_%"],
        ).fetchall()
    for (name,) in names:
        number = name.removeprefix(f"{PREFIX}_").split("_")[0]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            drop(places, name)


def point(places: Places, name: str) -> None:
    """Points both aliases, in this thread and in those that begin later, to a database."""
    for alias in ALIASES:
        reached = places.app if alias == "default" else places.owner
        connections[alias].close()
        for settings_dict in (connections.settings[alias], connections[alias].settings_dict):
            settings_dict.update(
                NAME=name,
                HOST=reached["host"],
                PORT=reached["port"] or "",
                USER=reached["user"],
                PASSWORD=reached["password"],
            )


@contextmanager
def template(places: Places) -> Iterator[str]:
    """A migrated database to clone from."""
    name = f"{PREFIX}_{os.getpid()}_template"
    drop_leftovers(places)
    create(places, name)
    try:
        point(places, name)
        call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        yield name
    finally:
        drop(places, name)


@contextmanager
def clone(places: Places, source: str, *, back_to: str | None = None) -> Iterator[str]:
    """A fresh database like `source`, with both aliases pointed to it; afterwards they point back."""
    name = f"{PREFIX}_{os.getpid()}_{next(_numbers)}"
    create(places, name, source)
    point(places, name)
    try:
        yield name
    finally:
        connections.close_all()
        if back_to is not None:
            point(places, back_to)
        drop(places, name)
