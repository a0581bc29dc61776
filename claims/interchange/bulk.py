"""Reading a table of claims: CSV with commas, semicolons or tabs, as spreadsheets write and people paste it.

Whatever the text is, reading it never fails: what is wrong is a sentence about the table, a row or a cell.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims.choices import ClaimantKind, Language, OutletKind
from claims.interchange.tables import cell

MOST_ROWS = 500
MOST_BYTES = 1_000_000
DELIMITERS = (",", ";", "\t")
BOM = "\ufeff"

NOT_UTF8 = gettext_noop(
    "This file is not in UTF-8. Save it again as “CSV UTF-8”, or copy the table and paste it."
)
NOT_A_TABLE = gettext_noop(
    "This is a spreadsheet, not a CSV. Save it as “CSV UTF-8”, or copy the table and paste it."
)
TOO_LARGE = gettext_noop("This is {size} MB; {most} MB is the most. Send it in several parts.")
TOO_MANY_ROWS = gettext_noop(
    "These are more than {most} rows. Send them in several parts; nothing was read beyond that."
)
NO_ROWS = gettext_noop("There is no row below the names of the columns.")
NO_STATEMENT = gettext_noop(
    "The first row has to name the columns, and “statement” has to be one of them. It has: {found}."
)
TWICE = gettext_noop("The column “{name}” is there twice; the first one counts.")
UNKNOWN_COLUMN = gettext_noop("Nothing is read from the column “{name}”.")
UNNAMED_COLUMN = gettext_noop("A column without a name is not read.")
BROKEN_QUOTES = gettext_noop(
    "From row {row} on the table can’t be read: a quotation mark is opened and not closed, something follows "
    "a closed one, or a cell is far too long. Within quotes a quotation mark is written twice."
)
TOO_MANY_CELLS = gettext_noop(
    "The row has {cells} cells, and there are {columns} columns. Put text with a {sign} in quotes."
)
NOTHING = gettext_noop("nothing")
SIGNS = {",": gettext_noop("comma"), ";": gettext_noop("semicolon"), "\t": gettext_noop("tab")}


@dataclass(frozen=True)
class Column:
    """A column that is read: its name, what it means, and an example.

    `words` are those of a vocabulary that the column takes: what is written in a table is English, as the
    names of the columns are, so that a table is read the same in every language of the page.
    """

    name: str
    text: str
    example: str = ""
    words: tuple[str, ...] = ()

    @property
    def meaning(self) -> str:
        """What the column means, in the language of the page."""
        return _(self.text).format(words=", ".join(self.words))


KINDS = gettext_noop("For a new name: {words}.")
COLUMNS = (
    Column(
        "statement",
        gettext_noop("What is claimed, in neutral words, as one sentence. The only one that is needed."),
        "The mill was sold for 2 million euros in 2018.",
    ),
    Column(
        "quote",
        gettext_noop("The exact words, without quotation marks."),
        "They got two million for the mill",
    ),
    Column(
        "claimant",
        gettext_noop("Who says it: a name or short name in the ledger, or a new name."),
        "The mayor",
    ),
    Column("claimant_kind", KINDS, "person", tuple(ClaimantKind.values)),
    Column("language", gettext_noop("{words}; empty means en."), "en", tuple(Language.values)),
    Column("first_claimed", gettext_noop("As far as known: 2018, 2018-10 or 2018-10-18."), "2018-10"),
    Column("topics", gettext_noop("Short names of topics, with semicolons between them.")),
    Column("about_living_person", gettext_noop("yes or no; empty means no. Internal."), "no"),
    Column(
        "said_on",
        gettext_noop("Where and when it was said: the date, as far as known."),
        "2018-10-18",
    ),
    Column("place", gettext_noop("The place."), "Town hall"),
    Column("outlet", gettext_noop("The outlet: a name or short name in the ledger, or a new name.")),
    Column("outlet_kind", KINDS, words=tuple(OutletKind.values)),
    Column("url", gettext_noop("The address."), "https://example.org/council-minutes"),
    Column("archived_url", gettext_noop("The address of an archived copy.")),
    Column("note", gettext_noop("Public: occasion or medium."), "Council meeting"),
    Column("due_on", gettext_noop("By when somebody should work on it: 2026-12-31.")),
)
NAMES = tuple(column.name for column in COLUMNS)


@dataclass(frozen=True)
class Line:
    """One row: its number as a spreadsheet counts, and what stands in the columns that are read."""

    number: int
    values: Mapping[str, str]
    cells: tuple[str, ...] = ()  # all of them, as they stand there
    problem: str = ""  # of the row as such

    def cell(self, name: str) -> str:
        """What stands in a column; empty where there is no such column."""
        return self.values.get(name, "")


@dataclass
class Table:
    """What was read of a text."""

    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # nothing can be logged until they are gone
    remarks: list[str] = field(default_factory=list)
    header: tuple[str, ...] = ()


def decoded(data: bytes) -> str:
    """The text of a file. Raises ValueError with a sentence where it is none."""
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise ValueError(_(NOT_A_TABLE))
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeError:
        raise ValueError(_(NOT_UTF8)) from None


def read(text: str) -> Table:
    """Read a table. Never fails."""
    table = Table()
    text = text.removeprefix(BOM).replace("\0", "")
    if (size := len(text.encode(errors="replace"))) > MOST_BYTES:
        table.problems.append(_(TOO_LARGE).format(size=f"{size / 1e6:.1f}", most=MOST_BYTES // 1_000_000))
        return table
    delimiter = delimiter_of(text)
    rows = _rows(text, delimiter, table)
    header = next((cells for _number, cells in rows), [])
    places = _places(header, table)
    if "statement" not in places:
        found = ", ".join(f"“{name.strip()[:40]}”" for name in header if name.strip()) or _(NOTHING)
        table.problems.insert(0, _(NO_STATEMENT).format(found=found[:300]))
        return table
    table.header = tuple(header)
    for number, cells in rows:
        if len(table.lines) == MOST_ROWS:
            table.problems.append(_(TOO_MANY_ROWS).format(most=MOST_ROWS))
            break
        values = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
        extra = any(each.strip() for each in cells[len(header) :])
        problem = _(TOO_MANY_CELLS).format(cells=len(cells), columns=len(header), sign=_(SIGNS[delimiter]))
        table.lines.append(Line(number, values, tuple(cells), problem if extra else ""))
    if not table.lines and not table.problems:
        table.problems.append(_(NO_ROWS))
    return table


def delimiter_of(text: str) -> str:
    """What stands between cells: that by which the first row names most columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")[:10_000]

    def known(delimiter: str) -> int:
        return len({_name(each.strip(' "')) for each in first.split(delimiter)} & set(NAMES))

    return max(DELIMITERS, key=known)


