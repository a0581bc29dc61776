"""A request for reply, and a conflict of interest of one's own."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.forms.base import DeskForm, SeenForm
from claims.forms.naming import NameField
from claims.models import Claimant, ReplyRequest, Topic

EITHER = gettext_noop("Name a claimant or choose a topic, and not both.")
NOT_IN_THE_LEDGER = gettext_noop(
    "There is no claimant “{name}” in the ledger. Correct the name, or choose a topic."
)
NO_ANSWER = gettext_noop("There is a day of answer; write what the answer was, too.")


class ReplyForm(SeenForm, forms.ModelForm):
    """Whom the desk asked for a reply, when and how, and what came of it."""

    class Meta:
        model = ReplyRequest
        fields = ("asked_of", "asked_on", "how", "answer", "answered_on")
        help_texts: ClassVar[dict[str, Any]] = {
            "asked_of": gettext_lazy("A person, office or lawyer. All of this is public."),
            "asked_on": gettext_lazy("As far as known: 2018, 2018-10 or 2018-10-18."),
            "how": gettext_lazy("By e-mail to the press office, by phone …"),
            "answer": gettext_lazy("In full or in a fair summary. Empty while none has come."),
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"answer": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        """A day of answer comes with the answer."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("answered_on") and not cleaned.get("answer"):
            self.add_error("answer", _(NO_ANSWER))
        return cleaned


class ConflictForm(DeskForm, forms.Form):
    """About whom or what somebody is not impartial, and why."""

    claimant = NameField(
        Claimant,
        label=gettext_lazy("Claimant"),
        help_text=gettext_lazy("Somebody who is in the ledger. Empty for a topic."),
    )
    topic = forms.ModelChoiceField(
        queryset=Topic.objects.order_by("label"),
        label=gettext_lazy("Or a topic"),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Internal: editors and administrators read it, readers never do."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """Either a claimant who is there already, or a topic."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        claimant = cleaned.get("claimant")
        if isinstance(claimant, str):
            self.add_error("claimant", _(NOT_IN_THE_LEDGER).format(name=claimant))
        elif "claimant" in cleaned and "topic" in cleaned and bool(claimant) == bool(cleaned["topic"]):
            self.refuse(_(EITHER))
        return cleaned
