"""`manage.py verify_log [TARGET]`: the public verifier (`claims/verifier.py`), by default on this site."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from claims import verifier


class Command(BaseCommand):
    help = "Checks a public log: a site, a mirror or a receipt. Ends with 0, 1 (a fault) or 2 (not checked)."

    def add_arguments(self, parser: CommandParser) -> None:
        verifier.add_arguments(parser, nargs="?", default=settings.SITE_URL)

    def handle(self, *args: Any, **options: Any) -> None:
        if code := verifier.check(argparse.Namespace(**options), verifier.Teller()):
            raise SystemExit(code)
