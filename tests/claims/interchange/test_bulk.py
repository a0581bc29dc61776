"""Reading a table: whatever the text is, it is read or refused in sentences."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.interchange import bulk
from claims.interchange.bulk import COLUMNS, NAMES, decoded, read, template, written

STATEMENT = "The mill was sold in 2018."


def values(text: str) -> list[dict[str, str]]:
    table = read(text)
    assert table.problems == []
    return [dict(line.values) for line in table.lines]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("begins", ["", bulk.BOM, "\n\n"])
def test_commas_semicolons_and_tabs_are_read(delimiter: str, ending: str, begins: str) -> None:
    rows = [["statement", "claimant", "topics"], [STATEMENT, "The mayor", '"property; work"']]
    text = begins + ending.join(delimiter.join(row) for row in rows)
    [row] = values(text)
    assert row == {"statement": STATEMENT, "claimant": "The mayor", "topics": "property; work"}


def test_column_names_are_read_as_people_write_them() -> None:
    assert values(f"Said on;FIRST-CLAIMED ; Statement\n2018;2017;{STATEMENT}") == [
        {"said_on": "2018", "first_claimed": "2017", "statement": STATEMENT}
    ]


def test_rows_are_numbered_as_a_spreadsheet_counts() -> None:
    table = read(f'statement,quote\n\n{STATEMENT},"two\nlines"\n,\n{STATEMENT},')
    assert [line.number for line in table.lines] == [3, 5]
    assert table.lines[0].cell("quote") == "two\nlines"


def test_columns_that_are_not_read_are_told() -> None:
    table = read(f"statement,verdict,,statement\n{STATEMENT},true,x,other")
    assert table.remarks == [
        bulk.UNKNOWN_COLUMN.format(name="verdict"),
        bulk.UNNAMED_COLUMN,
        bulk.TWICE.format(name="statement"),
    ]
    assert table.lines[0].cell("statement") == STATEMENT


def test_a_row_with_more_cells_than_columns_is_told() -> None:
    line = read("statement,place\nSold, they say, in 2018,Town hall").lines[0]
    assert line.problem == bulk.TOO_MANY_CELLS.format(cells=4, columns=2, sign="comma")
    assert read("statement,place\nSold,Town hall,,").lines[0].problem == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", bulk.NO_STATEMENT.format(found="nothing")),
        ("claim;who\nThe mill;the mayor", bulk.NO_STATEMENT.format(found="“claim;who”")),
        ("claim,quote\nThe mill,x", bulk.NO_STATEMENT.format(found="“claim”, “quote”")),
        ("statement,quote\n\n , ", bulk.NO_ROWS),
        ('statement,quote\na,b\n"never closed,c', bulk.BROKEN_QUOTES.format(row=3)),
        ('statement\n"closed" and more', bulk.BROKEN_QUOTES.format(row=2)),
        ("statement\n" + "a\n" * 501, bulk.TOO_MANY_ROWS.format(most=500)),
        ("statement\n" + "a" * 1_000_000, bulk.TOO_LARGE.format(size="1.0", most=1)),
        ("statement,quote\na," + "b" * 140_000, bulk.BROKEN_QUOTES.format(row=2)),
    ],
)
def test_what_can_t_be_read_is_a_sentence(text: str, sentence: str) -> None:
    assert sentence in read(text).problems


def test_five_hundred_rows_are_read() -> None:
    table = read("statement\n" + f"{STATEMENT}\n" * 500)
    assert (len(table.lines), table.problems) == (500, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_in_unicode_are_read(encoding: str) -> None:
    assert decoded("città; это".encode(encoding)) == "città; это"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("città".encode("latin-1"), bulk.NOT_UTF8),
        (b"\xff\xfea", bulk.NOT_UTF8),
        (b"PK\x03\x04rest", bulk.NOT_A_TABLE),
        (b"\xd0\xcf\x11\xe0rest", bulk.NOT_A_TABLE),
    ],
)
def test_other_files_are_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        decoded(data)
    assert str(refusal.value) == sentence


def test_the_template_is_read_as_it_is_given_out() -> None:
    table = read(template())
    assert (table.problems, table.remarks) == ([], [])
    assert dict(table.lines[0].values) == {column.name: column.example for column in COLUMNS}


@given(st.text())
@example("\0")
@example('"')
@example("statement\n\r\r\n\x1c\x85\u2028")
@example("statement;statement\n;;;;")
def test_any_text_is_read_or_refused(text: str) -> None:
    table = read(text)
    assert table.problems or table.lines


@given(st.binary())
def test_any_file_is_text_or_refused(data: bytes) -> None:
    try:
        text = decoded(data)
    except ValueError as why:
        sentence = str(why)
    else:
        sentence = ""
        read(text)
    assert sentence in ("", bulk.NOT_UTF8, bulk.NOT_A_TABLE)


CELLS = st.text(st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.lists(CELLS, min_size=len(NAMES), max_size=len(NAMES)), min_size=1, max_size=5))
def test_what_was_read_and_written_is_read_again(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([NAMES, *rows])
    table = read(out.getvalue())
    again = read(written(table.header, table.lines))
    assert [line.values for line in again.lines] == [line.values for line in table.lines]
    assert [line.cell("statement") for line in table.lines] == [
        row[0].strip() for row in rows if any(cell.strip() for cell in row)
    ]
