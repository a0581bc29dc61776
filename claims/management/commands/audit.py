"""`manage.py audit`: all parts of the log, compared with each other."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.audit import audit

PROGRESS_EVERY = 10_000


class Command(BaseCommand):
    help = (
        "Compares all parts of the log with each other and names each difference. Exits with 1 if any differ."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for finding in audit(progress=self._progress):
            found += 1
            self.stdout.write(str(finding))
        if found:
            self.stderr.write(f"{found} difference{'s' if found > 1 else ''}.")
            raise SystemExit(1)
        self.stdout.write("Entries, records, editions, tiles, checkpoints and the checkpoint file agree.")

    def _progress(self, done: int, total: int) -> None:
        if done % PROGRESS_EVERY == 0 and done < total:
            self.stderr.write(f"{done} of {total} entries")
