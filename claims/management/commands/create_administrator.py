"""`manage.py create_administrator EMAIL --name NAME`: the first account of a new ledger."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.actions.people import create_administrator, invitation_link


class Command(BaseCommand):
    help = "Opens an administrator's account and prints the link at which its owner chooses a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="the person's name, as colleagues will see it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = create_administrator(email=options["email"], name=options["name"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"{person} is an administrator. Choose the password here (the link works once):")
        self.stdout.write(invitation_link(person))
