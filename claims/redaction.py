"""What a redaction takes away, and what stands in its way. Floor 3: reads and decides; writes nothing.

A redaction withdraws the *records* of chosen versions for good. A content may stand in several versions (a
hold repeats it), and the desk works on a copy of its own, so two things are asked for first: that every
version with the same content is chosen, and that the working copy no longer says it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from claims import records
from claims.cases import Case
from claims.choices import Event
from claims.models import Claim, Entry, Submission
from claims.needs import Need

CHOOSE_VERSIONS = _("Choose the versions whose text is to go.")
NO_SUCH_VERSION = _("No. {number} has no version {version}.")
GONE_ALREADY = _("Version {version} is redacted already.")
SAME_ELSEWHERE = _(
    "Version {other} says the same as version {version}; choose both, or the text stays readable."
)
STILL_SAID = _(
    "The working copy still says word for word what version {version} says. Take out of it first what must "
    "go: afterwards nothing could withdraw it from the row history."
)

# Fields of a content that hold words of somebody's, rather than a code of ours.
TEXTS = frozenset(
    {
        "statement", "quote", "name", "description", "title", "authors", "url", "archived_url", "homepage",
        "place", "note", "locator", "role", "rationale", "alternatives", "missing", "would_change",
        "above_ceiling_reason", "reliability_reason", "asked_of", "how", "answer", "withheld",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Version:
    """One version of a claim, as far as a redaction asks."""

    version: int
    event: str
    at: datetime
    note: str
    digest: str  # of its record, which stays
    content: records.Json | None  # None where there is none (any more)
    gone: bool  # redacted already

    @property
    def event_words(self) -> str:
        return str(Event(self.event).label)

    @property
    def says(self) -> str:
        """The digest of what it says, in today's format; "" where it says nothing."""
        return records.content_digest(records.upgraded(self.content) or {}) if self.content else ""


@dataclass(frozen=True)
class Outlook:
    """What a redaction would do, for whoever asks for it or decides on it."""

    going: list[Version]  # the newest first
    staying: list[Version]  # those that keep their text
    takes_standing: bool  # readers have no content any more
    still_said: list[str]  # texts of those that go which the working copy says too, and no version that stays


def versions_of(claim: Claim) -> list[Version]:
    """All versions of a claim, the newest first."""
    entries = Entry.objects.filter(claim=claim).select_related("record_body").order_by("-version")
    return [
        Version(
            version=entry.version,
            event=entry.event,
            at=entry.published_at,
            note=entry.note,
            digest=entry.record_digest,
            content=records.parse(entry.record_body.body)["content"] if entry.record_body.body else None,
            gone=entry.record_body.body is None,
        )
        for entry in entries
    ]


def redacts_after(claim: Claim, asked: Iterable[int]) -> list[int]:
    """Every version without a record once these are redacted: what the entry's record names."""
    gone = Entry.objects.filter(claim=claim, record_body__body__isnull=True)
    return sorted({*asked, *gone.values_list("version", flat=True)})


def outlook(case: Case) -> Outlook:
    """What the redaction that is asked for would take, leave, and not reach."""
    versions = versions_of(case.claim)
    asked = set(case.versions_asked)
    going = [each for each in versions if each.version in asked and not each.gone]
    staying = [each for each in versions if each.version not in asked and not each.gone]
    kept = {text for each in staying for text in texts_in(each.content or {})}
    own = set(texts_in(case.content))
    said = dict.fromkeys(text for each in going for text in texts_in(each.content or {}))
    return Outlook(
        going,
        staying,
        bool(versions) and versions[0].version in asked,
        [text for text in said if text in own and text not in kept],
    )


def outlook_of(submission: Submission, case: Case) -> Outlook | None:
    """What a submission would redact; None where it asks for something else, or was decided."""
    if submission.asks != Event.REDACTED or submission.closed_at is not None:
        return None
    return outlook(case)


def texts_in(value: Any, name: str = "") -> Iterator[str]:
    """Each text of somebody's words inside a content."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts_in(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner, name)
    elif isinstance(value, str) and value and name in TEXTS:
        yield value


def _withdrawable(case: Case) -> str:
    asked = case.versions_asked
    if not asked:
        return str(CHOOSE_VERSIONS)
    versions = {each.version: each for each in versions_of(case.claim)}
    for version in asked:
        if version not in versions:
            return str(NO_SUCH_VERSION).format(number=case.claim.number, version=version)
        if versions[version].gone:
            return str(GONE_ALREADY).format(version=version)
    return _said_elsewhere(case, asked, versions)


def _said_elsewhere(case: Case, asked: Sequence[int], versions: Mapping[int, Version]) -> str:
    """Where the same words would stay: in another version, or in the working copy."""
    going = {versions[version].says: version for version in reversed(asked) if versions[version].content}
    for version in sorted(versions.keys() - set(asked)):
        if (same := going.get(versions[version].says)) and versions[version].content:
            return str(SAME_ELSEWHERE).format(other=version, version=same)
    if same := going.get(case.digest):
        return str(STILL_SAID).format(version=same)
    return ""


WITHDRAWABLE = Need(
    gettext_noop(
        "The versions are named with all that say the same, and the working copy says something else."
    ),
    _withdrawable,
)
