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
from concurrent.futures import ThreadPoolExecutor
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


def test_whatever_is_in_the_way_is_one_line(tmp_path: Path) -> None:
    """Each is refused by a run of its own, all at the same time: some wait a while for a port or a folder."""
    (tmp_path / "file").touch()
    (tmp_path / "taken").mkdir()
    silent = f"postgresql://app:secret@127.0.0.1:{free_port()}/claims"
    with socket.socket() as other, preflight.alone_in(tmp_path / "taken"), ThreadPoolExecutor() as runs:
        other.bind((preflight.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        lines = {
            name: runs.submit(refused, where, **wrong)
            for name, where, wrong in (
                ("used port", tmp_path / "data", {"PORT": str(port)}),
                ("words for a port", tmp_path / "data", {"PORT": "many"}),
                ("too small a port", tmp_path / "data", {"PORT": "0"}),
                ("too large a port", tmp_path / "data", {"PORT": "70000"}),
                ("no folder", tmp_path / "file" / "data", {}),
                ("other database", tmp_path / "one", {"DATABASE_URL": "mysql://somebody@localhost/claims"}),
                ("no answer", tmp_path / "two", {"DATABASE_URL": silent}),
                ("wrong setting", tmp_path / "three", {"DEBUG": "perhaps"}),
                ("second run", tmp_path / "taken", {}),
            )
        }
        said = {name: line.result() for name, line in lines.items()}

    assert said["used port"] == preflight.PORT_TAKEN.format(port=port, other=port + 1)
    assert said["words for a port"] == preflight.BAD_PORT.format(port="many")
    assert said["too small a port"] == preflight.BAD_PORT.format(port="0")
    assert said["too large a port"] == preflight.BAD_PORT.format(port="70000")
    assert said["no folder"].startswith(f"The data folder {tmp_path}/file/data can't be written")
    assert said["other database"].startswith("DATABASE_URL is no")
    assert said["no answer"].startswith("The database of DATABASE_URL does not answer")
    assert "secret" not in said["no answer"]
    assert "DEBUG" in said["wrong setting"]
    assert said["second run"] == preflight.RUNNING.format(folder=tmp_path / "taken")


def until(found: Callable[[], Any], seconds: float = 30) -> Any:
    """What is found, once there is something."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return answer


def has_ended(process: psutil.Process) -> bool:
    """Whether it is gone, waited for or not."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # between one question and the other
        return True


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
def test_a_signal_stops_app_worker_and_database(run: Run, number: signal.Signals) -> None:
    worker = until(run.worker)
    assert run.end(number) == 0
    assert not run.server.answers()
    until(lambda: has_ended(worker), seconds=5)

    run.begin()
    assert run.get("/readyz") == 200


@BY_ITSELF
def test_a_killed_app_is_no_obstacle_and_its_worker_ends(run: Run) -> None:
    worker = until(run.worker)
    run.end(signal.SIGKILL)
    until(lambda: has_ended(worker), seconds=5)

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
