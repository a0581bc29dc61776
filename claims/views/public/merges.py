"""Where numbers lead: entries merged into another one, as the editions have it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from claims.models import Edition

Json = dict[str, Any]

LED_COLUMNS = ("number", "slug", "statement")
HERE_COLUMNS = ("number", "version", "valid_from", "note")


def standing_at(numbers: Iterable[int], *columns: str, moment: datetime | None = None) -> dict[int, Json]:
    """What readers find at each number: its current edition or, where that is merged, the one it leads to.

    With a moment: what they found then.

    A number that leads nowhere (in a circle, or to what is not there) is left out.
    """
    rows: dict[int, Json] = {}
    wanted = asked = set(numbers)
    while wanted:
        found = Edition.objects.as_of(moment).filter(number__in=wanted)
        rows |= {row["number"]: row for row in found.values("number", "merged_into", *columns)}
        wanted = {row["merged_into"] for row in rows.values() if row["merged_into"]} - rows.keys() - asked
        asked = asked | wanted
    return {number: row for number in numbers if (row := _end(number, rows))}


def _end(number: int, rows: dict[int, Json]) -> Json | None:
    passed: set[int] = set()
    row = rows.get(number)
    while row is not None and row["merged_into"]:
        if row["number"] in passed:
            return None
        passed.add(row["number"])
        row = rows.get(row["merged_into"])
    return row


def leads_to(edition: Edition, moment: datetime | None = None) -> Json | None:
    """The entry that a merged one leads to (LED_COLUMNS); None where it is not merged, or leads nowhere."""
    if edition.merged_into is None:
        return None
    return standing_at([edition.number], *LED_COLUMNS, moment=moment).get(edition.number)


def merged_here(number: int, moment: datetime | None = None) -> list[Json]:
    """The entries that lead to this one, now or at a moment (HERE_COLUMNS), the newest merge first."""
    rows = Edition.objects.as_of(moment).filter(merged_into=number)
    return list(rows.order_by("-valid_from", "-entry_id").values(*HERE_COLUMNS))
