"""`manage.py export_log FOLDER`: the log and its records as plain files that anybody can serve and verify."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.interchange.mirror import export_log
from claims.log_reading import LogIncomplete
from claims.workflow import Refused

PROGRESS_EVERY = 10_000


class Command(BaseCommand):
    help = (
        "Writes a mirror of the log into a folder, or brings one up to date. Only what is missing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--everything",
            action="store_true",
            help="compare the files that are there as well, and write anew those that differ",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = export_log(options["folder"], everything=options["everything"], progress=self._progress)
        except (Refused, LogIncomplete) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"The mirror can't be written: {error}.") from None
        gone = f", {written.redacted} redacted records taken away" if written.redacted else ""
        self.stdout.write(
            f"{written.size} entries, {written.size - written.before} of them new; "
            f"{written.files} files written{gone}."
        )

    def _progress(self, done: int, total: int) -> None:
        if done % PROGRESS_EVERY == 0 and done < total:
            self.stderr.write(f"{done} of {total} entries")
