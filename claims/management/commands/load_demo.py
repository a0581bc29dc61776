"""`manage.py load_demo`: the claims of one public page, for trying the ledger out."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.interchange.demo import is_empty, load_demo

SIGN_INS_FILE = "demo-sign-ins.txt"
PROGRESS_EVERY = 20
NOT_ASKED = "This database was brought by you: set DEMO=1 to load the demo into it."


class Command(BaseCommand):
    help = "Loads the demo into an empty ledger and prints its sign-ins. Loading twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.EMBEDDED or settings.DEMO):
            raise CommandError(NOT_ASKED)
        if not is_empty():
            self.stdout.write("The ledger is not empty; the demo changes nothing.")
            return
        sign_ins = load_demo(progress=self._progress)
        lines = [f"{each.email:<22} {each.password}   {each.roles}" for each in sign_ins]
        path = settings.DATA_DIR / SIGN_INS_FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.stdout.write("The demo is loaded. Sign-ins:")
        for line in lines:
            self.stdout.write(f"  {line}")

    def _progress(self, done: int, total: int) -> None:
        if done % PROGRESS_EVERY == 0 or done == total:
            self.stderr.write(f"Loading the demo: {done} of {total} steps")
