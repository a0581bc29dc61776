"""`manage.py ask_witnesses`: has the newest checkpoint cosigned now, whatever the worker does."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.actions.witnessing import have_cosigned
from claims.workflow import Refused

NONE = "No witness is configured (LOG_WITNESSES, docs/operations.md)."
NOTHING = "The log has published no checkpoint yet, so there is nothing to cosign."
COSIGNED = "{name} has cosigned the log of {size} entries."


class Command(BaseCommand):
    help = "Asks every witness to cosign the newest checkpoint. Exits with 1 when one did not."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOG_WITNESSES:
            raise CommandError(NONE)
        try:
            answers = have_cosigned()
        except Refused as error:
            raise CommandError(str(error)) from error
        if not answers:
            self.stdout.write(NOTHING)
        for answer in answers:
            if answer.why_not:
                self.stderr.write(answer.why_not)
            else:
                self.stdout.write(COSIGNED.format(name=answer.name, size=answer.size))
        if any(answer.why_not for answer in answers):
            raise SystemExit(1)
