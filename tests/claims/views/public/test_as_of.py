"""Pages as of a day: the claim's page, the list, the API."""

from datetime import UTC, datetime

import pytest
from django.core.cache import caches
from django.test import Client

from claims.models import Claim, Edition
from tests.cast import Newsroom
from tests.claims.views.public.pages import address, words_of

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def claim(newsroom: Newsroom) -> Claim:
    """True as published on 1 March, false as corrected on 5 March."""
    claim = newsroom.published()
    newsroom.corrected(claim)
    Edition.objects.filter(version=1).update(valid_from=FIRST, valid_to=SECOND)
    Edition.objects.filter(version=2).update(valid_from=SECOND)
    Edition.objects.update(first_published_at=FIRST)
    caches["pages"].clear()
    return claim


def test_a_claims_page_says_what_it_said_then(client: Client, claim: Claim) -> None:
    words = words_of(client.get(f"{address(claim)}?as_of=2026-03-04"))
    assert "As of 4 March 2026 What the ledger said when that day ended (Europe/Rome)." in words
    assert "Verdict: True" in words or "Verdict True" in words
    assert "version 1" in words
    assert "The register shows another price." not in words  # nor does it know what came later
    assert "Version 2" not in words


def test_on_the_day_of_the_correction_it_says_the_correction(client: Client, claim: Claim) -> None:
    words = words_of(client.get(f"{address(claim)}?as_of=2026-03-05"))
    assert "version 2" in words
    assert "This entry has been corrected" in words


def test_such_a_page_is_not_for_search_engines(client: Client, claim: Claim) -> None:
    html = client.get(f"{address(claim)}?as_of=2026-03-04").content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert "application/ld+json" not in html


def test_before_its_publication_the_ledger_said_nothing(client: Client, claim: Claim) -> None:
    answer = client.get(f"{address(claim)}?as_of=2026-02-28")
    assert answer.status_code == 404
    assert "was first published on 1 March 2026, after 28 February 2026 had ended." in words_of(answer)


def test_a_day_that_is_not_over_shows_what_stands_now(client: Client, claim: Claim) -> None:
    words = words_of(client.get(f"{address(claim)}?as_of=9999-01-01"))
    assert "1 January 9999 is not over yet: this is what the ledger says now." in words
    assert "version 2" in words


@pytest.mark.parametrize("day", ["2026-02-30", "soon", "%00", "2026"])
def test_a_bad_day_gets_a_sentence(client: Client, claim: Claim, day: str) -> None:
    answer = client.get(f"{address(claim)}?as_of={day}")
    assert answer.status_code == 400
    assert "is no day. Write it like 2026-11-01." in words_of(answer)


def test_no_day_at_all_leads_to_the_page(client: Client, claim: Claim) -> None:
    assert client.get(f"{address(claim)}?as_of=")["Location"] == address(claim)


def test_the_number_alone_keeps_the_day(client: Client, claim: Claim) -> None:
    answer = client.get(f"/claims/{claim.number}/?as_of=2026-03-04")
    assert answer["Location"] == f"{address(claim)}?as_of=2026-03-04"


def test_a_list_says_so_and_keeps_the_day_in_its_links(client: Client, claim: Claim) -> None:
    answer = client.get("/claims/?as_of=2026-03-04&verdict=true")
    html = answer.content.decode()
    assert "As of 4 March 2026" in words_of(answer)
    assert f'href="{address(claim)}?as_of=2026-03-04"' in html
    assert 'href="?verdict=true"' in html  # what it says now
    assert "1 entry" in words_of(answer)


def test_a_list_of_a_bad_day_says_why_it_is_empty(client: Client, claim: Claim) -> None:
    answer = client.get("/claims/?as_of=2026-02-30")
    assert answer.status_code == 200
    assert "As of: “2026-02-30” is no day." in words_of(answer)


def test_the_api_answers_for_that_day(client: Client, claim: Claim) -> None:
    then = client.get("/api/v1/claims/?as_of=2026-03-04").json()["results"]
    assert [(row["version"], row["verdict"]["code"]) for row in then] == [(1, "true")]
    detail = client.get(f"/api/v1/claims/{claim.number}/?as_of=2026-03-04").json()
    assert (detail["version"], len(detail["versions"])) == (1, 1)
    assert detail["record"]["version"] == 1


def test_the_api_says_what_is_wrong_with_a_day(client: Client, claim: Claim) -> None:
    for path in ("/api/v1/claims/", f"/api/v1/claims/{claim.number}/"):
        answer = client.get(f"{path}?as_of=soon")
        assert answer.status_code == 400
        assert answer.json()["detail"] == "As of: “soon” is no day. Write it like 2026-11-01."
    answer = client.get(f"/api/v1/claims/{claim.number}/?as_of=2026-02-28")
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        f"No claim number {claim.number} is public as of 28 February 2026.",
    )


def test_the_api_says_that_a_day_is_not_over(client: Client, claim: Claim) -> None:
    said = client.get("/api/v1/claims/?as_of=9999-01-01").json()
    assert "is not over yet" in said["detail"]
    assert said["results"][0]["version"] == 2
