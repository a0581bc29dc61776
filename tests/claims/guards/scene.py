"""A committed scene that attacks are tried on: claims in every state, each attack rolled back afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql

from claims import merkle, records
from claims.actions.door import hold_claim, retract_claim
from claims.actions.merging import merge_claim, merge_draft, request_merge
from claims.actions.parts import change_part
from claims.actions.people import deactivate_person
from claims.actions.redacting import redact_claim, request_redaction
from claims.actions.review import reject_claim, request_retraction, return_claim, start_revision, submit_claim
from claims.choices import Role
from claims.models import Claim, Entry, Evidence, Person, Submission
from claims.records import Json, content_of
from claims.working_copy import WorkingCopy
from tests.cast import Newsroom, make_person, open_newsroom, seen

SALT = "5a" * 32


@dataclass(repr=False)
class Scene:
    """Who and what there is, by name; nothing here touches the database any more."""

    database: str
    newsroom: Newsroom
    people: dict[str, Person]
    claims: dict[str, Claim]
    submissions: dict[str, Submission]  # the newest of each claim
    evidence: dict[str, Evidence]  # a piece of each claim
    contents: dict[str, Json]  # of the working copies
    standing: dict[str, Json]  # what readers have
    newest: dict[str, Entry]  # entry of each published claim, and of the "method"
    last: Entry  # of the log
    next_number: int
    verdict: int  # key of one


def build(database: str) -> Scene:
    """Play the scene through the actions, in the database that the aliases point to."""
    ada, ben = make_person("Ada", Role.ANALYST), make_person("Ben", Role.ANALYST)
    eva, egon = make_person("Eva", Role.EDITOR), make_person("Egon", Role.EDITOR)
    ines, otto = make_person("Ines", Role.ADMINISTRATOR), make_person("Otto", Role.EDITOR)
    room = open_newsroom(ada, ben, eva, egon, ines)
    deactivate_person(person=otto, by=ines)

    claims = {"draft": room.ready("The draft was written in 2019.")}
    claims["in_review"] = room.submitted("The bridge is under review.").claim
    claims["touched"] = room.ready("Egon had a hand in this claim.")
    change_part(part=Evidence.objects.get(claim=claims["touched"]), by=egon, locator="page 12")
    submit_claim(claim=claims["touched"], by=ada)
    claims["asked_by_eva"] = room.ready("Eva herself asked to publish this.")
    submit_claim(claim=claims["asked_by_eva"], by=eva)
    claims["returned"] = send_back(room, "The mill was sent back.", return_claim)
    claims["rejected"] = send_back(room, "The mill was rejected.", reject_claim)
    claims["live"] = room.published("The mill stands on the river.")
    claims["corrected"] = room.published("The mill has two wheels.")
    room.corrected(claims["corrected"])
    claims["revised"] = room.published("The mill has three floors.")
    start_revision(claim=claims["revised"], by=ada)
    room.assess(claims["revised"], rationale="Counted again.")
    submit_claim(claim=claims["revised"], by=ada, correction_class="factual", note="Counted again.")
    claims["held"] = room.published("The mill is held.")
    hold_claim(claim=claims["held"], by=eva, note="Disputed.")
    claims["held_corrected"] = room.published("The mill is held, and was corrected.")
    room.corrected(claims["held_corrected"])
    hold_claim(claim=claims["held_corrected"], by=eva, note="Disputed.")
    claims["retracted"] = room.published("The mill was retracted.")
    retract_claim(
        submission=request_retraction(claim=claims["retracted"], by=ada, note="Wrong mill."), by=eva
    )
    claims["to_retract"] = room.published("The mill burns.")
    request_retraction(claim=claims["to_retract"], by=ada, note="It does not.")

    claims["redacted"] = room.published("The mill belongs to somebody.")
    start_revision(claim=claims["redacted"], by=ada)
    room.assess(claims["redacted"], rationale="Asked again.")
    withdraw = request_redaction(claim=claims["redacted"], versions=[1], by=ada, note="A court ordered it.")
    redact_claim(submission=withdraw, by=eva)

    # What others were merged into is left alone by every test: a merge opens it for a revision.
    kept, kept_live = room.ready("The mill was logged once."), room.published("The mill was published once.")
    claims["merged_draft"] = room.ready("The mill was logged twice.")
    merge_draft(claim=claims["merged_draft"], into=kept, by=ada, why="The same mill.")
    claims["merged"] = room.published("The mill was published twice.")
    asked = request_merge(claim=claims["merged"], into=kept_live, by=ada, note="The same mill.")
    merge_claim(submission=asked, by=eva)

    claims = {name: Claim.objects.get(pk=claim.pk) for name, claim in claims.items()}
    newest = {
        name: entry
        for name, claim in claims.items()
        if (entry := claim.entries.select_related("record_body").order_by("-version").first())
    }
    standing = {
        name: records.parse(entry.record_body.body or b"")["content"] for name, entry in newest.items()
    }
    numbers = [entry.number or 0 for entry in newest.values()]
    newest["method"] = Entry.objects.get(claim=None)
    return Scene(
        database=database,
        newsroom=room,
        people={"ada": ada, "ben": ben, "eva": eva, "egon": egon, "ines": ines, "otto": otto},
        claims=claims,
        submissions={
            name: submission
            for name, claim in claims.items()
            if (submission := claim.submissions.order_by("-id").first())
        },
        evidence={name: claim.evidence.order_by("id")[0] for name, claim in claims.items()},
        contents={name: content_of(WorkingCopy.of(claim)) for name, claim in claims.items()},
        standing=standing,
        newest=newest,
        last=Entry.objects.order_by("-index")[0],
        next_number=max(numbers) + 1,
        verdict=room.verdict("mixed").pk,
    )


def send_back(room: Newsroom, statement: str, action: Any) -> Claim:
    submission = room.submitted(statement)
    claim: Claim = submission.claim
    action(submission=submission, by=room.eva, comment="Not like this.", seen_digest=seen(claim))
    return claim


class Raw:
    """Raw SQL over a connection that knows nothing of the actions."""

    def __init__(self, connection: Connection, role: str) -> None:
        self.connection = connection
        self.role = role

    def do(self, statement: str, *values: Any) -> Any:
        """Execute a statement; the first column of its first row, if it gives one."""
        cursor = self.connection.execute(statement, values or None)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    def name(self, person: Person | None) -> None:
        """Name the person of what follows, as an action would."""
        self.do("SELECT set_config('ledger.person', %s, true)", str(person.pk) if person else "")

    def insert(self, table: str, key: str = "id", **row: Any) -> Any:
        """Insert a row and give its key."""
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
            sql.Identifier(key),
        )
        return self.connection.execute(statement, list(row.values())).fetchone()[0]  # type: ignore[index]

    def commit(self) -> None:
        """Have the database check what it would check at commit."""
        self.do("SET CONSTRAINTS ALL IMMEDIATE")


@dataclass
class Publication:
    """The rows of one publication, consistent in themselves, for a test to falsify."""

    scene: Scene
    claim: Claim
    by: Person
    submission: Submission | None
    record: Json
    last: Entry
    previous: Entry | None
    decision: dict[str, Any] = field(default_factory=dict)  # what differs from an honest decision
    entry: dict[str, Any] = field(default_factory=dict)  # … from an honest entry
    statement: dict[str, Any] = field(default_factory=dict)  # … from an honest statement
    body: bytes | None = None  # instead of the record's

    def with_(self, **changes: Any) -> "Publication":
        return replace(self, **changes)

    @property
    def record_digest(self) -> str:
        return records.digest(records.canonical(self.record))

    def decide(self, raw: Raw) -> Any:
        """Insert the decision and close its submission; gives the decision's key."""
        assert self.submission is not None
        row = {
            "submission_id": self.submission.pk,
            "claim_id": self.claim.pk,
            "editor_id": self.by.pk,
            "outcome": "approved",
            "comment": "",
            "reviewed_digest": records.content_digest(self.record["content"]),
            "record_digest": self.record_digest,
            "decided_at": now(),
            **self.decision,
        }
        raw.name(self.by)
        return raw.insert("claims_decision", **row)

    def append(self, raw: Raw, decision: Any) -> None:
        """Insert the entry."""
        row: dict[str, Any] = {
            "index": self.last.index + 1,
            "claim_id": self.claim.pk,
            "number": self.record["claim"],
            "version": self.record["version"],
            "event": self.record["event"],
            "publication": self.record["publication"],
            "correction_class": self.record["correction_class"] or "",
            "note": self.record["note"],
            "record_digest": self.record_digest,
            "published_at": now(),
            "published_by_id": self.by.pk,
            "decision_id": decision,
            "demo": False,
            **self.entry,
        }
        said = {
            "format": 1,
            "event": row["event"],
            "claim": row["number"],
            "version": row["version"],
            "record": row["record_digest"],
            "previous": records.digest(bytes(self.previous.statement)) if self.previous else None,
            "published_at": records.instant(row["published_at"]),
            **self.statement,
        }
        statement = records.canonical(said)
        leaf = merkle.leaf_hash(statement)
        frontier = merkle.Frontier.from_bytes(bytes(self.last.frontier))
        frontier.append(leaf)
        tree = {
            "statement": statement,
            "leaf_hash": leaf,
            "root_hash": frontier.root(),
            "frontier": frontier.to_bytes(),
        }
        raw.name(self.by)
        raw.insert("claims_entry", key="index", **{**row, **tree, **self.entry})

    def store(self, raw: Raw) -> None:
        """Insert the record."""
        body = records.canonical(self.record) if self.body is None else self.body
        raw.insert("claims_recordbody", key="entry_id", entry_id=self.last.index + 1, body=body)

    def bring_in_line(self, raw: Raw) -> None:
        """Close the submission and update the claim as the newest entry says."""
        if self.submission is not None:
            raw.do("UPDATE claims_submission SET closed_at = %s WHERE id = %s", now(), self.submission.pk)
        raw.do(
            "UPDATE claims_claim SET number = %s, publication = %s WHERE id = %s",
            self.record["claim"],
            self.record["publication"],
            self.claim.pk,
        )
        if self.record["event"] in ("published", "updated", "corrected"):
            raw.do(
                "UPDATE claims_claim SET status = 'verified', content_index = %s WHERE id = %s",
                self.last.index + 1,
                self.claim.pk,
            )

    def go_through(self, raw: Raw) -> None:
        """All of it, to the checks at commit."""
        decision = self.decide(raw) if self.submission is not None else None
        self.append(raw, decision)
        self.store(raw)
        self.bring_in_line(raw)
        raw.commit()


