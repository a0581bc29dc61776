"""Small deeds of the desk that change no claim: kept input, matches, pages to fetch."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.deed import deed, now
from claims.actions.purging import plan_purge
from claims.choices import FetchState, Sameness
from claims.models import Claim, Fetch, KeptInput, Match, Person
from claims.reasons import Reason
from claims.workflow import LOG, Case, Refused

MOST_KEPT = 200_000  # characters of one form
TOO_LONG = gettext_noop("This is too long to be kept; save it.")
UNKNOWN_SAMENESS = gettext_noop("Say whether it is the same claim, related, or different.")
NOT_WITH_ITSELF = gettext_noop("A claim is not compared with itself.")


def keep_input(*, by: Person, page: str, fields: list[tuple[str, str]]) -> KeptInput:
    """Keep what somebody has typed into the form at `page`, in place of what was kept of it before."""
    LOG.require(Case(Claim(), by))
    if sum(len(name) + len(value) for name, value in fields) > MOST_KEPT:
        raise Refused(_(TOO_LONG))
    kept, new = KeptInput.objects.update_or_create(
        person=by, page=page, defaults={"fields": [list(field) for field in fields]}
    )
    if new:
        plan_purge()  # it is kept for a time only
    return kept


def drop_input(*, by: Person, page: str) -> None:
    """Forget what was kept of a form: it was saved, or is not wanted any more."""
    KeptInput.objects.filter(person=by, page=page).delete()


def drop_inputs_about(*, page: str) -> None:
    """Forget what anybody has half-typed into the forms below this page."""
    KeptInput.objects.filter(page__startswith=page).delete()


def judge_match(*, claim: Claim, other: Claim, sameness: str, by: Person) -> Match:
    """Record what an analyst says of two claims that look alike. It changes neither of them."""
    LOG.require(Case(claim, by))
    if sameness not in Sameness.values:
        raise Refused(_(UNKNOWN_SAMENESS))
    if claim.pk == other.pk:
        raise Refused(_(NOT_WITH_ITSELF))
    with deed(by=by, why=Reason(gettext_noop("Compared two claims"))):
        match = Match(claim=claim, other=other, sameness=sameness, judged_by=by, judged_at=now())
        match.full_clean()
        match.save()
    return match


def ask_for_fetch(*, url: str, by: Person) -> Fetch:
    """Note that a page is to be fetched. Raises ValidationError (by field) for what is no address."""
    LOG.require(Case(Claim(), by))
    with deed(by=by, why=Reason(gettext_noop("Asked for a page"))):
        fetch = Fetch(url=url.strip(), asked_by=by, asked_at=now())
        fetch.full_clean()
        fetch.save()
    return fetch


def record_fetch(*, fetch: Fetch, problem: str = "", **found: Any) -> Fetch:
    """Note what became of a fetch: what was found, or the sentence that says why nothing was.

    Called by the worker, as often as the task is taken up; the first answer stands.
    """
    fetch.refresh_from_db()
    if fetch.state != FetchState.WAITING:
        return fetch
    for name, value in found.items():
        setattr(fetch, name, value)
    fetch.problem = problem
    fetch.state = FetchState.FAILED if problem else FetchState.DONE
    fetch.finished_at = now()
    fetch.save()
    return fetch
