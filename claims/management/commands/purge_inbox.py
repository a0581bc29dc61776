"""`manage.py purge_inbox`: lets go, at once, of what is kept for a time only."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions.purging import purge


class Command(BaseCommand):
    help = "Removes readers’ letters whose time is up, and what was typed at the desk and never saved."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = purge()
        self.stdout.write(
            f"Removed {gone.letters} letters, {gone.senders} marks of senders and {gone.inputs} kept inputs."
        )
