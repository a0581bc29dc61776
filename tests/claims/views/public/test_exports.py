"""Lists as files: whole, as they stood when they were asked for, and with the list's own filters."""

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.filters import EditionFilter
from claims.listing import sweep
from claims.models import Edition
from claims.paging import PART_SIZE
from claims.views.public.exports import ExportLimit
from tests.cast import Newsroom
from tests.claims.editions import MakeEdition

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


def text_of(answer: "Answer") -> str:
    assert answer.status_code == 200
    return b"".join(answer).decode()


def as_json(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/json"
    return json.loads(text_of(answer))


def as_csv(client: Client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(text_of(answer), newline="")))


def test_json_has_each_claim_as_the_api_has_it(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    listed = as_json(client, "/claims.json")
    assert listed["total"] == 1
    assert listed["claims"] == client.get("/api/v1/claims/").json()["results"]


def test_json_names_the_list_that_it_holds(client: Client, make_edition: MakeEdition) -> None:
    make_edition(confidence="low")
    make_edition(confidence="high")
    listed = as_json(client, "/claims.json?confidence=low")
    assert listed["list"].endswith("/claims/?confidence=low")
    assert [claim["confidence"] for claim in listed["claims"]] == ["low"]


def test_csv_is_a_file_with_the_same_claims(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    answer = client.get("/claims.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="claims.csv"'
    (row,) = as_csv(client, "/claims.csv")
    (claim,) = as_json(client, "/claims.json")["claims"]
    assert row["statement"] == claim["statement"]
    assert (row["verdict"], row["verdict_rating"]) == ("true", "5")
    assert row["topics"] == "property"
    assert row["record_digest"] == claim["record_digest"]


def test_a_formula_is_quoted_in_the_csv_only(client: Client, make_edition: MakeEdition) -> None:
    make_edition(statement="=HYPERLINK(1)", quote="-1")
    (row,) = as_csv(client, "/claims.csv")
    assert (row["statement"], row["quote"]) == ("'=HYPERLINK(1)", "'-1")
    (claim,) = as_json(client, "/claims.json")["claims"]
    assert (claim["statement"], claim["quote"]) == ("=HYPERLINK(1)", "-1")


@pytest.mark.parametrize("path", ["/claims.json", "/claims.csv", "/datafeed.json"])
@pytest.mark.parametrize(
    ("query", "sentence"),
    [("verdict=nonsense", "none that the ledger knows"), ("verdct=false", "There is no parameter “verdct”.")],
)
def test_a_bad_filter_is_refused(client: Client, db: None, path: str, query: str, sentence: str) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert sentence in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/claims.json", "/claims.csv", "/datafeed.json"])
def test_head_reads_nothing(client: Client, make_edition: MakeEdition, path: str) -> None:
    make_edition()
    with CaptureQueriesContext(connection) as asked:
        answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert not [query for query in asked if "claims_edition" in query["sql"]]


def test_the_list_page_links_to_its_own_list(client: Client, make_edition: MakeEdition) -> None:
    make_edition(confidence="low")
    body = client.get("/claims/?confidence=low&utm_source=letter").content.decode()
    for path in ("/claims.json", "/claims.csv", "/claims/feed/"):
        assert f'href="{path}?confidence=low"' in body


def test_so_many_files_a_minute_and_no_more(
    client: Client, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.published()
    monkeypatch.setattr(ExportLimit, "rate", "2/min", raising=False)
    first, second, third = (client.get(path) for path in ("/claims.csv", "/claims.json", "/datafeed.json"))
    assert (first.status_code, second.status_code, third.status_code) == (200, 200, 429)
    assert third.json()["detail"].startswith("Too many lists were fetched from here within a minute.")
    assert 0 < int(third["Retry-After"]) <= 60
    # Whether a file has changed may always be asked; and somebody else is not held up.
    assert client.get("/claims.csv", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert Client(REMOTE_ADDR="192.0.2.7").get("/claims.csv").status_code == 200


# ── However long ────────────────────────────────────────────────────────────────────────────────────


def test_a_list_is_read_in_parts_and_held_together(client: Client, make_edition: MakeEdition) -> None:
    make_edition()
    first = Edition.objects.get()
    many = 2 * PART_SIZE + 1
    Edition.objects.bulk_create(
        copied(first, number) for number in range(first.number + 1, first.number + many)
    )
    with CaptureQueriesContext(connection) as asked:
        rows = as_csv(client, "/claims.csv")
    assert len({row["number"] for row in rows}) == len(rows) == many
    # the keys, the newest's moment, three parts
    assert len([query for query in asked if "claims_edition" in query["sql"]]) == 5


def copied(edition: Edition, number: int) -> Edition:
    # The column that the database makes itself is none that can be copied.
    columns = {
        field.attname: getattr(edition, field.attname)
        for field in Edition._meta.concrete_fields
        if field.name != "search"
    }
    changed = {"entry_id": 1_000_000 + number, "number": number, "record_digest": f"{number:064x}"}
    return Edition(**{**columns, **changed})


def test_what_is_published_meanwhile_changes_nothing(make_edition: MakeEdition) -> None:
    numbers = [make_edition(confidence="low").number for _ in range(4)]
    swept = sweep(EditionFilter(QueryDict("confidence=low")))
    parts = swept.parts("entry_id", "number", size=2)
    seen = [row["number"] for row in next(parts)]
    make_edition(confidence="low")
    replaced = Edition.objects.get(number=numbers[0])
    Edition.objects.filter(pk=replaced.pk).update(valid_to=replaced.valid_from)
    for part in parts:
        seen += [row["number"] for row in part]
    assert seen == numbers[::-1]
    assert len(swept) == 4


# ── The data feed ───────────────────────────────────────────────────────────────────────────────────


def test_the_data_feed_holds_the_reviews(client: Client, newsroom: Newsroom) -> None:
    newsroom.corrected(newsroom.published())
    feed = as_json(client, "/datafeed.json")
    assert (feed["@context"], feed["@type"]) == ("https://schema.org", "DataFeed")
    (element,) = feed["dataFeedElement"]
    (review,) = element["item"]
    assert element["@type"] == "DataFeedItem"
    assert element["url"] == review["url"]
    assert element["dateModified"] == review["dateModified"] == feed["dateModified"]
    assert review["reviewRating"]["alternateName"] == "False"
    assert [comment["text"] for comment in review["correction"]] == ["The register shows another price."]


def test_a_retracted_entry_is_told_to_be_gone(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    Edition.objects.update(publication="retracted", event="retracted")
    (element,) = as_json(client, "/datafeed.json")["dataFeedElement"]
    assert element["item"] is None
    assert element["dateDeleted"] == element["dateModified"]


def test_the_data_feed_can_be_asked_for_news_alone(client: Client, newsroom: Newsroom) -> None:
    newsroom.published()
    assert as_json(client, "/datafeed.json?changed_since=2099")["dataFeedElement"] == []
    assert len(as_json(client, "/datafeed.json?changed_since=2020")["dataFeedElement"]) == 1
