"""From a record (its JSON) and the editions around it to what a claim's page shows."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims import records
from claims.choices import Event, Likelihood, Publication, Relation, Stance, Standing
from claims.meanings import CREDIBILITY, RELIABILITY, STANCE
from claims.models import Edition, RecordBody
from claims.phrasing import web_address
from claims.views.public import merges

Json = dict[str, Any]

# A label of likelihood: "Unlikely (20–45%)".
CHANCE = re.compile(r"(.+) \((\d+)–(\d+)%\)")

# How a relation reads on the page of the claim that names the other, and on the other's page.
RELATIONS: dict[str, tuple[str, str]] = {
    Relation.CONTRADICTS: (gettext_noop("Contradicts"), gettext_noop("Contradicts")),
    Relation.VARIANT_OF: (gettext_noop("A variant of"), gettext_noop("Has as a variant")),
    Relation.PART_OF: (gettext_noop("Part of"), gettext_noop("Has as a part")),
    Relation.REPEATS: (gettext_noop("Repeats"), gettext_noop("Is repeated by")),
}

# What is said at the top of an entry's page while it stands so, and the event that brought it there.
NOTICES: dict[str, tuple[Event, str]] = {
    Publication.RETRACTED: (Event.RETRACTED, gettext_noop("This entry has been retracted")),
    Publication.HELD: (Event.HELD, gettext_noop("This entry is on hold while it is examined again")),
    Publication.CORRECTED: (Event.CORRECTED, gettext_noop("This entry has been corrected")),
}
# Who has read the warning should read that it is over, until the next version.
BACK: dict[str, str] = {
    Event.RELEASED: gettext_noop("This entry was on hold; the hold has been lifted"),
    Event.REINSTATED: gettext_noop("This entry had been retracted; it has been put back"),
    Event.REDACTED: gettext_noop("Earlier versions of this entry have been redacted"),
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
BEARING_COLUMNS = (
    "entry_id",
    "number",
    "slug",
    "statement",
    "verdict",
    "verdict_label",
    "verdict_rating",
    "publication",
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
    entry_id: int
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


@dataclass(frozen=True)
class Fallen:
    """A source that its publisher has retracted, and on which this record's evidence rests."""

    title: str  # "" where it is withheld
    cited: bool  # or only relayed by a cited one


@dataclass(frozen=True)
class Chance:
    """A term of likelihood and the chance that it stands for, in percent."""

    term: str
    low: int
    high: int


def evidence_by_stance(content: Json) -> list[Stand]:
    """The evidence, the refuting and supporting sides first in the vocabulary's order, with its sources."""
    sources = {source["ref"]: source for source in content["sources"]}
    items: dict[str, list[Json]] = {}
    for item in content["evidence"]:
        source = _with_relayed(item["source"], sources, ())
        items.setdefault(item["stance"], []).append(
            {**item, "source": source, "credibility_meaning": _(CREDIBILITY.get(item["credibility"], ""))}
        )
    order = [*Stance.values, *(stance for stance in items if stance not in Stance.values)]
    return [Stand(stance, _(STANCE.get(stance, "")), items[stance]) for stance in order if stance in items]


