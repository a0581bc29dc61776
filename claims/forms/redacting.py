"""Asking for a redaction: which versions, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy

from claims.forms.judgement import RequestForm
from claims.redaction import CHOOSE_VERSIONS, Version


class RedactionForm(RequestForm):
    """The versions whose text is to go, and what readers will be told; `versions` are those that have one."""

    redacts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Versions whose text is to go"),
        help_text=gettext_lazy(
            "Versions that say the same go together: a hold or a retraction repeats what stood before."
        ),
        error_messages={"required": CHOOSE_VERSIONS},
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("redacts", "note", "message")

    def __init__(self, *args: Any, versions: Iterable[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [each for each in versions if not each.gone]
        field: Any = self.fields["redacts"]
        field.choices = [(each.version, _words(each, shown)) for each in shown]
        self.fields["note"].help_text = gettext_lazy(
            "What readers will be told. Say why (the law, somebody’s safety); repeat nothing of what goes."
        )


def _words(version: Version, others: list[Version]) -> str:
    """A version as one chooses it: "Version 2, put on hold, 3 May 2026; says the same as version 1"."""
    words = gettext("Version {version}, {event}, {day}").format(
        version=version.version,
        event=version.event_words.lower(),
        day=date_format(localtime(version.at), "j F Y"),
    )
    same = [
        str(each.version)
        for each in reversed(others)
        if each.version != version.version and each.says and each.says == version.says
    ]
    if not same:
        return words
    return gettext("{version}; says the same as version {others}").format(
        version=words, others=", ".join(same)
    )
