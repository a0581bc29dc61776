"""The application as `make run` serves it: its workers stop when their server does, and only then."""

import os

from ledger.children import SERVER_PROCESS, stay_with_server

if os.environ.get(SERVER_PROCESS) == str(os.getppid()):
    # Out of the terminal's group: Ctrl-C would reach the worker a moment before its server's own signal does,
    # and a worker that is told twice to stop can lock up on the way.
    os.setpgid(0, 0)
    stay_with_server()

from ledger.wsgi import application

__all__ = ["application"]
