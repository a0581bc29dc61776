"""The public record, format 3: what of a claim becomes public, and its bytes. See docs/record.md.

Two layers. The *content* is what an editor reviews: a pure function of the working copy, the same
today and tomorrow as long as nothing changed. The *record* wraps one content with what the entry
adds: number, version, event, publication, note, salt. What is hashed is the record's RFC 8785 bytes.

This is an allow-list. A field that is not named here is not public.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from claims.languages import source_words
from claims.models import Claimant, Evidence, Outlet, Source, Topic, Verdict, VerdictScheme
from claims.working_copy import WorkingCopy, counts, named_by

FORMAT = 3
STATEMENT_FORMAT = 1
SLUG_LENGTH = 80
LARGEST = 2**53 - 1  # the whole numbers that every reader of JSON has exactly

Json = dict[str, Any]


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a JSON value: one value, one spelling. Names of fields are ASCII, as ours are.

    Json's own encoder spells text as RFC 8785 does, and takes a twentieth of the time of one in Python;
    numbers are looked at one by one, because it would spell some otherwise.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    json.loads(text, parse_float=_refuse_number, parse_int=_refuse_large)
    return text.encode()


def _refuse_number(spelled: str) -> None:
    raise ValueError(f"A record holds no fractions: {spelled}. Write such a number as text.")


def _refuse_large(spelled: str) -> None:
    if abs(int(spelled)) > LARGEST:
        _refuse_number(spelled)


def digest(body: bytes) -> str:
    """SHA-256 in hex, as digests stand in entries and decisions."""
    return hashlib.sha256(body).hexdigest()


def instant(moment: datetime) -> str:
    """A moment as records write it: UTC, microseconds, "Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse(body: bytes | memoryview) -> Json:
    """A record or statement from its bytes."""
    parsed: Json = json.loads(bytes(body))
    return parsed


def slug_of(statement: str) -> str:
    """The words of a statement as they stand in its address, cut at a word's end."""
    slug = slugify(statement)
    if len(slug) > SLUG_LENGTH:
        slug = slug[:SLUG_LENGTH].rsplit("-", 1)[0]
    return slug or "claim"


# ── Content: what the editor reviews ────────────────────────────────────────────────────────────────


def content_of(copy: WorkingCopy) -> Json:
    """The content of a claim's record: the allow-list, from the working copy."""
    claim = copy.claim
    refs = _refs(copy)
    return {
        "statement": claim.statement,
        "slug": slug_of(claim.statement),
        "quote": claim.quote,
        "language": claim.language,
        "claimant": claimant_fields(claim.claimant) if claim.claimant else None,
        "first_claimed": claim.first_claimed,
        "topics": [topic_fields(topic) for topic in copy.topics],
        "figures": [
            {
                "role": figure.role,
                "low": number_text(figure.low),
                "high": number_text(figure.high),
                "unit": figure.unit,
                "approximate": figure.approximate,
                "as_of": figure.as_of,
            }
            for figure in copy.figures
        ],
        "rates": [
            {
                "base": rate.base,
                "quote": rate.quote,
                "rate": number_text(rate.rate),
                "on": rate.on,
                "source": refs[rate.source_id],
            }
            for rate in copy.rates
        ],
        "appearances": [
            {
                "date": seen.date,
                "place": seen.place,
                "outlet": outlet_fields(seen.outlet) if seen.outlet else None,
                "url": seen.url,
                "archived_url": seen.archived_url,
                "note": seen.note,
            }
            for seen in copy.appearances
        ],
        # Only claims that readers can open; a draft's existence is nobody's business. By number alone:
        # what they say is for their own entries to tell, and their working copy may say something else.
        "related": [
            {"relation": row.relation, "claim": row.other.number}
            for row in copy.relations
            if row.other.number
        ],
        "replies": [
            {
                "asked_of": reply.asked_of,
                "asked_on": reply.asked_on,
                "how": reply.how,
                "answer": reply.answer,
                "answered_on": reply.answered_on,
            }
            for reply in copy.replies
        ],
        "assessment": _assessment_fields(copy),
        "evidence": [_evidence_fields(item, copy.sources[item.source_id], refs) for item in copy.evidence],
        "sources": [_source_fields(copy.sources[pk], copy.relays.get(pk, []), refs) for pk in refs],
    }


def content_digest(content: Json) -> str:
    """The digest that a decision is about: what exactly was reviewed."""
    return digest(canonical(content))


def upgraded(content: Json | None) -> Json | None:
    """A content of any format as today's format says it: what an earlier one did not know is empty."""
    return None if content is None else {"replies": [], **content}


def number_text(value: Decimal) -> str:
    """A figure as text, so that no reader's floating point changes it: "58000000", "1.5"."""
    return f"{value.normalize() + 0:f}"  # + 0: there is no negative zero


def claimant_fields(claimant: Claimant) -> Json:
    return {
        "slug": claimant.slug,
        "name": claimant.name,
        "kind": claimant.kind,
        "description": claimant.description,
    }


def topic_fields(topic: Topic) -> Json:
    return {"slug": topic.slug, "label": topic.label, "description": topic.description}


def outlet_fields(outlet: Outlet) -> Json:
    return {"slug": outlet.slug, "name": outlet.name, "kind": outlet.kind, "homepage": outlet.homepage}


