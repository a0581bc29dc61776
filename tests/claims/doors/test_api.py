"""The API."""

from itertools import product

from django.http import HttpResponse
from django.urls import reverse

from tests.claims.doors.findings import Findings, enter
from tests.claims.doors.situations import Place, fingerprint, undone
from tests.claims.doors.truth import says


def test_the_api(here: Place) -> None:
    """It reads. Every other method is refused, with a sentence, for whoever is signed in."""
    findings = Findings("API")
    client = enter(here.people["eva"])
    for at, method in product(here.situations.values(), ("post", "put", "patch", "delete")):
        address = reverse("claims:api_claim", args=[at.claim.number or 999])
        with undone():
            reply: HttpResponse = getattr(client, method)(
                address, {"publication": "retracted", "status": "verified"}, content_type="application/json"
            )
        fault = (
            "" if reply.status_code == 405 and says(reply.content.decode(), "not allowed") else "not refused"
        )
        findings.case(
            f"{at.name}, {method}", fault or ("" if at.stands == fingerprint(at.claim) else "changed")
        )
    findings.settle(here)
