"""Merging a draft, and undoing it. What is asked of an editor has the form of every other request."""

from django import forms
from django.utils.translation import gettext_lazy

from claims.actions.merging import NO_WHY
from claims.forms.base import DeskForm


class MergeForm(DeskForm, forms.Form):
    """Why two claims are one."""

    why = forms.CharField(
        label=gettext_lazy("Why they are one claim"),
        help_text=gettext_lazy("Internal. Whoever asks later why the draft is gone reads it."),
        error_messages={"required": NO_WHY},
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UnmergeForm(DeskForm, forms.Form):
    """Nothing is asked: the page shows what comes back, and the button is the answer."""
