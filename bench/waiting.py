"""A small newsroom whose claims wait for an editor, made through the ledger's own actions."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from claims.actions.assessments import assess_claim
from claims.actions.claims import log_claim
from claims.actions.door import publish_scheme
from claims.actions.parts import add_part
from claims.actions.reference import add_claimant, add_outlet, add_scheme, add_topic
from claims.actions.review import submit_claim
from claims.actions.sources import add_source
from claims.choices import Role
from claims.models import Claim, Claimant, Outlet, Person, Submission, Topic, Verdict
from claims.records import content_digest, content_of
from claims.working_copy import WorkingCopy

VERDICTS = [("true", "True", 5), ("mixed", "Mixed", 3), ("false", "False", 1)]


@dataclass(frozen=True)
class Room:
    """Who works there, and what claims refer to."""

    analyst: Person
    editor: Person
    topic: Topic
    claimant: Claimant
    outlet: Outlet
    verdict: Verdict


def newsroom(mark: str = "") -> Room:
    """A newsroom in a migrated database; `mark` tells its people and things from those of another one."""
    analyst, editor, administrator = (
        person(f"{name}{mark}", role)
        for name, role in (("Ada", Role.ANALYST), ("Eva", Role.EDITOR), ("Ines", Role.ADMINISTRATOR))
    )
    verdicts = [
        {"code": code, "label": label, "definition": f"It is {code}.", "rating": rating, "order": order}
        for order, (code, label, rating) in enumerate(VERDICTS, start=1)
    ]
    publish_scheme(
        scheme=add_scheme(by=administrator, name=f"Verdicts {mark}".strip(), verdicts=verdicts),
        by=administrator,
    )
    return Room(
        analyst,
        editor,
        add_topic(by=analyst, slug=f"property{mark}", label="Property"),
        add_claimant(by=analyst, slug=f"mayor{mark}", name="The mayor", kind="person"),
        add_outlet(by=analyst, slug=f"valley-courier{mark}", name="Valley Courier", kind="newspaper"),
        Verdict.objects.filter(code="true").latest("id"),
    )


def submissions(room: Room, count: int) -> list[tuple[Submission, str]]:
    """So many claims in review, each with the digest of what an editor sees."""
    return [
        submitted(room, f"The mill number {place} was sold for 2 million euros.") for place in range(count)
    ]


def submitted(room: Room, statement: str) -> tuple[Submission, str]:
    """One claim with a figure, an appearance, a source and an assessment, submitted for review."""
    claim = log_claim(
        by=room.analyst, statement=statement, quote="They got two million for the mill",
        claimant=room.claimant, first_claimed="2018-10", topics=[room.topic],
        parts={
            "figures": [{"role": "price", "low": 2_000_000, "high": 2_000_000, "unit": "EUR"}],
            "appearances": [{"date": "2018-10", "place": "Town hall", "outlet": room.outlet}],
        },
    )  # fmt: skip
    source = add_source(
        by=room.analyst, title="Land registry extract", kind="primary_record", reliability="A",
        reliability_reason="The register itself.", outlet=room.outlet,
    )  # fmt: skip
    add_part(
        claim=claim, kind="evidence", by=room.analyst, source=source, stance="supports", credibility="2",
        quote="Purchase price EUR 2,000,000", locator="page 3",
    )  # fmt: skip
    assess_claim(
        claim=claim, by=room.analyst, verdict=room.verdict, confidence="moderate",
        rationale="The register names price and year.",
    )  # fmt: skip
    submission = submit_claim(claim=claim, by=room.analyst)
    claim = Claim.objects.get(pk=claim.pk)
    return Submission.objects.get(pk=submission.pk), content_digest(content_of(WorkingCopy.of(claim)))


def person(name: str, role: Role) -> Person:
    """Somebody with one role."""
    made = Person.objects.create_user(f"{name.lower()}@example.org", None, name=name)
    made.groups.set(Group.objects.filter(name=role))
    return Person.objects.get(pk=made.pk)
