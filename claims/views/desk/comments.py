"""The conversation about a claim: read whole, and added to from the pages that show its newest part."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.actions.comments import add_comment
from claims.conversation import PAGE, conversation_of
from claims.forms.comments import CommentForm
from claims.views.desk.access import DeskRequest, claim_or_404, desk_page, key_in
from claims.views.desk.doing import attempt
from claims.views.desk.keeping import reopened, typed

ADDED = gettext_noop("Your comment stands there. Whoever it concerns is told.")


@desk_page()
def claim_comments(request: DeskRequest, pk: int) -> HttpResponse:
    """All comments on a claim, the newest page first; a POST adds one and leads back to where it was."""
    claim = claim_or_404(request, pk)
    posted = request.method == "POST"
    form = CommentForm(typed(request))
    reopened(request, form)
    back = _back(request, pk)
    if posted and form.is_valid():
        comment = attempt(
            form, lambda: add_comment(claim=claim, by=request.user, text=form.cleaned_data["text"])
        )
        if comment:
            messages.success(request, _(ADDED))
            return redirect(f"{back}#comments")
    context = {
        "claim": claim,
        "comment_form": form,
        "back": back,
        "conversation": conversation_of(
            claim,
            request.user,
            most=PAGE,
            before=key_in(request.GET.get("before", "")),
        ),
    }
    return render(request, "desk/claim_comments.html", context)


def _back(request: DeskRequest, pk: int) -> str:
    """The page of ours that the box stood on; the claim's, where none is named."""
    asked = request.POST.get("back", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ours else reverse("claims:desk_claim", args=[pk])
