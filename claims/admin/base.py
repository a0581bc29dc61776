"""What all pages of the admin share: permission by role, writes through actions, refusals as form errors."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models
from django.db.models import OuterRef, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import Role
from claims.forms.base import take_as_typed
from claims.history import has_history, moment_in, page_of_history
from claims.models import Assessment, AssessmentRequest, Person
from claims.workflow import Refused

M = TypeVar("M", bound=models.Model)

EDITORS = frozenset({Role.EDITOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
NOBODY: frozenset[Role] = frozenset()

SAME_MOMENT = gettext_noop(
    "Somebody saved the same at the same moment. Look at it again, then save once more."
)
GRADES = {"reliability", "credibility", "default_reliability"}
NUL = "\x00"
NOT_TEXT = gettext_noop("The address held a character that is no text; here is the whole list.")
# Where a refusal waits, on the request, for the form that is shown again.
_REFUSAL = "ledger_refusal"

Refusal = Refused | ValidationError


def person_of(request: HttpRequest) -> Person:
    """Who is signed in. Admin pages have asked before."""
    return cast(Person, request.user)


def say(form: BaseForm, refusal: Refusal) -> None:
    """Put the sentences of a refusal on a form: beside the field where there is one, else above."""
    if isinstance(refusal, Refused):
        form.add_error(None, list(refusal.sentences))
        return
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class LedgerForm(forms.ModelForm[M], Generic[M]):
    """A form that can be shown again with what an action refused, and with all that was typed."""

    refusal: ClassVar[Refusal | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        take_as_typed(self)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal is not None:
            say(self, self.refusal)
        return cleaned


class RolePermissions:
    """By role, never by Django's own permissions: a superuser may only look. Nothing is deleted."""

    adders: ClassVar[frozenset[Role]] = NOBODY
    changers: ClassVar[frozenset[Role]] = NOBODY

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.adders & person_of(request).roles)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.changers & person_of(request).roles)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class GradedFields:
    """Grades are chosen by letter or number with its meaning: "C: Fairly reliable"."""

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in GRADES:
            kwargs["choices"] = [
                ("", _("Not graded yet")),
                *((value, f"{value}: {label}") for value, label in db_field.choices),
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)  # type: ignore[misc]


class RoleAdmin(GradedFields, RolePermissions, admin.ModelAdmin[M], Generic[M]):
    """A page for a record. Saving calls an action; what it refuses comes back on the form.

    Subclasses write in `save` and, where they have inlines, in `save_formset`.
    """

    form: type[Any] = LedgerForm
    actions: Any = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count for each choice of each filter is too much to ask
    list_per_page = 50

    def save(self, *, by: Person, form: Any, obj: M, add: bool) -> M:
        """Write through an action and answer what was written."""
        raise NotImplementedError

    def notices(self, request: HttpRequest, obj: M | None) -> Iterable[tuple[str, str]]:
        """Sentences above the form, each with its kind ("info" or "warning")."""
        return ()

    def tools(self, request: HttpRequest, obj: M) -> Iterable[tuple[str, str]]:
        """Links beside "History", each as (label, address)."""
        return ()

    # ── Writing ──

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Django's, and once more with the refusal on the form where an action refused."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (Refused, ValidationError) as refusal:
            setattr(request, _REFUSAL, refusal)
        except IntegrityError:
            setattr(request, _REFUSAL, Refused(_(SAME_MOMENT)))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's list; what no text in the database can hold is no search and no filter."""
        if any(NUL in value for value in request.GET.values()):
            messages.warning(request, _(NOT_TEXT))
            return redirect(request.path)
        title = {"title": str(self.opts.verbose_name_plural).capitalize()}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, _REFUSAL, None)
        return type(form.__name__, (form,), {"refusal": refusal}) if refusal else form

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:
        """Hand over to `save`; the form's own copy only takes the key and the name of what was written."""
        written = self.save(by=person_of(request), form=form, obj=obj, add=not change)
        obj.pk = written.pk
        obj.refresh_from_db()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Parts only: a form's many-to-many fields are the action's business."""
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    # ── Our own history in place of Django's log ──

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[Any]:
        return []

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who did what to this record, when and why, field by field."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return cast(HttpResponse, self._get_obj_does_not_exist_redirect(request, self.opts, object_id))  # type: ignore[attr-defined]
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        before = moment_in(request.GET.get("before", ""))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(obj),
            "object": obj,
            "opts": self.opts,
            "module_name": str(self.opts.verbose_name_plural).capitalize(),
            "page": page_of_history(obj, viewer=person_of(request), before=before),
            "before": before,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: M | None = None,
    ) -> Any:
        context.update(
            notices=list(self.notices(request, obj)),
            tools=list(self.tools(request, obj)) if obj is not None else [],
            has_history=has_history(self.model),
        )
        return super().render_change_form(request, context, add, change, form_url, obj)


class ReadOnlyAdmin(RoleAdmin[M], Generic[M]):
    """A page for what is never edited: found, searched and read."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields or super().get_readonly_fields(request, obj)


