"""What all forms of the desk share: refusals beside the field, nothing typed is lost, no silent overwrite."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import RegexValidator
from django.forms.utils import ErrorDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django_stubs_ext import StrOrPromise

if TYPE_CHECKING:
    _Form = forms.BaseForm
    _ModelForm = forms.BaseModelForm[Any]
else:
    _Form = _ModelForm = object

SAME = gettext_noop("The same is noted already.")
TURNED = gettext_lazy(
    "It holds an invisible sign that turns the order of letters around (U+202D or U+202E). Remove it: delete "
    "the words around it and type them anew. Hebrew and Arabic need no such sign."
)
in_order = RegexValidator("[\u202d\u202e]", TURNED, code="turned", inverse_match=True)


class DeskForm(_Form):
    """A mixin for forms whose input becomes an action that may still refuse it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        take_as_typed(self)

    def refuse(self, *sentences: str) -> None:
        """Show why the action refused, above the fields."""
        for sentence in sentences:
            self.add_error(None, sentence)

    def take(self, error: ValidationError) -> None:
        """Show what the action found wrong, beside the fields that it names."""
        by_field: Mapping[str, list[ValidationError]] = (
            error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        )
        for name, errors in by_field.items():
            for each in errors:
                self.add_error(name if name in self.fields else None, in_words(each))

    def unchecked(self) -> Self:
        """Show what was typed so far without a word about it: the person is not done yet."""
        self._errors = ErrorDict()
        return self

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """Every error as (id of the field, its label, sentence); the form's own first, without the two."""
        rows = []
        for name in sorted(self.errors, key=[NON_FIELD_ERRORS, *self.fields].index):
            field = self[name] if name in self.fields else None
            place = (str(field.auto_id), str(field.label)) if field and not field.is_hidden else ("", "")
            rows += [(*place, str(sentence)) for sentence in self.errors[name]]
        return rows


class TypedForm(forms.Form):
    """A form whose text is taken as it was typed, or refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        take_as_typed(self)


def take_as_typed(form: forms.BaseForm) -> None:
    """Have what is too long refused, with both numbers: browsers cut off what is pasted, in silence.

    So is text that would be read otherwise than it is written: it turns the words of ours after it, too.
    """
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)
        if isinstance(field, forms.CharField):
            field.validators.append(in_order)


def in_words(error: ValidationError) -> ValidationError:
    """The same error; of what stands there already in fewer words than the model has."""
    if error.code == "unique_together":
        return ValidationError(_(SAME), code=error.code)
    return error


# ── Several people at one thing ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Meanwhile:
    """A field that somebody else changed after this person opened the form."""

    label: str
    now: str
    yours: str

    @property
    def kept(self) -> bool:
        """This person typed something else than what stands there now."""
        return self.now != self.yours


class SeenForm(DeskForm, _ModelForm):
    """A mixin for forms that change something which others may be changing too.

    The form carries what its person saw. When that no longer stands, `meanwhile()` says so, once: what the
    person did not touch takes over what stands now, what they typed stays, and sending it again is a choice.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changes: list[Meanwhile] = []
        self.watched: tuple[str, ...] = ()
        if self.instance.pk is not None:  # what is only being added nobody else can change
            self.watched = tuple(name for name in self.fields if name not in self.unwatched)
            self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial["seen"] = json.dumps({name: self._now(name) for name in self.watched})

    # Fields that stand for nothing in the ledger.
    unwatched: tuple[str, ...] = ()

    def meanwhile(self) -> list[Meanwhile]:
        """What changed since the person opened the form; afterwards the form counts as opened now."""
        if not self.watched:
            return []
        seen = self._seen()
        data = self.data.copy()  # type: ignore[attr-defined]  # always a QueryDict: the form came by POST
        for name in self.watched:
            now, typed = self._now(name), _text(self[name].data)
            if seen.get(name) == now or typed == now:
                continue
            if name in seen and typed == seen[name]:
                typed = now
                _put(data, self[name].html_name, now)
            self.changes.append(
                Meanwhile(str(self[name].label), self._shown(name, now), self._shown(name, typed))
            )
        data[self["seen"].html_name] = self.initial["seen"]
        self.data = data
        return self.changes

    def _now(self, name: str) -> str | list[str]:
        return _text(self.fields[name].prepare_value(self[name].initial))

    def _seen(self) -> dict[str, Any]:
        try:
            seen = json.loads(self["seen"].data or "{}")
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _shown(self, name: str, value: str | list[str]) -> str:
        """A value as people read it: the labels of what was chosen."""
        field: Any = self.fields[name]
        if isinstance(value, list):
            chosen = [pk for pk in value if pk.isdecimal() and len(pk) < 19]
            return ", ".join(str(row) for row in field.queryset.filter(pk__in=chosen))
        if hasattr(field, "choices"):
            labels = {str(key): getattr(label, "plain", str(label)) for key, label in field.choices}
            return labels.get(str(value), str(value))
        return str(value)


def _text(value: Any) -> str | list[str]:
    """A value as a browser sends it back when nobody touched it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Iterable):
        return sorted(str(getattr(each, "pk", each)) for each in value)
    return str(getattr(value, "pk", value))


def _put(data: Any, name: str, value: str | list[str]) -> None:
    if isinstance(value, list):
        data.setlist(name, value)
    elif value:
        data[name] = value
    else:
        data.pop(name, None)


def address(label: StrOrPromise, **kwargs: Any) -> forms.URLField:
    """A field for a web address; one written without its scheme is taken for https."""
    return forms.URLField(label=label, required=False, max_length=1000, assume_scheme="https", **kwargs)


# ── Choices that explain themselves ─────────────────────────────────────────────────────────────────


class Explained(SafeString):
    """The label of a choice with its meaning below it; `plain` is the label alone."""

    plain: str


def explained(label: Any, *meanings: str) -> Explained:
    """A label with its meanings, for a radio button or a checkbox."""
    lines = format_html_join("", '<span class="help">{}</span>', ((each,) for each in meanings if each))
    made = Explained(format_html("<span>{} {}</span>", label, lines))
    made.plain = str(label)
    return made


def with_meanings(
    choices: Iterable[tuple[str, Any]], meanings: Mapping[Any, str], *, lettered: bool = False
) -> list[tuple[str, Any]]:
    """Choices with what each means; `lettered` ones show their letter or number before the label."""
    return [
        (value, explained(f"{value} · {label}" if lettered else label, _(meanings.get(value, ""))))
        for value, label in choices
    ]
