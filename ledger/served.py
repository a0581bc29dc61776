"""The application as `make run` serves it: its workers stop when their server does, and only then."""

import os
import threading
import time

from ledger.run import SERVER_PROCESS


def leave_with(server: int) -> None:
    """Ends this process soon after its parent is no longer `server`.

    Left alone, the worker of a killed server would hold the port, and the next start would find it taken.
    """
    while os.getppid() == server:
        time.sleep(0.5)
    os._exit(1)


if os.environ.get(SERVER_PROCESS) == str(os.getppid()):
    # Out of the terminal's group: Ctrl-C would reach the worker a moment before its server's own signal does,
    # and a worker that is told twice to stop can lock up on the way.
    os.setpgid(0, 0)
    threading.Thread(target=leave_with, args=(os.getppid(),), daemon=True).start()

from ledger.wsgi import application  # noqa: E402

__all__ = ["application"]
