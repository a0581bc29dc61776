"""Page, API, feed and files answer the same question: for any filter they hold the same claims."""

import csv
import io
import json
import random
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from claims.facets import facets_of, total_of
from claims.filters import EditionFilter
from tests.claims.editions import START, MakeEdition
from tests.claims.views.public.pages import words_of

VERDICTS = [("true", "True", 5), ("mixed", "Mixed", 3), ("false", "False", 1), ("unproven", "Unproven", None)]
CONFIDENCES = ["low", "moderate", "high"]
PUBLICATIONS = ["live", "corrected", "retracted", "held"]
TOPICS = [[], ["property"], ["energy"], ["property", "energy"]]
DATES = ["", "2018", "2018-10", "2019-02-03", "2018/2020"]
STATEMENTS = ["The mill was sold.", "The bridge was built.", "La fabbrica fu venduta."]

QUERIES = [
    "",
    "verdict=false",
    "verdict=false&verdict=unproven",
    "confidence=low",
    "confidence=low&confidence=high&verdict=true",
    "topic=property",
    "topic=property&topic=energy",
    "topic=property&confidence=moderate&publication=live",
    "claimant=mayor",
    "claimant=mayor&claimant=council&verdict=mixed",
    "outlet=courier",
    "source_kind=dataset",
    "publication=retracted&publication=held",
    "language=it",
    "year=2018",
    "year=2018&year=2020&topic=energy",
    "first_claimed_from=2018-10&first_claimed_to=2019",
    "published_from=2026-09-01&published_to=2026-09-02",
    "changed_since=2026-09-02",
    "changed_since=2026-09-02T12:30:00Z&verdict=false",
    "as_of=2026-09-02",
    "as_of=2026-09-02&topic=energy&order=published",
    "order=said",
    "order=said&language=en",
    "order=published&confidence=low",
    "q=mill&order=changed&confidence=low",
    "q=built&order=said&changed_since=2026-09-02",
    "q=sold&order=published&as_of=2026-09-03",
    "q=mill+or+bridge",
    "q=mill",
    "q=venduta&language=it",
    "q=%22was+built%22&confidence=low",
    "q=-mill&verdict=true",
    "q=17",
    "q=nothingofthekind",
    "confidence=low&publication=live&topic=energy&claimant=mayor",
]


@pytest.fixture
def ledger(make_edition: MakeEdition) -> None:
    """Sixty claims that differ in every way that can be filtered."""
    drawn = random.Random(5)
    for place in range(60):
        verdict = drawn.choice(VERDICTS)
        claimant = drawn.choice([("mayor", "The mayor"), ("council", "The council"), ("", "")])
        make_edition(
            statement=STATEMENTS[place % 3],
            language="it" if place % 3 == 2 else "en",
            verdict=verdict[0],
            verdict_label=verdict[1],
            verdict_rating=verdict[2],
            confidence=drawn.choice(CONFIDENCES),
            publication=drawn.choice(PUBLICATIONS),
            topics=drawn.choice(TOPICS),
            first_claimed=drawn.choice(DATES),
            first_published_at=START + timedelta(hours=drawn.randrange(60)),
            claimant_slug=claimant[0],
            claimant_name=claimant[1],
            outlets=drawn.choice([["courier"], []]),
            source_kinds=[drawn.choice(["dataset", "news_report"])],
        )


def of_api(client: Client, query: str) -> list[int]:
    numbers: list[int] = []
    address = f"/api/v1/claims/?{query}&page_size=25"
    while address:
        page = client.get(address).json()
        numbers += [claim["number"] for claim in page["results"]]
        address = (page["next"] or "").removeprefix("http://testserver")
    return numbers


def of_page(client: Client, query: str) -> list[int]:
    numbers: list[int] = []
    address = f"/claims/?{query}"
    while address:
        answer = client.get(address)
        numbers += [row["number"] for row in answer.context["page"].rows]
        older = answer.context["older"]
        address = f"/claims/?{older}" if older else ""
    return numbers


def of_feed(client: Client, query: str) -> list[int]:
    numbers: list[int] = []
    address = f"/claims/feed/?{query}"
    while address:
        body = client.get(address).content.decode()
        numbers += [int(number) for number in re.findall(r"<id>[^<]*/claims/(\d+)/</id>", body)]
        onward = re.search(r'<link (?=[^>]*rel="next")[^>]*href="([^"]*)"', body)
        address = onward[1].replace("&amp;", "&").removeprefix(settings.SITE_URL) if onward else ""
    return numbers


def of_json(client: Client, query: str) -> list[int]:
    listed = json.loads(b"".join(client.get(f"/claims.json?{query}")))
    assert listed["total"] == len(listed["claims"])
    return [claim["number"] for claim in listed["claims"]]


def of_csv(client: Client, query: str) -> list[int]:
    text = b"".join(client.get(f"/claims.csv?{query}")).decode()
    return [int(row["number"]) for row in csv.DictReader(io.StringIO(text, newline=""))]


@pytest.mark.usefixtures("ledger")
def test_totals_agree_everywhere_under_many_filters(client: Client) -> None:
    found = {}
    for query in QUERIES:
        listed = of_page(client, query)
        found[query] = len(listed)
        for where in (of_api, of_json, of_csv):
            assert where(client, query) == listed, (where.__name__, query)
        # A feed brings what is new first, where a search has the best match first.
        fed = of_feed(client, query)
        assert fed == listed if "q=" not in query or "order=" in query else sorted(fed) == sorted(listed), (
            query
        )
        # The database and the columns in memory say the same, one by one.
        filters = EditionFilter(client.get(f"/claims/?{query}").wsgi_request.GET)
        assert sorted(filters.qs.values_list("number", flat=True)) == sorted(listed), query
        first = client.get(f"/claims/?{query}")
        total = total_of(EditionFilter(first.wsgi_request.GET))
        assert total == len(listed), query
        assert f"{total} {'entry' if total == 1 else 'entries'}" in words_of(first), query
    # A test of empty lists would agree with anything.
    assert len({total for total in found.values() if total}) > 8, found
    assert sum(not total for total in found.values()) <= 2, found


@pytest.mark.usefixtures("ledger")
def test_every_count_of_every_facet_is_what_its_link_leads_to(client: Client) -> None:
    for facet in facets_of(EditionFilter()):
        for option in facet.options:
            assert len(of_csv(client, f"{facet.name}={option.value}")) == option.count, (facet.name, option)
