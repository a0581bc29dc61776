"""From a record to what readers list and search: pure functions of the log. Writes nothing."""

from collections.abc import Iterator
from datetime import date, datetime

from claims.choices import Publication
from claims.models import Edition, Entry, Subject
from claims.models.dates import first_and_last_day
from claims.records import Json

# Characters that search reads besides statement and exact words. The database takes a megabyte of words in
# all, and holds each in up to two forms; more would keep a claim from being published.
MOST_SEARCHED = 150_000

# What an edition says of a content that is redacted: nothing. The address of its claim has this word.
EMPTY: Json = {
    "publication": str(Publication.REDACTED),
    "slug": "redacted",
    "language": "",
    "statement": "",
    "quote": "",
    "claimant_slug": "",
    "claimant_name": "",
    "first_claimed": "",
    "first_claimed_from": None,
    "first_claimed_to": None,
    "verdict": "",
    "verdict_label": "",
    "verdict_rating": None,
    "confidence": "",
    "topics": [],
    "outlets": [],
    "source_kinds": [],
    "related": [],
    "merged_into": None,
    "more_text": "",
}


def edition_of(entry: Entry, record: Json, *, first_published_at: datetime) -> Edition:
    """The edition that an entry and its record amount to; unsaved, valid from the entry on."""
    content = record["content"]
    if content is None:
        return emptied(entry, first_published_at=first_published_at, note=record["note"])
    assessment = content["assessment"]
    verdict = assessment["verdict"]
    claimant = content["claimant"] or {"slug": "", "name": ""}
    earliest, latest = _span(content["first_claimed"])
    open_sources = [source for source in content["sources"] if not source["withheld"]]
    outlets = [place["outlet"] for place in (*open_sources, *content["appearances"]) if place["outlet"]]
    return Edition(
        entry=entry,
        number=record["claim"],
        version=record["version"],
        valid_from=entry.published_at,
        valid_to=None,
        first_published_at=first_published_at,
        event=record["event"],
        publication=record["publication"],
        correction_class=record["correction_class"] or "",
        note=record["note"],
        record_digest=entry.record_digest,
        slug=content["slug"],
        language=content["language"],
        statement=content["statement"],
        quote=content["quote"],
        claimant_slug=claimant["slug"],
        claimant_name=claimant["name"],
        first_claimed=content["first_claimed"],
        first_claimed_from=earliest,
        first_claimed_to=latest,
        verdict=verdict["code"],
        verdict_label=verdict["label"],
        verdict_rating=int(verdict["rating"]) if verdict["rating"] else None,
        confidence=assessment["confidence"],
        topics=[topic["slug"] for topic in content["topics"]],
        outlets=sorted({outlet["slug"] for outlet in outlets}),
        source_kinds=sorted({source["kind"] for source in open_sources}),
        related=sorted({row["claim"] for row in content["related"]}),
        merged_into=record.get("merged_into"),
        more_text="\n".join(_more_text(content))[:MOST_SEARCHED],
    )


def emptied(entry: Entry, *, first_published_at: datetime, note: str = "") -> Edition:
    """The edition of an entry without a content: what its row says, and nothing else; unsaved."""
    assert entry.number is not None  # nosec B101: only a method's entry has none
    return Edition(
        entry=entry,
        number=entry.number,
        version=entry.version,
        valid_from=entry.published_at,
        valid_to=None,
        first_published_at=first_published_at,
        event=entry.event,
        correction_class=entry.correction_class,
        note=note,
        record_digest=entry.record_digest,
        **EMPTY,
    )


def subjects_of(entry: Entry, record: Json) -> Iterator[Subject]:
    """The topics, claimants, outlets and verdicts as this record describes them; unsaved."""
    if "method" in record:
        return
    if "scheme" in record:
        scheme = record["scheme"]
        for verdict in scheme["verdicts"]:
            detail = {
                **_without(verdict, "code", "label"),
                "scheme": scheme["name"],
                "version": scheme["version"],
            }
            yield Subject(
                kind="verdict", slug=verdict["code"], label=verdict["label"], detail=detail, entry=entry
            )
        return
    content = record["content"]
    if content is None:
        return
    for topic in content["topics"]:
        yield _subject("topic", topic, "label", entry)
    if content["claimant"]:
        yield _subject("claimant", content["claimant"], "name", entry)
    places = (*(source for source in content["sources"] if not source["withheld"]), *content["appearances"])
    for outlet in {place["outlet"]["slug"]: place["outlet"] for place in places if place["outlet"]}.values():
        yield _subject("outlet", outlet, "name", entry)


def _subject(kind: str, fields: Json, label: str, entry: Entry) -> Subject:
    return Subject(
        kind=kind,
        slug=fields["slug"],
        label=fields[label],
        detail=_without(fields, "slug", label),
        entry=entry,
    )


def _without(fields: Json, *names: str) -> Json:
    return {name: value for name, value in fields.items() if name not in names}


def _span(partial: str) -> tuple[date | None, date | None]:
    return first_and_last_day(partial) if partial else (None, None)


def _more_text(content: Json) -> Iterator[str]:
    """What search reads besides statement, exact words and claimant."""
    yield content["assessment"]["rationale"]
    for figure in content["figures"]:
        yield f"{figure['role']} {figure['low']} {figure['high']} {figure['unit']}"
    for topic in content["topics"]:
        yield topic["label"]
    for source in content["sources"]:
        if not source["withheld"]:
            yield " ".join(filter(None, (source["title"], (source["outlet"] or {}).get("name", ""))))
    for item in content["evidence"]:
        yield f"{item['quote']} {item['note']}"
    for reply in content.get("replies", []):
        yield f"{reply['asked_of']} {reply['answer']}"
    for seen in content["appearances"]:
        yield f"{seen['place']} {seen['note']}"
