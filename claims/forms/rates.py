"""A rate of exchange: what one unit of a currency was worth in another, as a source gives it."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.forms.claims import NOT_A_NUMBER
from claims.forms.finding import FindsSources
from claims.models import ExchangeRate, Source
from claims.records import number_text

SAME_CURRENCY = gettext_noop("A rate is between two currencies.")
NOT_ABOVE_ZERO = gettext_noop("A rate is above zero.")
NO_SOURCE = gettext_noop("Search for the source of the rate and choose it.")


class CurrencyField(forms.CharField):
    """A currency by its three letters, small ones too."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).upper()


class RateForm(FindsSources, forms.ModelForm):
    """One rate; its source is found in the ledger."""

    base = CurrencyField(
        label=gettext_lazy("One unit of"), max_length=3, help_text=gettext_lazy("Three letters, as EUR.")
    )
    quote = CurrencyField(
        label=gettext_lazy("In units of"), max_length=3, help_text=gettext_lazy("Three letters, as USD.")
    )
    rate = forms.DecimalField(
        label=gettext_lazy("Was worth"),
        max_digits=20,
        decimal_places=10,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": NOT_A_NUMBER},
    )
    source: Any = forms.ModelChoiceField(
        queryset=Source.objects.all(),
        label=gettext_lazy("Source of the rate"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy(NO_SOURCE)},
    )
    find = forms.CharField(
        label=gettext_lazy("Find its source"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Words of its title, its outlet, or its address."),
    )
    unwatched = ("find",)
    field_order = ("base", "rate", "quote", "on", "source", "find")

    class Meta:
        model = ExchangeRate
        fields = ("base", "rate", "quote", "on", "source")
        help_texts: ClassVar[dict[str, Any]] = {
            "on": gettext_lazy("The day, month or year that the rate is of.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if rate := kwargs.get("instance"):
            kwargs["initial"] = {"rate": number_text(rate.rate)}
        super().__init__(*args, **kwargs)
        self.list_sources("source")

    def clean_rate(self) -> Any:
        """Nothing is worth nothing, or less."""
        rate = self.cleaned_data["rate"]
        if rate <= 0:
            raise forms.ValidationError(_(NOT_ABOVE_ZERO))
        return rate

    def clean(self) -> dict[str, Any]:
        """The two currencies differ."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("base") and cleaned.get("base") == cleaned.get("quote"):
            self.add_error("quote", _(SAME_CURRENCY))
        return cleaned
