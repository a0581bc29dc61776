"""The table, held against itself: what the database knows of it, and who may do what from where."""

from dataclasses import replace
from itertools import product

import pytest

from claims import workflow
from claims.choices import CONTENT_EVENTS, CorrectionClass, Event, Publication, Role, Status
from claims.models import Claim, Move, Person
from claims.workflow import MOVES, NOT_ROLE, WRONG_PUBLICATION, WRONG_STATUS, Case
from tests.cast import Newsroom

WRITERS = "analyst editor"
EDITORS = "editor"
ANY = ""
OPEN = "draft returned"
READABLE = "live corrected"

# Written by hand, not read from the code: who may, with which working copy, while readers see what.
TRUTH: dict[str, tuple[str, str, str]] = {
    "log_claim": (WRITERS, ANY, ANY),
    "revise_draft": (WRITERS, OPEN, ANY),
    "request_assessment": (EDITORS, f"{OPEN} in_review", ANY),
    "give_second_assessment": (WRITERS, f"{OPEN} in_review", ANY),
    "mark_source_fallen": (WRITERS, ANY, ANY),
    "keep_reference": (f"{WRITERS} administrator", ANY, ANY),
    "submit_claim": (WRITERS, OPEN, f"none {READABLE} redacted"),
    "return_claim": (EDITORS, "in_review", ANY),
    "reject_claim": (EDITORS, "in_review", ANY),
    "publish_claim": (EDITORS, "in_review", f"none {READABLE} redacted"),
    "start_revision": (WRITERS, "verified rejected", f"none {READABLE} redacted retracted held"),
    "close_revision": (WRITERS, OPEN, f"{READABLE} retracted held"),
    "request_retraction": (WRITERS, ANY, f"{READABLE} held"),
    "request_reinstatement": (WRITERS, ANY, "retracted"),
    "request_release": (WRITERS, ANY, "held"),
    "retract_claim": (EDITORS, ANY, f"{READABLE} held"),
    "reinstate_claim": (EDITORS, ANY, "retracted"),
    "hold_claim": (EDITORS, ANY, READABLE),
    "release_claim": (EDITORS, ANY, "held"),
    "decline_request": (EDITORS, ANY, ANY),
    "waive_gate": (EDITORS, ANY, ANY),
    "merge_draft": (WRITERS, OPEN, "none"),
    "unmerge_draft": (WRITERS, "merged", ANY),
    "request_merge": (WRITERS, f"{OPEN} verified rejected", READABLE),
    "request_unmerge": (WRITERS, ANY, "merged"),
    "merge_claim": (EDITORS, f"{OPEN} verified rejected", READABLE),
    "unmerge_claim": (EDITORS, ANY, "merged"),
    "request_redaction": (WRITERS, ANY, f"{READABLE} retracted held redacted"),
    "redact_claim": (EDITORS, ANY, f"{READABLE} retracted held redacted"),
}


def somebody(*roles: str) -> Person:
    person = Person(name="Somebody")
    person.__dict__["roles"] = frozenset(roles)
    return person


def sentence(verb: str, role: str, status: str, publication: str) -> str:
    """What a move without needs answers, from the truth table; "" when it is allowed."""
    roles, statuses, publications = (words.split() for words in TRUTH[verb])
    if role not in roles:
        names = {name: str(Role(name).label).lower() for name in Role.values}
        ordered = [names[each] for each in ("analyst", "editor", "administrator") if each in roles]
        return NOT_ROLE.format(roles=" or ".join(ordered), own=names.get(role, "none"))
    if statuses and status not in statuses:
        return WRONG_STATUS.format(status=Status(status).label, needed=labels(Status, statuses))
    if publications and publication not in publications:
        return WRONG_PUBLICATION.format(
            publication=Publication(publication).label, needed=labels(Publication, publications)
        )
    return ""


def labels(words: type[Status] | type[Publication], values: list[str]) -> str:
    return " or ".join(str(words(value).label) for value in values)


def test_the_truth_table_names_every_move() -> None:
    assert [move.verb for move in MOVES] == list(TRUTH)


@pytest.mark.parametrize("verb", TRUTH)
def test_who_may_do_what_from_where(verb: str) -> None:
    """Role × status × publication: a hundred cases for each move."""
    move = replace(next(move for move in MOVES if move.verb == verb), needs=())
    for role, status, publication in product(("", *Role.values), Status.values, Publication.values):
        case = Case(Claim(status=status, publication=publication), somebody(*filter(None, [role])))
        expected = sentence(verb, role, status, publication)
        assert move.unmet(case) == ([expected] if expected else []), (role, status, publication)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.verb)
