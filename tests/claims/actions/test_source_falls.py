"""When a source falls: which claims, by which way, and what readers see meanwhile (nothing)."""

import pytest
from django.core.exceptions import ValidationError

from claims.actions import sources as source_actions
from claims.actions.parts import add_part
from claims.actions.review import reject_claim, submit_claim
from claims.actions.sources import mark_source_fallen
from claims.choices import Confidence, Publication, Reliability, Standing, Status
from claims.fallout import claims_resting_on, fallout
from claims.models import Claim, Edition, Entry, Evidence, Recheck, Source
from claims.workflow import Refused
from tests.cast import Newsroom, seen

REASON = "The agency withdrew its report."


def claim_on(
    newsroom: Newsroom, source: Source, statement: str = "The mill was sold in 2018.", **fields: str
) -> Claim:
    """A draft that lacks nothing for review and rests on this source."""
    claim = newsroom.draft(statement)
    cite(newsroom, claim, source, **fields)
    newsroom.assess(claim)
    return claim


def cite(newsroom: Newsroom, claim: Claim, source: Source, **fields: str) -> Evidence:
    defaults = {"stance": "supports", "credibility": "2"}
    item = add_part(claim=claim, kind="evidence", by=newsroom.ada, source=source, **{**defaults, **fields})
    assert isinstance(item, Evidence)
    return item


def published_on(newsroom: Newsroom, source: Source, statement: str = "The mill was sold in 2018.") -> Claim:
    submission = submit_claim(claim=claim_on(newsroom, source, statement), by=newsroom.ada)
    newsroom.publish(submission)
    return Claim.objects.get(pk=submission.claim_id)


def fall(newsroom: Newsroom, source: Source, **changes: str) -> list[Recheck]:
    named = changes or {"standing": Standing.RETRACTED}
    return mark_source_fallen(source=source, by=newsroom.ben, reason=REASON, **named)


class TestWhichClaims:
    def test_those_that_cite_it_and_those_that_cite_what_relays_it(self, newsroom: Newsroom) -> None:
        wire = newsroom.source("Dispatch")
        paper = newsroom.source("Morning paper", relays=[wire])
        digest = newsroom.source("Weekly digest", relays=[paper])
        direct = claim_on(newsroom, wire, "The mill was sold on a Monday.")
        distant = claim_on(newsroom, digest, "The mill was sold on a Tuesday.")
        claim_on(newsroom, newsroom.source("Land register"), "The mill was sold on a Friday.")
        assert claims_resting_on(wire) == [direct, distant]

    def test_not_those_that_rest_on_what_it_relays(self, newsroom: Newsroom) -> None:
        wire = newsroom.source("Dispatch")
        claim_on(newsroom, wire)
        assert claims_resting_on(newsroom.source("Morning paper", relays=[wire])) == []

    def test_a_claim_that_cites_it_twice_is_one(self, newsroom: Newsroom) -> None:
        wire = newsroom.source("Dispatch")
        claim = claim_on(newsroom, wire)
        cite(newsroom, claim, newsroom.source("Morning paper", relays=[wire]))
        assert claims_resting_on(wire) == [claim]

    def test_with_the_shortest_way(self, newsroom: Newsroom) -> None:
        wire = newsroom.source("Dispatch")
        paper = newsroom.source("Morning paper", relays=[wire])
        digest = newsroom.source("Weekly digest", relays=[paper])
        claim = claim_on(newsroom, digest)
        found = fallout(wire, standing=Standing.RETRACTED, reliability="A")
        assert [(each.claim, each.path) for each in found] == [(claim, (digest, paper, wire))]
        cite(newsroom, claim, paper)
        assert fallout(wire, standing=Standing.RETRACTED, reliability="A")[0].path == (paper, wire)


