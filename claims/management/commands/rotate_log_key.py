"""`manage.py rotate_log_key`: lets a new key follow the one that signs the log."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.actions.log_rotation import rotate_log_key
from claims.workflow import Refused

IN_ENVIRONMENT = "Now set LOG_KEY to what LOG_KEY_NEXT is, remove LOG_KEY_NEXT, and restart at leisure."


class Command(BaseCommand):
    help = "Lets a new key sign the log from now on; its first checkpoint is signed by both."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            signer = rotate_log_key()
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            "From now on the log is signed with this key (/log/key tells where the former one ends):"
        )
        self.stdout.write(str(signer.verifier))
        if settings.LOG_KEY:
            self.stdout.write(IN_ENVIRONMENT)
