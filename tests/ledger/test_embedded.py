"""The embedded server: started, stopped, killed, started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from ledger import embedded
from ledger.embedded import APP, DATABASE, OWNER, Server

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="this run is about the server of DATABASE_URL"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for this module; each test leaves it running or not, as it likes."""
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        made = Server(Path(folder) / "data")
        made.start()
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture
def running(server: Server) -> Server:
    """The same server, running."""
    server.start()
    return server


def test_it_makes_a_database_that_the_owner_owns(running: Server) -> None:
    with running.connect(OWNER, DATABASE) as connection:
        row = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        )
        assert row.fetchone() == (OWNER,)


def test_the_app_role_owns_nothing_and_can_make_nothing(running: Server) -> None:
    with (
        running.connect(APP, DATABASE) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (id int)")


@pytest.mark.parametrize("role", [APP, OWNER, embedded.SUPERUSER])
def test_nobody_connects_without_the_password(running: Server, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(running.socket_dir), user=role, password="wrong", dbname=DATABASE)


def test_it_listens_on_no_network_address(running: Server) -> None:
    with running.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_passwords_are_for_the_owner_of_the_folder_alone(running: Server) -> None:
    for role in (APP, OWNER, embedded.SUPERUSER):
        assert running.password_file(role).stat().st_mode & 0o777 == 0o600


def test_letters_beyond_ascii_are_letters(running: Server) -> None:
    with running.connect(APP, DATABASE) as connection:
        assert connection.execute("SELECT lower('ÉЖ'), to_tsvector('simple', 'Ж-é')::text").fetchone() == (
            "éж",
            "'é':3 'ж':2 'ж-é':1",
        )


def test_starting_twice_changes_nothing(running: Server) -> None:
    before = running.process_id()

    running.start()

    assert running.process_id() == before


def test_stopping_twice_does_no_harm(running: Server) -> None:
    running.stop()
    running.stop()

    assert not running.answers()


def test_it_starts_after_it_was_killed(running: Server) -> None:
    killed = running.process_id()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)

    running.start()

    assert running.answers()
    assert running.process_id() != killed


def test_it_outlives_the_process_that_started_it_and_is_found_again(server: Server) -> None:
    server.stop()
    code = (
        "import os, sys; from pathlib import Path; from ledger.embedded import Server;"
        "Server(Path(sys.argv[1])).start(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(server.data_dir)], check=False)
    left_running = server.process_id()

    assert server.answers()
    server.start()
    assert server.process_id() == left_running


def test_a_note_that_names_another_program_is_forgotten(server: Server) -> None:
    server.stop()
    note = server.cluster / "postmaster.pid"
    # As after a restart of the machine: the number now belongs to something else, here to these tests.
    note.write_text(
        f"{os.getpid()}\n{server.cluster}\n{int(time.time())}\n5432\n{server.socket_dir}\n\n  1 1\nready\n"
    )

    server.start()

    noted = server.process_id()
    assert noted is not None
    assert psutil.Process(noted).name().startswith("postgres")


def test_a_server_whose_folder_was_deleted_is_ended_first() -> None:
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        made = Server(Path(folder) / "data")
        made.start()
        stray = made.process_id()
        assert stray is not None
        shutil.rmtree(made.data_dir)

        made.start()
        try:
            assert not psutil.pid_exists(stray)
            assert made.answers()
        finally:
            made.stop()


def test_a_lost_password_is_one_sentence(running: Server) -> None:
    kept = running.password_file(embedded.SUPERUSER)
    kept.rename(kept.with_suffix(".away"))
    try:
        with pytest.raises(embedded.EmbeddedError, match="is gone"):
            running.start()
    finally:
        kept.with_suffix(".away").rename(kept)


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    far = Server(tmp_path / ("deep" * 30))

    assert len(str(far.socket_dir)) < 40
    assert far.socket_dir != Server(tmp_path / ("deep" * 31)).socket_dir
