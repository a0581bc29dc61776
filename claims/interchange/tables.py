"""Lists as tables: CSV for spreadsheets, and JSON that is written piece by piece."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from claims.interchange.addresses import absolute
from claims.paging import Row
from claims.records import Json, instant

# A spreadsheet takes a cell that begins so for a formula, and runs it.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BETWEEN = "; "  # several values in one cell

# The columns of the CSV, in order, and how each is read from a row (claims.paging.ROW_COLUMNS).
COLUMNS: dict[str, Callable[[Row], object]] = {
    "number": lambda row: row["number"],
    "version": lambda row: row["version"],
    "url": lambda row: absolute("claim", row["number"], row["slug"]),
    "version_url": lambda row: absolute("version", row["number"], row["version"]),
    "statement": lambda row: row["statement"],
    "quote": lambda row: row["quote"],
    "language": lambda row: row["language"],
    "claimant": lambda row: row["claimant_slug"],
    "claimant_name": lambda row: row["claimant_name"],
    "first_claimed": lambda row: row["first_claimed"],
    "verdict": lambda row: row["verdict"],
    "verdict_label": lambda row: row["verdict_label"],
    "verdict_rating": lambda row: row["verdict_rating"],
    "confidence": lambda row: row["confidence"],
    "publication": lambda row: row["publication"],
    "event": lambda row: row["event"],
    "change": lambda row: row["correction_class"],
    "note": lambda row: row["note"],
    "first_published_at": lambda row: instant(row["first_published_at"]),
    "published_at": lambda row: instant(row["valid_from"]),
    "topics": lambda row: BETWEEN.join(row["topics"]),
    "outlets": lambda row: BETWEEN.join(row["outlets"]),
    "source_kinds": lambda row: BETWEEN.join(row["source_kinds"]),
    "record_digest": lambda row: row["record_digest"],
}


def cell(value: object) -> str:
    """A value as a cell of a CSV: nothing for None, and an apostrophe before what would be a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The CSV of a list, line by line, column names first (RFC 4180)."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for row in rows:
        yield writer.writerow([cell(read(row)) for read in COLUMNS.values()])


def json_list(head: Mapping[str, Any], key: str, items: Iterable[Json]) -> Iterator[str]:
    """A JSON object in pieces: what `head` says, then `items` under `key`."""
    yield "{" + "".join(f"{json.dumps(name)}: {_json(value)},\n" for name, value in head.items())
    yield f"{json.dumps(key)}: ["
    before = "\n"
    for item in items:
        yield before + _json(item)
        before = ",\n"
    yield "\n]}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)


class _Echo:
    """A file that answers with what is written to it."""

    def write(self, line: str) -> str:
        return line
