"""Readers' letters: taking them in, what the desk makes of them, and letting them go when their time is up.

1. A letter comes from nobody who signed in, so there is no deed; all of it is one transaction.
2. Letters are counted one at a time, under a lock, by the database: the limit holds across processes. A
   sender is counted by a digest, keyed with the site's secret and the day, of the network address, of which
   IPv6 gives every household many. The address itself is kept nowhere.
3. The day on which a letter goes is fixed when it comes in, because the reader was told.
"""

import hashlib
import hmac
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.claims import log_claim
from claims.actions.deed import deed, now
from claims.actions.notices import editors, tell
from claims.actions.purging import plan_purge
from claims.choices import LetterState, NoticeKind
from claims.models import Claim, Letter, Person
from claims.reasons import Reason
from claims.workflow import LOG, Case, Refused

WINDOW = timedelta(hours=1)
HOUSEHOLD = 64  # bits of an IPv6 address that one connection has to itself
NO_WORD = gettext_noop("Write a word on why nothing more is done; who looks again later needs to know.")
NO_CLAIM = gettext_noop("Say which claim goes on with this.")
ANSWERED = gettext_noop(
    "Somebody has answered this letter already. Look at what they did; it can be opened again."
)
OPEN_ALREADY = gettext_noop("This letter is open.")


class TooMany(Exception):
    """More letters came within the hour than the `most` that are taken: from one sender, or `in_all`."""

    def __init__(self, most: int, *, in_all: bool) -> None:
        super().__init__()
        self.most, self.in_all = most, in_all


def receive_letter(
    *,
    kind: str,
    text: str,
    sender: str,
    number: int | None = None,
    said_by: str = "",
    shown_at: str = "",
    email: str = "",
) -> Letter:
    """Take in what a reader wrote, and tell the editors. `sender` is the network address it came from.

    Raises TooMany where the limit is reached, ValidationError (by field) for bad values.
    """
    with transaction.atomic():
        _one_at_a_time()
        moment = now()
        seals = [sealed(sender, day) for day in (moment.date(), moment.date() - timedelta(days=1))]
        lately = Letter.objects.filter(received_at__gt=moment - WINDOW)
        if lately.filter(sender__in=seals).count() >= settings.INBOX_PER_HOUR:
            raise TooMany(settings.INBOX_PER_HOUR, in_all=False)
        if lately.count() >= settings.INBOX_PER_HOUR_IN_ALL:
            raise TooMany(settings.INBOX_PER_HOUR_IN_ALL, in_all=True)
        letter = Letter(
            kind=kind,
            number=number,
            text=text.strip(),
            said_by=said_by.strip(),
            shown_at=shown_at.strip(),
            email=email.strip(),
            received_at=moment,
            keep_until=moment + timedelta(days=settings.INBOX_KEEP_DAYS),
            sender=seals[0],
        )
        letter.full_clean()
        letter.save()
        tell(people=editors(), kind=NoticeKind.LETTER, letter=letter)
        plan_purge()
    return letter


def take_up_as_draft(*, letter: Letter, statement: str, by: Person) -> Claim:
    """Log a claim from a letter, as a draft with this statement, and note that it goes on there."""
    LOG.require(Case(Claim(), by))
    with deed(by=by, why=Reason(gettext_noop("Took up a reader’s letter"))):
        locked = _open(letter)
        claim = log_claim(by=by, statement=statement)
        _answer(locked, by, LetterState.TAKEN_UP, claim=claim)
    return claim


def link_letter(*, letter: Letter, claim: Claim | None, by: Person) -> Letter:
    """Note that a claim which is there already goes on with what a reader wrote."""
    LOG.require(Case(Claim(), by))
    if claim is None:
        raise Refused(_(NO_CLAIM))
    with deed(by=by, why=Reason(gettext_noop("Linked a reader’s letter"))):
        return _answer(_open(letter), by, LetterState.TAKEN_UP, claim=claim)


def close_letter(*, letter: Letter, word: str, by: Person) -> Letter:
    """Close a letter with a word on why nothing more is done."""
    LOG.require(Case(Claim(), by))
    if not word.strip():
        raise Refused(_(NO_WORD))
    with deed(by=by, why=Reason(gettext_noop("Closed a reader’s letter"))):
        return _answer(_open(letter), by, LetterState.CLOSED, answer=word.strip())


def reopen_letter(*, letter: Letter, by: Person) -> Letter:
    """Open an answered letter again: the answer goes, the claim that it led to stays as it is."""
    LOG.require(Case(Claim(), by))
    with deed(by=by, why=Reason(gettext_noop("Opened a reader’s letter again"))):
        locked = Letter.objects.select_for_update().get(pk=letter.pk)
        if locked.state == LetterState.OPEN:
            raise Refused(_(OPEN_ALREADY))
        locked.state, locked.claim, locked.answer = LetterState.OPEN, None, ""
        locked.answered_by = locked.answered_at = None
        locked.save()
    return locked


def sealed(address: str, day: date) -> str:
    """What a sender is counted by on a day: the same for one household, telling nobody which."""
    try:
        parsed = ip_address(address)
    except ValueError:
        place = address
    else:
        place = str(ip_network((parsed, HOUSEHOLD), strict=False) if parsed.version == 6 else parsed)
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"letter {day.isoformat()} {place}".encode(), hashlib.sha256).hexdigest()


def _one_at_a_time() -> None:
    """Wait until no other letter is being counted; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.inbox'))")


def _open(letter: Letter) -> Letter:
    """The letter, locked, if nobody has answered it yet."""
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    if locked.state != LetterState.OPEN:
        raise Refused(_(ANSWERED))
    return locked


def _answer(
    letter: Letter, by: Person, state: LetterState, *, claim: Claim | None = None, answer: str = ""
) -> Letter:
    moment: datetime = now()
    letter.state, letter.claim, letter.answer = state, claim, answer
    letter.answered_by, letter.answered_at = by, moment
    letter.full_clean()
    letter.save()
    return letter
