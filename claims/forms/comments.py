"""What somebody says about a claim, and how people want to be told of things."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from claims.choices import NoticeKind, Role
from claims.forms.base import DeskForm
from claims.models import NoticeChoice, Person

# What only editors are told of.
EDITORS_ALONE = (NoticeKind.SUBMITTED, NoticeKind.HELD, NoticeKind.LETTER)
WAYS = (("on_site", gettext_lazy("On the site")), ("by_email", gettext_lazy("By e-mail")))


class CommentForm(DeskForm, forms.Form):
    """A comment. That something must be said, and that handles are somebody's, is the action's to check."""

    text = forms.CharField(
        label=gettext_lazy("Your comment"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Internal: readers never see it. It can’t be changed afterwards."),
    )


class NoticeChoicesForm(DeskForm, forms.Form):
    """For each kind of notice two boxes: on the site, by e-mail."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [kind for kind in NoticeKind if Role.EDITOR in person.roles or kind not in EDITORS_ALONE]
        chosen = {choice.kind: choice for choice in NoticeChoice.objects.filter(person=person)}
        for kind in self.kinds:
            for way, label in WAYS:
                self.fields[f"{kind}-{way}"] = forms.BooleanField(
                    label=f"{kind.label}: {label.lower()}",
                    required=False,
                    initial=getattr(chosen.get(kind), way, True),
                )

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each kind with its boxes."""
        return [(str(kind.label), [self[f"{kind}-{way}"] for way, _label in WAYS]) for kind in self.kinds]

    def choices(self) -> list[tuple[NoticeKind, dict[str, bool]]]:
        """What was chosen for each kind, where it differs from what stood there."""
        return [
            (kind, {way: self.cleaned_data[f"{kind}-{way}"] for way, _label in WAYS})
            for kind in self.kinds
            if any(f"{kind}-{way}" in self.changed_data for way, _label in WAYS)
        ]
