"""Having the log witnessed: each witness is asked to cosign the newest checkpoint. Nobody in person does it.

1. A publication calls `wake`, which notes the task `ask_witnesses` in its own transaction. One that waits
   already is taken hold of instead: locked, it can't start before this deed is committed.
2. The task reads what the checkpoint file tells the world, and asks each witness that has not cosigned it,
   with a proof that the log as that witness knows it is the beginning of this one.
3. A cosignature is verified, kept for good, and added to the file, so that it is served with the checkpoint.
4. Who could not be asked is asked again, after a pause that grows; and so is everybody, where the log has
   grown meanwhile. A witness that knows another log is not: that is for people, and the log says so.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from claims import log_file
from claims.actions.log import add_signatures
from claims.checkpoint import SignedCheckpoint
from claims.log_reading import LogIncomplete, consistency_proof
from claims.models import Checkpoint, Cosignature, Entry
from claims.signed_note import Note, Signature
from claims.witness_client import Forked, NotCosigned, cosigned
from claims.witnesses import Witness, newest_of, witnesses
from claims.workflow import Refused

GATHER = timedelta(seconds=3)  # the checkpoint file is written after the commit
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answer:
    """What came of asking a witness for a size."""

    name: str
    size: int
    why_not: str = ""  # "" where it has cosigned
    again: bool = False  # whether asking again may help


@task()
def ask_witnesses(tries: int = 0) -> int:
    """Have the newest checkpoint cosigned; come back later where that failed. Returns how many have."""
    try:
        answers = have_cosigned()
    except Refused as error:
        log.error("witnesses not asked", why=str(error))
        answers = [Answer("", 0, str(error), again=True)]
    newest = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    with transaction.atomic():
        if any(answer.again for answer in answers):
            wake(after=PAUSES[min(tries, len(PAUSES) - 1)], tries=tries + 1)
        if any(answer.size < newest for answer in answers if not answer.again):
            wake()
    return sum(not answer.why_not for answer in answers)


def wake(*, after: timedelta = GATHER, tries: int = 0) -> None:
    """See to it that the witnesses are asked soon after this transaction is committed. Called inside one."""
    if not settings.LOG_WITNESSES:
        return
    moment = timezone.now() + after
    waiting = DBTaskResult.objects.filter(
        task_path=ask_witnesses.module_path, status=TaskResultStatus.READY, run_after__lte=moment
    )
    if waiting.order_by("pk").select_for_update(skip_locked=True).first() is None:
        ask_witnesses.using(run_after=moment).enqueue(tries)


def have_cosigned() -> list[Answer]:
    """Ask every witness that has not cosigned what the file tells the world. Refused where it is bad."""
    signed = log_file.read()
    log_file.refuse_unless_beginning(signed, Entry.objects.order_by("-index").first())
    return [_answer_of(witness, signed) for witness in witnesses()] if signed else []


def note_cosignature(*, signed: SignedCheckpoint, witness: Witness, signature: Signature) -> Cosignature:
    """Keep a cosignature that was verified; one that is there already stays as it is."""
    seconds = signature.seconds or 0
    kept, _made = Cosignature.objects.get_or_create(
        witness=str(witness.verifier),
        size=signed.size,
        defaults={"line": str(signature), "cosigned_at": datetime.fromtimestamp(seconds, UTC)},
    )
    return kept


def _answer_of(witness: Witness, signed: SignedCheckpoint) -> Answer:
    """Ask one witness, unless it has cosigned this size; and see that its line stands in the file."""
    kept = Cosignature.objects.filter(witness=str(witness.verifier), size=signed.size).first()
    try:
        if kept is None:
            newest = newest_of(witness)
            signature = cosigned(
                signed,
                verifier=witness.verifier,
                url=witness.url,
                seen=newest.size if newest else 0,
                prove=consistency_proof,
            )
            kept = note_cosignature(signed=signed, witness=witness, signature=signature)
            log.info("cosigned", witness=witness.name, size=signed.size)
        add_signatures(signed.size, Note.parse(f"{signed.note.text}\n{kept.line}\n".encode()).signatures)
    except Forked as error:
        log.error("the witness knows another log", witness=witness.name, size=signed.size, why=str(error))
        return Answer(witness.name, signed.size, str(error))
    except (NotCosigned, LogIncomplete, OSError, ValueError, OverflowError) as error:
        log.warning("not cosigned", witness=witness.name, size=signed.size, why=str(error))
        return Answer(witness.name, signed.size, str(error), again=True)
    return Answer(witness.name, signed.size)
