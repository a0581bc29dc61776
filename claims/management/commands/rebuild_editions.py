"""`manage.py rebuild_editions`: the readers' projection anew from the log, with every difference named."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions.editions import rebuild_editions

PROGRESS_EVERY = 1000


class Command(BaseCommand):
    help = "Makes editions and subjects anew from entries alone. Exits with 1 when anything differed."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = rebuild_editions(progress=self._progress)
        for difference in differences:
            self.stdout.write(str(difference))
        if differences:
            self.stderr.write(f"{len(differences)} differences; the projection was made anew from the log.")
            raise SystemExit(1)
        self.stdout.write("Editions and subjects are what the log says.")

    def _progress(self, done: int, total: int) -> None:
        if done % PROGRESS_EVERY == 0 and done < total:
            self.stderr.write(f"{done} of {total} entries")
