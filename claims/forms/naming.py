"""Choosing somebody or something by name, or adding it in place: claimants and outlets."""

from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.models import Claimant, Outlet

Named = TypeVar("Named", Claimant, Outlet)

# Names that a field suggests while somebody types.
SUGGESTED = 400
SEVERAL = gettext_noop("Several {nouns} have this name. Write one of these instead: {slugs}.")
UNKNOWN = gettext_noop(
    "There is no {noun} “{name}” in the ledger yet. To add it, choose what it is; or correct the name."
)
NEAR = gettext_noop("Names like it: {names}.")


class NameField(forms.CharField):
    """A claimant or outlet by its name. Cleans to the row, to text where there is none yet, or to None."""

    def __init__(self, model: type[Claimant] | type[Outlet], **kwargs: Any) -> None:
        self.model = model
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.widget.attrs |= {"list": f"{model._meta.model_name}-names", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        """The name of a row, or its slug where the name alone would not find it again."""
        if isinstance(value, self.model):
            shared = self.model._default_manager.filter(name__iexact=value.name).exclude(pk=value.pk).exists()
            return value.slug if shared else value.name
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares names."""
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> Any:
        """Find the row; a new name stays text."""
        name = super().clean(value)
        if not name:
            return None
        rows: list[Any] = list(
            self.model._default_manager.filter(models.Q(name__iexact=name) | models.Q(slug=name))
        )
        exact = [row for row in rows if row.slug == name] or [row for row in rows if row.name == name] or rows
        if len(exact) > 1:
            nouns = str(self.model._meta.verbose_name_plural)
            raise ValidationError(_(SEVERAL).format(nouns=nouns, slugs=", ".join(row.slug for row in exact)))
        return exact[0] if exact else name


def unknown(model: type[Claimant] | type[Outlet], name: str) -> str:
    """The sentence for a name that is not in the ledger, with the names that come near it."""
    sentence = _(UNKNOWN).format(noun=model._meta.verbose_name, name=name)
    longest = max(name.split(), key=len)
    near = model._default_manager.filter(name__icontains=longest).values_list("name", flat=True)[:3]
    return f"{sentence} {_(NEAR).format(names=', '.join(near))}" if near else sentence


def suggested(model: type[Claimant] | type[Outlet]) -> list[str]:
    """Names to suggest while somebody types."""
    return list(model._default_manager.order_by("name").values_list("name", flat=True)[:SUGGESTED])


def unique_slug(model: type[Claimant] | type[Outlet], name: str) -> str:
    """A slug for a new row that no other has."""
    longest = 80
    stem = slugify(name)[:longest].strip("-") or str(model._meta.model_name)
    rows = model._default_manager.filter(slug__startswith=stem[: longest - 6])
    taken = set(rows.values_list("slug", flat=True))
    slug, place = stem, 1
    while slug in taken:
        place += 1
        slug = f"{stem[: longest - len(str(place)) - 1]}-{place}"
    return slug