def verdict_fields(verdict: Verdict) -> Json:
    return {
        "code": verdict.code,
        "label": verdict.label,
        "definition": verdict.definition,
        "rating": str(verdict.rating) if verdict.rating else None,
        "order": verdict.order,
    }


def _refs(copy: WorkingCopy) -> dict[int, str]:
    """Names of the sources inside this record, in the order of citation: s1, s2 …

    What only a withheld source relays is left out: it could give the source away.
    """
    order: dict[int, None] = {}
    todo = named_by(copy.evidence, copy.rates)
    while todo:
        order.update(dict.fromkeys(todo))
        # Each once: two ways to one source would otherwise double at every step down.
        todo = list(
            dict.fromkeys(
                original
                for pk in todo
                if not copy.sources[pk].withheld_reason
                for original in copy.relays.get(pk, ())
                if original not in order
            )
        )
    return {pk: f"s{place}" for place, pk in enumerate(order, start=1)}


def _assessment_fields(copy: WorkingCopy) -> Json | None:
    assessment = copy.assessment
    if assessment is None:
        return None
    with source_words():  # what is hashed depends on no language
        weighing = copy.weighing()
    return {
        "verdict": {
            "scheme": assessment.verdict.scheme.name,
            "scheme_version": assessment.verdict.scheme.version,
            **verdict_fields(assessment.verdict),
        },
        "confidence": assessment.confidence,
        "likelihood": assessment.likelihood or None,
        "rationale": assessment.rationale,
        "alternatives": assessment.alternatives,
        "missing": assessment.missing,
        "would_change": assessment.would_change,
        "ceiling": {
            "confidence": str(weighing.ceiling),
            "reasons": list(weighing.reasons),
            "raise_by": list(dict.fromkeys(weighing.raise_by)),
            "origins": {
                "supports": weighing.supporting.origins.count,
                "refutes": weighing.refuting.origins.count,
            },
        },
        "above_ceiling_reason": assessment.above_ceiling_reason,
    }


def _evidence_fields(item: Evidence, source: Source, refs: dict[int, str]) -> Json:
    """Stance and grade are always public; the rest stays back where item or source is withheld."""
    withheld = item.withheld_reason or source.withheld_reason
    return {
        "source": refs[item.source_id],
        "stance": item.stance,
        "credibility": item.credibility or None,
        "quote": "" if withheld else item.quote,
        "locator": "" if withheld else item.locator,
        "note": "" if withheld else item.note,
        "withheld": withheld or None,
        "withheld_counts": bool(withheld) and counts(item) and counts(source),
    }


def _source_fields(source: Source, relays: list[int], refs: dict[int, str]) -> Json:
    """A source in full, or, withheld for somebody's safety, nothing but its grade and the reason."""
    fields: Json = {
        "ref": refs[source.pk],
        "reliability": source.reliability or None,
        "standing": source.standing,
    }
    if source.withheld_reason:
        return {**fields, "withheld": source.withheld_reason, "withheld_counts": source.withheld_counts}
    return {
        **fields,
        "kind": source.kind,
        "title": source.title,
        "outlet": outlet_fields(source.outlet) if source.outlet else None,
        "authors": source.authors,
        "url": source.url,
        "archived_url": source.archived_url,
        "published": source.published,
        "accessed": source.accessed,
        "reliability_reason": source.reliability_reason,
        "relays": [refs[original] for original in relays],
        "withheld": None,
        "withheld_counts": False,
    }


# ── Record and statement: what the entry adds ───────────────────────────────────────────────────────


def claim_record(
    content: Json | None,
    *,
    number: int,
    version: int,
    event: str,
    publication: str,
    correction_class: str,
    note: str,
    salt: str,
    waivers: list[Json],
    merged_into: int | None = None,
    redacts: Sequence[int] = (),
) -> Json:
    """The record of one version of a claim; without a content where a redaction leaves readers none."""
    return {
        "format": FORMAT,
        "claim": number,
        "version": version,
        "event": event,
        "publication": publication,
        "correction_class": correction_class or None,
        "note": note,
        "salt": salt,
        "waivers": waivers,
        "merged_into": merged_into,
        "redacts": list(redacts),
        "content": content,
    }


def scheme_record(scheme: VerdictScheme, *, version: int, note: str, salt: str) -> Json:
    """The record with which a verdict scheme becomes public."""
    return {
        "format": FORMAT,
        "claim": None,
        "version": version,
        "event": "scheme_changed",
        "note": note,
        "salt": salt,
        "scheme": {
            "name": scheme.name,
            "version": scheme.version,
            "verdicts": [verdict_fields(verdict) for verdict in scheme.verdicts.order_by("order")],
        },
    }


def method_record(tables: Json, *, version: int, note: str, salt: str) -> Json:
    """The record with which the method becomes public: the tables of `claims.method`."""
    return {
        "format": FORMAT,
        "claim": None,
        "version": version,
        "event": "method_changed",
        "note": note,
        "salt": salt,
        "method": tables,
    }


def statement_of(record: Json, *, record_digest: str, previous: str | None, published_at: datetime) -> Json:
    """The small statement that is hashed into the tree and vouches for a record.

    `previous` is the SHA-256, hex, of the previous statement on the same claim (or on the method),
    or None where there is none.
    """
    return {
        "format": STATEMENT_FORMAT,
        "event": record["event"],
        "claim": record["claim"],
        "version": record["version"],
        "record": record_digest,
        "previous": previous,
        "published_at": instant(published_at),
    }
