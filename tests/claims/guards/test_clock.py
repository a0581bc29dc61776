"""Only a demo log heeds the demo's clock, and only while it holds nothing real."""

from datetime import UTC, datetime, timedelta

import pytest

from claims.actions import door
from claims.actions.deed import now, set_demo_clock
from claims.actions.door import publish_scheme
from claims.actions.reference import add_scheme
from claims.models import Entry, Person
from claims.workflow import Refused
from tests.claims.guards.scene import Raw, Scene, publication, refuses

AUTUMN = datetime(2026, 9, 1, 9, tzinfo=UTC)
VERDICT = {"code": "true", "label": "True", "definition": "It is.", "rating": 5, "order": 1}


def publish_one(by: Person) -> Entry:
    return publish_scheme(scheme=add_scheme(by=by, name="Desk verdicts", verdicts=[VERDICT]), by=by)


def test_a_real_log_knows_one_clock(raw: Raw, scene: Scene) -> None:
    raw.do("SELECT set_config('ledger.demo_clock', '2026-09-01', true)")
    assert raw.do("SELECT clock_timestamp() - ledger_clock() < interval '1 minute'")


def test_a_demo_entry_does_not_follow_a_real_one(raw: Raw, scene: Scene) -> None:
    raw.do("SELECT set_config('ledger.demo_clock', '2026-09-01', true)")
    rows = publication(scene, "in_review").with_(entry={"demo": True})
    refuses("ledger: a demo entry cannot follow a real one", lambda: rows.go_through(raw))


def test_the_demo_sets_its_days_on_an_empty_log(ines: Person) -> None:
    set_demo_clock(AUTUMN)
    entry = publish_one(ines)
    assert (entry.published_at, entry.demo) == (AUTUMN, True)


def test_the_demos_days_lie_in_the_past(ines: Person) -> None:
    set_demo_clock(datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(
        Refused, match="An entry is published now, neither before the entry ahead of it nor in the future"
    ):
        publish_one(ines)


def test_after_a_real_entry_the_demos_clock_has_stopped(ines: Person) -> None:
    set_demo_clock(AUTUMN)
    publish_one(ines)
    set_demo_clock(None)
    assert publish_one(ines).demo is False
    set_demo_clock(AUTUMN)
    assert datetime.now(UTC) - now() < timedelta(minutes=1)
    with pytest.raises(Refused, match="A demo entry cannot follow a real one"):
        publish_one(ines)


def test_a_real_entry_is_not_dated_back(ines: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOMENT", "SELECT clock_timestamp() - interval '1 hour', false")
    with pytest.raises(Refused, match="An entry cannot be dated back to"):
        publish_one(ines)
