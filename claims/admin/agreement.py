"""How far first and blind second assessments agree, by topic and period. For editors."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.admin.base import person_of
from claims.admin.filtering import TopicForm, sent_or_blank
from claims.agreement import HANDLED, RELIABLE, TENTATIVE, Pair, agreement_of, pairs_for
from claims.models import Claim, Verdict

ROWS = 50
SHADES = 4
NOT_A_DAY = gettext_noop("This is not a day. Write it like 2026-03-31.")
END_BEFORE_START = gettext_noop("This lies before the first day of the period.")


class AgreementForm(TopicForm):
    """A topic and a period, by the day on which the second assessment was given."""

    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy(NOT_A_DAY)},
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy(NOT_A_DAY)},
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _(END_BEFORE_START))
        return cleaned


@dataclass(frozen=True)
class Cell:
    """How often the one verdict met the other; `shade` goes from 0 (never) to SHADES (most often)."""

    count: int
    shade: int
    same: bool


@dataclass(frozen=True)
class Row:
    """One first verdict against all second ones."""

    label: str
    cells: Sequence[Cell]
    total: int


@dataclass(frozen=True)
class Matrix:
    """First verdicts down, second ones across; rated ones first, from true to false."""

    columns: Sequence[str]
    rows: Sequence[Row]
    totals: Sequence[int]


def agreement(request: HttpRequest) -> HttpResponseBase:
    """The coefficients, what they were counted from, and the pairs themselves."""
    person = person_of(request)
    if not person.is_editor:
        raise PermissionDenied
    form = AgreementForm(sent_or_blank(request))
    context = {
        **admin.site.each_context(request),
        "title": _("Agreement"),
        "form": form,
        "handled": _(HANDLED),
        "reliable": RELIABLE,
        "tentative": TENTATIVE,
    }
    if form.is_valid():
        chosen = form.cleaned_data
        found = pairs_for(
            reader=person, topic=chosen["topic"] or None, since=chosen["since"], until=chosen["until"]
        )
        labels = _labels(found)
        page = Paginator(found[::-1], ROWS).get_page(request.GET.get("page"))
        claims = Claim.objects.in_bulk([pair.claim for pair in page])
        context |= {
            "agreement": agreement_of(found),
            "matrix": _matrix(found, labels),
            "page": page,
            "rows": [_listed(pair, claims, labels) for pair in page],
            "narrowed": any(chosen.values()),
            "query": urlencode({name: request.GET[name] for name in form.fields if request.GET.get(name)}),
        }
    return TemplateResponse(request, "admin/review/agreement.html", context)


def _listed(pair: Pair, claims: dict[int, Claim], labels: dict[str, str]) -> dict[str, Any]:
    return {
        "claim": claims[pair.claim],
        "pair": pair,
        "first": labels[pair.first.verdict],
        "second": labels[pair.second.verdict],
        "same": pair.first.verdict == pair.second.verdict,
    }


def _labels(pairs: Sequence[Pair]) -> dict[str, str]:
    """The verdicts that were given, by code, in the order of the matrix; the newest scheme names them."""
    ratings = {each.verdict: each.rating for pair in pairs for each in (pair.first, pair.second)}
    named = dict(Verdict.objects.filter(code__in=ratings).order_by("scheme_id").values_list("code", "label"))
    codes = sorted(ratings, key=lambda code: (ratings[code] is None, -(ratings[code] or 0), named[code]))
    return {code: named[code] for code in codes}


def _matrix(pairs: Sequence[Pair], labels: dict[str, str]) -> Matrix:
    counts = Counter((pair.first.verdict, pair.second.verdict) for pair in pairs)
    most = max(counts.values(), default=0)
    return Matrix(
        columns=list(labels.values()),
        rows=[
            Row(
                label,
                [_cell(counts[one, other], most, same=one == other) for other in labels],
                sum(counts[one, other] for other in labels),
            )
            for one, label in labels.items()
        ],
        totals=[sum(counts[one, other] for one in labels) for other in labels],
    )


def _cell(count: int, most: int, *, same: bool) -> Cell:
    return Cell(count, -(-count * SHADES // most) if count else 0, same)
