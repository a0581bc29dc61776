"""`manage.py publish_method EMAIL --note …`: makes the method public, as the software enforces it now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.actions.door import publish_method
from claims.models import Person
from claims.workflow import Refused


class Command(BaseCommand):
    help = "Publishes the tables of the method as an entry of the log, if they differ from what stands there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="of the administrator in whose name this is done")
        parser.add_argument("--note", required=True, help="what changes and why; readers see it")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=options["email"].lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        try:
            entry = publish_method(by=person, note=options["note"])
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Published version {entry.version} of the method as entry {entry.index}.")
