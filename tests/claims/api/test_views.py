"""The API: what it says, what it refuses and how, and that it reads nothing but what is public."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.actions.door import hold_claim
from claims.api.views import BAD_PAGE_SIZE, MALFORMED, NO_ADDRESS, ONLY_JSON
from claims.filters import EditionFilter
from claims.models import Edition
from claims.paging import BAD_CURSOR
from claims.records import parse
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition

LIST = "/api/v1/claims/"
PUBLIC_TABLES = {"claims_edition", "claims_entry", "claims_lexemes", "claims_recordbody", "claims_subject"}


def get(client: Client, path: str = LIST) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def refusal(answer: Any, status: int) -> str:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    said = answer.json()
    assert list(said) == ["detail"]
    return str(said["detail"])


def test_a_claim_in_the_list(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    edition = Edition.objects.get(number=1)
    assert get(client) == {
        "results": [
            {
                "number": 1,
                "version": 1,
                "url": f"http://testserver/claims/1/{edition.slug}/",
                "event": "published",
                "publication": "live",
                "change": None,
                "note": "",
                "statement": claim.statement,
                "quote": claim.quote,
                "language": "en",
                "claimant": {"slug": "mayor", "name": "The mayor"},
                "first_claimed": "2018-10",
                "verdict": {"code": "true", "label": "True", "rating": "5"},
                "confidence": "moderate",
                "topics": [{"slug": "property", "label": "Property"}],
                "published_at": edition.valid_from.isoformat().replace("+00:00", "Z"),
                "first_published_at": edition.first_published_at.isoformat().replace("+00:00", "Z"),
                "record_url": "http://testserver/claims/1/v1.json",
                "record_digest": edition.record_digest,
            }
        ],
        "next": None,
    }


def test_what_is_not_known_is_null(client: Client, make_edition: MakeEdition) -> None:
    make_edition()
    (claim,) = get(client)["results"]
    assert (claim["claimant"], claim["first_claimed"], claim["verdict"]["rating"]) == (None, None, None)


def test_a_claim_of_its_own_carries_record_and_versions(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    entry = newsroom.corrected(claim)
    said = get(client, f"{LIST}{claim.number}/")
    assert said["record"] == parse(entry.record_body.body or b"")
    assert (said["version"], said["change"], said["note"]) == (
        2,
        "verdict",
        "The register shows another price.",
    )
    assert [(v["version"], v["event"], v["change"]) for v in said["versions"]] == [
        (2, "corrected", "verdict"),
        (1, "published", None),
    ]
    assert said["versions"][1]["record_url"] == "http://testserver/claims/1/v1.json"


def test_a_hold_shows_at_once(client: Client, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    hold_claim(claim=claim, by=newsroom.eva, note="A source asked for a correction.")
    assert get(client)["results"][0]["publication"] == "held"
    assert get(client, f"{LIST}{claim.number}/")["note"] == "A source asked for a correction."


def test_a_draft_is_nowhere(client: Client, newsroom: Newsroom) -> None:
    newsroom.submitted()
    assert get(client)["results"] == []


def test_pages_lead_on_with_the_same_filter(client: Client, make_edition: MakeEdition) -> None:
    for _ in range(3):
        make_edition(verdict="true")
        make_edition(verdict="false")
    first = get(client, f"{LIST}?verdict=true&page_size=2")
    following = urlsplit(first["next"])
    second = get(client, f"{following.path}?{following.query}")
    assert [claim["number"] for claim in first["results"] + second["results"]] == [5, 3, 1]
    assert (f"{following.scheme}://{following.netloc}", second["next"]) == ("http://testserver", None)


def test_a_search_without_a_chance_is_explained(client: Client, make_edition: MakeEdition) -> None:
    make_edition()
    assert get(client, f"{LIST}?q=!!")["detail"].startswith("“!!” holds no word that can be searched for.")
    assert "detail" not in get(client, f"{LIST}?q=elsewhere")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("verdict=maybe", "Verdict: “maybe” is none that the ledger knows."),
        ("year=x&q=%00", "Search: Null characters are not allowed. Year first claimed: “x” is not a year. "),
        ("verdct=true", "The API has no parameter “verdct”. It has: q, verdict, confidence, "),
        ("cursor=x", BAD_CURSOR),
        ("page_size=0", BAD_PAGE_SIZE),
        ("page_size=101", BAD_PAGE_SIZE),
        ("page_size=many", BAD_PAGE_SIZE),
        ("format=xml", ONLY_JSON),
        ("&".join(f"p{n}=1" for n in range(1001)), MALFORMED),
    ],
)
def test_bad_parameters_get_a_sentence(client: Client, db: None, query: str, sentence: str) -> None:
    assert refusal(client.get(f"{LIST}?{query}"), 400).startswith(sentence)


@pytest.mark.parametrize("number", ["7", "99999999999999999999"])
def test_a_number_that_is_not_public_is_not_found(client: Client, db: None, number: str) -> None:
    assert refusal(client.get(f"{LIST}{number}/"), 404) == f"No claim number {number} is public."


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/clams/", "/api/v1/claims/x/", "/api/v1/claims/1/2/"])
def test_any_other_address_is_not_found(client: Client, path: str) -> None:
    assert refusal(client.get(path), 404) == NO_ADDRESS


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: Client, method: str) -> None:
    assert "not allowed" in refusal(getattr(client, method)(LIST), 405)


def test_json_is_the_answer_whatever_is_accepted(client: Client, db: None) -> None:
    assert client.get(LIST, headers={"accept": "text/html"})["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", [LIST, f"{LIST}1/"])
def test_no_session_and_no_cookie(client: Client, newsroom: Newsroom, path: str) -> None:
    newsroom.published()
    client.force_login(newsroom.ada)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    tables = {
        word.strip('"') for query in asked for word in query["sql"].split() if word.startswith('"claims_')
    }
    assert {table.split('"')[0] for table in tables} <= PUBLIC_TABLES


def test_a_list_takes_three_queries(
    client: Client, newsroom: Newsroom, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        newsroom.published(f"The mill was sold for {number} million euros.")
    with django_assert_max_num_queries(3):
        get(client, f"{LIST}?verdict=true&topic=property&claimant=mayor&outlet=valley-courier&page_size=2")
    get(client, f"{LIST}?q=bridge")  # the first search of a process reads the columns
    with django_assert_max_num_queries(
        13
    ):  # the index is asked, with settings of its own, and the best ranked
        get(client, f"{LIST}?verdict=true&topic=property&q=mill&page_size=2")


def test_a_claim_takes_three_queries(
    client: Client, newsroom: Newsroom, django_assert_max_num_queries: Any
) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    with django_assert_max_num_queries(3):
        get(client, f"{LIST}{claim.number}/")


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    pairs=st.lists(
        st.tuples(
            st.one_of(
                st.sampled_from([*EditionFilter.base_filters, "cursor", "page_size", "format"]),
                st.text(max_size=5),
            ),
            st.text(max_size=30),
        ),
        max_size=5,
    )
)
def test_no_query_string_breaks_it(client: Client, db: None, pairs: list[tuple[str, str]]) -> None:
    answer = client.get(f"{LIST}?{urlencode(pairs, errors='replace')}")
    if answer.status_code != 200:
        assert refusal(answer, 400)
