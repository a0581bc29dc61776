"""What happens in the synthetic ledger, and what its records say: decided before a row is written."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.words import Prose
from claims import records
from claims.choices import Confidence, Language, OutletKind, Reliability, SourceKind

START = datetime(2023, 1, 2, 8, tzinfo=UTC)
END = datetime(2026, 8, 30, 18, tzinfo=UTC)  # what follows an entry comes up to twelve weeks later

TOPICS = 40
OUTLETS = 300
CLAIMS_A_CLAIMANT = 50
CLAIMS_A_SOURCE = 2
ANALYSTS = 20
EDITORS = 6

UNPUBLISHED = 0.25  # drafts and the like, on top of what was published; a tenth of them waits for an editor
WAITING = 0.025  # of the published, that many wait with a correction: together 5% of the claims' number

Json = dict[str, Any]


@dataclass(frozen=True)
class Version:
    """One entry of a claim, as planned: its moment decides its place in the log."""

    at: datetime
    number: int
    version: int
    event: str
    publication: str
    correction_class: str = ""
    until: datetime | None = None


@dataclass
class Cast:
    """What claims refer to, by id − 1."""

    topics: list[Json]
    claimants: list[Json]
    outlets: list[Json]
    sources: list[Json]
    verdicts: list[Json]
    source_relays: dict[int, int] = field(default_factory=dict)


def plan(size: int, chance: random.Random) -> list[Version]:
    """All entries of so many published claims, in the order of the log."""
    step = (END - START) / size
    entries: list[Version] = []
    for number in range(1, size + 1):
        moments = [START + number * step]
        story = [("published", "live", "")]
        fate = chance.random()
        if fate < 0.06:
            story.append(("corrected", "corrected", chance.choice(("verdict", "factual", "typo"))))
        elif fate < 0.12:
            story.append(("updated", "live", "update"))
        elif fate < 0.14:
            story.append(("held", "held", ""))
            if fate < 0.13:
                story.append(("released", "live", ""))
        elif fate < 0.15:
            story.append(("retracted", "retracted", ""))
        for _ in story[1:]:
            moments.append(moments[-1] + timedelta(minutes=chance.randint(60, 60_000)))
        ends = [*moments[1:], None]
        entries += [
            Version(at, number, place, *told, until=until)
            for place, (at, until, told) in enumerate(zip(moments, ends, story, strict=True), start=1)
        ]
    entries.sort(key=lambda entry: (entry.at, entry.number))
    return entries


def cast_of(size: int, prose: Prose, verdicts: list[Json]) -> Cast:
    """Topics, claimants, outlets and sources, with the public fields that records hold of them."""
    chance = prose.chance
    topics = [
        {"slug": f"topic-{pk}", "label": prose.sentence(1, 3)[:-1], "description": prose.sentence(6, 12)}
        for pk in range(1, TOPICS + 1)
    ]
    claimants = [
        {
            "slug": f"claimant-{pk}",
            "name": prose.sentence(2, 3)[:-1].title(),
            "kind": chance.choice(("person", "person", "organisation")),
            "description": prose.sentence(6, 12),
        }
        for pk in range(1, max(5, size // CLAIMS_A_CLAIMANT) + 1)
    ]
    outlets = [
        {
            "slug": f"outlet-{pk}",
            "name": prose.sentence(1, 3)[:-1].title(),
            "kind": chance.choice(OutletKind.values),
            "homepage": f"https://outlet-{pk}.example",
        }
        for pk in range(1, OUTLETS + 1)
    ]
    sources = []
    for pk in range(1, max(10, size // CLAIMS_A_SOURCE) + 1):
        year = chance.randint(1990, 2026)
        sources.append(
            {
                "kind": chance.choice(SourceKind.values),
                "title": prose.sentence(4, 9)[:-1],
                "outlet": chance.randrange(OUTLETS),
                "url": f"https://outlet-{pk % OUTLETS + 1}.example/{pk}",
                "published": f"{year}-{chance.randint(1, 12):02}",
                "reliability": chance.choice(Reliability.values[:4]),
                "reliability_reason": prose.sentence(8, 16),
            }
        )
    relays = {pk: chance.randrange(pk - 1) for pk in range(2, len(sources)) if chance.random() < 0.1}
    return Cast(topics, claimants, outlets, sources, verdicts, relays)


def skewed(chance: random.Random, size: int) -> int:
    """A place from 0 on, the first far more often than the last: few topics and outlets have most claims."""
    return int(size * chance.random() ** 3)


def content_of(number: int, size: int, cast: Cast, prose: Prose) -> Json:
    """The content of a claim's record, and beside it (keys with _) the ids that working rows need."""
    chance = prose.chance
    topics = sorted({skewed(chance, len(cast.topics)) for _ in range(chance.randint(1, 3))})
    claimant = skewed(chance, len(cast.claimants))
    cited = sorted({chance.randrange(len(cast.sources)) for _ in range(chance.randint(1, 3))})
    listed = list(dict.fromkeys([*cited, *(cast.source_relays[s] for s in cited if s in cast.source_relays)]))
    refs = {pk: f"s{place}" for place, pk in enumerate(listed, start=1)}
    verdict = cast.verdicts[skewed(chance, len(cast.verdicts))]
    year, month = chance.randint(1995, 2026), chance.randint(1, 12)
    statement = prose.sentence(9, 20, prose.planted())[:480]
    return {
        "statement": statement,
        "slug": records.slug_of(statement),
        "quote": prose.sentence(6, 14) if chance.random() < 0.5 else "",
        "language": "en" if chance.random() < 0.7 else chance.choice(Language.values),
        "claimant": cast.claimants[claimant],
        "first_claimed": chance.choice((f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-14", "")),
        "topics": [cast.topics[pk] for pk in topics],
        "figures": [_figure(chance)] if chance.random() < 0.3 else [],
        "rates": [],
        "appearances": [_appearance(cast, prose, year, month)] if chance.random() < 0.5 else [],
        "related": (
            [{"relation": "contradicts", "claim": chance.randint(1, number - 1)}]
            if number > 1 and chance.random() < 0.1
            else []
        ),
        "assessment": _assessment(verdict, prose),
        "evidence": [
            {
                "source": refs[pk],
                "stance": chance.choice(("supports", "refutes", "context")),
                "credibility": chance.choice("234"),
                "quote": prose.sentence(6, 14),
                "locator": f"page {chance.randint(1, 90)}",
                "note": prose.sentence(8, 18),
                "withheld": None,
                "withheld_counts": False,
            }
            for pk in cited
        ],
        "sources": [_source(cast, pk, refs) for pk in listed],
        "_topics": [pk + 1 for pk in topics],
        "_claimant": claimant + 1,
        "_cited": [pk + 1 for pk in cited],
    }


def public(content: Json) -> Json:
    """The content alone."""
    return {name: value for name, value in content.items() if not name.startswith("_")}


def _figure(chance: random.Random) -> Json:
    amount = str(chance.randint(2, 900) * 1_000_000)
    return {
        "role": "sum", "low": amount, "high": amount, "unit": chance.choice(("EUR", "USD", "people")),
        "approximate": chance.random() < 0.3, "as_of": "",
    }  # fmt: skip


def _appearance(cast: Cast, prose: Prose, year: int, month: int) -> Json:
    outlet = cast.outlets[skewed(prose.chance, len(cast.outlets))]
    return {
        "date": f"{year}-{month:02}", "place": "", "outlet": outlet,
        "url": f"{outlet['homepage']}/{year}", "archived_url": "", "note": prose.sentence(4, 9),
    }  # fmt: skip


def _assessment(verdict: Json, prose: Prose) -> Json:
    return {
        "verdict": verdict,
        "confidence": prose.chance.choice(Confidence.values),
        "likelihood": None,
        "rationale": prose.sentence(30, 70),
        "alternatives": prose.sentence(8, 16),
        "missing": prose.sentence(8, 16),
        "would_change": prose.sentence(8, 16),
        "ceiling": {
            "confidence": "high",
            "reasons": ["Two independent origins speak for it."],
            "raise_by": [],
            "origins": {"supports": 1, "refutes": 0},
        },
        "above_ceiling_reason": "",
    }


def _source(cast: Cast, pk: int, refs: dict[int, str]) -> Json:
    source = cast.sources[pk]
    relayed = cast.source_relays.get(pk)
    return {
        "ref": refs[pk],
        **{name: source[name] for name in ("kind", "title", "url", "published", "reliability")},
        "reliability_reason": source["reliability_reason"],
        "outlet": cast.outlets[source["outlet"]],
        "authors": "",
        "archived_url": "",
        "accessed": "2026-09-01",
        "standing": "in_force",
        "relays": [refs[relayed]] if relayed in refs else [],
        "withheld": None,
        "withheld_counts": False,
    }
