"""Many claims at once: paste or upload a table, look at every row, then log those that are chosen."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from claims.forms.bulk import BulkForm
from claims.interchange.bulk import COLUMNS, read, template, written
from claims.interchange.bulk_drafts import Draft, Logged, compare, drafts_of, log_drafts
from claims.models import Topic
from claims.views.desk.access import DeskRequest, desk_page, key_in
from claims.views.desk.keeping import reopened, typed

LOGGED = gettext_noop("Logged {count}.")
ALREADY = gettext_noop("{count} you had logged before; nothing was logged twice.")
LEFT = gettext_noop("{count} left: they stand in the table below.")
NONE_CHOSEN = gettext_noop("Choose the rows to log.")
CHANGED = gettext_noop("The table was changed since it was looked at. Look at its rows again, then log them.")
FILE_NAME = "claims.csv"


@desk_page()
def bulk_claims(request: DeskRequest) -> HttpResponse:
    """Look at a table first; the second button logs the rows that are ticked, each wholly or not at all."""
    form = BulkForm(typed(request), request.FILES or None)
    reopened(request, form)
    drafts: list[Draft] = []
    chosen: set[int] = set()
    if request.method == "POST" and form.is_valid() and form.table is not None:
        drafts = drafts_of(form.table.lines, by=request.user)
        if "log" in request.POST:
            chosen = {row for text in request.POST.getlist("rows") if (row := key_in(text)) is not None}
            wanted = [each for each in drafts if each.line.number in chosen and not each.problems]
            if request.POST.get("seen") != form.seen:
                form.refuse(_(CHANGED))
            elif not wanted:
                form.refuse(_(NONE_CHOSEN))
            else:
                done = log_drafts(wanted, by=request.user)
                drafts, chosen = _left(request, form, drafts, chosen)
                _say(request, done, len(drafts))
                if not drafts:
                    return redirect("claims:desk")
        compare(drafts)
        if "log" not in request.POST:
            chosen = {draft.line.number for draft in drafts if draft.is_likely_new}
    context: dict[str, Any] = {
        "form": form,
        "drafts": drafts,
        "chosen": chosen,
        "good": sum(draft.can_be_logged for draft in drafts),
        "remarks": form.table.remarks if form.table else [],
        "columns": COLUMNS,
        "topics": Topic.objects.all(),
    }
    return render(request, "desk/bulk_claims.html", context)


@desk_page("GET", "HEAD")
def bulk_template(request: DeskRequest) -> HttpResponse:
    """A file with the names of the columns and an example."""
    answer = HttpResponse(template(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return answer


def _left(
    request: DeskRequest, form: BulkForm, drafts: list[Draft], chosen: set[int]
) -> tuple[list[Draft], set[int]]:
    """The rows that are not in the ledger, which alone stay in the field, and those still to be logged."""
    left = [draft for draft in drafts if draft.logged is None]
    if form.table is None or not left:
        return [], set()
    form.replace(written(form.table.header, (draft.line for draft in left)))
    again = drafts_of(read(form.text_now).lines, by=request.user)
    still = set()
    for draft, before in zip(again, left, strict=True):
        draft.problems += [problem for problem in before.problems if problem not in draft.problems]
        if before.line.number in chosen and not before.problems:
            still.add(draft.line.number)
    return again, still


def _say(request: DeskRequest, done: Logged, left: int) -> None:
    if done.new:
        messages.success(request, _(LOGGED).format(count=_drafts(len(done.new))))
    if done.already:
        messages.info(request, _(ALREADY).format(count=_drafts(len(done.already))))
    if left:
        messages.warning(request, _(LEFT).format(count=_rows(left)))


def _drafts(count: int) -> str:
    return ngettext("%(count)s draft", "%(count)s drafts", count) % {"count": count}


def _rows(count: int) -> str:
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": count}
