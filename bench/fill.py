"""Fills a database of the bench with so many published claims and everything that stands around them.

What it writes hangs together: records have their digests, entries their leaf and root hashes, editions are
the projection of the records. Missing is row history, because nothing here was ever typed by anybody.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command

from bench.copying import Table, refuse_other_databases, restart_sequences, unguarded
from bench.place import size_of
from bench.story import (
    ANALYSTS,
    EDITORS,
    END,
    START,
    UNPUBLISHED,
    WAITING,
    Cast,
    Json,
    Version,
    cast_of,
    content_of,
    plan,
    public,
)
from bench.words import Prose
from claims import log_file, merkle, records
from claims.actions.log_standing import check_log
from claims.models import Entry, Subject
from claims.projection import edition_of, subjects_of

FORMAT = 1  # of the records: every release reads it
CHUNK = 2_000  # entries between two rounds of COPY
SCHEME = Path(__file__).resolve().parent.parent / "fixtures" / "verdict_scheme.json"
DAY = timedelta(days=1)
EDITION = (
    "entry_id", "number", "version", "valid_from", "valid_to", "first_published_at", "event", "publication",
    "correction_class", "note", "record_digest", "slug", "language", "statement", "quote", "claimant_slug",
    "claimant_name", "first_claimed", "first_claimed_from", "first_claimed_to", "verdict", "verdict_label",
    "verdict_rating", "confidence", "topics", "outlets", "source_kinds", "related", "more_text",
)  # fmt: skip


def print_aside(line: str) -> None:
    """Progress for whoever waits; results alone go to the standard output."""
    print(line, file=sys.stderr, flush=True)


def fill(connection: psycopg.Connection[Any], size: int, say: Callable[[str], None] = print_aside) -> None:
    """Fill an empty, migrated database, as its owner and in autocommit; none but the bench's."""
    refuse_other_databases(connection)
    row = connection.execute("SELECT count(*) FROM claims_entry").fetchone()
    if row and row[0]:
        raise SystemExit("This database is filled already. Drop it to fill it anew.")
    began = time.monotonic()
    with unguarded(connection):
        _Filling(connection, size).run()
        # As the trigger would, which sleeps.
        connection.execute(
            "INSERT INTO claims_lexemes (entry_id, language, search)"
            " SELECT entry_id, language, search FROM claims_edition ORDER BY entry_id"
        )
        say(f"  rows are in after {time.monotonic() - began:.0f} s; now indexes and keys …")
    restart_sequences(
        connection,
        [
            f"claims_{name}"
            for name in (
                "person", "topic", "claimant", "outlet", "verdictscheme", "verdict", "source", "relay",
                "claim", "claimtopic", "figure", "appearance", "claimrelation", "evidence", "assessment",
                "submission", "decision", "contribution", "subject",
            )
        ],
    )  # fmt: skip
    connection.execute("VACUUM ANALYZE")
    say(f"  filled with {size:,} published claims in {time.monotonic() - began:.0f} s")


