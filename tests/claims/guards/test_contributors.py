"""Who changes what a record will say has a hand in it, however far away the change was made.

Played through the actions: the triggers count, whoever writes. What counts is held against the content
itself: a change counts if, and only if, the content is another one afterwards.
"""

from collections.abc import Callable
from typing import Any

import pytest

from claims import cases
from claims.actions.claims import assign_claim, change_claim
from claims.actions.door import publish_claim
from claims.actions.parts import add_part, change_part, remove_part
from claims.actions.reference import add_outlet, add_topic, change_claimant, change_outlet, change_topic
from claims.actions.review import start_revision, submit_claim
from claims.actions.sources import add_source, change_source
from claims.models import Appearance, Claim, Evidence, Figure, Outlet, Person, Source
from claims.workflow import Refused
from tests.cast import Newsroom, seen

Change = Callable[[Newsroom, Claim], Any]


def cited(claim: Claim) -> Source:
    return Evidence.objects.filter(claim=claim).latest("id").source


def relayed(claim: Claim) -> Source:
    return Source.objects.get(title="The wire")


def root(claim: Claim) -> Source:
    return Source.objects.get(title="The gazette")


# By Ben. The claim cites a report, which relays the wire, which relays a gazette of an outlet of its own.
COUNTED: dict[str, Change] = {
    "the statement": lambda room, claim: change_claim(
        claim=claim, by=room.ben, statement="The mill was given away."
    ),
    "the quote": lambda room, claim: change_claim(claim=claim, by=room.ben, quote="Two million"),
    "the topics": lambda room, claim: change_claim(claim=claim, by=room.ben, topics=[]),
    "a figure": lambda room, claim: change_part(
        part=Figure.objects.get(claim=claim), by=room.ben, unit="USD"
    ),
    "a figure removed": lambda room, claim: remove_part(part=Figure.objects.get(claim=claim), by=room.ben),
    "an appearance": lambda room, claim: change_part(
        part=Appearance.objects.get(claim=claim), by=room.ben, note="Live"
    ),
    "evidence": lambda room, claim: change_part(
        part=Evidence.objects.filter(claim=claim)[0], by=room.ben, note="So."
    ),
    "evidence added": lambda room, claim: add_part(
        claim=claim, kind="evidence", by=room.ben, source=room.source("A letter"), stance="context"
    ),
    "evidence removed": lambda room, claim: remove_part(
        part=Evidence.objects.filter(claim=claim)[0], by=room.ben
    ),
    "an assessment": lambda room, claim: room.assess(claim, by=room.ben, rationale="Otherwise."),
    "a relation to a public claim": lambda room, claim: add_part(
        claim=claim, kind="relations", by=room.ben, relation="repeats", other=Claim.objects.get(number=1)
    ),
    "a rate of exchange": lambda room, claim: add_part(
        claim=claim,
        kind="rates",
        by=room.ben,
        base="EUR",
        quote="USD",
        rate="1.1",
        on="2018",
        source=cited(claim),
    ),
    "the source of a rate alone": lambda room, claim: change_source(
        source=Source.objects.get(title="The bank"), by=room.ben, authors="A. Clerk"
    ),
    "a cited source": lambda room, claim: change_source(source=cited(claim), by=room.ben, authors="A. Clerk"),
    "a cited source's grade": lambda room, claim: change_source(
        source=cited(claim), by=room.ben, reliability="C"
    ),
    "a relayed source": lambda room, claim: change_source(
        source=relayed(claim), by=room.ben, authors="A. Clerk"
    ),
    "the source at the end of the chain": lambda room, claim: change_source(
        source=root(claim), by=room.ben, reliability="C"
    ),
    "a relay at the end of the chain": lambda room, claim: change_source(
        source=root(claim), by=room.ben, relays=[room.source("A notice board")]
    ),
    "a relay taken away": lambda room, claim: change_source(source=relayed(claim), by=room.ben, relays=[]),
    "the outlet of an appearance": lambda room, claim: change_outlet(
        outlet=room.outlet, by=room.ben, name="Courier"
    ),
    "the outlet that only the end of the chain has": lambda room, claim: change_outlet(
        outlet=Outlet.objects.get(slug="gazette"), by=room.ben, homepage="https://gazette.example/"
    ),
    "the claimant": lambda room, claim: change_claimant(
        claimant=room.claimant, by=room.ben, description="Of the town."
    ),
    "a topic's label": lambda room, claim: change_topic(topic=room.topic, by=room.ben, label="Houses"),
}

