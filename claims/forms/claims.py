"""A claim's text, and its parts: figures, appearances, related claims."""

from copy import copy
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.choices import ClaimantKind, OutletKind, Relation, Role
from claims.forms.base import DeskForm, SeenForm, address, with_meanings
from claims.forms.naming import NameField, unknown
from claims.models import Appearance, Claim, Claimant, Figure, Outlet, Person, Topic
from claims.records import number_text

ROWS = 2  # empty rows that a page starts with
MOST_ROWS = 40

NOT_A_NUMBER = gettext_noop("Write digits only, with a point before decimals: 58000000 or 2.7.")
UPSIDE_DOWN = gettext_noop("The upper end is below the lower end.")
KIND_HELP = gettext_noop("Only for a name that is not in the ledger yet.")
NOT_WITH_ITSELF = gettext_noop("This is the claim itself.")
LIVING_PERSON = gettext_noop(
    "Internal, readers don’t see it. Such a claim is published only once a second analyst has assessed it "
    "without sight of the first assessment (an editor asks for that), and whom it concerns was asked for a "
    "reply."
)

RELATIONS = {
    Relation.VARIANT_OF: gettext_noop("The same claim in another form: other words, other numbers."),
    Relation.CONTRADICTS: gettext_noop("Both cannot be true. It is shown from both sides."),
    Relation.PART_OF: gettext_noop("The other claim says this and more."),
    Relation.REPEATS: gettext_noop("The same claim, said again by somebody else."),
}


