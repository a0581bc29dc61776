"""What somebody is told on the site, and how they want to be told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.notices import choose_notices, read_notices
from claims.forms.comments import WAYS, NoticeChoicesForm
from claims.models import Notice
from claims.telling import told
from claims.views.desk.access import DeskRequest, desk_page, key_in

PAGE = 30
READ = gettext_noop("Everything is marked as read.")
SAVED = gettext_noop("From now on you are told as you chose here.")


@desk_page("GET", "HEAD")
def notices(request: DeskRequest) -> HttpResponse:
    """What one was told, the newest first; `?before=` a key leads to older ones."""
    person = request.user
    rows = Notice.objects.of(person).select_related("claim", "by")
    before = key_in(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "told": told(shown, person),
        "older": shown[-1].pk if len(found) > PAGE else None,
        "newest": shown[0].pk if shown else None,
        "paged": before is not None,
    }
    return render(request, "desk/notices.html", context)


@desk_page("GET", "HEAD")
def open_notice(request: DeskRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(Notice.objects.of(request.user).select_related("claim", "by"), pk=pk)
    read_notices(by=request.user, only=pk)
    return redirect(told([notice], request.user)[0].path)


@desk_page("POST")
def mark_read(request: DeskRequest) -> HttpResponse:
    """Mark as read: the notice that the button stands beside, or all that the page could show."""
    only, upto = (key_in(request.POST.get(name, "")) for name in ("only", "upto"))
    if only is not None:
        read_notices(by=request.user, only=only)
    elif upto is not None:
        read_notices(by=request.user, upto=upto)
        messages.success(request, _(READ))
    return redirect("claims:notices")


@desk_page()
def notice_choices(request: DeskRequest) -> HttpResponse:
    """A table of what one can be told of, and how."""
    form = NoticeChoicesForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_bound and form.is_valid():
        for kind, ways in form.choices():
            choose_notices(by=request.user, kind=kind, **ways)
        messages.success(request, _(SAVED))
        return redirect("claims:notices")
    return render(request, "desk/notice_choices.html", {"form": form, "ways": WAYS})
