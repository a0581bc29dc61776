"""The method as a published record: what it holds, that it depends on no language, what differs from it."""

import json

from django.utils import translation
from django.utils.translation import trans_real

from claims import records
from claims.actions.door import publish_method
from claims.choices import Reliability
from claims.figures import TOLERANCE
from claims.grading import CEILING_TABLE
from claims.method import differing, standing, tables
from claims.models import RecordBody
from claims.workflow import MOVES, PUBLICATION_MOVES, STATUS_MOVES
from tests.cast import VERDICTS, Newsroom


def test_the_tables_are_those_that_are_enforced(newsroom: Newsroom) -> None:
    found = tables()
    assert [move["verb"] for move in found["moves"]] == [move.verb for move in MOVES]
    assert [move["needs"] for move in found["moves"]] == [
        [need.rule for need in move.needs] for move in MOVES
    ]
    assert {
        (before, move["status_to"])
        for move in found["moves"]
        if move["status_to"]
        for before in move["status_from"]
    } == STATUS_MOVES
    assert len(found["publication_moves"]) == sum(map(len, PUBLICATION_MOVES.values()))
    assert [row["condition"] for row in found["ceiling"]] == [row.condition for row in CEILING_TABLE]
    assert [row["code"] for row in found["reliability"]] == Reliability.values
    assert found["figures"]["tolerance"] == str(TOLERANCE)
    (scheme,) = found["verdict_schemes"]
    assert [verdict["code"] for verdict in scheme["verdicts"]] == [code for code, *_rest in VERDICTS]
    # Nothing but text, truth values and null, versions and orders aside: no reader's floating point matters.
    assert json.loads(records.canonical(found)) == found


def test_no_text_of_it_depends_on_the_language(newsroom: Newsroom) -> None:
    before = records.canonical(tables())
    italian = trans_real.translation("it")
    put: dict[str, str] = {}
    for word in ("Completely reliable", "Draft", "High", "Refutes", MOVES[0].label, MOVES[0].rule):
        put[str(word)] = "parola"
    kept = dict(italian._catalog._catalogs[0])  # type: ignore[attr-defined]
    italian._catalog._catalogs[0].update(put)  # type: ignore[attr-defined]
    try:
        with translation.override("it"):
            assert str(Reliability.A.label) == "parola"  # the language is active, and has these words
            assert records.canonical(tables()) == before
            assert translation.get_language() == "it"
    finally:
        italian._catalog._catalogs[0].clear()  # type: ignore[attr-defined]
        italian._catalog._catalogs[0].update(kept)  # type: ignore[attr-defined]


def test_what_stands_is_the_newest_and_differs_by_name(newsroom: Newsroom) -> None:
    assert standing() is None
    entry = publish_method(by=newsroom.ines, note=" The first. ")
    stands = standing()
    assert stands is not None
    assert (stands.version, stands.note, stands.tables) == (entry.version, "The first.", tables())
    assert differing(stands.tables, tables()) == []
    other = {**tables(), "origins": {"exact_up_to": "7"}, "new": []}
    del other["stances"]
    assert differing(stands.tables, other) == ["origins", "new", "stances"]
    record = records.parse(RecordBody.objects.get(entry=entry).body or b"")
    assert sorted(record) == ["claim", "event", "format", "method", "note", "salt", "version"]
    assert (record["claim"], record["event"], record["version"]) == (None, "method_changed", 2)