class ClaimForm(SeenForm, forms.ModelForm):
    """Statement, exact words, claimant (chosen or added in place), language, date and topics."""

    claimant = NameField(
        Claimant,
        label=gettext_lazy("Claimant"),
        help_text=gettext_lazy("Who says it. Choose a name or write a new one; empty if unknown."),
    )
    claimant_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of claimant"),
        required=False,
        choices=[("", "Choose …"), *ClaimantKind.choices],
        help_text=gettext_lazy(KIND_HELP),
    )
    claimant_description = forms.CharField(
        label=gettext_lazy("Who this is"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Public, one sentence. Only for a name that is not in the ledger yet."),
    )
    topics = forms.ModelMultipleChoiceField(
        queryset=Topic.objects.all(),
        label=gettext_lazy("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    unwatched = ("claimant_kind", "claimant_description")
    field_order = (
        "statement", "quote", "claimant", "claimant_kind", "claimant_description", "language",
        "first_claimed", "topics", "about_living_person",
    )  # fmt: skip

    class Meta:
        model = Claim
        fields = ("statement", "quote", "language", "first_claimed", "about_living_person")
        help_texts: ClassVar[dict[str, Any]] = {"about_living_person": gettext_lazy(LIVING_PERSON)}
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "statement": forms.Textarea(attrs={"rows": 2}),
            "quote": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, instance: Claim | None = None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", None) or {}
        if instance is not None:
            # What they type goes into a copy: the page goes on showing the claim as it stands.
            initial = {"claimant": instance.claimant, "topics": list(instance.topics.all()), **initial}
            instance = copy(instance)
        super().__init__(*args, instance=instance, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A new name needs its kind."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name = cleaned.get("claimant")
        if isinstance(name, str) and not cleaned.get("claimant_kind"):
            self.add_error("claimant_kind", unknown(Claimant, name))
        return cleaned

    @property
    def adds_claimant(self) -> bool:
        """The fields for a new claimant hold something, or something is wrong with them."""
        names = ("claimant_kind", "claimant_description")
        return any(self[name].value() or name in self.errors for name in names)


class FigureForm(SeenForm, forms.ModelForm):
    """One number of a claim; the upper end may stay empty."""

    low = forms.DecimalField(
        label=gettext_lazy("Value, or from"),
        max_digits=24,
        decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": gettext_lazy(NOT_A_NUMBER)},
    )
    high = forms.DecimalField(
        label=gettext_lazy("To"),
        required=False,
        max_digits=24,
        decimal_places=6,
        help_text=gettext_lazy("Only for a range."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": gettext_lazy(NOT_A_NUMBER)},
    )

    class Meta:
        model = Figure
        fields = ("role", "low", "high", "unit", "approximate", "as_of")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if figure := kwargs.get("instance"):
            upper = "" if figure.high == figure.low else number_text(figure.high)
            kwargs["initial"] = {"low": number_text(figure.low), "high": upper}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """One value is a range of one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = cleaned.get("low"), cleaned.get("high")
        if high is None and "high" not in self.errors:
            cleaned["high"] = low
        elif low is not None and high is not None and high < low:
            self.add_error("high", _(UPSIDE_DOWN))
        return cleaned


class AppearanceForm(SeenForm, forms.ModelForm):
    """Where and when the claim was said; its outlet is chosen or added in place."""

    outlet = NameField(
        Outlet, label=gettext_lazy("Outlet"), help_text=gettext_lazy("Choose a name or write a new one.")
    )
    outlet_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of outlet"),
        required=False,
        choices=[("", "Choose …"), *OutletKind.choices],
        help_text=gettext_lazy(KIND_HELP),
    )
    url = address(gettext_lazy("Address"))
    archived_url = address(gettext_lazy("Archived copy"))
    unwatched = ("outlet_kind",)
    field_order = ("date", "place", "outlet", "outlet_kind", "url", "archived_url", "note")

    class Meta:
        model = Appearance
        fields = ("date", "place", "url", "archived_url", "note")
        help_texts: ClassVar[dict[str, Any]] = {
            "date": gettext_lazy("As far as known: 2018, 2018-10 or 2018-10-18.")
        }

    def __init__(self, *args: Any, instance: Appearance | None = None, **kwargs: Any) -> None:
        if instance is not None:
            kwargs["initial"] = {"outlet": instance.outlet}
        super().__init__(*args, instance=instance, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A new name needs its kind; an appearance that says nothing is none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        require_outlet_kind(self)
        if not self.errors and not any(cleaned.values()):
            self.refuse(
                _("Say something of the appearance: a date, a place, an outlet, an address or a note.")
            )
        return cleaned


def require_outlet_kind(form: forms.BaseForm) -> None:
    """Ask what a new outlet is."""
    name = form.cleaned_data.get("outlet")
    if isinstance(name, str) and not form.cleaned_data.get("outlet_kind"):
        form.add_error("outlet_kind", unknown(Outlet, name))


class RowSet(forms.BaseFormSet):
    """Several rows of one kind on one page; the empty ones are passed over."""

    def unchecked(self) -> None:
        """Show what was typed so far without a word about it."""
        for form in self.forms:
            form.unchecked()

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """Every error as (id of the field, "figure 2: To", sentence)."""
        noun = str(self.prefix).removesuffix("s").capitalize()
        rows = [("", "", str(sentence)) for sentence in self.non_form_errors()] if self.is_bound else []
        for place, form in enumerate(self.forms, start=1):
            rows += [(ref, f"{noun} {place}: {label}", sentence) for ref, label, sentence in form.summary]
        return rows

    @property
    def filled(self) -> list[Any]:
        """The rows in which something was typed."""
        return [form for form in self.forms if form.has_changed()]


class AssignForm(SeenForm, forms.ModelForm):
    """Who works on the claim, and by when."""

    assignee = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label=gettext_lazy("Assigned to"),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )

    class Meta:
        model = Claim
        fields = ("assignee", "due_on")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    def __init__(self, *args: Any, instance: Claim, **kwargs: Any) -> None:
        super().__init__(*args, instance=copy(instance), **kwargs)
        at_the_desk = Q(is_active=True, groups__name__in=(Role.ANALYST, Role.EDITOR)) | Q(
            pk=instance.assignee_id
        )
        field: Any = self.fields["assignee"]
        field.queryset = Person.objects.filter(at_the_desk).distinct().order_by("name")


class PlanLookForm(SeenForm, forms.ModelForm):
    """When somebody should see whether the claim still holds."""

    class Meta:
        model = Claim
        fields = ("look_again_on",)
        labels: ClassVar[dict[str, Any]] = {"look_again_on": gettext_lazy("Look again on")}
        help_texts: ClassVar[dict[str, Any]] = {
            "look_again_on": gettext_lazy("Internal. Empty if nobody needs to look again.")
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "look_again_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    def __init__(self, *args: Any, instance: Claim, **kwargs: Any) -> None:
        super().__init__(*args, instance=copy(instance), **kwargs)


def _rows(form: type[forms.BaseForm]) -> Any:
    return forms.formset_factory(form, formset=RowSet, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


FigureRows = _rows(FigureForm)
AppearanceRows = _rows(AppearanceForm)


class RelationForm(DeskForm, forms.Form):
    """How the claim bears on another, found by number or words."""

    relation = forms.ChoiceField(
        label=gettext_lazy("How this claim bears on the other one"),
        choices=partial(with_meanings, Relation.choices, RELATIONS),
        widget=forms.RadioSelect,
    )
    other: Any = forms.ModelChoiceField(
        queryset=Claim.objects.none(),
        label=gettext_lazy("Other claim"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Search for a claim and choose it.")},
    )

    def __init__(self, *args: Any, claim: Claim, person: Person, found: list[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        field: Any = self.fields["other"]
        field.queryset = Claim.objects.visible_to(person)
        chosen = self.data.get(self.add_prefix("other"), "")
        listed = {each.pk: each for each in found}
        if chosen.isdecimal() and len(chosen) < 19 and int(chosen) not in listed:
            listed |= {each.pk: each for each in field.queryset.filter(pk=int(chosen))}
        field.widget.choices = [(pk, _titled(each)) for pk, each in listed.items()]

    def clean_other(self) -> Claim:
        """Another claim, not this one."""
        other: Claim = self.cleaned_data["other"]
        if other.pk == self.claim.pk:
            raise forms.ValidationError(_(NOT_WITH_ITSELF))
        return other


def _titled(claim: Claim) -> str:
    return str(claim) if claim.number else f"{claim.statement} ({claim.get_status_display().lower()})"


class SearchForm(DeskForm, forms.Form):
    """A search over claims or sources, by words or number."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=200)

    @property
    def words(self) -> str:
        """What was searched for; empty where nothing was, or nothing sensible."""
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""
