"""The cast: Ada and Ben are analysts, Eva and Egon editors, Ines administers. And how far a claim got."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from pytest_django.plugin import DjangoDbBlocker

from claims.actions.assessments import assess_claim
from claims.actions.claims import log_claim
from claims.actions.door import publish_claim, publish_scheme
from claims.actions.parts import add_part
from claims.actions.reference import add_claimant, add_outlet, add_scheme, add_topic
from claims.actions.review import start_revision, submit_claim
from claims.actions.sources import add_source
from claims.choices import Role
from claims.models import (
    Assessment,
    Claim,
    Claimant,
    Entry,
    Outlet,
    Person,
    Source,
    Submission,
    Topic,
    Verdict,
)
from claims.records import content_digest, content_of
from claims.working_copy import WorkingCopy
from tests import databases
from tests.databases import Places

PASSWORD = "correct horse battery staple"
VERDICTS = [
    ("true", "True", "The evidence shows that the claim is accurate.", 5),
    ("mixed", "Mixed", "Parts of the claim hold and parts do not.", 3),
    ("false", "False", "The evidence shows that the claim is wrong.", 1),
    ("unproven", "Unproven", "The evidence settles it neither way.", None),
]


def make_person(name: str, *roles: Role, **extra: Any) -> Person:
    """Somebody who signs in as NAME@example.org with PASSWORD."""
    is_staff = bool({Role.EDITOR, Role.ADMINISTRATOR} & set(roles))
    person = Person.objects.create_user(
        f"{name.lower()}@example.org", PASSWORD, name=name, **{"is_staff": is_staff, **extra}
    )
    person.groups.set(Group.objects.filter(name__in=roles))
    return person


CAST = {
    "Ada": Role.ANALYST,
    "Ben": Role.ANALYST,
    "Eva": Role.EDITOR,
    "Egon": Role.EDITOR,
    "Ines": Role.ADMINISTRATOR,
}


def member(name: str) -> Person:
    """Somebody of the cast, who is there already where a newsroom is."""
    found = Person.objects.filter(email=f"{name.lower()}@example.org").first()
    return found or make_person(name, CAST[name])


@pytest.fixture
def there(database: None) -> dict[str, Person]:
    """Whoever of the cast is there already, all by one question: a thousand tests begin with it."""
    addresses = [f"{name.lower()}@example.org" for name in CAST]
    return {person.name: person for person in Person.objects.filter(email__in=addresses)}


@pytest.fixture
def ada(there: dict[str, Person]) -> Person:
    return there.get("Ada") or member("Ada")


@pytest.fixture
def ben(there: dict[str, Person]) -> Person:
    return there.get("Ben") or member("Ben")


@pytest.fixture
def eva(there: dict[str, Person]) -> Person:
    return there.get("Eva") or member("Eva")


@pytest.fixture
def egon(there: dict[str, Person]) -> Person:
    return there.get("Egon") or member("Egon")


@pytest.fixture
def ines(there: dict[str, Person]) -> Person:
    return there.get("Ines") or member("Ines")


def seen(claim: Claim) -> str:
    """The digest that somebody who looks at the working copy now has seen."""
    return content_digest(content_of(WorkingCopy.of(Claim.objects.get(pk=claim.pk))))


@dataclass
class Newsroom:
    """A published verdict scheme, a topic, a claimant, an outlet, and claims as far as a test needs them."""

    ada: Person
    ben: Person
    eva: Person
    egon: Person
    ines: Person
    topic: Topic
    claimant: Claimant
    outlet: Outlet

    def verdict(self, code: str) -> Verdict:
        return Verdict.objects.get(code=code)

    def source(self, title: str = "Land registry extract", **fields: Any) -> Source:
        defaults = {
            "kind": "primary_record",
            "reliability": "A",
            "reliability_reason": "The register itself.",
        }
        return add_source(by=self.ada, title=title, **{**defaults, **fields})

    def draft(
        self, statement: str = "The mill was sold for 2 million euros in 2018.", **fields: Any
    ) -> Claim:
        defaults = {
            "by": self.ada,
            "quote": "They got two million for the mill",
            "claimant": self.claimant,
            "first_claimed": "2018-10",
            "topics": [self.topic],
            "parts": {
                "figures": [
                    {"role": "price", "low": 2_000_000, "high": 2_000_000, "unit": "EUR", "as_of": "2018"}
                ],
                "appearances": [{"date": "2018-10", "place": "Town hall", "outlet": self.outlet}],
            },
        }
        return log_claim(statement=statement, **{**defaults, **fields})

    def assess(self, claim: Claim, verdict: str = "true", **fields: Any) -> Assessment:
        defaults = {
            "by": self.ada,
            "confidence": "moderate",
            "rationale": "The register names price and year.",
        }
        return assess_claim(claim=claim, verdict=self.verdict(verdict), **{**defaults, **fields})

    def ready(
        self, statement: str = "The mill was sold for 2 million euros in 2018.", **fields: Any
    ) -> Claim:
        """A draft that lacks nothing for review."""
        claim = self.draft(statement, **fields)
        source = self.source(outlet=self.outlet)
        add_part(
            claim=claim, kind="evidence", by=self.ada, source=source, stance="supports", credibility="2",
            quote="Purchase price EUR 2,000,000", locator="page 3",
        )  # fmt: skip
        self.assess(claim)
        return claim

    def submitted(
        self, statement: str = "The mill was sold for 2 million euros in 2018.", **fields: Any
    ) -> Submission:
        return submit_claim(claim=self.ready(statement, **fields), by=self.ada)

    def published(
        self, statement: str = "The mill was sold for 2 million euros in 2018.", **fields: Any
    ) -> Claim:
        """A claim that Eva published."""
        return self.publish(self.submitted(statement, **fields)).claim  # type: ignore[return-value]

    def publish(self, submission: Submission) -> Entry:
        entry = publish_claim(submission=submission, by=self.eva, seen_digest=seen(submission.claim))
        entry.claim.refresh_from_db()  # type: ignore[union-attr]
        return entry

    def corrected(
        self, claim: Claim, verdict: str = "false", note: str = "The register shows another price."
    ) -> Entry:
        """A published claim, revised by Ada to another verdict and published by Eva as a correction."""
        start_revision(claim=claim, by=self.ada)
        add_part(
            claim=claim, kind="evidence", by=self.ada, source=self.source("Deed of sale"), stance="refutes",
            credibility="2",
        )  # fmt: skip
        self.assess(claim, verdict, rationale="The deed names another price.")
        return self.publish(submit_claim(claim=claim, by=self.ada, correction_class="verdict", note=note))


@pytest.fixture
def newsroom(ada: Person, ben: Person, eva: Person, egon: Person, ines: Person) -> Newsroom:
    """The newsroom that the database of such a test is opened with."""
    return existing_newsroom(ada=ada, ben=ben, eva=eva, egon=egon, ines=ines)


def existing_newsroom(**cast: Person) -> Newsroom:
    """The newsroom of whichever database the aliases point to."""
    return Newsroom(
        **(cast or {name.lower(): member(name) for name in CAST}),
        topic=Topic.objects.get(slug="property"),
        claimant=Claimant.objects.get(slug="mayor"),
        outlet=Outlet.objects.get(slug="valley-courier"),
    )


def open_with_cast() -> None:
    """The cast, and its newsroom, in whichever database the aliases point to."""
    open_newsroom(*map(member, CAST))


@pytest.fixture(scope="session")
def newsroom_template(
    places: Places, shared_database: str, template_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """A database with the cast and its newsroom, to clone from."""
    with (
        django_db_blocker.unblock(),
        databases.kept(places, template_database, open_with_cast, back_to=shared_database) as name,
    ):
        yield name


@pytest.fixture(scope="session")
def newsroom_database(
    places: Places,
    shared_database: str,
    newsroom_template: str,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """The database of all tests with a newsroom that are rolled back."""
    with (
        django_db_blocker.unblock(),
        databases.clone(places, newsroom_template, back_to=shared_database) as name,
    ):
        databases.lasting.add(name)
        yield name


def open_newsroom(ada: Person, ben: Person, eva: Person, egon: Person, ines: Person) -> Newsroom:
    """A newsroom in whichever database the aliases point to."""
    scheme = add_scheme(
        by=ines,
        name="Desk verdicts",
        verdicts=[
            {"code": code, "label": label, "definition": definition, "rating": rating, "order": order}
            for order, (code, label, definition, rating) in enumerate(VERDICTS, start=1)
        ],
    )
    publish_scheme(scheme=scheme, by=ines)
    return Newsroom(
        ada=ada,
        ben=ben,
        eva=eva,
        egon=egon,
        ines=ines,
        topic=add_topic(by=ada, slug="property", label="Property"),
        claimant=add_claimant(by=ada, slug="mayor", name="The mayor", kind="person"),
        outlet=add_outlet(by=ada, slug="valley-courier", name="Valley Courier", kind="newspaper"),
    )
