"""The databases of a test run: made by the owner from one migrated template, used by the app role.

Django's own way with transactional tests is to TRUNCATE every table afterwards, which the log refuses.
So a template is migrated once, ordinary tests share one clone of it and are rolled back, and a test that
needs real commits gets a clone of its own.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import django
import psutil
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from ledger import embedded

PREFIX = "test_ledger"
TEMPLATES = f"{PREFIX}_template"
ALIASES = ("default", "owner")
_numbers = count(1)
# How the embedded server of tests runs.
CARELESS = {
    # Nothing in it is worth a disk's patience: what a crash breaks is made anew.
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "max_wal_size": "128MB", "min_wal_size": "32MB",
    # No question to a handful of rows is worth compiling, and no table lives long enough to be tidied up.
    "jit": "off", "autovacuum": "off",
    # Nobody guesses these passwords, and every connection would do the sums.
    "scram_iterations": "1",
}  # fmt: skip


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


# Where the shared database is, once a test has asked for one.
SHARED = pytest.StashKey[tuple[Places, str]]()
# Databases that several files come back to. Whoever did not ask for one of them must not find it open.
lasting: set[str] = set()


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
    shared = embedded.Server(root, CARELESS)
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
    """Makes a database that the owner owns, like the template; its log has told what the template's has."""
    shutil.rmtree(log_dir(name), ignore_errors=True)
    if log_dir(template).exists():
        shutil.copytree(log_dir(template), log_dir(name))
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template)))
    if not os.environ.get("DATABASE_URL"):
        make += sql.SQL(" STRATEGY FILE_COPY")  # quicker where no disk is waited for
    with places.connect("owner", "postgres") as connection:
        connection.execute(make)


def drop(places: Places, name: str) -> None:
    """Drops a database, its log's files, and whatever connections a test has left open to it."""
    shutil.rmtree(log_dir(name), ignore_errors=True)
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


def log_dir(name: str) -> Path:
    """Where the log of a database tells the world of itself: the two belong together."""
    return Path(settings.DATA_DIR, "logs", name)


def pointed() -> str:
    """The database that the aliases point to."""
    return str(connections["default"].settings_dict["NAME"])


def point(places: Places, name: str) -> None:
    """Points both aliases, in this thread and in those that begin later, to a database, and to its log."""
    settings.LOG_DIR = log_dir(name)
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
def template(places: Places, root: Path) -> Iterator[str]:
    """A migrated database to clone from, made by the first run that has these migrations, kept for the next.

    Migrating takes longer than many a test file. The name tells what was migrated, so a template never goes
    stale; templates of other migrations are dropped once no run uses them.
    """
    drop_leftovers(places)
    name = f"{TEMPLATES}_{what_is_migrated()}"
    root.mkdir(parents=True, exist_ok=True)
    with open(root / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several workers one migrates, and the others wait for it
        if not exists(places, name):
            drop_old_templates(places)
            draft = f"{PREFIX}_{os.getpid()}_draft"  # a leftover, should this run be killed
            create(places, draft)
            point(places, draft)
            call_command("migrate", verbosity=0, interactive=False)
            connections.close_all()
            with places.connect("owner", "postgres") as connection:
                connection.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (draft, name)))
                )
    yield name


def what_is_migrated() -> str:
    """A digest of every migration of every installed app, of what they read, and of the app role's name."""
    digest = hashlib.sha256(f"{django.VERSION} {settings.DATABASES['default']['USER']}".encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path, "migrations").rglob("*")):
            if path.suffix in (".py", ".sql"):
                digest.update(f"{app.label}/{path.name}\0".encode() + path.read_bytes())
    # `migrate` gives the app role its privileges.
    digest.update(Path(settings.BASE_DIR, "ledger", "database.py").read_bytes())
    return digest.hexdigest()[:16]


def exists(places: Places, name: str) -> bool:
    """Whether there is a database of that name."""
    with places.connect("owner", "postgres") as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def drop_old_templates(places: Places) -> None:
    """Drops the templates of other migrations. Nobody is connected to a template, so clones are safe."""
    with places.connect("owner", "postgres") as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database"
            " WHERE datname LIKE %s AND pg_get_userbyid(datdba) = current_user",
            [f"{TEMPLATES}\\_%"],
        ).fetchall()
    for (name,) in names:
        drop(places, name)


@contextmanager
def clone(places: Places, source: str, *, back_to: str | None = None) -> Iterator[str]:
    """A fresh database like `source`, with both aliases pointed to it; afterwards they point back."""
    with made(places, source) as name:
        point(places, name)
        try:
            yield name
        finally:
            connections.close_all()
            if back_to is not None:
                point(places, back_to)


@contextmanager
def kept(places: Places, source: str, fill: Callable[[], object], *, back_to: str) -> Iterator[str]:
    """A fresh database like `source` with what `fill` adds, to clone from: nobody stays connected to it."""
    with made(places, source) as name:
        point(places, name)
        try:
            fill()
        finally:
            connections.close_all()
            point(places, back_to)
        yield name


@contextmanager
def made(places: Places, source: str) -> Iterator[str]:
    """A fresh database like `source`, for as long as the block lasts."""
    name = f"{PREFIX}_{os.getpid()}_{next(_numbers)}"
    create(places, name, source)
    try:
        yield name
    finally:
        drop(places, name)
