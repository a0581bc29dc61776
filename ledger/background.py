"""`python -m ledger.background`: the worker as `make run` begins it, which ends with the server."""

import os

import django
from django.core.management import call_command

from ledger.children import stay_with_server


def main() -> None:
    """Works until it is told to stop, or its server is gone."""
    stay_with_server()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")
    django.setup()
    call_command("db_worker", reload=False)


if __name__ == "__main__":
    main()
