"""`manage.py make_log_key`: the key that signs the log."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.actions.log_keys import make_log_key, new_log_key
from claims.workflow import Refused


class Command(BaseCommand):
    help = "Makes the log's first signing key in LOG_KEY_FILE and prints its verifier key."
    requires_system_checks: list[str] = []  # it needs no database

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--print",
            action="store_true",
            dest="printed",
            help="print a new private key, for LOG_KEY or LOG_KEY_NEXT, and keep it nowhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["printed"]:
            self.stdout.write(new_log_key().text)
            return
        try:
            signer = make_log_key()
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The log's signing key is in {settings.LOG_KEY_FILE}. Keep a copy elsewhere.")
        self.stdout.write("Its verifier key, for everybody to know and for you to print:")
        self.stdout.write(str(signer.verifier))
