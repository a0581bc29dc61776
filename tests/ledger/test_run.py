"""`make run`: what it refuses, in one line each, and how it comes up, goes down and gets over a kill -9."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from django.conf import settings

from claims.fetching import NOT_PUBLIC
from ledger import embedded, keys, preflight
from ledger.embedded import Server

BY_ITSELF = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="this run is about the server of DATABASE_URL"
)


def free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind((preflight.HOST, 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a run sees: this folder, a free port, no demo, and nothing of ours."""
    return {
        "PATH": os.environ["PATH"],
        "LEDGER_DATA_DIR": str(folder),
        "PORT": str(free_port()),
        "DEMO": "no",
        **more,
    }


def refused(folder: Path, **more: str) -> str:
    """Runs, expects one line and a non-zero exit, and gives the line."""
    done = subprocess.run(
        [sys.executable, "-m", "ledger.run"],
        cwd=settings.BASE_DIR,
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr.strip()


def test_a_used_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind((preflight.HOST, 0))
        other.listen()
        port = other.getsockname()[1]

        assert refused(tmp_path, PORT=str(port)) == preflight.PORT_TAKEN.format(port=port, other=port + 1)


@pytest.mark.parametrize("port", ["many", "0", "70000"])
def test_a_port_that_is_none_is_one_line(tmp_path: Path, port: str) -> None:
    assert refused(tmp_path, PORT=port) == preflight.BAD_PORT.format(port=port)


def test_an_unwritable_data_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    line = refused(tmp_path / "file" / "data")

    assert line.startswith(f"The data folder {tmp_path}/file/data can't be written")


def test_a_url_of_another_kind_is_one_line(tmp_path: Path) -> None:
    assert refused(tmp_path, DATABASE_URL="mysql://somebody@localhost/claims").startswith(
        "DATABASE_URL is no"
    )


def test_a_server_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    line = refused(tmp_path, DATABASE_URL=f"postgresql://app:secret@127.0.0.1:{free_port()}/claims")

    assert line.startswith("The database of DATABASE_URL does not answer")
    assert "secret" not in line


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    assert "DEBUG" in refused(tmp_path, DEBUG="perhaps")


def test_a_second_run_in_the_same_folder_is_one_line(tmp_path: Path) -> None:
    with preflight.alone_in(tmp_path):
        assert refused(tmp_path) == preflight.RUNNING.format(folder=tmp_path)


def until(found: Callable[[], Any], seconds: float = 30) -> Any:
    """What is found, once there is something."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return answer


class Run:
    """One `make run`, as a process."""

    def __init__(self, folder: Path) -> None:
        self.server = Server(folder)
        self.environment = environment(folder)
        self.log = folder.with_suffix(".log")
        self.begin()

    def begin(self) -> None:
        """Starts it, and waits until its address is printed."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ledger.run"],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + 180
        try:
            while "Ctrl-C stops it." not in self.printed():
                assert self.process.poll() is None, self.printed()
                assert time.monotonic() < deadline, self.printed()
                time.sleep(0.05)
        except BaseException:
            self.process.terminate()  # nobody else would
            raise

    def printed(self) -> str:
        """What it has said so far."""
        return self.log.read_text()

    def get(self, path: str) -> int:
        """The status of a page."""
        with urllib.request.urlopen(f"http://localhost:{self.environment['PORT']}{path}") as answer:
            return int(answer.status)

    def worker(self) -> psutil.Process | None:
        """Its background worker, where there is one."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):  # it has ended, and is not waited for yet
                if "ledger.background" in child.cmdline():
                    return child
        return None

    def database(self) -> psycopg.Connection:
        """A connection of the app role."""
        password = keys.read(self.server.password_file(embedded.APP))
        return psycopg.connect(
            host=str(self.server.socket_dir), port=embedded.PORT, dbname=embedded.DATABASE, user=embedded.APP,
            password=password, autocommit=True,
        )  # fmt: skip

    def end(self, number: signal.Signals) -> int:
        """Sends it a signal; gives its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A run that came up once; each test leaves it running."""
    made = Run(tmp_path_factory.mktemp("run") / "data")
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.end(signal.SIGTERM)
        made.server.stop()


@BY_ITSELF
def test_it_serves_pages_and_hashed_static_files(run: Run) -> None:
    assert run.get("/readyz") == 200
    assert (run.server.data_dir / "static" / "staticfiles.json").exists()
    assert f"http://localhost:{run.environment['PORT']}/claims/" in run.printed()


@BY_ITSELF
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_app_and_database(run: Run, number: signal.Signals) -> None:
    assert run.end(number) == 0
    assert not run.server.answers()

    run.begin()
    assert run.get("/readyz") == 200


@BY_ITSELF
def test_a_killed_app_is_no_obstacle(run: Run) -> None:
    run.end(signal.SIGKILL)

    run.begin()
    assert run.get("/readyz") == 200


@BY_ITSELF
def test_a_killed_database_is_no_obstacle(run: Run) -> None:
    killed = run.server.process_id()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    run.end(signal.SIGINT)

    run.begin()
    assert run.get("/readyz") == 200


# ── The background worker ───────────────────────────────────────────────────────────────────────────

FETCH = """
    INSERT INTO claims_fetch (url, asked_by_id, asked_at, state, problem, final_url, title, outlet_name,
        authors, published, language)
    VALUES ('http://127.0.0.1/', %s, now(), 'waiting', '', '', '', '', '', '', '') RETURNING id
"""
TASK = """
    INSERT INTO django_tasks_database_dbtaskresult (id, status, enqueued_at, args_kwargs, priority, task_path,
        worker_ids, queue_name, backend_name, run_after, exception_class_path, traceback)
    VALUES (%s, 'RUNNING', now(), %s, 0, 'claims.jobs.fetch_page', '["killed"]', 'default', 'default',
        '9999-01-01T00:00:00Z', '', '')
"""
PERSON = """
    INSERT INTO claims_person (email, name, handle, password, is_active, is_staff, is_superuser, date_joined)
    VALUES ('ada@example.org', 'Ada', 'ada', '', true, false, false, now()) RETURNING id
"""


@BY_ITSELF
def test_a_killed_worker_comes_back_and_its_task_is_taken_up_again(run: Run) -> None:
    killed = until(run.worker)
    with run.database() as database:
        [person] = database.execute(PERSON).fetchone() or [0]
        [fetch] = database.execute(FETCH, [person]).fetchone() or [0]
        database.execute(TASK, [uuid.uuid4(), json.dumps({"args": [fetch], "kwargs": {}})])
        killed.kill()

        assert until(lambda: (other := run.worker()) and other.pid != killed.pid)
        until(lambda: database.execute("SELECT 1 FROM claims_fetch WHERE state <> 'waiting'").fetchone())
        answered = database.execute("SELECT state, problem FROM claims_fetch").fetchone()
    assert answered == ("failed", NOT_PUBLIC.format(host="127.0.0.1"))


@BY_ITSELF
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_its_server(run: Run, number: signal.Signals) -> None:
    worker = until(run.worker)
    run.end(number)

    until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, seconds=5)
    run.begin()
