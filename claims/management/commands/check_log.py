"""`manage.py check_log`: do log, checkpoint file and key hang together? Brings forward what is behind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.actions.log_standing import check_log
from claims.workflow import Refused


class Command(BaseCommand):
    help = "Says whether log, checkpoint file and key hang together, and brings forward what is behind."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            standing = check_log()
        except Refused as error:
            raise CommandError(str(error)) from error
        for sentence in standing.found:
            self.stdout.write(sentence)
        if standing.lacks:
            raise CommandError(" ".join(standing.lacks))
