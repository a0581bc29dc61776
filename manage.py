#!/usr/bin/env python3
"""Django's command line for the ledger."""

import os
import sys

NO_DATABASE = "No database is running: start it with “make run”, or set DATABASE_URL."
NO_ANSWER = "The database of DATABASE_URL does not answer: {reason}"


def main() -> int:
    """Runs one command; a missing database is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")
    # A command needs one connection, and learns at once when there is none to be had.
    os.environ.setdefault("DATABASE_POOL", "off")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db.utils import OperationalError
    except ImportError:
        print(
            "The requirements are not installed: run “make run” once, then use .venv/bin/python.",
            file=sys.stderr,
        )
        return 1
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1
    except OperationalError as error:
        from django.conf import settings

        if isinstance(error.__cause__, Exception) and getattr(error.__cause__, "sqlstate", None):
            raise  # the server answered: this is about a statement, not about reaching it
        reason = str(error).strip().splitlines()[0]
        print(NO_DATABASE if settings.EMBEDDED else NO_ANSWER.format(reason=reason), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
