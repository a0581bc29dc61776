"""A history as pages of steps: what belongs together, in which order, and at what cost."""

from datetime import timedelta
from typing import Any

from claims.actions.assessments import request_assessment
from claims.actions.claims import change_claim
from claims.actions.parts import add_part, change_part
from claims.history import PAGE, Page, Step, moment_in, page_of_history, timeline
from claims.models import Claim
from tests.cast import Newsroom


def labels(step: Step) -> list[str]:
    return [change.label for change in step.changes]


def pages(claim: Claim) -> list[Page]:
    found = [page_of_history(claim)]
    while found[-1].older:
        found.append(page_of_history(claim, before=found[-1].older))
    return found


def test_what_was_done_at_once_is_one_step(newsroom: Newsroom) -> None:
    (step,) = page_of_history(newsroom.draft()).steps
    assert (step.person, step.why) == ("Ada", "Logged the claim")
    assert labels(step) == ["Claim added", "Topic added", "Figure added", "Appearance added"]


def test_what_was_signed_joins_the_rows_of_its_deed(own_database: str, newsroom: Newsroom) -> None:
    claim = newsroom.published()
    published, submitted, assessed, *_rest = page_of_history(claim).steps
    assert (published.person, published.why) == ("Eva", "Published the claim")
    assert labels(published) == ["Claim changed", "Editor’s decision", labels(published)[2]]
    assert labels(published)[2].startswith("Entry ")
    assert labels(submitted) == ["Claim changed", "Editors asked"]
    assert labels(assessed)[-1] == "Assessment given"


def test_what_another_person_did_at_the_same_time_stays_apart(own_database: str, newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    newsroom.assess(claim)
    change_claim(claim=claim, by=newsroom.ben, quote="Two million")
    assert [step.person for step in page_of_history(claim).steps][:1] == ["Ben"]
    assert "Assessment given" not in labels(page_of_history(claim).steps[0])


def test_the_newest_comes_first(own_database: str, newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    change_claim(claim=claim, by=newsroom.ben, quote="Two million for the mill")
    moments = [step.at for step in page_of_history(claim).steps]
    assert moments == sorted(moments, reverse=True)
    assert [change.at for change in timeline(claim)] == sorted(
        [change.at for change in timeline(claim)], reverse=True
    )


def test_pages_by_time_leave_nothing_out(own_database: str, newsroom: Newsroom, monkeypatch: Any) -> None:
    monkeypatch.setattr("claims.history.PAGE", 4)
    monkeypatch.setattr("claims.history.ONE_DEED", timedelta(0))
    claim = newsroom.published()
    found = pages(claim)
    assert len(found) > 1
    assert all(page.steps for page in found)
    gathered = [change for page in found for step in page.steps for change in step.changes]
    assert sorted(gathered, key=str) == sorted(timeline(claim), key=str)


def test_a_change_is_compared_with_what_stood_on_an_earlier_page(
    own_database: str, newsroom: Newsroom, monkeypatch: Any
) -> None:
    monkeypatch.setattr("claims.history.PAGE", 1)
    monkeypatch.setattr("claims.history.ONE_DEED", timedelta(0))
    claim = newsroom.draft()
    change_part(part=claim.figures.get(), by=newsroom.ben, role="rent")
    (step,) = page_of_history(claim).steps
    (field,) = step.changes[0].fields
    assert (field.label, field.old, field.new) == ("what it counts", "price", "rent")


def test_before_the_beginning_there_is_nothing(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    page = page_of_history(claim, before=claim.logged_at - timedelta(days=1))
    assert (page.steps, page.older) == ([], None)


def test_a_long_history_asks_as_few_questions_as_a_short_one(
    newsroom: Newsroom, django_assert_max_num_queries: Any
) -> None:
    published = newsroom.published()
    with django_assert_max_num_queries(45):
        page_of_history(published)
    draft = newsroom.draft("The ferry was sold in 2014 to a bank.")
    for place in range(PAGE // 2):
        evidence = add_part(
            claim=draft, kind="evidence", by=newsroom.ada, source=newsroom.source(f"Source {place}"),
            stance="supports",
        )  # fmt: skip
        change_part(part=evidence, by=newsroom.ada, credibility="2")
    with django_assert_max_num_queries(45):
        page_of_history(draft)


def test_somebody_who_assesses_blind_reads_no_reasons(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    change_claim(claim=claim, by=newsroom.ada, why="Since it is true", quote="Two million")
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    steps = page_of_history(claim, viewer=newsroom.ben).steps
    assert steps
    assert {step.why for step in steps} == {""}
    assert "Since it is true" in {step.why for step in page_of_history(claim, viewer=newsroom.ada).steps}


def test_every_record_has_pages(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    item = claim.evidence.get()
    shared = (newsroom.topic, newsroom.claimant, newsroom.outlet, newsroom.ada)
    for record in (claim, item, item.source, claim.figures.get(), *shared):
        assert page_of_history(record, viewer=newsroom.eva).steps, record
    for without in (newsroom.verdict("true").scheme, claim.entries.get()):
        assert page_of_history(without).steps == []


def test_a_moment_in_an_address() -> None:
    assert moment_in("2026-11-22T10:00:00.5+01:00") is not None
    for nothing in ("", "yesterday", "2026-11-22", "2026-11-22T10:00:00", "2026-13-41T10:00:00Z"):
        assert moment_in(nothing) is None
