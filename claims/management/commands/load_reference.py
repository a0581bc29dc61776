"""`manage.py load_reference EMAIL`: topics and the verdict scheme that a new ledger starts with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.interchange.reference import load_reference
from claims.models import Person
from claims.workflow import Refused


class Command(BaseCommand):
    help = "Adds the topics and publishes the verdict scheme that come with the ledger, if they are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="of the administrator in whose name this is done")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=options["email"].lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {options['email']}.")
        try:
            topics, schemes = load_reference(by=person)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Added {topics} topics and {schemes} verdict schemes.")
