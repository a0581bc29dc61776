"""Claims that look alike, beside a claim that is being logged or worked on, and what is said of each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.desk import judge_match
from claims.choices import Sameness
from claims.forms.matches import PREFIX, judgements_of
from claims.matching import LookAlike, look_alikes
from claims.models import Assessment, AssessmentRequest, Claim, Match, Person
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, refused
from claims.workflow import Refused

JUDGED = gettext_noop("Noted.")
NOTHING_JUDGED = gettext_noop("Nothing new was chosen.")
SHOWN = 5
CHOICES = tuple((value, str(label)) for value, label in Sameness.choices)


@dataclass(frozen=True)
class Alike:
    """A claim that looks like another one, as far as one person may know it, and what was said of the two."""

    claim: Claim
    words: tuple[str, ...]  # that both have
    very: bool
    merged: Claim | None  # what looked alike was merged into `claim`
    assessment: Assessment | None
    kept_back: bool  # they are asked for a blind assessment of it
    chosen: str  # Sameness, or ""
    match: Match | None = None  # where that is recorded

    @property
    def field(self) -> str:
        return f"{PREFIX}{self.claim.pk}"

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        return CHOICES


def alike_to_text(
    person: Person, *, statement: str, quote: str, language: str, judged: Mapping[int, str]
) -> list[Alike]:
    """The claims that look like what somebody types, and those of which they said something already."""
    found = look_alikes(statement=statement, quote=quote, language=language, limit=SHOWN)
    return _rows(person, found, judged)


def alike_to_claim(person: Person, claim: Claim) -> list[Alike]:
    """The claims of which somebody said how they bear on this one; then those that look like it."""
    matches = _matches(claim)
    found = look_alikes(
        statement=claim.statement,
        quote=claim.quote,
        language=claim.language,
        exclude=[claim.pk, *matches],
        limit=SHOWN,
    )
    judged = {pk: match.sameness for pk, match in matches.items()}
    return _rows(person, found, judged, matches)


def _matches(claim: Claim) -> dict[int, Match]:
    """What was said last of the claim and each other one, by the key of the other."""
    said = Match.objects.filter(Q(claim=claim) | Q(other=claim)).select_related("judged_by").order_by("pk")
    return {each.other_id if each.claim_id == claim.pk else each.claim_id: each for each in said}


def record(claim: Claim, judged: Mapping[int, str], *, by: Person) -> list[Match]:
    """Record what was said of other claims beside this one; keys of no claim are passed over."""
    others = Claim.objects.visible_to(by).exclude(pk=claim.pk).in_bulk([*judged])
    return [
        judge_match(claim=claim, other=others[pk], sameness=sameness, by=by)
        for pk, sameness in judged.items()
        if pk in others
    ]


@desk_page("POST")
def judge_matches(request: DeskRequest, pk: int) -> HttpResponse:
    """Record what was chosen beside the claims that look like this one; what stands already stays."""
    claim = claim_or_404(request, pk)
    stands = {other: match.sameness for other, match in _matches(claim).items()}
    chosen = judgements_of(request.POST)
    new = {other: sameness for other, sameness in chosen.items() if stands.get(other) != sameness}
    try:
        noted = record(claim, new, by=request.user)
    except Refused as refusal:
        return refused(request, *refusal.sentences, claim=claim)
    messages.success(request, _(JUDGED) if noted else _(NOTHING_JUDGED))
    return redirect(f"{reverse('claims:desk_claim', args=[pk])}#alike")


def _rows(
    person: Person,
    found: Iterable[LookAlike],
    judged: Mapping[int, str],
    matches: Mapping[int, Match] | None = None,
) -> list[Alike]:
    by_pk = {each.claim.pk: each for each in found}
    more = Claim.objects.visible_to(person).for_lists().in_bulk(judged.keys() - by_pk.keys())
    visible = {pk: each.claim for pk, each in by_pk.items()} | more
    verdicts, blind = _verdicts(person, visible.keys())
    recorded = matches or {}
    # Recorded ones first, the newest of them foremost; then as they look alike; then what else was chosen.
    order = [pk for pk in reversed([*recorded]) if pk in visible]
    order += [pk for pk in [*by_pk, *more] if pk not in recorded]
    return [
        Alike(
            claim=visible[pk],
            words=by_pk[pk].shared if pk in by_pk else (),
            very=pk in by_pk and by_pk[pk].is_very_alike,
            merged=by_pk[pk].merged if pk in by_pk else None,
            assessment=verdicts.get(pk),
            kept_back=pk in blind,
            chosen=judged.get(pk, ""),
            match=recorded.get(pk),
        )
        for pk in order
    ]


def _verdicts(person: Person, claims: Collection[int]) -> tuple[dict[int, Assessment], set[int]]:
    """The current assessment of each claim; none, and the claim named, where this person must not know it."""
    blind = set(
        AssessmentRequest.objects.awaiting(person).filter(claim__in=claims).values_list("claim", flat=True)
    )
    newest = (
        Assessment.objects.visible_to(person)
        .leading()
        .filter(claim__in=set(claims) - blind)
        .select_related("verdict")
        .order_by("claim_id", "-pk")
        .distinct("claim_id")
    )
    return {each.claim_id: each for each in newest}, blind
