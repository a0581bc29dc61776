"""The application as `make run` serves it: a worker whose server was killed does not outlive it.

Left alone, such a worker would go on holding the port, and the next start would find it taken.
"""

import os
import threading
import time

from ledger.wsgi import application

__all__ = ["application"]

SERVER_PROCESS = "LEDGER_SERVER_PROCESS"


def leave_with(server: int) -> None:
    """Ends this process soon after its parent is no longer `server`."""
    while os.getppid() == server:
        time.sleep(0.5)
    os._exit(1)


if os.environ.get(SERVER_PROCESS, "").isdigit():
    threading.Thread(target=leave_with, args=(int(os.environ[SERVER_PROCESS]),), daemon=True).start()
