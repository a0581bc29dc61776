"""Sources and what they relay. Shared by claims: a change counts as a hand in each claim that rests on it."""

from collections.abc import Iterable
from typing import Any

from claims import grading
from claims.actions.deed import deed
from claims.models import Claim, Person, Relay, Source
from claims.workflow import LOG, Case, Refused

CYCLE = "A source cannot relay itself: {path}."


def add_source(*, by: Person, relays: Iterable[Source] = (), why: str = "Added a source", **fields: Any) -> Source:
    """Add a source and the sources that it relays. Raises ValidationError (by field) for bad values."""
    _require_writer(by)
    with deed(by=by, why=why):
        source = Source(**fields)
        source.full_clean()
        source.save()
        for original in relays:
            _relay(source, original)
    return source


def change_source(
    *, source: Source, by: Person, relays: Iterable[Source] | None = None, why: str = "Changed a source", **fields: Any
) -> Source:
    """Change a source; what is not named stays. With `relays`, exactly these are relayed afterwards.

    Raises Refused, with the path, where a relay would close a cycle.
    """
    _require_writer(by)
    with deed(by=by, why=why):
        for name, value in fields.items():
            setattr(source, name, value)
        source.full_clean()
        source.save()
        if relays is not None:
            wanted = {original.pk: original for original in relays}
            for row in source.relay_rows.exclude(original__in=wanted):
                row.delete()
            present = set(source.relay_rows.values_list("original", flat=True))
            for pk, original in wanted.items():
                if pk not in present:
                    _relay(source, original)
    return source


def _relay(source: Source, original: Source) -> None:
    """Note a relay, unless the original already rests on the source."""
    relays: dict[str, list[str]] = {str(source.pk): [str(original.pk)]}
    level = {original.pk}
    while level:
        rows = Relay.objects.filter(source__in=level).values_list("source", "original")
        level = set()
        for passes_on, passed_on in rows:
            known = relays.setdefault(str(passes_on), [])
            if str(passed_on) not in known:
                known.append(str(passed_on))
                level.add(passed_on)
    if cycle := grading.find_cycle(relays, str(source.pk)):
        titles = dict(Source.objects.filter(pk__in=cycle).values_list("pk", "title"))
        raise Refused(CYCLE.format(path=" → ".join(f"“{titles[int(pk)]}”" for pk in cycle)))
    relay = Relay(source=source, original=original)
    relay.full_clean()
    relay.save()


def _require_writer(by: Person) -> None:
    LOG.require(Case(Claim(), by))


__all__ = ["CYCLE", "add_source", "change_source"]
