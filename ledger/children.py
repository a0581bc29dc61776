"""The processes beside `make run`: how they end with it, and how its background worker is kept going."""

import os
import subprocess  # nosec B404: a module of ours, and nothing of a visitor's
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER_PROCESS = "LEDGER_SERVER_PROCESS"  # tells a child which process it belongs to
PATIENCE_SECONDS = 3.0  # for a task that is under way when everything stops; the next start takes it up again
LONGEST_PAUSE_SECONDS = 30.0
WORKER_ENDED = "The background worker ended ({code}); beginning another one …"


def stay_with_server() -> None:
    """Where `make run` began this process: end soon after that one has ended, however it did.

    Left alone, the child of a killed server would hold its port, or work on beside the next one.
    """
    if os.environ.get(SERVER_PROCESS) == str(os.getppid()):
        threading.Thread(target=leave_with, args=(os.getppid(),), daemon=True).start()


def leave_with(server: int) -> None:
    """Ends this process soon after its parent is no longer `server`."""
    while os.getppid() == server:
        time.sleep(0.5)
    os._exit(1)


@contextmanager
def worker() -> Iterator[None]:
    """The background worker, begun anew whenever it dies, for as long as the block lasts."""
    keeper = Keeper([sys.executable, "-m", "ledger.background"])
    keeper.begin()  # not in the thread: the server forks its own workers meanwhile, and locks with them
    threading.Thread(target=keeper.keep, daemon=True).start()
    try:
        yield
    finally:
        keeper.stop()


class Keeper:
    """One child process, and another one each time it ends."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        self.beginning = threading.Lock()

    def begin(self) -> None:
        """Begin the child, unless everything is being stopped."""
        with self.beginning:
            if not self.stopping.is_set():
                # In a session of its own: Ctrl-C is for the server, which ends it in turn.
                self.process = subprocess.Popen(  # nosec B603: see the command above
                    self.command, cwd=ROOT, start_new_session=True
                )

    def keep(self) -> None:
        """Begin the child anew whenever it ends; one that never lives long is left more and more time."""
        pause = 1.0
        while self.process is not None:
            began = time.monotonic()
            code = self.process.wait()
            if self.stopping.is_set():
                return
            print(WORKER_ENDED.format(code=code), file=sys.stderr, flush=True)
            pause = 1.0 if time.monotonic() - began > LONGEST_PAUSE_SECONDS else pause * 2
            self.stopping.wait(min(pause, LONGEST_PAUSE_SECONDS))
            self.begin()

    def stop(self) -> None:
        """End the child: asked to first, made to after a moment."""
        with self.beginning:
            self.stopping.set()
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
