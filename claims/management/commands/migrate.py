"""`manage.py migrate` as the owner, followed by the app role's privileges."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate

from ledger import database


class Command(Migrate):
    """Django's migrate, on the alias `owner` unless told otherwise; then grants the app role its least."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's own, with another default for --database."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrates, then calls `ledger_grant` where app and owner are two roles."""
        with database.migrating(options["database"]):
            super().handle(*args, **options)
        if options["database"] == "owner" and not options["check_unapplied"] and not options["plan"]:
            database.grant_app_role()