def _rows(text: str, delimiter: str, table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with their numbers. One that can't be read is the last."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(each.strip() for each in cells):
                yield number, cells
    except csv.Error:
        table.problems.append(_(BROKEN_QUOTES).format(row=number + 1))


def _places(header: list[str], table: Table) -> dict[str, int]:
    """Where each column stands that is read."""
    places: dict[str, int] = {}
    for place, written in enumerate(header):
        name = _name(written)
        if name in places:
            table.remarks.append(_(TWICE).format(name=name))
        elif name in NAMES:
            places[name] = place
        else:
            shown = (
                _(UNKNOWN_COLUMN).format(name=written.strip()[:60]) if written.strip() else _(UNNAMED_COLUMN)
            )
            if shown not in table.remarks:
                table.remarks.append(shown)
    return places


def _name(written: str) -> str:
    return re.sub(r"[\s_-]+", "_", written.strip().lower())


def written(header: Iterable[str], lines: Iterable[Line]) -> str:
    """Rows as text, to be read again: every cell, also of columns that are not read."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(line.cells for line in lines)
    return out.getvalue()


def template() -> str:
    """A file to begin with: the names of the columns, and an example below them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(NAMES)
    writer.writerow([cell(column.example) for column in COLUMNS])
    return BOM + out.getvalue()  # spreadsheets take a file without it for another encoding