class TestTheCeilings:
    @pytest.mark.parametrize(
        ("standing", "reliability", "after"),
        [
            (Standing.RETRACTED, "A", Confidence.LOW),
            (Standing.IN_FORCE, "C", Confidence.LOW),
            (Standing.IN_FORCE, "B", Confidence.MODERATE),
            (Standing.CHANGED, "A", Confidence.MODERATE),
        ],
    )
    def test_before_and_after(
        self, newsroom: Newsroom, standing: str, reliability: str, after: Confidence
    ) -> None:
        source = newsroom.source()
        claim_on(newsroom, source)
        (found,) = fallout(source, standing=standing, reliability=reliability)
        assert (found.before, found.after) == (Confidence.MODERATE, after)
        assert (found.confidence, found.is_above) == ("moderate", after == Confidence.LOW)

    def test_through_a_relay(self, newsroom: Newsroom) -> None:
        wire = newsroom.source("Dispatch")
        claim_on(newsroom, newsroom.source("Morning paper", relays=[wire]))
        (found,) = fallout(wire, standing=Standing.RETRACTED, reliability="A")
        assert (found.before, found.after) == (Confidence.MODERATE, Confidence.LOW)

    def test_an_independent_source_holds_it_up(self, newsroom: Newsroom) -> None:
        wire = newsroom.source("Dispatch")
        claim = claim_on(newsroom, wire)
        cite(newsroom, claim, newsroom.source("Land register"))
        (found,) = fallout(wire, standing=Standing.RETRACTED, reliability="A")
        assert (found.before, found.after, found.is_above) == (Confidence.HIGH, Confidence.MODERATE, False)

    def test_looking_changes_nothing(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        claim_on(newsroom, source)
        fallout(source, standing=Standing.RETRACTED, reliability="F")
        source.refresh_from_db()
        assert (source.standing, source.reliability) == (Standing.IN_FORCE, "A")
        assert not Recheck.objects.exists()

    def test_a_withheld_source_that_does_not_count_gains_nothing_by_falling(self, newsroom: Newsroom) -> None:
        source = newsroom.source(withheld_reason="Safety of the witness.")
        claim = claim_on(newsroom, source, stance="refutes")
        cite(newsroom, claim, newsroom.source("Land register"))
        cite(newsroom, claim, newsroom.source("Deed of sale"))
        (found,) = fallout(source, standing=Standing.IN_FORCE, reliability="C")
        assert (found.before, found.after) == (Confidence.HIGH, Confidence.HIGH)

    def test_is_what_grading_finds_afterwards(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        claim_on(newsroom, source)
        (foreseen,) = fallout(source, standing=Standing.RETRACTED, reliability="A")
        fall(newsroom, source)
        (found,) = fallout(source, standing=Standing.RETRACTED, reliability="A")
        assert found.before == foreseen.after


class TestMarking:
    def test_the_source_says_so_with_the_reason(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        fall(newsroom, source, standing=Standing.RETRACTED, reliability=Reliability.E)
        source.refresh_from_db()
        assert (source.standing, source.reliability) == (Standing.RETRACTED, Reliability.E)
        assert source.reliability_reason == f"The register itself.\n{REASON}"

    def test_what_is_not_named_stays_as_others_left_it(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        loaded_before = Source.objects.get(pk=source.pk)
        fall(newsroom, source, standing=Standing.RETRACTED)
        fall(newsroom, loaded_before, reliability=Reliability.D)
        source.refresh_from_db()
        assert (source.standing, source.reliability) == (Standing.RETRACTED, Reliability.D)

    def test_every_claim_is_queued_with_the_reason(self, newsroom: Newsroom) -> None:
        wire = newsroom.source("Dispatch")
        first = claim_on(newsroom, wire, "The mill was sold on a Monday.")
        second = claim_on(
            newsroom, newsroom.source("Morning paper", relays=[wire]), "The mill was sold on a Tuesday."
        )
        rechecks = fall(newsroom, wire)
        assert [(r.claim, r.source, r.reason, r.raised_by, r.closed_at) for r in rechecks] == [
            (first, wire, REASON, newsroom.ben, None),
            (second, wire, REASON, newsroom.ben, None),
        ]

    def test_a_verified_claim_is_opened_for_revision(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        claim = published_on(newsroom, source)
        fall(newsroom, source)
        claim.refresh_from_db()
        assert claim.status == Status.DRAFT

    def test_a_claim_in_work_keeps_its_status(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        claim = claim_on(newsroom, source)
        submit_claim(claim=claim, by=newsroom.ada)
        fall(newsroom, source)
        claim.refresh_from_db()
        assert claim.status == Status.IN_REVIEW

    def test_a_rejected_claim_stays_rejected(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        claim = claim_on(newsroom, source)
        submission = submit_claim(claim=claim, by=newsroom.ada)
        reject_claim(submission=submission, by=newsroom.eva, comment="Not news.", seen_digest=seen(claim))
        fall(newsroom, source)
        claim.refresh_from_db()
        assert claim.status == Status.REJECTED

    def test_it_voids_what_an_editor_has_seen(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        submission = submit_claim(claim=claim_on(newsroom, source), by=newsroom.ada)
        before = seen(submission.claim)
        fall(newsroom, source)
        assert seen(submission.claim) != before

    def test_readers_see_nothing_of_it_until_it_is_published(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        claim = published_on(newsroom, source)
        entries, editions = Entry.objects.count(), list(Edition.objects.values())
        fall(newsroom, source)
        claim.refresh_from_db()
        assert claim.publication == Publication.LIVE
        assert Entry.objects.count() == entries
        assert list(Edition.objects.values()) == editions

    def test_the_next_content_closes_it(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        claim = published_on(newsroom, source)
        (recheck,) = fall(newsroom, source)
        cite(newsroom, claim, newsroom.source("Deed of sale"))
        newsroom.assess(claim, rationale="The deed says so as well.")
        submission = submit_claim(claim=claim, by=newsroom.ada, correction_class="update", note=REASON)
        newsroom.publish(submission)
        recheck.refresh_from_db()
        assert recheck.closed_at is not None

    def test_falling_further_renews_the_question(self, newsroom: Newsroom) -> None:
        source = newsroom.source()
        claim = claim_on(newsroom, source)
        fall(newsroom, source, reliability=Reliability.C)
        fall(newsroom, source, standing=Standing.RETRACTED)
        assert claim.rechecks.count() == 2
        assert claim.rechecks.filter(closed_at__isnull=True).count() == 1


class TestRefused:
    def test_without_a_reason(self, newsroom: Newsroom) -> None:
        with pytest.raises(ValidationError) as refused:
            mark_source_fallen(
                source=newsroom.source(), by=newsroom.ben, reason=" ", standing=Standing.RETRACTED
            )
        assert set(refused.value.message_dict) == {"reason"}

    @pytest.mark.parametrize("changes", [{}, {"standing": Standing.IN_FORCE}, {"reliability": "A"}])
    def test_without_a_change(self, newsroom: Newsroom, changes: dict[str, str]) -> None:
        with pytest.raises(Refused) as refused:
            mark_source_fallen(source=newsroom.source(), by=newsroom.ben, reason=REASON, **changes)
        assert refused.value.sentences == (source_actions.NOT_FALLEN,)

    def test_by_somebody_who_does_not_write(self, newsroom: Newsroom) -> None:
        with pytest.raises(Refused, match="takes the role of analyst or editor"):
            mark_source_fallen(
                source=newsroom.source(), by=newsroom.ines, reason=REASON, standing=Standing.RETRACTED
            )
