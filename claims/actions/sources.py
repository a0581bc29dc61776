"""Sources and what they relay. Shared by claims: a change counts as a hand in each claim that rests on it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims import grading
from claims.actions.deed import deed, locked, now
from claims.actions.notices import authors_of, tell
from claims.actions.parts import change_fields, refuse_counting
from claims.actions.review import start_revision
from claims.choices import NoticeKind, Status
from claims.fallout import claims_resting_on
from claims.models import Claim, Person, Recheck, Relay, Source
from claims.reasons import Reason
from claims.relays import relays_below
from claims.workflow import LOG, SOURCE_FALLS, Case, Refused

CYCLE = gettext_noop("A source cannot relay itself: {path}.")
DEPARTS = gettext_noop("{outlet} has {default} as its default; say why this source departs from it.")
NOT_FALLEN = gettext_noop("Say what became of the source: a standing other than in force, or a lower grade.")

# Reasons, for the row history.
ADDED = Reason(gettext_noop("Added a source"))
CHANGED = Reason(gettext_noop("Changed a source"))


def add_source(*, by: Person, relays: Iterable[Source] = (), why: str = ADDED, **fields: Any) -> Source:
    """Add a source and the sources that it relays. Raises ValidationError (by field) for bad values."""
    _require_writer(by)
    with deed(by=by, why=why):
        source = Source(**fields)
        refuse_counting(by, counted_before=False, counts_now=source.withheld_counts)
        _save(source)
        for original in relays:
            _relay(source, original)
    return source


def change_source(
    *,
    source: Source,
    by: Person,
    relays: Iterable[Source] | None = None,
    why: str = CHANGED,
    **fields: Any,
) -> Source:
    """Change a source; what is not named stays. With `relays`, exactly these are relayed afterwards.

    Raises Refused, with the path, where a relay would close a cycle.
    """
    _require_writer(by)
    with deed(by=by, why=why):
        source.refresh_from_db()  # a form may have written into it already, and others into the database
        change_fields(source, by, fields)
        _save(source)
        if relays is not None:
            wanted = {original.pk: original for original in relays}
            for row in source.relay_rows.exclude(original__in=wanted):
                row.delete()
            present = set(source.relay_rows.values_list("original", flat=True))
            for pk, original in wanted.items():
                if pk not in present:
                    _relay(source, original)
    return source


def mark_source_fallen(
    *, source: Source, by: Person, reason: str, standing: str | None = None, reliability: str | None = None
) -> list[Recheck]:
    """Note that a source was retracted, changed or downgraded, and queue every claim that rests on it.

    Claims that stand verified are opened for revision; claims in work keep their status, and a review
    under way is void because the content changed. Readers see nothing of it until an editor publishes.
    Returns the claims' rechecks, with the reason.
    """
    SOURCE_FALLS.require(Case(Claim(), by))
    if not reason.strip():
        raise ValidationError({"reason": _("Say what happened: the people who look again need to know.")})
    with deed(by=by, why=reason):
        source.refresh_from_db()  # what is not named stays as it is now, not as somebody once loaded it
        changes: dict[str, Any] = {
            "standing": standing or source.standing,
            "reliability": reliability or source.reliability,
        }
        if changes == {"standing": source.standing, "reliability": source.reliability}:
            raise Refused(_(NOT_FALLEN))
        affected = claims_resting_on(source)
        change_source(
            source=source, by=by, why=reason, **changes, reliability_reason=_with_reason(source, reason)
        )
        rechecks = []
        for claim in affected:
            claim = locked(claim)
            Recheck.objects.filter(claim=claim, source=source, closed_at__isnull=True).update(closed_at=now())
            rechecks.append(
                Recheck.objects.create(
                    claim=claim, source=source, reason=reason, raised_by=by, raised_at=now()
                )
            )
            tell(people=authors_of(claim), kind=NoticeKind.SOURCE_FELL, claim=claim, by=by)
            if claim.status == Status.VERIFIED:
                start_revision(claim=claim, by=by)
    return rechecks


def _with_reason(source: Source, reason: str) -> str:
    return "\n".join(filter(None, (source.reliability_reason, reason.strip())))


def _save(source: Source) -> None:
    outlet = source.outlet
    departs = outlet and source.reliability and outlet.default_reliability not in ("", source.reliability)
    if outlet and departs and not source.reliability_reason.strip():
        default = outlet.default_reliability
        raise ValidationError({"reliability_reason": _(DEPARTS).format(outlet=outlet, default=default)})
    source.full_clean()
    source.save()


def _relay(source: Source, original: Source) -> None:
    """Note a relay, unless the original already rests on the source."""
    with connection.cursor() as cursor:
        # Two relays added at the same time could close a cycle that neither sees.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.relays'))")
    relays: dict[str, list[str]] = {str(source.pk): [str(original.pk)]}
    for passes_on, passed_on in relays_below([original.pk]):
        relays.setdefault(str(passes_on), []).append(str(passed_on))
    if cycle := grading.find_cycle(relays, str(source.pk)):
        titles = dict(Source.objects.filter(pk__in=cycle).values_list("pk", "title"))
        raise Refused(_(CYCLE).format(path=" → ".join(f"“{titles[int(pk)]}”" for pk in cycle)))
    relay = Relay(source=source, original=original)
    relay.full_clean()
    relay.save()


def _require_writer(by: Person) -> None:
    LOG.require(Case(Claim(), by))
