"""Forms that narrow what a page lists: every value is checked, and refused with a sentence."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.filter_fields import shortened
from claims.models import Topic

UNKNOWN_TOPIC = gettext_noop("“{value}” is no topic that the ledger knows. Choose one from the list.")


class KnownField(forms.ChoiceField):
    """One of the values that the ledger knows, or all. The refusal names the value that was sent."""

    def __init__(self, *, refusal: str, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.refusal = refusal

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            raise forms.ValidationError(_(self.refusal).format(value=shortened(value.replace("\x00", ""))))


class TopicForm(forms.Form):
    """Narrows by topic; "" means all."""

    topic = KnownField(label=gettext_lazy("Topic"), refusal=UNKNOWN_TOPIC)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        topics = Topic.objects.order_by("label").values_list("slug", "label")
        self.fields["topic"].choices = [("", _("All topics")), *topics]  # type: ignore[attr-defined]


def sent_or_blank(request: HttpRequest) -> dict[str, str]:
    """What the form is bound to: the address, in which the last of doubled parameters counts."""
    return {name: request.GET[name] for name in request.GET}
