"""The admin: decisions and holds by its forms, and what its bulk actions can't do."""

from contextlib import nullcontext
from itertools import product
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from claims.workflow import MOVES
from tests.claims.doors.findings import Findings, enter, fault_of, unread
from tests.claims.doors.situations import NOTE, Place, Situation, fingerprint, fingerprints, undone
from tests.claims.doors.truth import ANSWERS, DECISIONS, NO_ROLE, answer, eyes

IN_THE_ADMIN = ("ben", "eva", "egon", "olga", "ines", "root", "otto")
TURNED_AWAY = {"ben", "otto"}  # not staff, or not any more: the admin asks them to sign in


def test_the_admins_forms(here: Place) -> None:
    findings = Findings("admin form")
    clients = {who: enter(here.people[who]) for who in IN_THE_ADMIN}
    for at, verb, who in product(here.situations.values(), DECISIONS, IN_THE_ADMIN):
        if at.submission is None or (who != "eva" and not answers_or_declines(verb, at)):
            continue
        data = {"decision": verb, "comment": "So.", "note": NOTE, "seen": at.seen}
        findings.case(f"{who}, {at.name}, {verb}", decided(clients[who], who, at, verb, data))
    for at, who in product(here.situations.values(), IN_THE_ADMIN):
        expected = "" if who in TURNED_AWAY else answer("hold_claim", who, at)
        before = at.stands
        with undone():
            reply = clients[who].post(reverse("admin:hold", args=[at.claim.pk]), {"note": NOTE})
            after, text = fingerprint(at.claim), reply.content.decode()
        if who in TURNED_AWAY or (expected == NO_ROLE and reply.status_code == 403):
            fault = "" if before == after and reply.status_code in (302, 403) else "not turned away"
        else:
            fault = fault_of(expected, before, after, text)
        findings.case(f"{who}, {at.name}, hold_claim", fault)
    findings.settle(here)


def answers_or_declines(verb: str, at: Situation) -> bool:
    return at.question is not None and at.question.asks in ANSWERS[verb]


def decided(client: Client, who: str, at: Situation, verb: str, data: dict[str, Any]) -> str:
    """What is wrong with the review page's answer to a decision."""
    assert at.submission is not None
    before = at.stands
    # The page does not offer every decision: the form itself refuses the others, and changes nothing.
    offered = answers_or_declines(verb, at)
    with undone(), nullcontext() if offered else unread():
        reply: Any = client.post(reverse("admin:review", args=[at.submission.pk]), data)
        after, text = fingerprint(at.claim), reply.content.decode()
    if who in TURNED_AWAY:
        return "" if before == after and reply.status_code in (302, 403) else "not turned away"
    expected = answer(verb, who, at)
    if bool(expected) == (eyes(at, who, verb) and offered):
        return "the table contradicts itself"
    if expected and not offered:
        return "" if before == after else "a decision that answers another question was taken"
    return fault_of(expected, before, after, text)


def test_the_admins_bulk_actions(here: Place) -> None:
    """No deed of review can be done to many at once, and nothing is deleted, whatever is posted."""
    findings = Findings("admin bulk action")
    claims = [at.claim for at in here.situations.values()]
    before = fingerprints(*claims)
    names = [*(move.verb for move in MOVES), "delete_selected"]
    lists = ["claim", "submission", "decision", "entry", "evidence"]
    clients = {who: enter(here.people[who]) for who in ("eva", "root")}
    for who, model in product(clients, lists):
        rows = apps.get_model("claims", model)._default_manager.values_list("pk", flat=True)
        selected = list(rows)
        address = reverse(f"admin:claims_{model}_changelist" if has_page(model) else "admin:index")
        for name in names:
            data = {"action": name, "_selected_action": selected, "post": "yes", "index": 0}
            with undone(), nullcontext() if name == names[0] else unread():
                reply = clients[who].post(address, data)
                after, counted = fingerprints(*claims), rows.count()
            fault = "" if reply.status_code < 500 and before == after else f"answered {reply.status_code}"
            fault = fault or ("" if counted == len(selected) else "rows are gone")
            findings.case(f"{who}, {name}, {model}", fault)
    findings.settle(here)


def has_page(model: str) -> bool:
    return apps.get_model("claims", model) in admin.site._registry
