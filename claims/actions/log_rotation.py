"""A new key takes over the log: its first checkpoint is signed by the former one as well.

Whoever knows the former key so learns from itself which key follows. What was signed before goes on
verifying with the former key, whose end is published at /log/key.
"""

import os

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims import log_keys
from claims.actions.deed import become_sequencer, guards_speak
from claims.actions.log import acknowledge, checkpoint_of, refuse_unless_it_stands
from claims.actions.log_keys import write_key
from claims.models import Entry, LogKey
from claims.signed_note import Signer
from claims.workflow import Refused

NOTHING_SIGNED = _("The log has signed nothing yet, so no key has to follow another: just set another one.")
NO_NEXT = _(
    "The log's key comes from LOG_KEY, so the new one has to come from LOG_KEY_NEXT. Make one with "
    "“manage.py make_log_key --print”, set it for every process, and ask again."
)
SAME_KEY = _("The new key is the one that signs already.")


def rotate_log_key() -> Signer:
    """Let the next key take over; gives it. Raises Refused where that can't be, and changes nothing then.

    With the key in a file, the next one is made beside it and takes its place at the end; every process that
    signs reads the file and follows. With LOG_KEY, it is LOG_KEY_NEXT.
    """
    settle()
    with guards_speak(), transaction.atomic():
        become_sequencer()
        last = Entry.objects.order_by("-index").first()
        refuse_unless_it_stands(last)
        current = LogKey.objects.order_by("-id").first()
        if last is None or current is None:
            raise Refused(str(NOTHING_SIGNED))
        former = log_keys.signer_of(current.verifier)
        following = _next_signer(former)
        if following.verifier == former.verifier:
            raise Refused(str(SAME_KEY))
        key = LogKey.objects.create(verifier=str(following.verifier), first_size=last.index + 1)
        checkpoint_of(last, key, [following, former]).save()
        transaction.on_commit(acknowledge)
        transaction.on_commit(settle)
    return following


def settle() -> None:
    """Put the next key in its place in the file, once the log is signed with it: also after a crash."""
    waiting = log_keys.next_file()
    current = LogKey.objects.order_by("-id").first()
    if settings.LOG_KEY or current is None or not waiting.exists():
        return
    if str(Signer.parse(waiting.read_text(encoding="utf-8").strip()).verifier) == current.verifier:
        os.replace(waiting, settings.LOG_KEY_FILE)


def _next_signer(former: Signer) -> Signer:
    if settings.LOG_KEY:
        if not settings.LOG_KEY_NEXT:
            raise Refused(str(NO_NEXT))
        return [*log_keys.signers()][1]
    waiting = log_keys.next_file()
    if not waiting.exists():
        write_key(waiting, Signer.make(former.name))
    return [*log_keys.signers()][-1]
