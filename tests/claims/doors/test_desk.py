"""The desk: every deed that it offers, for everybody, on every claim."""

from collections.abc import Callable
from itertools import product
from typing import Any

from django.urls import reverse

from tests.claims.doors.findings import Findings, enter, fault_of
from tests.claims.doors.situations import NOTE, Place, Situation, fingerprint, undone
from tests.claims.doors.truth import answer

DESK: dict[str, tuple[str, Callable[[Place, Situation], dict[str, Any]]]] = {
    "submit_claim": (
        "submit_claim",
        lambda here, at: {
            "seen": at.seen,
            "message": "",
            **({"correction_class": "factual", "note": NOTE} if at.claim.is_public else {}),
        },
    ),
    "start_revision": ("start_revision", lambda here, at: {}),
    "close_revision": ("close_revision", lambda here, at: {}),
    "request_retraction": ("request_retraction", lambda here, at: {"note": NOTE}),
    "request_reinstatement": ("request_reinstatement", lambda here, at: {"note": NOTE}),
    "request_release": ("request_release", lambda here, at: {"note": NOTE}),
    "revise_draft": (
        "assess_claim",
        lambda here, at: {
            "verdict": here.newsroom.verdict("unproven").pk,
            "confidence": "low",
            "rationale": "Nothing settles it.",
            "seen": at.seen,
        },
    ),
}
# Olga and Egon have the rights of any editor here; who left is asked to sign in.
AT_THE_DESK = ("ada", "eva", "ines", "root")


def test_the_desk(here: Place) -> None:
    findings = Findings("desk")
    clients = {who: enter(here.people[who]) for who in AT_THE_DESK}
    for at, verb, who in product(here.situations.values(), DESK, AT_THE_DESK):
        page, data = DESK[verb]
        expected = answer(verb, who, at)
        if verb == "submit_claim" and not expected and at.name in ("live", "corrected", "reinstated"):
            continue  # these stand verified, so there is nothing to submit: covered by the status
        with undone():
            reply = clients[who].post(reverse(f"claims:{page}", args=[at.claim.pk]), data(here, at))
            after, text = fingerprint(at.claim), reply.content.decode()
        findings.case(f"{who}, {at.name}, {verb}", fault_of(expected, at.stands, after, text))
    findings.settle(here)
