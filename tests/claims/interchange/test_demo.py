"""The demo, loaded once into a database of its own. The slowest test module by far: some twenty seconds."""

import html
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from pybtex.database import parse_string
from pybtex.richtext import Text
from pytest_django.plugin import DjangoDbBlocker

from claims.actions.editions import rebuild_editions
from claims.choices import Confidence, Event, Publication, Role, Status
from claims.interchange.demo import FIRST_DAY
from claims.management.commands.load_demo import SIGN_INS_FILE
from claims.models import Assessment, Claim, Contribution, Decision, Edition, Entry, Evidence, Person, Relay
from tests import databases
from tests.claims.interchange.structured import reached, review_in, said_by_the_entry, said_in_the_page
from tests.databases import Places

LAST_DAY = date(2026, 11, 30)

pytestmark = pytest.mark.usefixtures("printed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "new"


@pytest.fixture(scope="module")
def printed(
    places: Places,
    shared_database: str,
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
    folder: Path,
) -> Iterator[str]:
    """The demo stands in the database that the aliases point to. What the command printed."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(databases.clone(places, template_database, back_to=shared_database))
        yield load(folder)


def load(folder: Path) -> str:
    out = StringIO()
    with override_settings(DATA_DIR=folder, DEMO=True):
        call_command("load_demo", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_has_the_claims_of_one_page() -> None:
    assert Claim.objects.count() >= 60
    assert Claim.objects.filter(status=Status.VERIFIED).count() >= 40


@pytest.mark.parametrize("status", sorted(set(Status.values) - {Status.MERGED}))
def test_it_has_claims_in_every_status(status: str) -> None:
    assert Claim.objects.filter(status=status).exists()


@pytest.mark.parametrize("publication", [Publication.CORRECTED, Publication.RETRACTED, Publication.NONE])
def test_it_has_claims_that_readers_see_so(publication: str) -> None:
    assert Claim.objects.filter(publication=publication).exists()


def test_a_retraction_and_a_correction_give_their_reasons() -> None:
    changes = Entry.objects.filter(event__in=[Event.CORRECTED, Event.RETRACTED])
    assert {entry.event for entry in changes} == {Event.CORRECTED, Event.RETRACTED}
    assert all(entry.note for entry in changes)


def test_every_entry_is_marked_and_dated_within_the_demo() -> None:
    entries = list(Entry.objects.order_by("index"))
    assert all(entry.demo for entry in entries)
    assert all(FIRST_DAY <= entry.published_at.date() <= LAST_DAY for entry in entries)
    assert [entry.index for entry in entries] == list(range(len(entries)))
    assert [entry.published_at for entry in entries] == sorted(entry.published_at for entry in entries)


def test_what_people_did_is_dated_with_it() -> None:
    for moments in (
        Assessment.objects.values_list("assessed_at", flat=True),
        Decision.objects.values_list("decided_at", flat=True),
        Contribution.objects.values_list("at", flat=True),
    ):
        assert all(FIRST_DAY <= moment.date() <= LAST_DAY for moment in moments)


def test_nobody_decided_on_their_own_work() -> None:
    for decision in Decision.objects.select_related("submission"):
        assert decision.editor_id != decision.submission.submitted_by_id


def test_every_public_claim_says_where_it_stands_on_the_page() -> None:
    for claim in Claim.objects.exclude(publication=Publication.NONE):
        assert (
            claim.appearances.exists() or Evidence.objects.filter(claim=claim).exclude(locator="").exists()
        ), claim


def test_confidence_is_as_low_as_one_page_deserves() -> None:
    counts = Counter(Edition.objects.current().values_list("confidence", flat=True))
    assert counts[Confidence.LOW] > counts[Confidence.MODERATE] + counts[Confidence.HIGH]


def test_reports_of_others_are_relays() -> None:
    assert Relay.objects.exists()


def test_the_projection_is_what_the_log_says() -> None:
    assert rebuild_editions() == []


def test_each_role_can_sign_in(printed: str, folder: Path) -> None:
    people = {person.email: person for person in Person.objects.all()}
    lines = (folder / SIGN_INS_FILE).read_text(encoding="utf-8").splitlines()
    assert (folder / SIGN_INS_FILE).stat().st_mode & 0o077 == 0
    found: set[str] = set()
    for line in lines:
        assert line in printed
        email, password, *_ = line.split()
        assert people[email].check_password(password)
        found |= people[email].roles
    assert found == set(Role.values)


def test_the_structured_data_of_every_entry_says_what_the_entry_says(client: Client) -> None:
    editions = list(Edition.objects.listed())
    assert len(editions) > 40
    for edition in editions:
        page = client.get(f"/claims/{edition.number}/{edition.slug}/").content.decode()
        review = review_in(page)
        if edition.publication not in ("live", "corrected", "held"):
            assert review is None, edition
            continue
        assert review is not None, edition
        record = client.get(f"/claims/{edition.number}/v{edition.version}.json").json()
        corrections = Edition.objects.filter(number=edition.number, event="corrected").order_by("version")
        expected = said_by_the_entry(edition, record, list(corrections))
        assert said_in_the_page(review, expected) == expected, edition
        assert len(review["claimReviewed"]) < 75
        assert record["content"]["statement"].startswith(review["claimReviewed"].rstrip("…"))
        visible = html.unescape(page)
        for name in ("itemReviewed.name", "itemReviewed.text", "itemReviewed.author.name"):
            said = reached(review, name)
            # Whatever the markup says can be read in the page too, as others than machines see it.
            assert said is None or visible.count(said) > 1, (edition, name)


def test_the_data_feed_holds_every_entry(client: Client) -> None:
    answer = client.get("/datafeed.json")
    elements = json.loads(b"".join(answer))["dataFeedElement"]
    assert len(elements) == Edition.objects.listed().count()
    gone = [element for element in elements if element["item"] is None]
    assert len(gone) == Edition.objects.current().filter(publication="retracted").count() > 0
    assert all("dateDeleted" in element for element in gone)


def test_every_citation_is_one_that_a_parser_reads(client: Client) -> None:
    for edition in Edition.objects.all():
        address = f"/claims/{edition.number}/v{edition.version}"
        entries = parse_string(client.get(f"{address}.bib").content.decode(), "bibtex").entries
        (entry,) = entries.values()
        assert entry.fields["url"].endswith(f"{address}/")
        assert [str(person) for person in entry.persons["author"]] == [f"{{{settings.NEWSROOM_NAME}}}"]
        assert str(Text.from_latex(entry.fields["title"])) == " ".join(edition.statement.split())


def test_loading_twice_changes_nothing(folder: Path) -> None:
    before = (Entry.objects.order_by("-index")[0].root_hash, Claim.objects.count(), Person.objects.count())
    assert load(folder) == "The ledger is not empty; the demo changes nothing.\n"
    after = (Entry.objects.order_by("-index")[0].root_hash, Claim.objects.count(), Person.objects.count())
    assert after == before