def _with_relayed(ref: str, sources: dict[str, Json], above: tuple[str, ...]) -> Json:
    """A source with those that it relays as a tree. A record holds no circle; a forged one ends here too."""
    source = sources[ref]
    return {
        **source,
        "url": web_address(source.get("url", "")),
        "archived_url": web_address(source.get("archived_url", "")),
        "reliability_meaning": _(RELIABILITY.get(source["reliability"], "")),
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


def fallen_sources(content: Json) -> list[Fallen]:
    """The retracted sources that the evidence cites, and those that it rests on through relays."""
    sources = {source["ref"]: source for source in content["sources"]}
    cited = {item["source"] for item in content["evidence"]}
    reached: dict[str, None] = {}
    waiting = sorted(cited)
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached[ref] = None
            waiting += sources[ref].get("relays", [])
    return [
        Fallen(source.get("title", ""), ref in cited)
        for ref, source in sources.items()
        if ref in reached and source["standing"] == Standing.RETRACTED
    ]


def chance_of(term: str | None) -> Chance | None:
    """A term of likelihood in words and numbers; None for none, or for one that the vocabulary lacks."""
    found = CHANCE.fullmatch(str(Likelihood(term).label)) if term in Likelihood.values else None
    return Chance(found[1], int(found[2]), int(found[3])) if found else None


def related_claims(
    number: int, content: Json, *, naming: Collection[int], moment: datetime | None = None
) -> list[Bearing]:
    """What this record names as related, and the claims whose current record names one of `naming`: this
    claim's number, and those that lead to it.

    Contradictions come first. Statement, verdict and address are those of each claim's current edition, or
    of the one that it is merged into; with a moment, of those that stood then.
    """
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for row in content["related"]:
        words = _(RELATIONS.get(row["relation"], (row["relation"],) * 2)[0])
        found[row["claim"], words] = (row["relation"], words)
    for other, relation in _naming(naming, moment):
        words = _(RELATIONS.get(relation, (relation,) * 2)[1])
        found[other, words] = (relation, words)
    standing = merges.standing_at({other for other, _words in found}, *BEARING_COLUMNS, moment=moment)
    bearings = {
        (standing[other]["number"], words): Bearing(
            relation=relation, words=words, **{name: standing[other][name] for name in BEARING_COLUMNS}
        )
        for (other, _words), (relation, words) in found.items()
        if other in standing and standing[other]["number"] != number
    }
    return sorted(bearings.values(), key=lambda bearing: (not bearing.contradicts, bearing.number))


def _naming(numbers: Collection[int], moment: datetime | None) -> Iterator[tuple[int, str]]:
    """The claims whose current record names one of these numbers, and as what."""
    if not numbers:
        return
    naming = Edition.objects.listed(moment).filter(related__overlap=list(numbers))
    bodies = RecordBody.objects.filter(entry_id__in=naming.values("entry_id"))
    for body in bodies.values_list("body", flat=True):
        if body is None:  # redacted
            continue
        record = records.parse(body)
        for row in record["content"]["related"]:
            if row["claim"] in numbers:
                yield record["claim"], row["relation"]


def versions_of(number: int, moment: datetime | None = None) -> list[Json]:
    """All published versions of a claim, the newest first; with a moment, those before it.

    Raises Http404 where there is none.
    """
    editions = Edition.objects.filter(number=number).order_by("-version")
    if moment:
        editions = editions.filter(valid_from__lt=moment)
    versions: list[Json] = list(editions.values(*VERSION_COLUMNS))
    if not versions:
        raise Http404
    return versions


def withdrawal_of(number: int, version: int) -> Json | None:
    """The version that withdrew this one, as far as pages tell of it: version, note, valid_from.

    That is the newest whose record names it, as an earlier one may have been withdrawn itself. A version that
    has a record and no content is the withdrawal itself.
    """
    later = Edition.objects.filter(number=number, version__gte=version, event=Event.REDACTED)
    rows = later.order_by("-version").values_list("version", "note", "valid_from", "entry__record_body__body")
    for own, note, moment, body in rows:
        record = records.parse(body) if body is not None else None
        if record and (version in record["redacts"] or (own, record["content"]) == (version, None)):
            return {"version": own, "note": note, "valid_from": moment}
    return None


def notices_of(versions: Sequence[Json]) -> list[Notice]:
    """What stands at the top of the current version: that the entry is withdrawn, held, back, or corrected.

    The version that says so is the newest with the event that brought the entry where it stands.
    """
    newest = versions[0]
    notices = []
    if newest["event"] in BACK:
        notices.append(Notice("info", _(BACK[newest["event"]]), newest, None))
    if newest["publication"] in NOTICES:
        event, title = NOTICES[newest["publication"]]
        said = next((version for version in versions if version["event"] == event), None)
        if said:
            earlier = said["version"] - 1 if said["version"] > 1 else None
            notices.append(Notice(newest["publication"], _(title), said, earlier))
    return notices
