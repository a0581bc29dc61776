"""Lists as CSV and as JSON in pieces."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.forms.models import model_to_dict

from claims.interchange.tables import COLUMNS, cell, csv_lines, json_list
from claims.paging import ROW_COLUMNS
from tests.claims.editions import MakeEdition


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(begins: str) -> None:
    assert cell(f"{begins}HYPERLINK(1)") == f"'{begins}HYPERLINK(1)"


@pytest.mark.parametrize("text", ["The mill", "1 = 1", "'quoted'", "", "a\tb", " =1"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


def test_nothing_is_an_empty_cell() -> None:
    assert cell(None) == ""
    assert cell(0) == "0"


def test_every_cell_is_guarded_and_reads_back(make_edition: MakeEdition) -> None:
    hostile = '=1+1, "two"\nlines'
    made = make_edition(
        statement=hostile, quote="@SUM(A1)", claimant_name="-Mayor", claimant_slug="mayor", note="+39 06"
    )
    row: dict[str, Any] = {**model_to_dict(made), **{name: getattr(made, name) for name in ROW_COLUMNS}}
    (names, values) = list(csv.reader(io.StringIO("".join(csv_lines([row])), newline="")))
    assert names == list(COLUMNS)
    said = dict(zip(names, values, strict=True))
    assert said["statement"] == f"'{hostile}"
    assert said["quote"] == "'@SUM(A1)"
    assert said["claimant_name"] == "'-Mayor"
    assert said["note"] == "'+39 06"
    assert not [value for value in values if value.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_json_in_pieces_is_json() -> None:
    def items() -> Iterator[dict[str, Any]]:
        yield {"a": "“1”"}
        yield {"a": None}

    written = "".join(json_list({"total": 2, "name": "x"}, "claims", items()))
    assert json.loads(written) == {"total": 2, "name": "x", "claims": [{"a": "“1”"}, {"a": None}]}
    assert json.loads("".join(json_list({}, "claims", []))) == {"claims": []}


def test_json_is_written_while_it_is_read() -> None:
    def items() -> Iterator[dict[str, Any]]:
        yield {"a": 1}
        raise AssertionError("read before it was asked for")

    pieces = json_list({"total": 2}, "claims", items())
    assert '"a": 1' in next(pieces) + next(pieces) + next(pieces)
