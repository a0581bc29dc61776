"""Letting go of what is kept for a time only: readers' letters, who sent them, and input that nobody saved.

1. `purge` does it. The worker calls it once a day while there is anything left to purge: whoever adds
   something plans the next round, and each round plans the one after.
2. The command `purge_inbox` does the same at once.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from claims.actions.deed import now
from claims.models import KeptInput, Letter

EVERY = timedelta(days=1)
# A sender counts for an hour; the digest is kept a little longer than that, and no longer.
SENDER_FOR = timedelta(hours=2)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Purged:
    """How much went."""

    letters: int
    senders: int
    inputs: int


@task()
def purge_what_is_over() -> int:
    """The daily round; returns how many letters and inputs went."""
    with transaction.atomic():
        gone = purge()
        if Letter.objects.exists() or KeptInput.objects.exists():
            plan_purge()
    log.info("purged", letters=gone.letters, senders=gone.senders, inputs=gone.inputs)
    return gone.letters + gone.inputs


def purge() -> Purged:
    """Remove letters whose time is up, with their notices, digests of senders that no longer count, and input
    that was kept longer than KEPT_INPUT_DAYS.
    """
    with transaction.atomic():
        moment = now()
        over = Letter.objects.filter(keep_until__lte=moment)
        letters = over.count()
        over.delete()
        old = Letter.objects.filter(received_at__lte=moment - SENDER_FOR).exclude(sender="")
        senders = old.update(sender="")
        forgotten = KeptInput.objects.filter(
            kept_at__lte=timezone.now() - timedelta(days=settings.KEPT_INPUT_DAYS)
        )
        inputs, _by_model = forgotten.delete()
    return Purged(letters, senders, inputs)


def plan_purge() -> None:
    """See to it that a round is planned. Called inside a transaction."""
    waiting = DBTaskResult.objects.filter(
        task_path=purge_what_is_over.module_path, status=TaskResultStatus.READY
    )
    if not waiting.exists():
        purge_what_is_over.using(run_after=timezone.now() + EVERY).enqueue()