class KnownAutocomplete(AutocompleteSelect):
    """An autocomplete that is told the label of what is chosen: no query for each row of an inline."""

    known: dict[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {}

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        chosen = [each for each in value if each]
        if not chosen or not all(each in self.known for each in chosen):
            return super().optgroups(name, value, attrs)
        blank = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options = [
            self.create_option(name, each, self.known[each], True, place)
            for place, each in enumerate(chosen, 1)
        ]
        return [(None, [*blank, *options], 0)]


class PartForm(LedgerForm[M], Generic[M]):
    """A row of an inline; tells its autocompletes what the row's own record already knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownAutocomplete):
                named = getattr(self.instance, name, None) if self.instance.pk else None
                widget.known = {str(named.pk): str(named)} if named is not None else {}


# ── Blind assessments ───────────────────────────────────────────────────────────────────────────────


def unblinded(rows: QuerySet[Any], person: Person) -> QuerySet[Any]:
    """Rows about claims, without those whose first verdict this person must not see yet."""
    return rows.exclude(claim__in=AssessmentRequest.objects.awaiting(person).values("claim"))


def current_assessment(claim: str, person: Person) -> QuerySet[Assessment]:
    """The assessment that leads a claim, for a subquery whose outer field `claim` names the claim."""
    return Assessment.objects.leading().visible_to(person).filter(claim=OuterRef(claim)).order_by("-id")


# ── Pages that ask before something is done ─────────────────────────────────────────────────────────


class NoForm(forms.Form):
    """Nothing to fill in: only the button."""


def typed(request: HttpRequest) -> Any:
    """What a form on such a page is bound to: the post, or nothing yet."""
    return request.POST if request.method == "POST" else None


def ask(
    request: HttpRequest,
    *,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], str],
    back: str,
    **words: Any,
) -> HttpResponseBase:
    """Ask with a form, do the deed on POST, say its sentence and go `back`; a refusal stays on the form.

    `words` are title, subtitle, texts (sentences), label (of the button) and, if wanted, danger.
    """
    if request.method == "POST" and form.is_valid():
        try:
            sentence = deed(form.cleaned_data)
        except (Refused, ValidationError) as refusal:
            say(form, refusal)
        else:
            messages.success(request, sentence)
            return redirect(back)
    context = {**admin.site.each_context(request), "form": form, "back": back, **words}
    return TemplateResponse(request, "admin/ask.html", context)


def not_there(request: HttpRequest, what: str) -> HttpResponseRedirect:
    """Back to the index, with a sentence, from a record that does not exist."""
    messages.warning(request, _("There is no %(what)s with this number.") % {"what": _(what)})
    return HttpResponseRedirect(reverse("admin:index"))
