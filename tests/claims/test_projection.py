"""What readers list is what the log says: kept in step with every entry, and made anew from entries alone."""

from itertools import pairwise
from typing import Any

import pytest

from claims.actions.door import hold_claim, release_claim, retract_claim
from claims.actions.editions import rebuild_editions
from claims.actions.parts import add_part
from claims.actions.reference import add_outlet, change_topic
from claims.actions.review import request_retraction, submit_claim
from claims.models import Claim, Edition, Entry, Lexemes, RecordBody, Subject, Submission
from claims.projection import edition_of, subjects_of
from claims.records import parse
from tests.cast import Newsroom


def life_of_two_claims(newsroom: Newsroom) -> Claim:
    """One is corrected, held, released and retracted; the other stands."""
    newsroom.published("The bridge stands where it stood.")
    claim = newsroom.published()
    newsroom.corrected(claim)
    hold_claim(claim=claim, by=newsroom.eva, note="Disputed.")
    release_claim(
        submission=Submission.objects.waiting().get(claim=claim), by=newsroom.egon, note="Nothing was wrong."
    )
    retract_claim(
        submission=request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill."), by=newsroom.eva
    )
    return Claim.objects.get(pk=claim.pk)


def test_every_entry_of_a_claim_has_its_edition(newsroom: Newsroom) -> None:
    claim = life_of_two_claims(newsroom)
    editions = Edition.objects.filter(entry__claim=claim).order_by("version")
    assert [(edition.version, edition.event, edition.publication) for edition in editions] == [
        (1, "published", "live"),
        (2, "corrected", "corrected"),
        (3, "held", "held"),
        (4, "released", "corrected"),
        (5, "retracted", "retracted"),
    ]


def test_the_validity_of_editions_abuts(newsroom: Newsroom) -> None:
    claim = life_of_two_claims(newsroom)
    editions = list(Edition.objects.filter(entry__claim=claim).order_by("version"))
    for before, after in pairwise(editions):
        assert before.valid_to == after.valid_from
    assert [edition.valid_to for edition in editions[-1:]] == [None]
    assert {edition.first_published_at for edition in editions} == {editions[0].valid_from}


def test_each_claim_has_one_current_edition(newsroom: Newsroom) -> None:
    life_of_two_claims(newsroom)
    assert sorted(Edition.objects.current().values_list("number", "version")) == [(1, 1), (2, 5)]


def test_what_lists_and_filters_ask_for_comes_from_the_record(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    gazette = add_outlet(by=newsroom.ada, slug="gazette", name="Gazette", kind="institution")
    withheld = newsroom.source("Hidden", outlet=gazette, kind="recording", withheld_reason="Its safety.")
    add_part(
        claim=claim, kind="evidence", by=newsroom.ada, source=withheld, stance="context", credibility="6"
    )
    newsroom.publish(submit_claim(claim=claim, by=newsroom.ada))
    edition = Edition.objects.get()
    assert (edition.slug, edition.language) == ("the-mill-was-sold-for-2-million-euros-in-2018", "en")
    assert (edition.verdict, edition.verdict_rating, edition.confidence) == ("true", 5, "moderate")
    assert (edition.claimant_slug, edition.topics) == ("mayor", ["property"])
    assert (edition.outlets, edition.source_kinds) == (["valley-courier"], ["primary_record"])
    assert [str(day) for day in (edition.first_claimed_from, edition.first_claimed_to)] == [
        "2018-10-01",
        "2018-10-31",
    ]
    for word in ("register", "EUR", "Property", "Courier", "Purchase", "Town hall"):
        assert word in edition.more_text
    assert "Hidden" not in edition.more_text


def test_subjects_are_described_as_the_newest_entry_that_names_them_does(newsroom: Newsroom) -> None:
    newsroom.published("The first of two claims.")
    change_topic(topic=newsroom.topic, by=newsroom.ben, label="Houses")
    assert Subject.objects.get(kind="topic", slug="property").label == "Property"
    newsroom.published("The second of two claims.")
    assert Subject.objects.get(kind="topic", slug="property").label == "Houses"


def test_a_scheme_makes_its_verdicts_known(newsroom: Newsroom) -> None:
    assert sorted(Subject.objects.filter(kind="verdict").values_list("slug", flat=True)) == [
        "false",
        "mixed",
        "true",
        "unproven",
    ]


def test_the_projection_is_a_function_of_the_entry(newsroom: Newsroom) -> None:
    newsroom.published()
    edition = Edition.objects.get()
    entry = Entry.objects.get(pk=edition.entry_id)
    record = parse(entry.record_body.body or b"")
    for _ in range(2):
        made = edition_of(entry, record, first_published_at=edition.first_published_at)
        assert made.more_text == edition.more_text
        assert len(list(subjects_of(entry, record))) == 3


# ── Made anew ───────────────────────────────────────────────────────────────────────────────────────


def test_a_fresh_log_has_nothing_to_mend(newsroom: Newsroom) -> None:
    life_of_two_claims(newsroom)
    assert rebuild_editions() == []


def test_an_empty_log_has_nothing_to_mend(database: None) -> None:
    assert rebuild_editions() == []


TAMPERED: dict[str, tuple[Any, list[str]]] = {
    "a verdict": (
        lambda: Edition.objects.filter(version=5).update(verdict="true"),
        ["edition of entry 6, verdict: found 'true', the log says 'false'"],
    ),
    "an edition gone": (
        lambda: Edition.objects.filter(version=3).delete(),
        ["edition of entry 4: found nothing, the log says that it exists"],
    ),
    "a retraction hidden": (
        lambda: (
            Edition.objects.filter(version=5).delete(),
            Edition.objects.filter(version=4).update(valid_to=None),
        ),
        ["edition of entry 5, valid_to: found None, the log says", "edition of entry 6: found nothing"],
    ),
    "a topic renamed": (
        lambda: Subject.objects.filter(kind="topic").update(label="Castles"),
        ["subject topic property, label: found 'Castles', the log says 'Property'"],
    ),
    "lexemes forged": (
        lambda: Lexemes.objects.filter(entry_id=6).update(search="nothing"),
        ["lexemes of entry 6: found others, the log says those of its edition"],
    ),
    "a subject invented": (
        lambda: Subject.objects.create(kind="outlet", slug="nowhere", label="Nowhere", entry_id=0),
        ["subject outlet nowhere: found a row, the log says nothing of it"],
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_tampered_with_is_named_and_mended(newsroom: Newsroom, what: str) -> None:
    """The app role may write the projection; it is never where the truth is."""
    life_of_two_claims(newsroom)
    tamper, named = TAMPERED[what]
    tamper()
    found = [str(difference) for difference in rebuild_editions()]
    assert len(found) == len(named)
    assert all(difference.startswith(name) for difference, name in zip(found, named, strict=True))
    assert rebuild_editions() == []


def test_progress_is_told(newsroom: Newsroom) -> None:
    life_of_two_claims(newsroom)
    told: list[tuple[int, int]] = []
    rebuild_editions(progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 7) for done in range(1, 8)]


def test_records_are_read_never_written(newsroom: Newsroom) -> None:
    life_of_two_claims(newsroom)
    before = list(RecordBody.objects.order_by("pk").values_list("pk", "body"))
    Edition.objects.update(verdict="true")
    rebuild_editions()
    assert list(RecordBody.objects.order_by("pk").values_list("pk", "body")) == before
