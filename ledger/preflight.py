"""What `make run` looks at before it begins: each thing that can be wrong is one sentence."""

import fcntl
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

HOST = "127.0.0.1"
PATIENCE_SECONDS = 4.0  # what a killed run may still hold, it lets go of within this time
OLDEST_SERVER = 15

BAD_PORT = "PORT is “{port}”. Set it to a number between 1 and 65535."
PORT_NOT_ALLOWED = (
    "Port {port} needs more rights than you have ({reason}). Choose another one: PORT=8001 make run"
)
PORT_TAKEN = (
    "Port {port} is in use by another program. Stop that one, or choose another port: PORT={other} make run"
)
UNWRITABLE = "The data folder {folder} can't be written ({reason}). Set LEDGER_DATA_DIR to a folder that can."
RUNNING = "Another “make run” is using {folder}. Stop it first, or set LEDGER_DATA_DIR to another folder."
NO_ANSWER = "The database of {name} does not answer ({reason}). Check the URL and that the server runs."
TOO_OLD = "The database of {name} is PostgreSQL {found}; the ledger needs {oldest} or newer."
TWO_PLACES = "DATABASE_URL and DATABASE_OWNER_URL lead to two databases. They are two roles of one database."


class Refusal(Exception):
    """The ledger can't run here; the message says what to do."""


def free_port(text: str) -> int:
    """The port as a number, once nothing else listens there."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Refusal(BAD_PORT.format(port=text))
    port = int(text)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # As servers do: a port whose last connections are only fading out is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except PermissionError as error:
                raise Refusal(PORT_NOT_ALLOWED.format(port=port, reason=error.strerror)) from error
            except OSError as error:
                if time.monotonic() > deadline:
                    other = port + 1 if port < 65535 else 8000
                    raise Refusal(PORT_TAKEN.format(port=port, other=other)) from error
            else:
                return port
        time.sleep(0.2)


def writable(folder: Path) -> None:
    """Makes the data folder where there is none, and tries to write there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Refusal(UNWRITABLE.format(folder=folder, reason=error.strerror or error)) from error


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keeps a second run out of the folder for as long as this one lasts, however it ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    lock = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise Refusal(RUNNING.format(folder=folder)) from error
                time.sleep(0.2)
            else:
                break
        yield
    finally:
        os.close(lock)


def reachable(app_url: str, owner_url: str) -> None:
    """Connects as both roles, and sees that they meet in one database of a server new enough."""
    met = {
        found_by(url, name)
        for name, url in (("DATABASE_URL", app_url), ("DATABASE_OWNER_URL", owner_url))
        if url
    }
    if len(met) > 1:
        raise Refusal(TWO_PLACES)


def found_by(url: str, name: str) -> tuple[object, ...]:
    """Which database of which cluster the URL leads to."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            major = connection.info.server_version // 10000
            where = "SELECT current_database(), system_identifier FROM pg_control_system()"
            row = connection.execute(where).fetchone()
    except psycopg.Error as error:
        raise Refusal(NO_ANSWER.format(name=name, reason=first_line(error))) from error
    if major < OLDEST_SERVER:
        raise Refusal(TOO_OLD.format(name=name, found=major, oldest=OLDEST_SERVER))
    return row or ()


def first_line(error: Exception) -> str:
    """What a driver's error says, without its appendix."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].strip().rstrip(".")
