"""From a record (its JSON, format 1) and the editions around it to what a claim's page shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from claims import records
from claims.choices import Event, Publication, Relation, Stance
from claims.meanings import CREDIBILITY, RELIABILITY, STANCE
from claims.models import Edition, RecordBody

Json = dict[str, Any]

# How a relation reads on the page of the claim that names the other, and on the other's page.
RELATIONS: dict[str, tuple[str, str]] = {
    Relation.CONTRADICTS: ("Contradicts", "Contradicts"),
    Relation.VARIANT_OF: ("A variant of", "Has as a variant"),
    Relation.PART_OF: ("Part of", "Has as a part"),
    Relation.REPEATS: ("Repeats", "Is repeated by"),
}

VERSION_COLUMNS = (
    "entry_id",
    "version",
    "event",
    "publication",
    "correction_class",
    "note",
    "valid_from",
    "record_digest",
    "verdict",
    "verdict_label",
    "verdict_rating",
    "confidence",
    "statement",
    "slug",
)


@dataclass(frozen=True)
class Stand:
    """The evidence of one stance."""

    stance: str
    meaning: str
    items: list[Json]


@dataclass(frozen=True)
class Bearing:
    """A related claim as its own current edition words it."""

    relation: str
    words: str
    number: int
    slug: str
    statement: str
    verdict: str
    verdict_label: str
    verdict_rating: int | None
    publication: str

    @property
    def contradicts(self) -> bool:
        return self.relation == Relation.CONTRADICTS


@dataclass(frozen=True)
class Notice:
    """What a reader must know before reading on."""

    kind: str
    title: str
    version: Json  # the version that says it
    earlier: int | None  # the version to compare with


def evidence_by_stance(content: Json) -> list[Stand]:
    """The evidence, the refuting and supporting sides first in the vocabulary's order, with its sources."""
    sources = {source["ref"]: source for source in content["sources"]}
    items: dict[str, list[Json]] = {}
    for item in content["evidence"]:
        source = _with_relayed(item["source"], sources, ())
        items.setdefault(item["stance"], []).append(
            {**item, "source": source, "credibility_meaning": CREDIBILITY.get(item["credibility"], "")}
        )
    order = [*Stance.values, *(stance for stance in items if stance not in Stance.values)]
    return [Stand(stance, STANCE.get(stance, ""), items[stance]) for stance in order if stance in items]


def _with_relayed(ref: str, sources: dict[str, Json], above: tuple[str, ...]) -> Json:
    """A source with those that it relays as a tree. A record holds no circle; a forged one ends here too."""
    source = sources[ref]
    return {
        **source,
        "url": web_address(source.get("url", "")),
        "archived_url": web_address(source.get("archived_url", "")),
        "reliability_meaning": RELIABILITY.get(source["reliability"], ""),
        "relays": [
            _with_relayed(original, sources, (*above, ref))
            for original in source.get("relays", [])
            if original not in above and original != ref
        ],
    }


def rates_of(content: Json) -> list[Json]:
    """The exchange rates that the desk reckoned with, each with its source."""
    sources = {source["ref"]: source for source in content["sources"]}
    return [{**rate, "source": _with_relayed(rate["source"], sources, ())} for rate in content["rates"]]


def appearances_of(content: Json) -> list[Json]:
    """Where and when the claim was said, with addresses that a page may link to."""
    return [
        {**seen, "url": web_address(seen["url"]), "archived_url": web_address(seen["archived_url"])}
        for seen in content["appearances"]
    ]


def web_address(url: str) -> str:
    """An address that a page may link to, or nothing."""
    return url if url.startswith(("https://", "http://")) else ""


def sides(content: Json) -> list[Json]:
    """For each side: how many sources are cited, and how many origins they come down to."""
    origins = content["assessment"]["ceiling"]["origins"]
    cited = {
        stance: len({item["source"] for item in content["evidence"] if item["stance"] == stance})
        for stance in (Stance.SUPPORTS, Stance.REFUTES)
    }
    names = {Stance.SUPPORTS: "For the statement", Stance.REFUTES: "Against the statement"}
    return [
        {"stance": stance, "name": names[stance], "sources": count, "origins": origins[stance]}
        for stance, count in cited.items()
    ]


def related_claims(number: int, content: Json, *, both_sides: bool) -> list[Bearing]:
    """What this record names as related and, where asked, the claims whose current record names this one.

    Contradictions come first. Statement, verdict and address are those of each claim's current edition.
    """
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for row in content["related"]:
        words = RELATIONS.get(row["relation"], (row["relation"],) * 2)[0]
        found[row["claim"], words] = (row["relation"], words)
    if both_sides:
        for other, relation in _naming(number):
            words = RELATIONS.get(relation, (relation,) * 2)[1]
            found[other, words] = (relation, words)
    rows = (
        Edition.objects.current()
        .filter(number__in={other for other, _words in found})
        .values("number", "slug", "statement", "verdict", "verdict_label", "verdict_rating", "publication")
    )
    editions = {row["number"]: row for row in rows}
    bearings = [
        Bearing(relation=relation, words=words, **editions[other])
        for (other, _words), (relation, words) in found.items()
        if other in editions
    ]
    return sorted(bearings, key=lambda bearing: (not bearing.contradicts, bearing.number))


def _naming(number: int) -> Iterator[tuple[int, str]]:
    """The claims whose current record names this one, and as what."""
    naming = Edition.objects.current().filter(related__contains=[number])
    bodies = RecordBody.objects.filter(entry_id__in=naming.values("entry_id"))
    for body in bodies.values_list("body", flat=True):
        if body is None:  # redacted
            continue
        record = records.parse(body)
        for row in record["content"]["related"]:
            if row["claim"] == number:
                yield record["claim"], row["relation"]


def versions_of(number: int) -> list[Json]:
    """All published versions of a claim, the newest first. Raises Http404 where there is none."""
    editions = Edition.objects.filter(number=number).order_by("-version")
    versions: list[Json] = list(editions.values(*VERSION_COLUMNS))
    if not versions:
        raise Http404
    return versions


def notice_of(versions: Sequence[Json]) -> Notice | None:
    """What stands at the top of the current version: that the entry is withdrawn, held, or was corrected.

    The version that says it is the newest with the event that brought the entry where it stands.
    """
    kinds = {
        Publication.RETRACTED: (Event.RETRACTED, "This entry has been retracted"),
        Publication.HELD: (Event.HELD, "This entry is on hold while it is examined again"),
        Publication.CORRECTED: (Event.CORRECTED, "This entry has been corrected"),
    }
    kind = versions[0]["publication"]
    if kind not in kinds:
        return None
    event, title = kinds[kind]
    for version in versions:
        if version["event"] == event:
            earlier = version["version"] - 1 if version["version"] > 1 else None
            return Notice(kind, title, version, earlier)
    return None
