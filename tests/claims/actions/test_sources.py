"""Sources, what they relay, and what follows when one falls."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from claims.actions.parts import COUNTS_BY_EDITOR
from claims.actions.review import submit_claim
from claims.actions.sources import DEPARTS, NOT_FALLEN, add_source, change_source, mark_source_fallen
from claims.choices import Standing, Status
from claims.models import Claim, Evidence, Recheck, Source
from claims.workflow import Refused
from tests.cast import Newsroom


def test_a_source_comes_with_what_it_relays(newsroom: Newsroom) -> None:
    wire = newsroom.source("The wire")
    report = add_source(by=newsroom.ben, kind="news_report", title="The report", relays=[wire])
    assert list(report.relays.all()) == [wire]


def test_an_administrator_adds_no_source(newsroom: Newsroom) -> None:
    with pytest.raises(Refused, match="takes the role of analyst or editor"):
        add_source(by=newsroom.ines, kind="news_report", title="The report")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"title": ""}, "title"),
        ({"url": "nowhere"}, "url"),
        ({"published": "yesterday"}, "published"),
        ({"reliability": "G"}, "reliability"),
        ({"standing": "?"}, "standing"),
    ],
)
def test_bad_values_are_named_by_field(newsroom: Newsroom, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        add_source(by=newsroom.ada, **{"kind": "dataset", "title": "T", **fields})
    assert set(refusal.value.message_dict) == {field}


def test_a_source_does_not_relay_itself_however_far_around(newsroom: Newsroom) -> None:
    first = newsroom.source("First")
    second = newsroom.source("Second", relays=[first])
    third = newsroom.source("Third", relays=[second])
    with pytest.raises(Refused) as refusal:
        change_source(source=first, by=newsroom.ada, relays=[third])
    assert refusal.value.sentences == (
        "A source cannot relay itself: “First” → “Third” → “Second” → “First”.",
    )
    assert not first.relays.exists()


def test_a_source_does_not_relay_itself_at_once(newsroom: Newsroom) -> None:
    source = newsroom.source("First")
    with pytest.raises(Refused, match="A source cannot relay itself: “First” → “First”"):
        change_source(source=source, by=newsroom.ada, relays=[source])


def test_relays_are_exactly_those_named(newsroom: Newsroom) -> None:
    one, two, three = (newsroom.source(title) for title in ("One", "Two", "Three"))
    source = newsroom.source("The report", relays=[one, two])
    change_source(source=source, by=newsroom.ada, relays=[two, three])
    assert set(source.relays.all()) == {two, three}
    change_source(source=source, by=newsroom.ada, authors="A. Writer")
    assert set(source.relays.all()) == {two, three}
    change_source(source=source, by=newsroom.ada, relays=[])
    assert not source.relays.exists()


def test_a_stale_object_overwrites_nothing(newsroom: Newsroom) -> None:
    source = newsroom.source()
    stale = Source.objects.get(pk=source.pk)
    change_source(source=source, by=newsroom.ada, authors="A. Clerk")
    change_source(source=stale, by=newsroom.ben, published="2018")
    source.refresh_from_db()
    assert (source.authors, source.published) == ("A. Clerk", "2018")


def test_an_object_that_a_form_wrote_into_decides_nothing(newsroom: Newsroom) -> None:
    source = newsroom.source(withheld_reason="Its safety.")
    source.withheld_counts = True
    with pytest.raises(Refused, match=COUNTS_BY_EDITOR):
        change_source(source=source, by=newsroom.ada, withheld_counts=True)


def test_a_grade_that_departs_from_the_outlets_says_why(newsroom: Newsroom) -> None:
    newsroom.outlet.default_reliability = "C"
    with pytest.raises(ValidationError) as refusal:
        add_source(by=newsroom.ada, kind="news_report", title="T", outlet=newsroom.outlet, reliability="A")
    assert refusal.value.message_dict == {
        "reliability_reason": [DEPARTS.format(outlet=newsroom.outlet, default="C")]
    }


# ── When a source falls ─────────────────────────────────────────────────────────────────────────────


def source_of(claim: Claim) -> Source:
    return Evidence.objects.get(claim=claim).source


def test_what_stands_verified_is_opened_and_queued(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    rechecks = mark_source_fallen(
        source=source_of(claim),
        by=newsroom.ben,
        standing=Standing.RETRACTED,
        reason="Withdrawn by the registry.",
    )
    claim.refresh_from_db()
    assert (claim.status, claim.publication) == (Status.DRAFT, "live")
    assert [recheck.claim for recheck in rechecks] == [claim]
    source = source_of(claim)
    assert (source.standing, source.reliability_reason) == (
        "retracted",
        "The register itself.\nWithdrawn by the registry.",
    )


def test_a_claim_that_rests_on_it_along_relays_is_queued_too(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    wire = newsroom.source("The wire")
    change_source(source=source_of(claim), by=newsroom.ada, relays=[wire])
    mark_source_fallen(source=wire, by=newsroom.ben, reliability="E", reason="It invented a quote.")
    assert Recheck.objects.get().claim == claim
    claim.refresh_from_db()
    assert claim.status == Status.DRAFT


def test_a_fall_says_what_happened(newsroom: Newsroom) -> None:
    source = newsroom.source()
    with pytest.raises(ValidationError, match="Say what happened"):
        mark_source_fallen(source=source, by=newsroom.ben, standing=Standing.RETRACTED, reason=" ")
    with pytest.raises(Refused, match=NOT_FALLEN):
        mark_source_fallen(source=source, by=newsroom.ben, reason="I don't like it.")


def test_the_next_publication_closes_the_recheck(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    mark_source_fallen(
        source=source_of(claim), by=newsroom.ben, standing=Standing.CHANGED, reason="A page was added."
    )
    assert Recheck.objects.get().closed_at is None
    newsroom.assess(claim, confidence="low", rationale="Read again.")
    newsroom.publish(
        submit_claim(claim=claim, by=newsroom.ada, correction_class="update", note="The source changed.")
    )
    assert Recheck.objects.get().closed_at is not None
