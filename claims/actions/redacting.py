"""Redaction: published text is withdrawn for good, by an entry of its own that says why.

What the entry's record names, the database empties as that record is stored, in the same transaction, and
nothing else can (migrations/sql/redaction.sql): the records' bytes, their notes, and what the row history and
earlier assessments kept of the text. Here the rest goes: editions, what only these versions told of topics,
claimants and outlets, and what was half-typed about the claim.
"""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_noop

from claims.actions.deed import deed
from claims.actions.desk import drop_inputs_about
from claims.actions.door import append, case_of
from claims.actions.editions import empty_editions
from claims.actions.review import ask_editors
from claims.choices import Event
from claims.models import Claim, Entry, Person, Submission
from claims.reasons import Reason
from claims.redaction import redacts_after
from claims.workflow import REDACT, REQUEST_REDACTION


def request_redaction(
    *, claim: Claim, versions: Iterable[int], by: Person, note: str, message: str = ""
) -> Submission:
    """Ask an editor to withdraw the text of these versions; `note` is what readers will be told."""
    return ask_editors(
        move=REQUEST_REDACTION,
        asks=Event.REDACTED,
        claim=claim,
        by=by,
        note=note,
        message=message,
        redacts=sorted(set(versions)),
    )


def redact_claim(*, submission: Submission, by: Person, comment: str = "") -> Entry:
    """Withdraw the text of the versions that the submission names, for good.

    If the content that readers have is among them, they have none afterwards, until an editor publishes a
    revision. Raises Refused with every sentence in the way.
    """
    with deed(by=by, why=Reason(gettext_noop("Redacted published text"))):
        case = case_of(submission, by, comment)
        REDACT.require(case)
        claim = case.claim
        gone = redacts_after(claim, case.versions_asked)
        entry = append(case, Event.REDACTED, case.left_content, redacts=gone)
        assert entry.number is not None  # nosec B101: only a method's entry has none
        empty_editions(number=entry.number, versions=case.versions_asked)
        drop_inputs_about(page=reverse("claims:desk_claim", args=[claim.pk]))
    return entry
