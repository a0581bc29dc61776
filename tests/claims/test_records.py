"""What becomes public, and what never does. The record is held against the bytes that are hashed."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from claims import records
from claims.actions.claims import assign_claim
from claims.actions.door import publish_claim
from claims.actions.parts import add_part
from claims.actions.review import submit_claim
from claims.actions.sources import add_source
from claims.models import Claim, Entry
from claims.working_copy import WorkingCopy
from tests.cast import Newsroom, seen

# ── What the bytes may hold ─────────────────────────────────────────────────────────────────────────

CONTENT_FIELDS = {
    "statement",
    "slug",
    "quote",
    "language",
    "claimant",
    "first_claimed",
    "topics",
    "figures",
    "rates",
    "appearances",
    "related",
    "replies",
    "assessment",
    "evidence",
    "sources",
}
RECORD_FIELDS = {
    "format",
    "claim",
    "version",
    "event",
    "publication",
    "correction_class",
    "note",
    "salt",
    "waivers",
    "merged_into",
    "redacts",
    "content",
}
PART_FIELDS = {
    "claimant": {"slug", "name", "kind", "description"},
    "topics": {"slug", "label", "description"},
    "figures": {"role", "low", "high", "unit", "approximate", "as_of"},
    "rates": {"base", "quote", "rate", "on", "source"},
    "appearances": {"date", "place", "outlet", "url", "archived_url", "note"},
    "related": {"relation", "claim"},
    "replies": {"asked_of", "asked_on", "how", "answer", "answered_on"},
    "assessment": {
        "verdict",
        "confidence",
        "likelihood",
        "rationale",
        "alternatives",
        "missing",
        "would_change",
        "ceiling",
        "above_ceiling_reason",
    },
    "evidence": {
        "source",
        "stance",
        "credibility",
        "quote",
        "locator",
        "note",
        "withheld",
        "withheld_counts",
    },
    "sources": {
        "ref",
        "kind",
        "title",
        "outlet",
        "authors",
        "url",
        "archived_url",
        "published",
        "accessed",
        "reliability",
        "reliability_reason",
        "standing",
        "relays",
        "withheld",
        "withheld_counts",
    },
}
OUTLET_FIELDS = {"slug", "name", "kind", "homepage"}


def full_claim(newsroom: Newsroom) -> Claim:
    """A claim with something in every field, public or internal."""
    other = newsroom.published("Another claim that readers can open.", topics=[], parts={}, claimant=None)
    claim = newsroom.ready(assignee=newsroom.ben)
    wire = newsroom.source("The wire", outlet=newsroom.outlet)
    report = newsroom.source(
        "The report", relays=[wire], url="https://news.example/report", authors="A. Writer"
    )
    add_part(
        claim=claim,
        kind="evidence",
        by=newsroom.ben,
        source=report,
        stance="refutes",
        credibility="3",
        note="So.",
    )
    add_part(
        claim=claim,
        kind="replies",
        by=newsroom.ada,
        asked_of="The mayor’s office",
        asked_on="2026-10-01",
        how="by e-mail",
    )
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="contradicts", other=other)
    add_part(
        claim=claim,
        kind="rates",
        by=newsroom.ada,
        base="EUR",
        quote="USD",
        rate=Decimal("1.0840"),
        on="2018-10",
        source=wire,
    )
    newsroom.assess(
        claim,
        "mixed",
        confidence="low",
        alternatives="It was leased.",
        missing="The deed.",
        would_change="The deed.",
        likelihood="likely",
        above_ceiling_reason="None.",
    )
    assign_claim(claim=claim, by=newsroom.eva, assignee=newsroom.ben, why="INTERNAL REASON")
    return Claim.objects.get(pk=claim.pk)


def content(claim: Claim) -> dict[str, Any]:
    return records.content_of(WorkingCopy.of(Claim.objects.get(pk=claim.pk)))


def test_the_content_holds_these_fields_and_no_others(newsroom: Newsroom) -> None:
    found = content(full_claim(newsroom))
    assert set(found) == CONTENT_FIELDS
    for name, fields in PART_FIELDS.items():
        rows = found[name] if isinstance(found[name], list) else [found[name]]
        assert rows, name
        assert all(set(row) == fields for row in rows), name
    outlets = [row["outlet"] for name in ("sources", "appearances") for row in found[name] if row["outlet"]]
    assert outlets
    assert all(set(outlet) == OUTLET_FIELDS for outlet in outlets)


def test_every_field_is_in_the_documentation() -> None:
    page = (Path(settings.BASE_DIR) / "docs" / "record.md").read_text(encoding="utf-8")
    names = CONTENT_FIELDS | RECORD_FIELDS | OUTLET_FIELDS | set().union(*PART_FIELDS.values())
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", page)] == []


def test_what_is_internal_is_nowhere_in_the_bytes(newsroom: Newsroom) -> None:
    claim = full_claim(newsroom)
    submission = submit_claim(claim=claim, by=newsroom.ada, message="INTERNAL MESSAGE")
    entry = publish_claim(
        submission=submission, by=newsroom.eva, seen_digest=seen(claim), comment="INTERNAL COMMENT"
    )
    public = bytes(entry.record_body.body or b"") + bytes(entry.statement)
    for person in (newsroom.ada, newsroom.ben, newsroom.eva):
        assert person.name.encode() not in public
        assert person.email.encode() not in public
    for secret in (b"INTERNAL", b"due_on", b"assignee", b"logged_by", b"status", b"reliability_default"):
        assert secret not in public


def test_no_database_key_is_in_the_bytes(newsroom: Newsroom) -> None:
    """The only numbers are the claim's, the version's, and orders and counts."""
    record = records.parse(
        newsroom.publish(submit_claim(claim=full_claim(newsroom), by=newsroom.ada)).record_body.body or b""
    )
    assert sorted(numbers(record)) == sorted(
        [
            "format",
            "claim",
            "version",
            "content.related.claim",
            "content.assessment.verdict.scheme_version",
            "content.assessment.verdict.order",
            "content.assessment.ceiling.origins.supports",
            "content.assessment.ceiling.origins.refutes",
        ]
    )


def numbers(value: Any, path: str = "") -> list[str]:
    """Where a JSON value holds numbers."""
    if isinstance(value, dict):
        return [found for key, each in value.items() for found in numbers(each, f"{path}.{key}".strip("."))]
    if isinstance(value, list):
        return [found for each in value for found in numbers(each, path)]
    return [path] if isinstance(value, int | float) and not isinstance(value, bool) else []


# ── Related claims ──────────────────────────────────────────────────────────────────────────────────


def test_a_related_draft_is_nobodys_business(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    draft = newsroom.draft("A draft that nobody knows of.")
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="repeats", other=draft)
    assert content(claim)["related"] == []


def test_a_related_claim_is_named_by_number_alone(newsroom: Newsroom) -> None:
    claim = full_claim(newsroom)
    assert content(claim)["related"] == [{"relation": "contradicts", "claim": 1}]


# ── Withheld ────────────────────────────────────────────────────────────────────────────────────────

SECRETS = {
    "title": "SECRET TITLE",
    "authors": "SECRET AUTHOR",
    "url": "https://secret.example/",
    "archived_url": "https://secret.example/archived",
    "published": "1999-09-09",
    "accessed": "1998-08-08",
    "reliability_reason": "SECRET REASON",
}


def test_of_a_withheld_source_only_the_grade_is_public(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    origin = add_source(by=newsroom.ada, kind="interview", title="SECRET ORIGIN", reliability="B")
    source = add_source(
        by=newsroom.ada,
        kind="recording",
        reliability="B",
        outlet=newsroom.outlet,
        relays=[origin],
        withheld_reason="Its safety.",
        **SECRETS,
    )
    add_part(
        claim=claim,
        kind="evidence",
        by=newsroom.ada,
        source=source,
        stance="supports",
        credibility="2",
        quote="SECRET QUOTE",
        locator="SECRET PLACE",
        note="SECRET NOTE",
    )
    found = content(claim)
    spelled = records.canonical(found)
    for secret in (b"SECRET", b"secret", b"1999-09-09", b"1998-08-08", b"recording", b"interview"):
        assert secret not in spelled
    assert found["sources"][-1] == {
        "ref": "s2",
        "reliability": "B",
        "standing": "in_force",
        "withheld": "Its safety.",
        "withheld_counts": False,
    }
    assert found["evidence"][-1]["withheld"] == "Its safety."
    assert len(found["sources"]) == 2


def test_of_a_withheld_quote_stance_and_grade_are_public(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    add_part(
        claim=claim,
        kind="evidence",
        by=newsroom.ada,
        source=newsroom.source("A letter"),
        stance="refutes",
        credibility="3",
        quote="SECRET",
        locator="SECRET",
        note="SECRET",
        withheld_reason="Its safety.",
    )
    assert b"SECRET" not in records.canonical(content(claim))
    assert content(claim)["evidence"][-1] == {
        "source": "s2",
        "stance": "refutes",
        "credibility": "3",
        "quote": "",
        "locator": "",
        "note": "",
        "withheld": "Its safety.",
        "withheld_counts": False,
    }


def test_an_open_source_behind_a_withheld_one_is_named_where_it_is_cited_itself(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    origin = newsroom.source("The gazette")
    hidden = newsroom.source("SECRET TITLE", relays=[origin], withheld_reason="Its safety.")
    for source in (hidden, origin):
        add_part(
            claim=claim, kind="evidence", by=newsroom.ada, source=source, stance="context", credibility="2"
        )
    found = content(claim)["sources"]
    assert [(source["ref"], source.get("title"), source.get("relays")) for source in found] == [
        ("s1", None, None),
        ("s2", "The gazette", []),
    ]


# ── Bytes ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_content_has_the_same_bytes(newsroom: Newsroom) -> None:
    claim = full_claim(newsroom)
    assert records.canonical(content(claim)) == records.canonical(content(claim))


def test_the_digest_is_that_of_the_bytes(newsroom: Newsroom) -> None:
    entry = newsroom.publish(newsroom.submitted())
    body = bytes(entry.record_body.body or b"")
    assert records.digest(body) == entry.record_digest
    assert records.parse(entry.statement)["record"] == entry.record_digest
    assert records.canonical(records.parse(body)) == body


def test_every_record_has_its_own_salt(newsroom: Newsroom) -> None:
    claims = [newsroom.published(f"The mill was sold {times} times.") for times in range(2)]
    salts = [record_of(claim)["salt"] for claim in claims]
    assert all(re.fullmatch(r"[0-9a-f]{64}", salt) for salt in salts)
    assert len(set(salts)) == len(salts)


def record_of(claim: Claim) -> dict[str, Any]:
    return records.parse(claim.entries.latest("version").record_body.body or b"")


def test_the_record_wraps_the_content_that_was_reviewed(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    reviewed = content(submission.claim)
    entry = newsroom.publish(submission)
    record = records.parse(entry.record_body.body or b"")
    assert set(record) == RECORD_FIELDS
    assert record["content"] == reviewed
    assert entry.decision is not None
    assert entry.decision.reviewed_digest == records.content_digest(reviewed)
    assert (record["claim"], record["version"], record["event"], record["publication"]) == (
        1,
        1,
        "published",
        "live",
    )
    assert (record["correction_class"], record["note"]) == (None, "")


def test_the_statement_vouches_for_the_record_and_the_one_before(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    first, second = claim.entries.order_by("version")
    assert records.parse(second.statement) == {
        "format": 1,
        "event": "corrected",
        "claim": 1,
        "version": 2,
        "record": second.record_digest,
        "previous": records.digest(bytes(first.statement)),
        "published_at": records.instant(second.published_at),
    }
    assert records.parse(first.statement)["previous"] is None


def test_a_scheme_becomes_public_whole(newsroom: Newsroom) -> None:
    entry = Entry.objects.get(claim=None)
    record = records.parse(entry.record_body.body or b"")
    assert (record["claim"], record["event"], record["version"]) == (None, "scheme_changed", 1)
    assert [verdict["code"] for verdict in record["scheme"]["verdicts"]] == [
        "true",
        "mixed",
        "false",
        "unproven",
    ]
    assert [verdict["rating"] for verdict in record["scheme"]["verdicts"]] == ["5", "3", "1", None]


def test_a_claim_without_an_assessment_has_a_content_all_the_same(newsroom: Newsroom) -> None:
    assert content(newsroom.draft(claimant=None))["assessment"] is None
