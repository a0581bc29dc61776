"""Sources and evidence: grading shows what each letter and number means at the point of choice."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.db.models import Case, IntegerField, Q, Value, When

from claims.choices import Credibility, OutletKind, Reliability, SourceKind, Stance, Standing
from claims.forms.base import SeenForm, address, explained, with_meanings
from claims.forms.claims import FOUND, KIND_HELP, require_outlet_kind
from claims.forms.naming import NameField
from claims.meanings import CREDIBILITY, RELIABILITY, STANCE
from claims.models import Evidence, Outlet, Source

NOT_YET = ("", "Not graded yet")
WHY_THIS_GRADE = "Say why this grade; readers see the reason."
RELAYS_ITSELF = "A source cannot relay itself."

STANDINGS = {
    Standing.IN_FORCE: "It can still be read as it was cited.",
    Standing.CHANGED: "Its publisher changed it since.",
    Standing.RETRACTED: "Its publisher withdrew it: it carries nothing any more.",
}


def _grades(vocabulary: Any, meanings: dict[str, str]) -> list[tuple[str, Any]]:
    return [
        (NOT_YET[0], explained(NOT_YET[1], "Review waits until this is graded.")),
        *with_meanings(vocabulary.choices, meanings, lettered=True),
    ]


class SourceForm(SeenForm, forms.ModelForm):
    """A source, its grade, and what it relays."""

    kind = forms.ChoiceField(label="Kind of source", choices=[("", "Choose …"), *SourceKind.choices])
    outlet = NameField(Outlet, label="Outlet", help_text="Choose a name or write a new one; empty if none.")
    outlet_kind = forms.ChoiceField(
        label="Kind of outlet",
        required=False,
        choices=[("", "Choose …"), *OutletKind.choices],
        help_text=KIND_HELP,
    )
    url = address("Address")
    archived_url = address("Archived copy")
    standing = forms.ChoiceField(
        label="Standing",
        choices=partial(with_meanings, Standing.choices, STANDINGS),
        widget=forms.RadioSelect,
        initial=Standing.IN_FORCE,
    )
    reliability = forms.ChoiceField(
        label="Reliability of the source",
        help_text="How good the source is, whatever it says in this case. Grade it in isolation.",
        required=False,
        choices=partial(_grades, Reliability, RELIABILITY),
        widget=forms.RadioSelect,
    )
    relays = forms.ModelMultipleChoiceField(
        queryset=Source.objects.all(),
        label="Relays",
        help_text="Sources whose reports this one passes on. Outlets that relay one report are one origin.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    find = forms.CharField(
        label="Find a source that it relays",
        required=False,
        max_length=200,
        help_text="Words of its title, its outlet, or its address.",
    )
    unwatched = ("outlet_kind", "find")
    field_order = (
        "kind", "title", "outlet", "outlet_kind", "authors", "url", "archived_url", "published", "accessed",
        "reliability", "reliability_reason", "standing", "relays", "find", "withheld_reason",
    )  # fmt: skip

    class Meta:
        model = Source
        fields = (
            "kind", "title", "authors", "url", "archived_url", "published", "accessed", "reliability",
            "reliability_reason", "standing", "withheld_reason",
        )  # fmt: skip
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "reliability_reason": forms.Textarea(attrs={"rows": 3}),
            "withheld_reason": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar[dict[str, str]] = {
            "authors": "As the source names them.",
            "published": "As far as known: 2018, 2018-10 or 2018-10-18.",
            "accessed": "When the desk saw it.",
            "reliability_reason": "Public. Needed with a grade.",
        }

    def __init__(self, *args: Any, instance: Source | None = None, **kwargs: Any) -> None:
        if instance is not None:
            kwargs["initial"] = {"outlet": instance.outlet, "relays": list(instance.relays.all())}
        super().__init__(*args, instance=instance, **kwargs)
        self._list_relays()

    def _list_relays(self) -> None:
        """Offer what is relayed or ticked already, then what the search inside the form finds."""
        field: Any = self.fields["relays"]
        ticked = [
            str(each) for each in (self["relays"].data if self.is_bound else self["relays"].value()) or ()
        ]
        known = [int(pk) for pk in ticked if pk.isdecimal() and len(pk) < 19]
        rows = [*Source.objects.filter(pk__in=known).select_related("outlet")]
        words = str(self["find"].data or "").replace("\0", "").strip() if self.is_bound else ""
        # Enter in the search field searches; once its results are shown, it saves.
        shown = str(self.data.get(self.add_prefix("found_for"), "")).strip() if self.is_bound else ""
        self.searching = self.is_bound and ("search" in self.data or (bool(words) and words != shown))
        self.searched = words
        found = [
            each
            for each in (find_sources(words) if words else [])
            if each.pk not in known and each.pk != self.instance.pk
        ]
        self.found = len(found)
        field.widget.choices = [(each.pk, described(each)) for each in [*rows, *found]]

    def clean(self) -> dict[str, Any]:
        """A grade has its reason, a new outlet its kind."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        require_outlet_kind(self)
        if cleaned.get("reliability") and not cleaned.get("reliability_reason", "").strip():
            self.add_error("reliability_reason", WHY_THIS_GRADE)
        if any(each.pk == self.instance.pk for each in cleaned.get("relays", ())):
            self.add_error("relays", RELAYS_ITSELF)
        return cleaned


class EvidenceForm(SeenForm, forms.ModelForm):
    """What one source gives toward the claim."""

    stance = forms.ChoiceField(
        label="Stance toward the claim",
        choices=partial(with_meanings, Stance.choices, STANCE),
        widget=forms.RadioSelect,
    )
    credibility = forms.ChoiceField(
        label="Credibility of this item",
        help_text="How believable what it says here is. The letter of the source does not decide it.",
        required=False,
        choices=partial(_grades, Credibility, CREDIBILITY),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Evidence
        fields = ("stance", "quote", "locator", "note", "credibility", "withheld_reason")
        labels: ClassVar[dict[str, str]] = {"quote": "What it says", "note": "How it bears on the claim"}
        help_texts: ClassVar[dict[str, str]] = {
            "quote": "The exact words, without quotation marks.",
            "note": "Public: why this speaks for or against the statement.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "quote": forms.Textarea(attrs={"rows": 3}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "withheld_reason": forms.Textarea(attrs={"rows": 2}),
        }


def described(source: Source) -> Any:
    """A source as a choice: title, then outlet, kind, date and grade."""
    grade = f"reliability {source.reliability}" if source.reliability else "not graded"
    facts = (source.outlet and source.outlet.name, source.get_kind_display(), source.published, grade)
    return explained(source.title, " · ".join(str(fact) for fact in facts if fact))


def find_sources(words: str, *, limit: int = FOUND) -> list[Source]:
    """The sources that hold all of these words, exact titles and addresses first."""
    matching = Q()
    for word in words.split():
        matching &= (
            Q(title__icontains=word)
            | Q(outlet__name__icontains=word)
            | Q(authors__icontains=word)
            | Q(url__icontains=word)
        )
    exact = Case(
        When(Q(title__iexact=words) | Q(url=words), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return list(Source.objects.filter(matching).select_related("outlet").order_by(exact, "-id")[:limit])
