"""Sources and evidence: grading shows what each letter and number means at the point of choice."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.actions.sources import DEPARTS
from claims.choices import Credibility, OutletKind, Reliability, SourceKind, Stance, Standing
from claims.forms.base import SeenForm, address, explained, with_meanings
from claims.forms.claims import KIND_HELP, require_outlet_kind
from claims.forms.finding import FindsSources
from claims.forms.naming import NameField
from claims.meanings import CREDIBILITY, RELIABILITY, STANCE
from claims.models import Evidence, Outlet, Source

NOT_YET = ("", gettext_lazy("Not graded yet"))
WHY_THIS_GRADE = gettext_noop("Say why this grade; readers see the reason.")
RELAYS_ITSELF = gettext_noop("A source cannot relay itself.")
COUNTS = gettext_noop(
    "Public. Tick it only if you have seen the {what} and its grades hold. Without it, what is withheld "
    "carries nothing, since readers can’t check it. Readers are told that it counts."
)
NOTHING_WITHHELD = gettext_noop("Say why it is withheld first; only what is kept from readers needs this.")

STANDINGS = {
    Standing.IN_FORCE: gettext_noop("It can still be read as it was cited."),
    Standing.CHANGED: gettext_noop("Its publisher changed it since."),
    Standing.RETRACTED: gettext_noop("Its publisher withdrew it: it carries nothing any more."),
}


def _grades(vocabulary: Any, meanings: dict[str, str]) -> list[tuple[str, Any]]:
    return [
        (NOT_YET[0], explained(NOT_YET[1], _("Review waits until this is graded."))),
        *with_meanings(vocabulary.choices, meanings, lettered=True),
    ]


class Withholding(SeenForm):
    """A mixin for forms of what can be withheld: whether it counts nevertheless is for editors to say."""

    def leave_counting_to_editors(self, *, may_count: bool) -> None:
        """Take the box out for everybody else, so that what an editor said stays; posted all the same, it
        reaches the action, which refuses."""
        if not may_count and not (self.is_bound and self.add_prefix("withheld_counts") in self.data):
            del self.fields["withheld_counts"]
            self.watched = tuple(name for name in self.watched if name in self.fields)

    def clean(self) -> dict[str, Any]:
        """What is not withheld has nothing that could count although withheld."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("withheld_counts") and not cleaned.get("withheld_reason", "").strip():
            self.add_error("withheld_counts", _(NOTHING_WITHHELD))
        return cleaned

    def full_clean(self) -> None:
        """What is public again loses the mark: withheld once more, an editor has to look at it once more."""
        super().full_clean()
        if self.is_bound and not self.cleaned_data.get("withheld_reason", "").strip():
            self.cleaned_data["withheld_counts"] = False


