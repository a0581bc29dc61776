"""The desk's inbox: what readers wrote, and what the desk makes of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.inbox import close_letter, link_letter, reopen_letter, take_up_as_draft
from claims.choices import LetterKind, LetterState
from claims.forms.letters import CloseForm, LinkForm, ReopenForm, TakeUpForm
from claims.models import Edition, Letter
from claims.views.desk.access import DeskRequest, desk_page, key_in
from claims.views.desk.doing import attempt

PAGE = 30
TAKEN_UP = gettext_noop("The claim is logged as a draft, and the letter says so.")
LINKED = gettext_noop("The letter is linked to the claim.")
CLOSED = gettext_noop("The letter is closed.")
REOPENED = gettext_noop("The letter is open again.")


@desk_page("GET", "HEAD")
def inbox(request: DeskRequest) -> HttpResponse:
    """Letters in one state, the newest first; open ones unless `?state=` says otherwise."""
    asked = request.GET.get("state", "")
    state = LetterState(asked) if asked in LetterState.values else LetterState.OPEN
    rows = Letter.objects.filter(state=state).select_related("claim", "answered_by")
    before = key_in(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    context = {
        "letters": found[:PAGE],
        "states": LetterState,
        "state": state,
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "paged": before is not None,
    }
    return render(request, "desk/inbox.html", context)


@desk_page()
def letter(request: DeskRequest, pk: int) -> HttpResponse:
    """One letter, and the ways to answer it: a draft, a link to a claim, a word."""
    found = get_object_or_404(Letter.objects.select_related("claim", "answered_by"), pk=pk)
    posted = request.POST if request.method == "POST" else None
    wanted = posted.get("do", "") if posted is not None else ""
    statement = " ".join(found.text.split()) if found.kind == LetterKind.SUGGESTION else ""
    take_up = TakeUpForm(posted if wanted == "take_up" else None, initial={"statement": statement})
    link = LinkForm(posted if wanted == "link" else None, initial={"claim": found.number or ""})
    close = CloseForm(posted if wanted == "close" else None)
    reopen = ReopenForm(posted if wanted == "reopen" else None)
    if take_up.is_bound and take_up.is_valid():
        words = take_up.cleaned_data["statement"]
        draft = attempt(take_up, lambda: take_up_as_draft(letter=found, statement=words, by=request.user))
        if draft is not None:
            messages.success(request, _(TAKEN_UP))
            return redirect("claims:change_claim", draft.pk)
    elif link.is_bound and link.is_valid():
        claim = link.cleaned_data["claim"]
        if attempt(link, lambda: link_letter(letter=found, claim=claim, by=request.user)):
            return _done(request, found, LINKED)
    elif close.is_bound and close.is_valid():
        word = close.cleaned_data["word"]
        if attempt(close, lambda: close_letter(letter=found, word=word, by=request.user)):
            return _done(request, found, CLOSED)
    elif reopen.is_bound and attempt(reopen, lambda: reopen_letter(letter=found, by=request.user)):
        return _done(request, found, REOPENED)
    bound = next((form for form in (take_up, link, close, reopen) if form.is_bound), None)
    context = {
        "letter": found,
        "entry": Edition.objects.current().filter(number=found.number).first() if found.number else None,
        "take_up": take_up,
        "link": link,
        "close": close,
        "problems": bound.summary if bound else [],
    }
    return render(request, "desk/letter.html", context)


def _done(request: DeskRequest, found: Letter, said: str) -> HttpResponse:
    messages.success(request, _(said))
    return redirect("claims:letter", found.pk)