def test_who_left_may_nothing(move: workflow.Move) -> None:
    person = Person(name="Somebody", is_active=False)
    assert move.unmet(Case(Claim(), person))[0].endswith("you have none.")


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.verb)
def test_every_move_says_what_it_does_and_needs(move: workflow.Move) -> None:
    assert move.label
    assert move.rule.endswith(".")
    assert all(need.rule.endswith(".") for need in move.needs)


# ── The database's own table ────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_the_database_allows_exactly_these_moves_of_the_status() -> None:
    stored = Move.objects.filter(kind="status").values_list("event", "before", "after")
    assert sorted(stored) == sorted(("", before, after) for before, after in workflow.STATUS_MOVES)


@pytest.mark.django_db
def test_the_database_allows_exactly_these_moves_of_the_publication() -> None:
    stored = Move.objects.filter(kind="publication").values_list("event", "before", "after")
    table = [
        (str(event), str(before), str(after))
        for event, moves in workflow.PUBLICATION_MOVES.items()
        for before, afters in moves.items()
        for after in afters
    ]
    assert sorted(stored) == sorted(table)


@pytest.mark.django_db
def test_the_database_knows_no_other_kind_of_move() -> None:
    assert set(Move.objects.values_list("kind", flat=True)) == {"status", "publication"}


def test_the_status_moves_are_those_of_the_design() -> None:
    assert {
        ("draft", "in_review"),
        ("returned", "in_review"),
        ("in_review", "returned"),
        ("in_review", "rejected"),
        ("in_review", "verified"),
        ("verified", "draft"),
        ("draft", "verified"),
        ("returned", "verified"),
        ("rejected", "draft"),
        ("draft", "merged"),
        ("returned", "merged"),
        ("merged", "draft"),
    } == workflow.STATUS_MOVES


# ── Events ──────────────────────────────────────────────────────────────────────────────────────────


def test_every_question_has_its_answer() -> None:
    asked = {event for move in MOVES if not move.verb.startswith("hold") for event in move.asks}
    assert set(workflow.APPROVALS) == asked


@pytest.mark.parametrize(
    ("correction_class", "event"),
    [("verdict", "corrected"), ("factual", "corrected"), ("typo", "corrected"), ("update", "updated")],
)
def test_each_class_of_change_has_its_event(correction_class: str, event: str) -> None:
    assert workflow.event_for(Claim(publication=Publication.LIVE), correction_class) == event


def test_the_first_publication_has_no_class() -> None:
    assert workflow.event_for(Claim(), "verdict") == Event.PUBLISHED


def test_every_class_of_change_is_published_as_something() -> None:
    assert set(workflow.EVENT_OF_CLASS) == set(CorrectionClass)
    assert set(workflow.EVENT_OF_CLASS.values()) < set(CONTENT_EVENTS)


@pytest.mark.parametrize("event", [Event.METHOD_CHANGED, Event.SCHEME_CHANGED])
def test_no_move_of_a_claim_records_this(event: Event) -> None:
    assert event not in workflow.PUBLICATION_MOVES


@pytest.mark.parametrize("event", [Event.HELD, Event.RETRACTED])
def test_readers_see_what_one_event_leads_to(event: Event) -> None:
    assert workflow.publication_after(Claim(publication=Publication.LIVE), event) == str(event)


def test_an_event_that_leads_nowhere_is_refused_with_what_it_needs() -> None:
    with pytest.raises(workflow.Refused) as refusal:
        workflow.publication_after(Claim(publication=Publication.NONE), Event.RELEASED)
    assert refusal.value.sentences == (
        WRONG_PUBLICATION.format(publication="Not published", needed="On hold"),
    )


def test_what_was_never_corrected_comes_back_live(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    claim.publication = Publication.HELD
    assert workflow.publication_after(claim, Event.RELEASED) == Publication.LIVE


def test_what_was_corrected_comes_back_corrected(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    claim.publication = Publication.RETRACTED
    assert workflow.publication_after(claim, Event.REINSTATED) == Publication.CORRECTED


# ── Buttons ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_analyst_is_offered_what_is_open_to_analysts(newsroom: Newsroom) -> None:
    offers = {move.verb: missing for move, missing in workflow.offered(Case(newsroom.draft(), newsroom.ada))}
    always = {"log_claim", "keep_reference", "mark_source_fallen", "give_second_assessment"}
    assert set(offers) == {*always, "revise_draft", "submit_claim", "merge_draft"}
    assert offers["submit_claim"]


def test_an_editor_is_offered_decisions_in_review(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    claim = Claim.objects.get(pk=submission.claim_id)
    offers = {move.verb for move, _ in workflow.offered(Case(claim, newsroom.eva, submission=submission))}
    assert {"publish_claim", "return_claim", "reject_claim"} < offers
    assert not offers & {"submit_claim", "start_revision", "retract_claim", "hold_claim"}


def test_readers_alone_are_offered_nothing(newsroom: Newsroom) -> None:
    assert workflow.offered(Case(newsroom.draft(), somebody())) == []