class SourceForm(Withholding, FindsSources, SeenForm, forms.ModelForm):
    """A source, its grade, and what it relays."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of source"), choices=[("", "Choose …"), *SourceKind.choices]
    )
    outlet = NameField(
        Outlet,
        label=gettext_lazy("Outlet"),
        help_text=gettext_lazy("Choose a name or write a new one; empty if none."),
    )
    outlet_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of outlet"),
        required=False,
        choices=[("", "Choose …"), *OutletKind.choices],
        help_text=KIND_HELP,
    )
    url = address(gettext_lazy("Address"))
    archived_url = address(gettext_lazy("Archived copy"))
    standing = forms.ChoiceField(
        label=gettext_lazy("Standing"),
        choices=partial(with_meanings, Standing.choices, STANDINGS),
        widget=forms.RadioSelect,
        initial=Standing.IN_FORCE,
    )
    reliability = forms.ChoiceField(
        label=gettext_lazy("Reliability of the source"),
        help_text=gettext_lazy(
            "How good the source is, whatever it says in this case. Grade it in isolation."
        ),
        required=False,
        choices=partial(_grades, Reliability, RELIABILITY),
        widget=forms.RadioSelect,
    )
    relays = forms.ModelMultipleChoiceField(
        queryset=Source.objects.all(),
        label=gettext_lazy("Relays"),
        help_text=gettext_lazy(
            "Sources whose reports this one passes on. Outlets that relay one report are one origin."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    find = forms.CharField(
        label=gettext_lazy("Find a source that it relays"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Words of its title, its outlet, or its address."),
    )
    unwatched = ("outlet_kind", "find")
    field_order = (
        "kind", "title", "outlet", "outlet_kind", "authors", "url", "archived_url", "published", "accessed",
        "reliability", "reliability_reason", "standing", "relays", "find", "withheld_reason",
        "withheld_counts",
    )  # fmt: skip

    class Meta:
        model = Source
        fields = (
            "kind", "title", "authors", "url", "archived_url", "published", "accessed", "reliability",
            "reliability_reason", "standing", "withheld_reason", "withheld_counts",
        )  # fmt: skip
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "reliability_reason": forms.Textarea(attrs={"rows": 3}),
            "withheld_reason": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "authors": gettext_lazy("As the source names them."),
            "published": gettext_lazy("As far as known: 2018, 2018-10 or 2018-10-18."),
            "accessed": gettext_lazy("When the desk saw it."),
            "reliability_reason": gettext_lazy("Public. Needed with a grade."),
            "withheld_counts": format_lazy(gettext_lazy(COUNTS), what=gettext_lazy("source")),
        }

    def __init__(
        self, *args: Any, instance: Source | None = None, may_count: bool = False, **kwargs: Any
    ) -> None:
        if instance is not None:
            kwargs["initial"] = {"outlet": instance.outlet, "relays": list(instance.relays.all())}
        super().__init__(*args, instance=instance, **kwargs)
        self.proposed: Outlet | None = None
        self.leave_counting_to_editors(may_count=may_count)
        self.list_sources("relays")

    def unfinished(self) -> bool:
        """The person is not done yet: they search, or have to see the grade that the outlet proposes."""
        return bool(self.propose()) or self.searching

    def propose(self) -> Outlet | None:
        """Fill in the outlet's default grade, once for each outlet that somebody chooses; answer the outlet.

        What was typed stays. The form carries for which outlet it was done, so that sending it again, even
        without a grade, is a choice.
        """
        if not self.is_bound or self.data.get(self.add_prefix("reliability")):
            return None
        try:
            outlet = self.fields["outlet"].clean(self["outlet"].data)
        except forms.ValidationError:
            return None
        chosen_before = outlet == self.initial.get("outlet")
        if not isinstance(outlet, Outlet) or not outlet.default_reliability or chosen_before:
            return None
        if self.data.get(self.add_prefix("proposed_for")) == outlet.slug:
            return None
        data = self.data.copy()  # type: ignore[attr-defined]  # always a QueryDict: the form came by POST
        data[self.add_prefix("reliability")] = outlet.default_reliability
        if not str(data.get(self.add_prefix("reliability_reason"), "")).strip():
            data[self.add_prefix("reliability_reason")] = outlet.reliability_reason
        data[self.add_prefix("proposed_for")] = outlet.slug
        self.data = data
        self.proposed = outlet
        return outlet

    @property
    def proposed_for(self) -> str:
        """The outlet whose default was filled in already."""
        return str(self.data.get(self.add_prefix("proposed_for"), "")) if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        """A grade has its reason, a new outlet its kind."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        require_outlet_kind(self)
        outlet, grade = cleaned.get("outlet"), cleaned.get("reliability")
        reason = cleaned.get("reliability_reason", "").strip()
        if grade and isinstance(outlet, Outlet) and outlet.default_reliability not in ("", grade):
            # The outlet's own reason is one for its default, not for departing from it.
            if reason in ("", outlet.reliability_reason.strip()):
                departs = _(DEPARTS).format(outlet=outlet, default=outlet.default_reliability)
                self.add_error("reliability_reason", departs)
        elif grade and not reason:
            self.add_error("reliability_reason", _(WHY_THIS_GRADE))
        if any(each.pk == self.instance.pk for each in cleaned.get("relays", ())):
            self.add_error("relays", _(RELAYS_ITSELF))
        return cleaned


class EvidenceForm(Withholding, SeenForm, forms.ModelForm):
    """What one source gives toward the claim."""

    stance = forms.ChoiceField(
        label=gettext_lazy("Stance toward the claim"),
        choices=partial(with_meanings, Stance.choices, STANCE),
        widget=forms.RadioSelect,
    )
    credibility = forms.ChoiceField(
        label=gettext_lazy("Credibility of this item"),
        help_text=gettext_lazy(
            "How believable what it says here is. The letter of the source does not decide it."
        ),
        required=False,
        choices=partial(_grades, Credibility, CREDIBILITY),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Evidence
        fields = ("stance", "quote", "locator", "note", "credibility", "withheld_reason", "withheld_counts")
        labels: ClassVar[dict[str, Any]] = {
            "quote": gettext_lazy("What it says"),
            "note": gettext_lazy("How it bears on the claim"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "quote": gettext_lazy("The exact words, without quotation marks."),
            "note": gettext_lazy("Public: why this speaks for or against the statement."),
            "withheld_counts": format_lazy(gettext_lazy(COUNTS), what=gettext_lazy("quote")),
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "quote": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "withheld_reason": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, may_count: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leave_counting_to_editors(may_count=may_count)
