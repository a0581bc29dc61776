"""Publishing the method: an administrator makes public what the software enforces."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from claims.actions.door import ADMINISTRATORS_PUBLISH, SAME_METHOD, publish_method
from claims.admin.base import ask, person_of, typed
from claims.method import differing, standing, tables

NONE_YET = "No method is published yet: /method/ prints the rules, and nothing vouches for them."
IRREVOCABLE = "Readers will find these tables as a version of their own, for ever. This can’t be undone."


class MethodForm(forms.Form):
    """What readers are told of the change."""

    note = forms.CharField(
        label="Public note", help_text="What changes in the method, and why.", widget=forms.Textarea
    )


def publish_method_page(request: HttpRequest) -> HttpResponseBase:
    """Say which method stands and what differs from it; ask, then publish."""
    person = person_of(request)
    if not person.is_administrator:
        raise PermissionDenied(ADMINISTRATORS_PUBLISH)
    stands = standing()
    texts = [NONE_YET, IRREVOCABLE]
    if stands is not None:
        differs = ", ".join(name.replace("_", " ") for name in differing(stands.tables, tables()))
        texts = [
            f"Version {stands.version} stands since {stands.published_at:%d %B %Y}.",
            *([f"The software differs from it in: {differs}.", IRREVOCABLE] if differs else []),
            *([] if differs else [SAME_METHOD.format(version=stands.version)]),
        ]

    def deed(data: dict[str, Any]) -> str:
        entry = publish_method(by=person, note=data["note"])
        return f"Published version {entry.version} of the method as entry {entry.index} of the log."

    return ask(
        request,
        form=MethodForm(typed(request)),
        deed=deed,
        back=reverse("admin:index"),
        title="Publish the method",
        subtitle="",
        texts=texts,
        label="Publish the method",
    )
