"""Several people at the same moment: real commits, real locks, a thread and a connection for each."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connections

from claims import merkle, needs
from claims.actions.door import publish_claim
from claims.actions.editions import rebuild_editions
from claims.actions.sources import CYCLE, change_source
from claims.models import Claim, Contribution, Decision, Edition, Entry, Evidence, Person, Source, Submission
from claims.workflow import Refused
from tests.cast import Newsroom, seen

pytestmark = pytest.mark.usefixtures("own_database")

PUBLISHERS = 20


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do all of it at the same moment; give what each answered, or the refusal that it met."""
    start = threading.Barrier(len(deeds), timeout=30)

    def one(do: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return do()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(one, deeds))


def publishing(submission: Submission, by: Person, looked_at: str) -> Callable[[], Entry]:
    """A publication by somebody with objects of their own."""

    def do() -> Entry:
        return publish_claim(
            submission=Submission.objects.get(pk=submission.pk),
            by=Person.objects.get(pk=by.pk),
            seen_digest=looked_at,
        )

    return do


def test_twenty_publish_one_claim_and_one_succeeds(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    looked_at = seen(submission.claim)
    editors = [newsroom.eva, newsroom.egon] * (PUBLISHERS // 2)
    answers = at_once([publishing(submission, editor, looked_at) for editor in editors])
    assert Counter(type(answer) for answer in answers) == {Entry: 1, Refused: PUBLISHERS - 1}
    sentences = {answer.sentences for answer in answers if isinstance(answer, Refused)}
    assert sentences == {("The working copy is “Verified”; this needs it to be “In review”.",)}
    claim = Claim.objects.get()
    assert (claim.entries.count(), Decision.objects.count(), Edition.objects.count()) == (1, 1, 1)
    assert claim.number == 1


def test_different_claims_are_published_at_once_without_a_gap(newsroom: Newsroom) -> None:
    submissions = [newsroom.submitted(f"The mill was sold {times} times over.") for times in range(8)]
    answers = at_once([publishing(each, newsroom.eva, seen(each.claim)) for each in submissions])
    assert [type(answer) for answer in answers] == [Entry] * 8
    entries = list(Entry.objects.order_by("index"))
    assert [entry.index for entry in entries] == list(range(9))
    assert sorted(claim.number or 0 for claim in Claim.objects.all()) == list(range(1, 9))
    assert [entry.published_at for entry in entries] == sorted(entry.published_at for entry in entries)
    leaves = [merkle.leaf_hash(bytes(entry.statement)) for entry in entries]
    assert bytes(entries[-1].root_hash) == merkle.root(leaves)
    assert rebuild_editions() == []


def test_a_source_edited_while_a_claim_is_published_counts_for_the_right_version(newsroom: Newsroom) -> None:
    """The edit came first, and the review is void; or the entry did, and the edit is a hand in the next."""
    for number in range(4):
        submission = newsroom.submitted(f"The mill was sold {number} times over.")
        claim, looked_at = submission.claim, seen(submission.claim)
        source = Evidence.objects.get(claim=claim).source

        def edit(source: Source = source) -> Source:
            return change_source(source=source, by=Person.objects.get(pk=newsroom.ben.pk), authors="A. Clerk")

        entry, edited = at_once([publishing(submission, newsroom.eva, looked_at), edit])
        assert isinstance(edited, Source)
        hand = Contribution.objects.get(claim=claim, person=newsroom.ben)
        if isinstance(entry, Entry):
            assert hand.since == entry.index
            assert b"A. Clerk" not in bytes(entry.record_body.body or b"")
        else:
            assert entry.sentences == (needs.CHANGED_SINCE_SEEN,)
            assert hand.since == -1


def test_two_relays_that_would_close_a_circle_are_not_both_added(newsroom: Newsroom) -> None:
    first, second = newsroom.source("First"), newsroom.source("Second")

    def relay(source: Source, original: Source) -> Callable[[], Source]:
        return lambda: change_source(
            source=Source.objects.get(pk=source.pk),
            by=Person.objects.get(pk=newsroom.ada.pk),
            relays=[original],
        )

    answers = at_once([relay(first, second), relay(second, first)])
    refusal = next(answer for answer in answers if isinstance(answer, Refused))
    assert sum(isinstance(answer, Source) for answer in answers) == 1
    assert refusal.sentences[0].startswith(CYCLE.split("{", maxsplit=1)[0])


def test_raw_sql_waits_for_a_publication_too(newsroom: Newsroom, as_app: psycopg.Connection) -> None:
    """A part that is added without an action, while the claim is being submitted, finds it closed."""
    claim = newsroom.ready()
    answers: list[str] = []
    holding, released = threading.Event(), threading.Event()

    def add_raw() -> None:
        holding.wait(30)
        with as_app.transaction():
            as_app.execute("SELECT set_config('ledger.person', %s, true)", [str(newsroom.ben.pk)])
            released.set()
            try:
                as_app.execute(
                    "INSERT INTO claims_figure (claim_id, role, low, high, unit, approximate, as_of)"
                    " VALUES (%s, 'price', 1, 1, 'EUR', false, '')",
                    [claim.pk],
                )
            except psycopg.Error as error:
                answers.append(str(error.diag.message_primary))

    thread = threading.Thread(target=add_raw)
    thread.start()
    with connections["default"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT set_config('ledger.person', %s, true)", [str(newsroom.ada.pk)])
        cursor.execute("SELECT 1 FROM claims_claim WHERE id = %s FOR UPDATE", [claim.pk])
        holding.set()
        released.wait(30)
        cursor.execute(
            "INSERT INTO claims_submission"
            " (claim_id, asks, correction_class, note, message, redacts, submitted_by_id, submitted_at)"
            " VALUES (%s, 'published', '', '', '', '{}', %s, now())",
            [claim.pk, newsroom.ada.pk],
        )
        cursor.execute("UPDATE claims_claim SET status = 'in_review' WHERE id = %s", [claim.pk])
        cursor.execute("COMMIT")
    thread.join(30)
    assert answers == [
        f'ledger: figure of claim {claim.pk} cannot change while its status is "in_review";'
        " it can in draft or when returned"
    ]