class _Filling:
    """One run: the tables, and the counters that stand for their ids."""

    def __init__(self, connection: psycopg.Connection[Any], size: int) -> None:
        self.size = size
        self.connection = connection
        self.chance = random.Random(size)  # nosec B311: the same ledger at every run
        self.prose = Prose(self.chance)
        self.tables: dict[str, Table] = {}
        self.frontier = merkle.Frontier()
        self.tiles: list[tuple[int, list[bytes]]] = []  # of each level, the next one's number and hashes
        self.previous: dict[int | None, str] = {}
        self.subjects: dict[tuple[str, str], Subject] = {}
        self.contents: dict[int, Json] = {}
        self.last_content: dict[int, int] = {}
        self.ids: dict[str, int] = {}

    def run(self) -> None:
        """All tables, the log first."""
        self._people()
        cast = self._cast()
        versions = plan(self.size, self.chance)
        last = {version.number: version for version in versions}
        for index, version in enumerate(versions, start=1):
            self._entry(index, version, cast)
            if version is last[version.number]:
                self._working_claim(version, self.contents.pop(version.number), cast)
            if index % CHUNK == 0:
                self._flush()
        for number in range(self.size + 1, self.size + int(self.size * UNPUBLISHED) + 1):
            self._unpublished_claim(number, cast)
            if number % CHUNK == 0:
                self._flush()
        self._subjects()
        self._flush()

    # ── Who and what ────────────────────────────────────────────────────────────────────────────────

    def _people(self) -> None:
        roles = dict(self.connection.execute("SELECT name, id FROM auth_group").fetchall())
        people = [("analyst", f"Analyst {n}") for n in range(1, ANALYSTS + 1)]
        people += [("editor", f"Editor {n}") for n in range(1, EDITORS + 1)]
        people.append(("administrator", "Administrator"))
        for pk, (role, name) in enumerate(people, start=1):
            self._add(
                "person",
                {
                    "id": pk, "email": f"{name.lower().replace(' ', '-')}@example.org", "name": name,
                    "password": "!", "is_active": True, "is_superuser": False, "date_joined": START,
                    "is_staff": role != "analyst", "handle": name.lower().replace(" ", "-"),
                },
            )  # fmt: skip
            self._add("person_groups", {"person_id": pk, "group_id": roles[role]})

    def _cast(self) -> Cast:
        scheme = json.loads(SCHEME.read_text(encoding="utf-8"))
        named = {"scheme": scheme["name"], "scheme_version": scheme["version"]}
        cast = cast_of(self.size, self.prose, [{**named, **verdict} for verdict in scheme["verdicts"]])
        self._add("verdictscheme", {"id": 1, "name": scheme["name"], "version": scheme["version"]})
        for pk, verdict in enumerate(scheme["verdicts"], start=1):
            rating = int(verdict["rating"]) if verdict["rating"] else None
            self._add("verdict", {**verdict, "id": pk, "scheme_id": 1, "rating": rating})
        for pk, topic in enumerate(cast.topics, start=1):
            self._add("topic", {"id": pk, **topic})
        for pk, claimant in enumerate(cast.claimants, start=1):
            self._add("claimant", {"id": pk, **claimant})
        for pk, outlet in enumerate(cast.outlets, start=1):
            self._add("outlet", {"id": pk, **outlet, "default_reliability": "", "reliability_reason": ""})
        for pk, source in enumerate(cast.sources, start=1):
            fields = {**source, "id": pk, "outlet_id": source["outlet"] + 1, "standing": "in_force"}
            self._add("source", {**_but(fields, "outlet"), "accessed": "2026-09-01"})
        for pk, (source_pk, original) in enumerate(cast.source_relays.items(), start=1):
            self._add("relay", {"id": pk, "source_id": source_pk + 1, "original_id": original + 1})
        record = {
            "format": FORMAT, "claim": None, "version": 1, "event": "scheme_changed", "note": "",
            "salt": self._salt(), "scheme": scheme,
        }  # fmt: skip
        self._append(0, START, record, published_by=ANALYSTS + EDITORS + 1)
        return cast

    def _subjects(self) -> None:
        """What the newest entries that name them say of topics, claimants, outlets and verdicts."""
        for subject in self.subjects.values():
            self._add(
                "subject",
                {"id": self._next("subject"), "kind": subject.kind, "slug": subject.slug,
                 "label": subject.label, "detail": json.dumps(subject.detail), "entry_id": subject.entry_id},
            )  # fmt: skip

    # ── The log ─────────────────────────────────────────────────────────────────────────────────────

    def _entry(self, index: int, version: Version, cast: Cast) -> None:
        number = version.number
        content = self.contents.get(number)
        if content is None:
            content = content_of(number, self.size, cast, self.prose)
        elif version.event in ("corrected", "updated"):
            content = {
                **content,
                "assessment": {**content["assessment"], "rationale": self.prose.sentence(30, 70)},
            }
        self.contents[number] = content
        record: Json = {
            "format": FORMAT,
            "claim": number,
            "version": version.version,
            "event": version.event,
            "publication": version.publication,
            "correction_class": version.correction_class or None,
            "note": self.prose.sentence(6, 14) if version.version > 1 else "",
            "salt": self._salt(),
            "content": public(content),
        }
        is_hold = version.event == "held"
        if not is_hold:
            self._submission(number, version.event, version.at, version.correction_class, record["note"])
        decision = None if is_hold else self._next("decision")
        entry = self._append(
            index,
            version.at,
            record,
            published_by=self._editor(number),
            decision_id=decision,
            claim_id=number,
        )
        if decision:
            self._add(
                "decision",
                {"id": decision, "submission_id": self.ids["submission"], "claim_id": number,
                 "editor_id": self._editor(number), "outcome": "approved", "comment": "",
                 "reviewed_digest": entry.record_digest, "record_digest": entry.record_digest,
                 "decided_at": version.at},
            )  # fmt: skip
        if version.event in ("published", "corrected", "updated"):
            self.last_content[number] = index
        first = version.at if version.version == 1 else content["_first"]
        content["_first"] = first
        edition = edition_of(entry, record, first_published_at=first)
        edition.valid_to = version.until
        self._add("edition", {name: getattr(edition, name) for name in EDITION})

    def _append(self, index: int, at: datetime, record: Json, **fields: Any) -> Entry:
        body = _canonical(record)
        number = record["claim"]
        statement = _canonical(
            records.statement_of(
                record,
                record_digest=records.digest(body),
                previous=self.previous.get(number),
                published_at=at,
            )
        )
        self.previous[number] = records.digest(statement)
        leaf = merkle.leaf_hash(statement)
        self.frontier.append(leaf)
        self._hash(0, leaf)
        columns = {
            "index": index,
            "number": number,
            "version": record["version"],
            "event": record["event"],
            "publication": record.get("publication", "none"),
            "correction_class": record.get("correction_class") or "",
            "note": record["note"],
            "record_digest": records.digest(body),
            "published_at": at,
        }
        hashes = {
            "statement": statement, "leaf_hash": leaf, "root_hash": self.frontier.root(),
            "frontier": self.frontier.to_bytes(),
        }  # fmt: skip
        links = {
            "claim_id": fields.get("claim_id"), "published_by_id": fields["published_by"],
            "decision_id": fields.get("decision_id"),
        }  # fmt: skip
        self._add("entry", {**columns, **hashes, **links})
        self._add("recordbody", {"entry_id": index, "body": body})
        entry = Entry(**columns)
        self.subjects |= {(each.kind, each.slug): each for each in subjects_of(entry, record)}
        return entry

    # ── The desk ────────────────────────────────────────────────────────────────────────────────────

    def _working_claim(self, version: Version, content: Json, cast: Cast) -> None:
        """The claim as it stands once its last entry is out: at rest, or in work again."""
        number = version.number
        waiting = self.chance.random() < WAITING
        status = "in_review" if waiting else "draft" if self.chance.random() < 0.05 else "verified"
        self._claim(number, content, cast, status, version.publication, version.at)
        if waiting:
            self._submission(number, "corrected", END + DAY, "factual", "We read it again.", is_open=True)

    def _unpublished_claim(self, pk: int, cast: Cast) -> None:
        content = content_of(self.size, self.size, cast, self.prose)
        statuses = ("draft", "returned", "rejected", "in_review")
        status = self.chance.choices(statuses, weights=(50, 20, 20, 10))[0]
        at = START + (END - START) * self.chance.random()
        self._claim(pk, {**content, "related": []}, cast, status, "none", at)
        if status == "in_review":
            self._submission(pk, "published", END + DAY, "", "", is_open=True)

    def _claim(self, pk: int, content: Json, cast: Cast, status: str, publication: str, at: datetime) -> None:
        analyst = self._analyst(pk)
        since = self.last_content.get(pk, -1)
        logged_at = at - 9 * DAY
        self._add(
            "claim",
            {"id": pk, "number": pk if publication != "none" else None, "status": status,
             "publication": publication, "content_index": since, "logged_by_id": analyst,
             "claimant_id": content["_claimant"], "logged_at": logged_at, "changed_at": at,
             "assignee_id": analyst if status in ("draft", "returned") else None,
             "due_on": at.date() if status == "draft" else None,
             "about_living_person": self.chance.random() < 0.1,
             **{name: content[name] for name in ("statement", "quote", "language", "first_claimed")}},
        )  # fmt: skip
        for topic in content["_topics"]:
            self._add("claimtopic", {"claim_id": pk, "topic_id": topic})
        for figure in content["figures"]:
            self._add("figure", {"claim_id": pk, **figure})
        for seen in content["appearances"]:
            outlet = int(seen["outlet"]["slug"].removeprefix("outlet-"))
            self._add("appearance", {"claim_id": pk, **_but(seen, "outlet"), "outlet_id": outlet})
        for row in content["related"]:
            self._add(
                "claimrelation", {"claim_id": pk, "relation": row["relation"], "other_id": row["claim"]}
            )
        for source, item in zip(content["_cited"], content["evidence"], strict=True):
            fields = _but(item, "source", "withheld", "withheld_counts")
            self._add("evidence", {"claim_id": pk, "source_id": source, **fields})
        self._assess(pk, content["assessment"], analyst, at)
        for what in ("claim", "evidence", "assessment"):
            self._add(
                "contribution",
                {"claim_id": pk, "person_id": analyst, "what": what, "since": since, "at": logged_at},
            )

    def _assess(self, claim: int, assessment: Json, analyst: int, at: datetime) -> None:
        texts = (
            "confidence", "rationale", "alternatives", "missing", "would_change", "above_ceiling_reason",
        )  # fmt: skip
        self._add(
            "assessment",
            {"id": self._next("assessment"), "claim_id": claim, "verdict_id": assessment["verdict"]["order"],
             "assessed_by_id": analyst, "assessed_at": at - DAY,
             **{name: assessment[name] for name in texts}},
        )  # fmt: skip

    def _submission(
        self, claim: int, asks: str, at: datetime, correction_class: str, note: str, *, is_open: bool = False
    ) -> None:
        self._add(
            "submission",
            {"id": self._next("submission"), "claim_id": claim, "asks": asks, "note": note, "message": "",
             "correction_class": correction_class, "submitted_by_id": self._analyst(claim),
             "submitted_at": at - DAY * self.chance.random(), "closed_at": None if is_open else at},
        )  # fmt: skip

    def _hash(self, level: int, found: bytes) -> None:
        """One more hash of this level of tiles; the tile, and a hash of the level above, where it is full."""
        if level == len(self.tiles):
            self.tiles.append((0, []))
        number, hashes = self.tiles[level]
        hashes.append(found)
        if len(hashes) == merkle.TILE_WIDTH:
            *levels, root = merkle.tile_nodes(b"".join(hashes))
            self._add("tile", {"level": level, "number": number, "nodes": b"".join(levels), "root": root})
            self.tiles[level] = (number + 1, [])
            self._hash(level + 1, root)

    # ── Small things ────────────────────────────────────────────────────────────────────────────────

    def _add(self, name: str, fields: Json) -> None:
        table = self.tables.get(name)
        if table is None:
            table = self.tables[name] = Table(self.connection, f"claims_{name}", *fields)
        table.add(*fields.values())

    def _flush(self) -> None:
        for table in self.tables.values():
            table.flush()

    def _next(self, name: str) -> int:
        self.ids[name] = self.ids.get(name, 0) + 1
        return self.ids[name]

    def _analyst(self, claim: int) -> int:
        return claim % ANALYSTS + 1

    def _editor(self, claim: int) -> int:
        return ANALYSTS + claim % EDITORS + 1

    def _salt(self) -> str:
        return f"{self.chance.getrandbits(256):064x}"


def _canonical(value: Json) -> bytes:
    """RFC 8785 for what stands here: ASCII names, no fractions. Far quicker than the general way."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _but(fields: Json, *names: str) -> Json:
    return {name: value for name, value in fields.items() if name not in names}


def main(size: str) -> None:
    """Tables and rows for the database that the environment names."""
    call_command("migrate", verbosity=0, interactive=False)
    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=owner["NAME"],
        autocommit=True,
    ) as connection:
        fill(connection, size_of(size))
    log_file.path().unlink(missing_ok=True)  # of an earlier filling
    for sentence in check_log().found:  # signs it, and tells the world
        print_aside(f"  {sentence}")
