"""`manage.py db_worker`: the background worker, which first takes up what a killed one left behind."""

from typing import Any

from django.core.management import call_command
from django_tasks_db.management.commands.db_worker import Command as Worker

from ledger import worker

KEPT_DAYS = 14
TAKEN_UP = "Taking up {count} task(s) again that a killed worker left."


class Command(Worker):
    """The package's own worker, with a sign of life in the database."""

    def configure_logging(self, verbosity: int) -> None:
        """Leave it to the settings: what goes well is not worth a line."""

    def handle(self, *, worker_id: str, **options: Any) -> None:
        """Work until told to stop. Finished tasks are forgotten after a fortnight."""
        with worker.alive(worker_id):
            if count := worker.take_up_again():
                self.stdout.write(TAKEN_UP.format(count=count))
            call_command("prune_db_task_results", min_age_days=KEPT_DAYS, queue_name="*", verbosity=0)
            super().handle(worker_id=worker_id, **options)
