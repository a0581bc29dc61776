"""At start, and whenever somebody asks: do log, checkpoint file and key hang together?"""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims import log_file, log_keys
from claims.actions import log
from claims.actions.deed import become_sequencer, guards_speak
from claims.checkpoint import SignedCheckpoint
from claims.log_reading import verifiers
from claims.models import Checkpoint, Entry, LogKey
from claims.signed_note import NoteError
from claims.workflow import Refused

EMPTY = _("The log is empty.")
STANDS = _("The log has {size} entries; the checkpoint file tells of {told}.")
TILES = _("{count} missing tile(s) were written.")
SIGNED = _("The log was signed at its size of {size}.")
FORWARD = _("The checkpoint file told of {before} entries and was brought forward to {after}.")
FALSE_FILE = _(
    "The checkpoint file {path} is not signed by the log's own key ({reason}). Put it back from a copy: see "
    "“The checkpoint file” in docs/operations.md."
)


@dataclass
class Standing:
    """What was found, what was done about it, and what is still lacking; each a sentence."""

    found: list[str] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)


def check_log() -> Standing:
    """Bring forward what is behind, and say so. Raises Refused where the log is not the one that was told of.

    A key or a file that can't be used is no reason to refuse: it is said, and the door refuses to publish.
    """
    standing = Standing()
    with guards_speak(), transaction.atomic():
        become_sequencer()
        last = Entry.objects.order_by("-index").first()
        told = log_file.read()
        log_file.refuse_unless_beginning(told, last)
        _refuse_unless_ours(told)
        if last is None:
            standing.found.append(str(EMPTY))
            return standing
        size = last.index + 1
        if count := log.write_tiles(size, gaps=True):
            standing.found.append(TILES.format(count=count))
        key = LogKey.objects.order_by("-id").first()
        try:
            if not Checkpoint.objects.filter(size=size).exists():
                log.sign_checkpoint(last)
                standing.found.append(SIGNED.format(size=size))
            elif key is not None:
                log_keys.signer_of(key.verifier)
        except Refused as error:
            standing.lacks.append(str(error))
    try:
        log.acknowledge()
    except log.Unacknowledged as error:
        standing.lacks.append(str(error))
    now = log_file.read()
    if now and (told is None or told.size < now.size):
        standing.found.append(FORWARD.format(before=told.size if told else 0, after=now.size))
    standing.found.append(STANDS.format(size=size, told=now.size if now else 0))
    return standing


def _refuse_unless_ours(told: SignedCheckpoint | None) -> None:
    """Raise Refused where another name was signed, or what the file says is not signed by a key of ours."""
    first = Checkpoint.objects.order_by("id").values_list("note", flat=True).first()
    if first is not None:
        origin = SignedCheckpoint.parse(bytes(first)).checkpoint.origin
        if origin != settings.LOG_ORIGIN:
            raise Refused(log_file.OTHER_ORIGIN.format(origin=origin, setting=settings.LOG_ORIGIN))
    if told is not None:
        try:
            told.note.verified(verifiers())
        except NoteError as error:
            raise Refused(FALSE_FILE.format(path=log_file.path(), reason=error)) from error
