"""Which forms of the desk are kept while somebody types, and what is kept of them."""

from django.http import HttpRequest
from django.utils.translation import gettext_noop

PAGE_FIELD = "kept-page"
# Neither of the ledger nor of what somebody typed, or nobody's business.
# What pages carry for themselves.
BEHIND = frozenset({"seen", "fates", "back", "action", "decision", "_selected_action", "next"})
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", PAGE_FIELD, "password"})
# What the forms are called where they are listed, by the name of their page.
FORMS = {
    "log_claim": gettext_noop("Log a claim"),
    "bulk_claims": gettext_noop("Several claims at once"),
    "change_claim": gettext_noop("Text and topics"),
    "assign_claim": gettext_noop("Hand on"),
    "plan_look": gettext_noop("Another look"),
    "assess_claim": gettext_noop("Assessment"),
    "submit_claim": gettext_noop("Submit for review"),
    "request_assessment": gettext_noop("Second assessment"),
    "request_retraction": gettext_noop("Retraction"),
    "request_reinstatement": gettext_noop("Reinstatement"),
    "request_release": gettext_noop("Release from hold"),
    "request_redaction": gettext_noop("Redaction"),
    "merge_into": gettext_noop("Merge into another claim"),
    "unmerge_claim": gettext_noop("Undo a merge"),
    "claim_comments": gettext_noop("Comment"),
    "add_evidence": gettext_noop("Evidence"),
    "change_evidence": gettext_noop("Evidence"),
    "add_evidence_source": gettext_noop("A new source"),
    "add_part": gettext_noop("A part of the claim"),
    "change_part": gettext_noop("A part of the claim"),
    "new_source": gettext_noop("A new source"),
    "desk_source": gettext_noop("A source"),
    "source_falls": gettext_noop("A source falls"),
}


def fields_sent(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form as they were sent, without what is never kept."""
    return [
        (name, value.replace("\0", ""))
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT
        for value in values
        if isinstance(value, str)
    ]


def texts_sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody typed, by the names of its fields: to be copied where it can't be filled in again."""
    return [
        (name.replace("_", " ").replace("-", " "), value)
        for name, value in fields_sent(request)
        if value.strip() and name not in BEHIND and not name.endswith(("_FORMS", "-id"))
    ]


def is_kept(request: HttpRequest) -> bool:
    """Whether what is sent to this address is a form of the desk in which somebody typed."""
    place = request.resolver_match
    return place is not None and place.namespace == "claims" and place.url_name in FORMS