NOT_COUNTED: dict[str, Change] = {
    "the assignee": lambda room, claim: assign_claim(claim=claim, by=room.ben, assignee=room.ben),
    "saving evidence as it is": lambda room, claim: change_part(
        part=Evidence.objects.filter(claim=claim)[0], by=room.ben
    ),
    "saving a source as it is": lambda room, claim: change_source(source=cited(claim), by=room.ben),
    "a source that it does not rest on": lambda room, claim: change_source(
        source=room.source("Elsewhere"), by=room.ben, authors="A. Clerk"
    ),
    "the default grade of an outlet": lambda room, claim: change_outlet(
        outlet=room.outlet, by=room.ben, default_reliability="D", reliability_reason="Twice wrong."
    ),
    "another topic": lambda room, claim: add_topic(by=room.ben, slug="water", label="Water"),
    "the statement of a related claim": lambda room, claim: revise_the_other(room),
}


def revise_the_other(room: Newsroom) -> None:
    other = Claim.objects.get(number=1)
    start_revision(claim=other, by=room.ben)
    change_claim(claim=other, by=room.ben, statement="The other claim says something new.")


@pytest.fixture
def claim(newsroom: Newsroom) -> Claim:
    """A draft by Ada that rests on a chain of three sources and is related to a public claim."""
    other = newsroom.published("The other claim is public already.", topics=[], claimant=None, parts={})
    gazette = add_outlet(by=newsroom.ada, slug="gazette", name="Gazette", kind="institution")
    end = newsroom.source("The gazette", outlet=gazette)
    wire = newsroom.source("The wire", relays=[end])
    report = newsroom.source("The report", relays=[wire])
    claim = newsroom.ready()
    add_part(claim=claim, kind="evidence", by=newsroom.ada, source=report, stance="supports", credibility="2")
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="contradicts", other=other)
    add_part(
        claim=claim,
        kind="rates",
        by=newsroom.ada,
        base="USD",
        quote="EUR",
        rate="0.9",
        on="2018",
        source=newsroom.source("The bank"),
    )
    return Claim.objects.get(pk=claim.pk)


def hands(claim: Claim) -> set[Person]:
    return {
        contribution.person for contribution in cases.contributions_in_work(Claim.objects.get(pk=claim.pk))
    }


@pytest.mark.parametrize("what", COUNTED)
def test_what_changes_the_record_counts(newsroom: Newsroom, claim: Claim, what: str) -> None:
    before = seen(claim)
    COUNTED[what](newsroom, claim)
    assert seen(claim) != before
    assert newsroom.ben in hands(claim)


@pytest.mark.parametrize("what", NOT_COUNTED)
def test_what_leaves_the_record_as_it_is_does_not(newsroom: Newsroom, claim: Claim, what: str) -> None:
    before = seen(claim)
    NOT_COUNTED[what](newsroom, claim)
    assert seen(claim) == before
    assert newsroom.ben not in hands(claim)


def test_a_hand_in_a_shared_record_counts_in_every_claim_that_rests_on_it(
    newsroom: Newsroom, claim: Claim
) -> None:
    second = newsroom.draft("The mill was sold twice.")
    add_part(claim=second, kind="evidence", by=newsroom.ada, source=cited(claim), stance="context")
    change_source(source=root(claim), by=newsroom.ben, authors="A. Clerk")
    assert newsroom.ben in hands(claim)
    assert newsroom.ben in hands(second)


def test_whoever_had_a_hand_does_not_decide(newsroom: Newsroom, claim: Claim) -> None:
    submission = submit_claim(claim=claim, by=newsroom.ada)
    change_source(source=root(claim), by=newsroom.egon, authors="A. Clerk")
    with pytest.raises(Refused, match=r"You contributed to this version \(sources\)"):
        publish_claim(submission=submission, by=newsroom.egon, seen_digest=seen(claim))


def test_a_hand_counts_until_the_next_entry(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    change_claim(claim=claim, by=newsroom.egon, quote="Two million")
    newsroom.publish(submit_claim(claim=claim, by=newsroom.ada))
    assert hands(claim) == set()
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, rationale="Said better.")
    submission = submit_claim(claim=claim, by=newsroom.ada, correction_class="typo", note="Said better.")
    assert publish_claim(submission=submission, by=newsroom.egon, seen_digest=seen(claim)).version == 2


def test_a_change_to_a_verified_claims_source_counts_for_the_next_version(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    change_source(source=cited(claim), by=newsroom.ben, authors="A. Clerk")
    assert hands(claim) == {newsroom.ben}


def test_an_unreviewed_statement_of_a_related_claim_is_not_published(
    newsroom: Newsroom, claim: Claim
) -> None:
    revise_the_other(newsroom)
    entry = newsroom.publish(submit_claim(claim=claim, by=newsroom.ada))
    assert b"says something new" not in bytes(entry.record_body.body or b"")


def test_a_new_source_is_nobodys_hand_until_it_is_cited(newsroom: Newsroom, claim: Claim) -> None:
    """By definition: what a shared record said before the claim cited it changed no record of the claim."""
    letter = add_source(by=newsroom.ben, kind="dataset", title="A letter", reliability="B")
    add_part(claim=claim, kind="evidence", by=newsroom.ada, source=letter, stance="context")
    assert hands(claim) == {newsroom.ada}
