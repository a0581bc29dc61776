"""Where the bench's databases are: on an embedded server of their own, or on the environment's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from ledger import embedded

ROOT = Path(__file__).resolve().parent.parent
# Nothing in it is worth a disk's patience; what readers are measured by is untouched by this.
OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
# As an operator would set them on a small machine: the defaults are for a far smaller one.
MEMORY = {"shared_buffers": "1GB", "maintenance_work_mem": "512MB"}


def data_dir() -> Path:
    """Where the embedded server and the collected static files of the bench are."""
    return Path(os.environ.get("LEDGER_DATA_DIR") or ROOT / ".data").expanduser().resolve() / "bench"


def size_of(text: str) -> int:
    """“10k” as a number."""
    number = int(text.removesuffix("k")) * (1_000 if text.endswith("k") else 1)
    if not 100 <= number <= 10_000_000:
        raise SystemExit(f"A bench has between 100 and 10,000k claims, not {text}.")
    return number


@contextmanager
def server() -> Iterator[tuple[str, str]]:
    """The addresses of app role and owner, without a database's name that would matter."""
    owner = os.environ.get("DATABASE_OWNER_URL", "")
    if owner:
        yield os.environ.get("DATABASE_URL") or owner, owner
        return
    own = embedded.Server(data_dir(), {**OPTIONS, **MEMORY})
    own.start()
    try:
        yield own.url(embedded.APP), own.url(embedded.OWNER)
    finally:
        own.stop()


def database_url(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def name_of(size: str) -> str:
    """What the database of a size is called."""
    return f"ledger_bench_{size}"


def exists(owner: str, name: str) -> bool:
    """Whether there is a database of that name."""
    with psycopg.connect(database_url(owner, "postgres"), autocommit=True) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def make(owner: str, name: str) -> None:
    """An empty database that the owner owns."""
    with psycopg.connect(database_url(owner, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))


def drop(owner: str, name: str) -> None:
    """Away with it."""
    with psycopg.connect(database_url(owner, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def environment(app: str, owner: str, name: str) -> dict[str, str]:
    """The environment of a process that works on this database."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(app, name),
        "DATABASE_OWNER_URL": database_url(owner, name),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SECRET_KEY": "only-for-the-bench-" * 4,
        "LEDGER_DATA_DIR": str(data_dir()),
    }
