"""Topics, claimants, outlets and verdict schemes. Shared by claims, like sources."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.deed import deed
from claims.models import Claim, Claimant, Outlet, Person, Topic, Verdict, VerdictScheme
from claims.reasons import Reason
from claims.workflow import KEEP_REFERENCE, Case, Refused

Reference = TypeVar("Reference", Topic, Claimant, Outlet)

ADMINISTRATORS_ONLY = gettext_noop("Only an administrator adds a verdict scheme.")


def add_topic(*, by: Person, **fields: Any) -> Topic:
    """Add a topic (slug, label, description)."""
    return _save(Topic(**fields), by, Reason(gettext_noop("Added a topic")))


def change_topic(*, topic: Topic, by: Person, **fields: Any) -> Topic:
    """Change a topic; what is not named stays. Readers see it with the next entry under it."""
    return _save(topic, by, Reason(gettext_noop("Changed a topic")), fields)


def add_claimant(*, by: Person, **fields: Any) -> Claimant:
    """Add a claimant (slug, name, kind, description)."""
    return _save(Claimant(**fields), by, Reason(gettext_noop("Added a claimant")))


def change_claimant(*, claimant: Claimant, by: Person, **fields: Any) -> Claimant:
    """Change a claimant; what is not named stays."""
    return _save(claimant, by, Reason(gettext_noop("Changed a claimant")), fields)


def add_outlet(*, by: Person, **fields: Any) -> Outlet:
    """Add an outlet (slug, name, kind, homepage, default_reliability, reliability_reason)."""
    return _save(Outlet(**fields), by, Reason(gettext_noop("Added an outlet")))


def change_outlet(*, outlet: Outlet, by: Person, **fields: Any) -> Outlet:
    """Change an outlet; what is not named stays."""
    return _save(outlet, by, Reason(gettext_noop("Changed an outlet")), fields)


def add_scheme(*, by: Person, name: str, verdicts: Iterable[Mapping[str, Any]]) -> VerdictScheme:
    """Add the next version of a verdict scheme, with its verdicts in order. It is never edited afterwards.

    Each verdict has code, label, definition, rating (1 to 5 or None) and order.
    """
    if not by.is_administrator:
        raise Refused(_(ADMINISTRATORS_ONLY))
    with deed(by=by, why=Reason(gettext_noop("Added a verdict scheme"))):
        newest = VerdictScheme.objects.filter(name=name).order_by("-version").first()
        scheme = VerdictScheme(name=name, version=newest.version + 1 if newest else 1)
        scheme.full_clean()
        scheme.save()
        for fields in verdicts:
            verdict = Verdict(scheme=scheme, **fields)
            verdict.full_clean()
            verdict.save()
    return scheme


def _save(row: Reference, by: Person, why: str, fields: Mapping[str, Any] | None = None) -> Reference:
    KEEP_REFERENCE.require(Case(Claim(), by))
    with deed(by=by, why=why):
        for name, value in (fields or {}).items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
    return row
