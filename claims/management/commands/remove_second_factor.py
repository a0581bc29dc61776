"""`manage.py remove_second_factor EMAIL`: for an administrator who has lost it, and is the only one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.actions.people import remove_factor_from_shell
from claims.models import Person
from claims.workflow import Refused


class Command(BaseCommand):
    help = "Removes all second factors of a person and signs them out. They then sign in by their password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(email=options["email"].lower()).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        try:
            remove_factor_from_shell(person=person)
        except Refused as refusal:
            raise CommandError(" ".join(refusal.sentences)) from None
        self.stdout.write(f"{person} signs in by password alone now, and can set up a new second factor.")
