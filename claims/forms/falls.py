"""What became of a source that others rest on: another standing, a lower grade, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.actions.sources import NOT_FALLEN
from claims.choices import Reliability, Standing
from claims.forms.base import DeskForm, explained, with_meanings
from claims.forms.evidence import STANDINGS
from claims.meanings import RELIABILITY
from claims.models import Source
from claims.origins import JUDGED

AS_IT_IS = gettext_noop("Leave it as it is: {now}")


class FallForm(DeskForm, forms.Form):
    """Only what is a fall can be chosen: a standing other than in force, a lower letter, or F."""

    new_standing = forms.ChoiceField(label=gettext_lazy("Standing"), widget=forms.RadioSelect, required=False)
    new_reliability = forms.ChoiceField(
        label=gettext_lazy("Reliability"), widget=forms.RadioSelect, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("What happened"),
        help_text=gettext_lazy(
            "Whoever looks again reads it. It is added to the reason for the grade, which readers see once "
            "an editor publishes."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        standing: Any = self.fields["new_standing"]
        others = [each for each in Standing.choices if each[0] not in (Standing.IN_FORCE, source.standing)]
        standing.choices = [
            ("", explained(_(AS_IT_IS).format(now=source.get_standing_display().lower()))),
            *with_meanings(others, STANDINGS),
        ]
        grade: Any = self.fields["new_reliability"]
        letter = source.reliability
        now = f"{letter}, {source.get_reliability_display().lower()}" if letter else _("not graded yet")
        lower = [(each.value, each.label) for each in lower_grades(source.reliability)]
        grade.choices = [
            ("", explained(_(AS_IT_IS).format(now=now))),
            *with_meanings(lower, RELIABILITY, lettered=True),
        ]

    def clean(self) -> dict[str, Any]:
        """Something has to be worse than it was."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("new_standing") and not cleaned.get("new_reliability"):
            self.refuse(_(NOT_FALLEN))
        return cleaned

    @property
    def standing(self) -> str:
        """The standing that the source will have."""
        return str(self.cleaned_data["new_standing"] or self.source.standing)

    @property
    def reliability(self) -> str:
        """The grade that the source will have."""
        return str(self.cleaned_data["new_reliability"] or self.source.reliability)


def lower_grades(grade: str) -> list[Reliability]:
    """The letters below a grade; and F, which says that there is no basis any more."""
    if grade not in JUDGED:
        return []
    return [*JUDGED[JUDGED.index(Reliability(grade)) + 1 :], Reliability.F]
