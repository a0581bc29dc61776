"""Publishing the method: an administrator makes public what the software enforces."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.actions.door import ADMINISTRATORS_PUBLISH, SAME_METHOD, publish_method
from claims.admin.base import ask, person_of, typed
from claims.forms.base import TypedForm
from claims.method import differing, standing, tables

NONE_YET = gettext_noop(
    "No method is published yet: /method/ prints the rules, and nothing vouches for them."
)
IRREVOCABLE = gettext_noop(
    "Readers will find these tables as a version of their own, for ever. This can’t be undone."
)


class MethodForm(TypedForm):
    """What readers are told of the change."""

    note = forms.CharField(
        label=gettext_lazy("Public note"),
        help_text=gettext_lazy("What changes in the method, and why."),
        widget=forms.Textarea,
    )


def publish_method_page(request: HttpRequest) -> HttpResponseBase:
    """Say which method stands and what differs from it; ask, then publish."""
    person = person_of(request)
    if not person.is_administrator:
        raise PermissionDenied(_(ADMINISTRATORS_PUBLISH))
    stands = standing()
    texts = [_(NONE_YET), _(IRREVOCABLE)]
    if stands is not None:
        differs = ", ".join(name.replace("_", " ") for name in differing(stands.tables, tables()))
        texts = [
            _("Version %(version)s stands since %(day)s.")
            % {"version": stands.version, "day": date_format(localtime(stands.published_at), "j F Y")},
            *([_("The software differs from it in: %(tables)s.") % {"tables": differs}] if differs else []),
            _(IRREVOCABLE) if differs else _(SAME_METHOD).format(version=stands.version),
        ]

    def deed(data: dict[str, Any]) -> str:
        entry = publish_method(by=person, note=data["note"])
        return _("Published version %(version)s of the method as entry %(index)s of the log.") % {
            "version": entry.version,
            "index": entry.index,
        }

    return ask(
        request,
        form=MethodForm(typed(request)),
        deed=deed,
        back=reverse("admin:index"),
        title=_("Publish the method"),
        subtitle="",
        texts=texts,
        label=_("Publish the method"),
    )
