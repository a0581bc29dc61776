"""A source falls: what rests on it is listed first, then everything that does is queued in one step."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from claims.actions.sources import mark_source_fallen
from claims.choices import Confidence
from claims.fallout import Fallout, fallout
from claims.forms.falls import FallForm
from claims.models import AssessmentRequest, Claim, Person, Recheck, Source
from claims.records import canonical, digest
from claims.views.desk.access import DeskRequest, desk_page
from claims.views.desk.doing import attempt, while_looking
from claims.views.desk.keeping import reopened, typed

FALLEN = gettext_noop("Noted. No claim rests on it.")
QUEUED = gettext_noop(
    "Noted. To look at again: {claims}. Readers see nothing of it until an editor publishes."
)
CHANGED = gettext_noop(
    "What rests on the source changed while you looked. This is the list as it stands now; confirm it again."
)


@dataclass(frozen=True)
class Affected:
    """A claim that rests on the source, as far as this person may know what becomes of it."""

    fallout: Fallout
    # A second assessment is asked of this person: nothing that follows from the first verdict.
    kept_back: bool

    @property
    def claim(self) -> Claim:
        return self.fallout.claim

    @property
    def weights(self) -> list[str]:
        """What the evidence carries before and after, and the confidence that the assessment states."""
        return [self.fallout.before, self.fallout.after, self.fallout.confidence]

    @property
    def confidence(self) -> str:
        """The confidence of the current assessment, in words; "" without one."""
        return str(Confidence(self.fallout.confidence).label) if self.fallout.confidence else ""


@desk_page()
def source_falls(request: DeskRequest, pk: int) -> HttpResponse:
    """Choose what became of the source; see what rests on it; confirm."""
    source = get_object_or_404(Source.objects.select_related("outlet"), pk=pk)
    posted = request.method == "POST"
    affected: list[Affected] | None = None
    changed, shown = "", ""
    with while_looking(posted):
        if posted:
            source = Source.objects.select_for_update(of=("self",)).select_related("outlet").get(pk=pk)
        form = FallForm(typed(request), source=source)
        reopened(request, form)
        if posted and form.is_valid():
            found = fallout(source, standing=form.standing, reliability=form.reliability)
            affected = _affected(found, request.user)
            shown = _shown(source, form, affected)
            if "confirm" in request.POST:
                if request.POST.get("shown") != shown:
                    changed = _(CHANGED)
                else:
                    rechecks = attempt(form, lambda: _mark(request, source, form))
                    if rechecks is not None:
                        messages.success(request, _done(rechecks))
                        return redirect("claims:desk_source", pk)
                    affected = None
    context = {
        "source": source,
        "form": form,
        "affected": affected,
        "above": sum(each.fallout.is_above for each in affected or () if not each.kept_back),
        "changed": changed,
        "shown": shown,
    }
    return render(request, "desk/source_falls.html", context)


def _affected(found: list[Fallout], person: Person) -> list[Affected]:
    blind = set(AssessmentRequest.objects.awaiting(person).values_list("claim", flat=True))
    return [Affected(each, each.claim.pk in blind) for each in found]


def _shown(source: Source, form: FallForm, affected: list[Affected]) -> str:
    """A digest of the list that somebody confirms, and of what it was made from.

    Of nothing that is kept back from them: a digest of few possibilities is soon guessed.
    """
    rows: list[Any] = [
        [each.claim.pk, [step.pk for step in each.fallout.path], *([] if each.kept_back else each.weights)]
        for each in affected
    ]
    return digest(canonical([source.standing, source.reliability, form.standing, form.reliability, rows]))


def _mark(request: DeskRequest, source: Source, form: FallForm) -> list[Recheck]:
    return mark_source_fallen(
        source=source,
        by=request.user,
        reason=form.cleaned_data["reason"],
        standing=form.standing,
        reliability=form.reliability,
    )


def _done(rechecks: list[Recheck]) -> str:
    if not rechecks:
        return _(FALLEN)
    return _(QUEUED).format(
        claims=ngettext("%(count)s claim", "%(count)s claims", len(rechecks)) % {"count": len(rechecks)}
    )
