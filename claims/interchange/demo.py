"""The demo: the claims of one public page, taken through the actions so that the log is real.

1. Only into an empty ledger, and in one transaction: all of it, or nothing.
2. Five accounts named by their roles, with passwords made now.
3. Every claim is logged as a draft; then, day by day on the demo's clock, what happened to it happens:
   submitted, returned, published, corrected, held, released, retracted.

Nothing here writes a row: it calls the same actions as the desk and the admin.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from claims.actions.assessments import assess_claim, give_second_assessment, request_assessment
from claims.actions.claims import change_claim, log_claim
from claims.actions.deed import set_demo_clock
from claims.actions.door import hold_claim, publish_claim, publish_method, release_claim, retract_claim
from claims.actions.notices import read_notices
from claims.actions.parts import add_part
from claims.actions.people import make_person
from claims.actions.reference import add_claimant, add_outlet
from claims.actions.review import reject_claim, request_retraction, return_claim, start_revision, submit_claim
from claims.actions.sources import add_source
from claims.choices import Role, Status
from claims.interchange.reference import load_reference, read_fixture
from claims.models import Claim, Claimant, Entry, Outlet, Person, Source, Submission, Topic, Verdict
from claims.records import content_digest, content_of
from claims.working_copy import WorkingCopy

Json = dict[str, Any]

ACCOUNTS = {
    "analyst": ("analyst@example.org", "Demo analyst", [Role.ANALYST]),
    "second": ("second@example.org", "Demo second analyst", [Role.ANALYST]),
    "editor": ("editor@example.org", "Demo editor", [Role.EDITOR]),
    "chief": ("chief@example.org", "Demo chief editor", [Role.EDITOR]),
    "admin": ("admin@example.org", "Demo administrator", [Role.ADMINISTRATOR]),
}
PASSWORD_BYTES = 12
FIRST_DAY = date(2026, 8, 31)  # scheme and drafts; the claims' own days follow
OPENING_HOUR = time(9, 0)
# Unpublished work has no day of its own; it is submitted after the last published one.
DESK_DAY = "2026-11-16"
METHOD_NOTE = "The method with which this ledger begins."
CLAIM_FILES = range(1, 10)


@dataclass(frozen=True)
class SignIn:
    """How to sign in to the demo."""

    email: str
    password: str
    roles: str


@dataclass(frozen=True)
class _Step:
    """Something that happens to a claim on a day."""

    day: str
    claim: Json
    happens: Callable[[], None]


def is_empty() -> bool:
    """Whether nothing was ever logged or published here."""
    return not (Claim.objects.exists() or Entry.objects.exists())


def load_demo(*, progress: Callable[[int, int], None]) -> list[SignIn]:
    """Load the demo into an empty ledger. `progress` is called with (steps done, steps in all).

    Raises what the actions raise; then nothing at all was loaded.
    """
    with transaction.atomic():
        loader = _Loader()
        loader.load_shared_records()
        steps = sorted(loader.steps(), key=lambda step: step.day)  # stable: the files' order within a day
        previous = ""
        moment = loader.opening(FIRST_DAY)
        for done, step in enumerate(steps, start=1):
            if step.day != previous:
                loader.read_notices()  # in the evening: only what the last day brought is still new
                moment = loader.opening(date.fromisoformat(step.day))
                previous = step.day
            moment += timedelta(minutes=11)
            set_demo_clock(moment)
            step.happens()
            progress(done, len(steps))
        set_demo_clock(None)
    return loader.sign_ins


class _Loader:
    """Keys of the fixture files, and the records that they became."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.sign_ins: list[SignIn] = []
        self.outlets: dict[str, Outlet] = {}
        self.claimants: dict[str, Claimant] = {}
        self.sources: dict[str, Source] = {}
        self.claims: dict[str, Claim] = {}
        self.verdicts: dict[str, Verdict] = {}
        self.topics: dict[str, Topic] = {}

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, OPENING_HOUR, tzinfo=ZoneInfo(settings.TIME_ZONE))

    def read_notices(self) -> None:
        for person in self.people.values():
            read_notices(by=person)

    def load_shared_records(self) -> None:
        for key, (email, name, roles) in ACCOUNTS.items():
            password = secrets.token_urlsafe(PASSWORD_BYTES)
            self.people[key] = make_person(email=email, name=name, roles=roles, password=password)
            named = ", ".join(str(role.label).lower() for role in roles)
            self.sign_ins.append(SignIn(email, password, named))
        set_demo_clock(self.opening(FIRST_DAY))
        load_reference(by=self.people["admin"])
        publish_method(by=self.people["admin"], note=METHOD_NOTE)
        self.verdicts = {verdict.code: verdict for verdict in Verdict.objects.all()}
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        analyst = self.people["analyst"]
        for key, fields in read_fixture("demo/outlets.json").items():
            self.outlets[key] = add_outlet(by=analyst, **fields)
        for key, fields in read_fixture("demo/claimants.json").items():
            self.claimants[key] = add_claimant(by=analyst, **fields)
        waiting: Json = read_fixture("demo/sources.json")
        while waiting:
            ready = [key for key, fields in waiting.items() if self.sources.keys() >= set(fields["relays"])]
            if not ready:
                raise ValueError(f"These sources relay each other in a circle: {', '.join(waiting)}.")
            for key in ready:
                fields = waiting.pop(key)
                fields["outlet"] = self.outlets.get(fields["outlet"])
                fields["relays"] = [self.sources[relayed] for relayed in fields["relays"]]
                self.sources[key] = add_source(by=analyst, **fields)

    def steps(self) -> Iterator[_Step]:
        """Log every claim, then say what happens to it and when."""
        for number in CLAIM_FILES:
            for data in read_fixture(f"demo/claims-{number}.json"):
                self.log(data)
                yield from self.life_of(data)

    def log(self, data: Json) -> None:
        by = self.people[data["by"]]
        claim = log_claim(
            by=by,
            statement=data["statement"],
            quote=data["quote"],
            claimant=self.claimants[data["claimant"]] if data["claimant"] else None,
            language=data["language"],
            first_claimed=data["first_claimed"],
            topics=[self.topics[slug] for slug in data["topics"]],
            parts={
                "figures": data["figures"],
                "appearances": [
                    {**seen, "outlet": self.outlets.get(seen["outlet"])} for seen in data["appearances"]
                ],
                "relations": [
                    {"relation": row["relation"], "other": self.claims[row["to"]]} for row in data["related"]
                ],
                "evidence": [self.evidence(item) for item in data["evidence"]],
            },
        )
        self.claims[data["key"]] = claim
        if data["assessment"]:
            self.assess(claim, by, data["assessment"])

    def evidence(self, item: Json) -> Json:
        return {**item, "source": self.sources[item["source"]]}

    def assess(self, claim: Claim, by: Person, fields: Json) -> None:
        verdict = self.verdicts[fields["verdict"]]
        likelihood = fields["likelihood"] or ""
        assess_claim(claim=claim, by=by, **{**fields, "verdict": verdict, "likelihood": likelihood})

    def life_of(self, data: Json) -> Iterator[_Step]:
        status, day = data["status"], data.get("day") or DESK_DAY
        if status == Status.DRAFT:
            return
        yield _Step(day if status == Status.VERIFIED else DESK_DAY, data, lambda: self.review(data))
        for later in data.get("then", []):
            yield _Step(later["day"], data, lambda later=later: self.go_on(data, later))  # type: ignore[misc]

    def review(self, data: Json) -> None:
        """Submit a claim, and decide as the demo says."""
        claim, editor = self.claims[data["key"]], self.people["editor"]
        submission = submit_claim(claim=claim, by=self.people[data["by"]])
        self.second(claim, data.get("second"))
        seen = self.seen(claim)
        comment = data.get("comment", "")
        match data["status"]:
            case Status.VERIFIED:
                publish_claim(submission=submission, by=editor, seen_digest=seen, comment=comment)
            case Status.RETURNED:
                return_claim(submission=submission, by=editor, comment=comment, seen_digest=seen)
            case Status.REJECTED:
                reject_claim(submission=submission, by=editor, comment=comment, seen_digest=seen)

    def second(self, claim: Claim, data: Json | None) -> None:
        """Ask for a second, blind assessment, and give it unless the demo leaves it open."""
        if data is None:
            return
        analyst = self.people[data["by"]]
        request = request_assessment(
            claim=claim, analyst=analyst, by=self.people["editor"], reason=data["reason"]
        )
        if fields := data["assessment"]:
            verdict, likelihood = self.verdicts[fields["verdict"]], fields["likelihood"] or ""
            judgement = {**fields, "verdict": verdict, "likelihood": likelihood}
            give_second_assessment(request=request, by=analyst, **judgement)

    def go_on(self, data: Json, later: Json) -> None:
        """What happens to a published claim on a later day."""
        claim = Claim.objects.get(pk=self.claims[data["key"]].pk)
        analyst, editor, chief = self.people[data["by"]], self.people["editor"], self.people["chief"]
        match later["event"]:
            case "held":
                hold_claim(claim=claim, by=editor, note=later["note"])
            case "released":
                asked = Submission.objects.waiting().get(claim=claim, asks="released")
                release_claim(
                    submission=asked, by=chief, note=later["note"], comment=later.get("comment", "")
                )
            case "retracted":
                asked = request_retraction(claim=claim, by=analyst, note=later["note"])
                retract_claim(submission=asked, by=chief, comment=later.get("comment", ""))
            case "revision":
                self.revise(claim, analyst, later["changes"])
            case "corrected" | "updated":
                self.revise(claim, analyst, later["changes"])
                asked = submit_claim(
                    claim=claim, by=analyst, correction_class=later["class"], note=later["note"]
                )
                publish_claim(
                    submission=asked, by=chief, seen_digest=self.seen(claim), comment=later.get("comment", "")
                )
            case other:
                raise ValueError(f"The demo does not know the event “{other}” (claim {data['key']}).")

    def revise(self, claim: Claim, by: Person, changes: Json) -> None:
        start_revision(claim=claim, by=by)
        texts = {name: changes[name] for name in ("statement", "quote", "first_claimed") if name in changes}
        if texts:
            change_claim(claim=claim, by=by, **texts)
        for item in changes.get("evidence_add", []):
            add_part(claim=claim, kind="evidence", by=by, **self.evidence(item))
        if "assessment" in changes:
            self.assess(claim, by, changes["assessment"])

    def seen(self, claim: Claim) -> str:
        return content_digest(content_of(WorkingCopy.of(Claim.objects.get(pk=claim.pk))))
