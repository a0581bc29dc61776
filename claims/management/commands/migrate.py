"""`manage.py migrate` as the owner, followed by the app role's privileges."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

OWNER = "owner"


class Command(Migrate):
    """Django's migrate, on the alias `owner` unless told otherwise; then grants the app role its least."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's own, with another default for --database."""
        super().add_arguments(parser)
        parser.set_defaults(database=OWNER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrates, then calls `ledger_grant` where app and owner are two roles."""
        super().handle(*args, **options)
        if options["database"] == OWNER and not options["check_unapplied"] and not options["plan"]:
            self.grant()

    def grant(self) -> None:
        """Gives the app role exactly what it needs, and takes from it whatever else it had."""
        app_role = connections["default"].settings_dict["USER"]
        if app_role == connections[OWNER].settings_dict["USER"]:
            return
        with connections[OWNER].cursor() as cursor:
            # Before the migration that makes it (a partial migrate), there is nothing to grant either.
            cursor.execute("SELECT to_regprocedure('ledger_grant(text)') IS NOT NULL")
            if cursor.fetchone() == (True,):
                cursor.execute("SELECT ledger_grant(%s)", [app_role])