def now() -> datetime:
    return datetime.now(UTC)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def publication(scene: Scene, name: str, *, by: str = "eva", **fields: Any) -> Publication:
    """An honest publication of what is asked for a claim; `fields` replace fields of its record."""
    claim, submission = scene.claims[name], scene.submissions.get(name)
    previous = scene.newest.get(name)
    if submission is not None and submission.closed_at is not None:
        submission = None
    event = submission.asks if submission else "held"
    afters = {
        "published": "live",
        "corrected": "corrected",
        "retracted": "retracted",
        "released": "live",
        "held": "held",
    }
    if name == "held_corrected":
        afters["released"] = "corrected"
    content = scene.contents[name] if submission and submission.is_review else scene.standing[name]
    record = records.claim_record(
        content,
        number=claim.number or scene.next_number,
        version=previous.version + 1 if previous else 1,
        event=event,
        publication=afters[event],
        correction_class=submission.correction_class if submission else "",
        note=submission.note if submission and event != "released" else "Readers are told.",
        salt=SALT,
        waivers=[],
    )
    return Publication(
        scene, claim, scene.people[by], submission, {**record, **fields}, last=scene.last, previous=previous
    )


def refuses(error: str, attack: Callable[[], Any]) -> None:
    """The attack fails in the database with this error (a regular expression)."""
    with pytest.raises(psycopg.Error) as refusal:
        attack()
    assert refusal.match(error)
