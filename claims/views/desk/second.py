"""The second, blind assessment: an editor asks for it and may withdraw that; then both stand side by side."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions import assessments as actions
from claims.forms.judgement import SecondForm
from claims.models import Assessment, AssessmentRequest, Claim, Person
from claims.needs import SECOND_ASSESSMENT
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, refused
from claims.views.desk.doing import at_once, attempt
from claims.views.desk.keeping import reopened, typed
from claims.workflow import ASK_SECOND, Case

ASKED = gettext_noop("Asked. Until it is in, {name} sees no verdict, confidence or rationale of this claim.")
WITHDRAWN = gettext_noop("Withdrawn. {name} is not asked any more.")

SAME_VERDICT = gettext_noop("Both chose the verdict “{first}”.")
OPPOSED = gettext_noop("The verdicts contradict each other: “{first}” against “{second}”.")
OFF_THE_LINE = gettext_noop(
    "The verdicts differ: “{first}” against “{second}”. Only one of them stands on the line from false to "
    "true, so no distance between them is meant."
)
OTHER_VERDICT = gettext_noop("The verdicts differ: “{first}” against “{second}”.")
SAME_CONFIDENCE = gettext_noop("Both with {first} confidence.")
OTHER_CONFIDENCE = gettext_noop("The confidence differs: {first} against {second}.")
SAME_LIKELIHOOD = gettext_noop("Both chose the same likelihood: {first}.")
OTHER_LIKELIHOOD = gettext_noop("The likelihood differs: {first} against {second}.")
LEFT_OPEN = gettext_noop("left open")
MIDDLE = 3  # ratings above lean to true, below to false


@dataclass(frozen=True)
class Comparison:
    """The first assessment and the blind second one, and how far they agree, in sentences."""

    first: Assessment
    second: Assessment

    @property
    def agree(self) -> bool:
        return self.first.verdict_id == self.second.verdict_id or (
            self.first.verdict.code == self.second.verdict.code
        )

    @property
    def sentences(self) -> list[str]:
        """Verdict, confidence and likelihood, each in a sentence of its own."""
        told = [self._verdicts(), self._confidence()]
        if self.first.likelihood or self.second.likelihood:
            told.append(self._likelihood())
        return told

    def _verdicts(self) -> str:
        one, other = self.first.verdict, self.second.verdict
        ratings = [each.rating for each in (one, other) if each.rating is not None]
        if self.agree:
            sentence = _(SAME_VERDICT)
        elif len(ratings) == 1:
            sentence = _(OFF_THE_LINE)
        elif ratings and max(ratings) > MIDDLE > min(ratings):
            sentence = _(OPPOSED)
        else:
            sentence = _(OTHER_VERDICT)
        return sentence.format(first=one.label, second=other.label)

    def _confidence(self) -> str:
        one, other = (each.get_confidence_display().lower() for each in (self.first, self.second))
        return (_(SAME_CONFIDENCE) if one == other else _(OTHER_CONFIDENCE)).format(first=one, second=other)

    def _likelihood(self) -> str:
        both = (self.first, self.second)
        one, other = (each.get_likelihood_display().lower() or _(LEFT_OPEN) for each in both)
        return (_(SAME_LIKELIHOOD) if one == other else _(OTHER_LIKELIHOOD)).format(first=one, second=other)


@dataclass(frozen=True)
class Second:
    """Where the second assessment of a claim stands, for somebody who is not waiting to give it."""

    open: AssessmentRequest | None
    missing: str  # what publishing still waits for; "" for nothing
    may_ask: bool
    may_withdraw: bool
    comparisons: list[Comparison]

    @property
    def concerns(self) -> bool:
        """There is something to show or to do."""
        return bool(self.open or self.missing or self.may_ask or self.comparisons)


def second_of(case: Case, assessments: list[Assessment]) -> Second:
    """What the working page says of second assessments. `assessments`: all of the claim, the newest first."""
    request = case.claim.assessment_requests.open().select_related("analyst", "requested_by").first()
    asks = not ASK_SECOND.unmet(case)
    return Second(
        open=request,
        missing=SECOND_ASSESSMENT.unmet(case),
        may_ask=asks and request is None,
        may_withdraw=asks and request is not None,
        comparisons=[pair for pair in _pairs(assessments) if _may_compare(case.person, pair)],
    )


def _pairs(assessments: list[Assessment]) -> list[Comparison]:
    """Each second assessment with the first one that stood when it was given, by somebody else."""
    pairs = []
    for second in assessments:
        before = (
            each
            for each in assessments
            if each.request_id is None
            and each.pk < second.pk
            and each.assessed_by_id != second.assessed_by_id
        )
        if second.request_id is not None and (first := next(before, None)):
            pairs.append(Comparison(first, second))
    return pairs


def _may_compare(person: Person, pair: Comparison) -> bool:
    return person.is_editor or person.pk in (pair.first.assessed_by_id, pair.second.assessed_by_id)


@desk_page()
def request_assessment(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask an analyst who had no hand in the claim for a second assessment."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    if not posted and (sentences := _cannot_ask(claim, request.user)):
        return refused(request, *sentences, claim=claim)
    form = SecondForm(typed(request), claim=claim, person=request.user)
    reopened(request, form)
    if posted and form.is_valid():
        fields = form.cleaned_data
        if asked := attempt(form, lambda: actions.request_assessment(claim=claim, by=request.user, **fields)):
            messages.success(request, _(ASKED).format(name=asked.analyst))
            return redirect(f"{reverse('claims:desk_claim', args=[claim.pk])}#second")
    return render(request, "desk/request_assessment.html", {"claim": claim, "form": form})


@desk_page("POST")
def withdraw_assessment(request: DeskRequest, pk: int) -> HttpResponse:
    """Withdraw the request that is open."""
    claim = claim_or_404(request, pk)
    asked = get_object_or_404(claim.assessment_requests.open().select_related("analyst", "claim"))
    action = partial(actions.withdraw_request, request=asked, by=request.user)
    return at_once(request, claim, action, _(WITHDRAWN).format(name=asked.analyst), section="#second")


def _cannot_ask(claim: Claim, person: Person) -> list[str]:
    if sentences := ASK_SECOND.unmet(Case(claim, person)):
        return sentences
    asked = claim.assessment_requests.open().select_related("analyst").first()
    return [actions.ALREADY_ASKED.format(name=asked.analyst)] if asked else []
