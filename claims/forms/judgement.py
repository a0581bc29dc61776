"""Assessing a claim, submitting it, and asking editors for something about its entry."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.cases import contributions_in_work
from claims.choices import Confidence, CorrectionClass, Likelihood, Role
from claims.forms.base import DeskForm, explained, with_meanings
from claims.meanings import CONFIDENCE, CORRECTION
from claims.models import Assessment, Claim, Person, Verdict, VerdictScheme
from claims.needs import NO_CLASS, NO_NOTE

CARRIES = gettext_noop("The evidence carries at most {ceiling} confidence.")


def verdicts_to_choose() -> QuerySet[Verdict]:
    """The verdicts of the newest version of each scheme, in their order."""
    newest = VerdictScheme.objects.filter(name=OuterRef("scheme__name")).order_by("-version").values("pk")[:1]
    verdicts = Verdict.objects.filter(scheme=Subquery(newest)).select_related("scheme")
    return verdicts.order_by("scheme__name", "order")


class AssessmentForm(DeskForm, forms.ModelForm):
    """Verdict, confidence and reasons. `ceilings` says what the evidence carries for each rating."""

    verdict = forms.ModelChoiceField(
        queryset=Verdict.objects.none(),
        label=gettext_lazy("Verdict"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    confidence = forms.ChoiceField(
        label=gettext_lazy("Confidence"),
        help_text=gettext_lazy("How well the evidence carries the verdict. It is never a probability."),
        choices=partial(with_meanings, Confidence.choices, CONFIDENCE),
        widget=forms.RadioSelect,
    )
    likelihood = forms.ChoiceField(
        label=gettext_lazy("Likelihood"),
        help_text=gettext_lazy(
            "How probable the desk holds the claim to be. Leave it open where nothing can be said."
        ),
        required=False,
        choices=[("", gettext_lazy("Left open")), *Likelihood.choices],
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Assessment
        fields = (
            "verdict", "confidence", "above_ceiling_reason", "likelihood", "rationale", "alternatives",
            "missing", "would_change",
        )  # fmt: skip
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "rationale": forms.Textarea(attrs={"rows": 6}),
            "alternatives": forms.Textarea(attrs={"rows": 3}),
            "missing": forms.Textarea(attrs={"rows": 2}),
            "would_change": forms.Textarea(attrs={"rows": 2}),
            "above_ceiling_reason": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(
        self, *args: Any, verdicts: list[Verdict], ceilings: Mapping[int | None, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["verdict"]
        field.queryset = verdicts_to_choose()
        field.widget.choices = [
            (
                each.pk,
                explained(each.label, each.definition, _(CARRIES).format(ceiling=ceilings[each.rating])),
            )
            for each in verdicts
        ]


class SecondForm(DeskForm, forms.Form):
    """Whom to ask for a second assessment: somebody who writes and had no hand in the claim."""

    analyst: Any = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label=gettext_lazy("Who assesses it"),
        empty_label=gettext_lazy("Choose …"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Internal. Whoever you ask reads it, so it names no verdict and hints at none."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, claim: Claim, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["analyst"]
        # Whoever asks has seen the first assessment, or could have.
        field.queryset = without_a_hand(claim).exclude(pk=person.pk)


def without_a_hand(claim: Claim) -> QuerySet[Person]:
    """People who can assess the claim and had no hand in it, by name."""
    had_one = Q(assessments__claim=claim) | Q(submissions__claim=claim) | Q(decisions__claim=claim)
    hands = {row.person_id for row in contributions_in_work(claim)} | {claim.logged_by_id}
    involved = Person.objects.filter(had_one).values("pk")
    writers = Person.objects.filter(is_active=True, groups__name__in=(Role.ANALYST, Role.EDITOR))
    return writers.exclude(pk__in=hands).exclude(pk__in=involved).distinct().order_by("name")


class SubmitForm(DeskForm, forms.Form):
    """A message to the editor; for a published claim also what readers are told of the change."""

    correction_class = forms.ChoiceField(
        label=gettext_lazy("Class of change"),
        error_messages={"required": NO_CLASS},
        choices=partial(with_meanings, CorrectionClass.choices, CORRECTION),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Public note"),
        help_text=gettext_lazy("What readers are told of this change."),
        error_messages={"required": NO_NOTE},
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    message = forms.CharField(
        label=gettext_lazy("Message to the editor"),
        help_text=gettext_lazy("Internal, never published."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, published: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not published:
            del self.fields["correction_class"], self.fields["note"]


class RequestForm(DeskForm, forms.Form):
    """What to ask an editor for, about an entry as it stands."""

    note = forms.CharField(
        label=gettext_lazy("Public note"),
        help_text=gettext_lazy("What readers will be told, if an editor agrees."),
        error_messages={"required": NO_NOTE},
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    message = forms.CharField(
        label=gettext_lazy("Message to the editor"),
        help_text=gettext_lazy("Internal, never published."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
