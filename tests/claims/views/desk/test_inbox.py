"""The desk's inbox: who reads it, how letters are answered, and when they go."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from claims.actions.desk import keep_input
from claims.actions.inbox import ANSWERED, NO_WORD, close_letter, link_letter, receive_letter, reopen_letter
from claims.actions.purging import purge, purge_what_is_over
from claims.models import Claim, KeptInput, Letter, Notice
from claims.workflow import Refused
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, error_beside, text_of

INBOX = "/desk/inbox/"


def letter(kind: str = "suggestion", text: str = "The dam is safe.", **fields: object) -> Letter:
    return receive_letter(kind=kind, text=text, sender="192.0.2.1", **fields)  # type: ignore[arg-type]


def page(of: Letter) -> str:
    return f"{INBOX}{of.pk}/"


def test_a_suggestion_becomes_a_draft(newsroom: Newsroom, ada_desk: Desk) -> None:
    asked = letter(said_by="The minister")
    assert "The dam is safe." in text_of(ada_desk.opens(INBOX))
    assert "The minister" in text_of(ada_desk.opens(page(asked)))
    ada_desk.sends(page(asked), {"do": "take_up", "statement": "The dam at Brook is safe."})
    draft = Claim.objects.get()
    asked.refresh_from_db()
    assert (draft.statement, draft.status, draft.logged_by) == (
        "The dam at Brook is safe.",
        "draft",
        newsroom.ada,
    )
    assert (asked.state, asked.claim, asked.answered_by) == ("taken_up", draft, newsroom.ada)
    assert "The dam is safe." not in text_of(ada_desk.opens(INBOX))
    assert "The dam is safe." in text_of(ada_desk.opens(f"{INBOX}?state=taken_up"))


def test_a_report_is_linked_by_number_or_by_the_desks_address(newsroom: Newsroom, eva_desk: Desk) -> None:
    entry = newsroom.published()
    draft = newsroom.draft("The dam is safe.")
    for typed, claim in (("No. 1", entry), (f"http://localhost/desk/claims/{draft.pk}/", draft)):
        asked = letter("error", number=1)
        assert 'name="claim" value="1"' in eva_desk.opens(page(asked))
        eva_desk.sends(page(asked), {"do": "link", "claim": typed})
        asked.refresh_from_db()
        assert (asked.state, asked.claim) == ("taken_up", claim)


def test_a_letter_is_closed_with_a_word_and_opened_again(newsroom: Newsroom, eva_desk: Desk) -> None:
    asked = letter()
    eva_desk.sends(page(asked), {"do": "close", "word": "An opinion, not a claim."})
    assert "An opinion, not a claim." in text_of(eva_desk.opens(page(asked)))
    eva_desk.sends(page(asked), {"do": "reopen"})
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.answered_by) == ("open", "", None)


def test_what_can_not_be_done_is_said(newsroom: Newsroom, eva_desk: Desk) -> None:
    asked = letter()
    for wanted, field in (("take_up", "statement"), ("link", "claim"), ("close", "word")):
        assert error_beside(eva_desk.sends(page(asked), {"do": wanted}, 200), field)
    for typed in ("99", "the mill", "/desk/claims/999/", "9" * 40):
        told = eva_desk.sends(page(asked), {"do": "link", "claim": typed}, 200)
        assert "There is no such claim." in error_beside(told, "claim")
    assert "This letter is open." in text_of(eva_desk.sends(page(asked), {"do": "reopen"}, 200))
    eva_desk.opens(f"{INBOX}999/", 404)
    with pytest.raises(Refused, match=NO_WORD):
        close_letter(letter=asked, word=" ", by=newsroom.eva)
    close_letter(letter=asked, word="An opinion.", by=newsroom.eva)
    told = eva_desk.sends(page(asked), {"do": "close", "word": "Nonsense."}, 200)
    assert ANSWERED in text_of(told)
    with pytest.raises(Refused):
        link_letter(letter=asked, claim=newsroom.draft(), by=newsroom.ada)
    assert eva_desk.sends(page(asked), {"do": "burn"}, 200)


def test_only_the_desk_reads_it(newsroom: Newsroom) -> None:
    asked = letter()
    for path in (INBOX, page(asked)):
        assert Desk(None).client.get(path).status_code == 302
        assert Desk(newsroom.ines).client.get(path).status_code == 403
    with pytest.raises(Refused):
        close_letter(letter=asked, word="No.", by=newsroom.ines)


def test_what_was_written_stays_and_is_answered_by_who_signs(newsroom: Newsroom) -> None:
    asked = letter()
    for change in (
        {"text": "The dam is not safe."},
        {"keep_until": timezone.now()},
        {"email": "other@example.org"},
        {"state": "closed", "answer": "No.", "answered_by": newsroom.eva},
    ):
        with pytest.raises(DatabaseError, match="ledger: "), transaction.atomic():
            Letter.objects.filter(pk=asked.pk).update(**change)
    with pytest.raises(DatabaseError, match="is kept until"), transaction.atomic():
        asked.delete()


def test_letters_go_when_their_time_is_up_and_not_before(newsroom: Newsroom) -> None:
    kept = letter()
    with override_settings(INBOX_KEEP_DAYS=0):
        over = letter(text="Another.")
    close_letter(letter=over, word="An opinion.", by=newsroom.eva)
    assert Notice.objects.filter(letter=over).exists()
    purged = purge()
    assert (purged.letters, [*Letter.objects.all()]) == (1, [kept])
    assert {notice.letter for notice in Notice.objects.all()} == {kept}
    assert kept.sender
    assert purged.senders == 0  # it still counts
    assert purge().letters == 0
    reopened = letter(text="A third.")
    close_letter(letter=reopened, word="No.", by=newsroom.eva)
    assert reopen_letter(letter=reopened, by=newsroom.ada).keep_until == reopened.keep_until


def test_input_that_nobody_saved_goes_too(newsroom: Newsroom) -> None:
    for page_of in ("/desk/claims/new/", "/desk/sources/new/"):
        keep_input(by=newsroom.ada, page=page_of, fields=[("statement", "Half a sentence")])
    KeptInput.objects.filter(page="/desk/claims/new/").update(kept_at=timezone.now() - timedelta(days=31))
    said = StringIO()
    call_command("purge_inbox", stdout=said)
    assert said.getvalue() == "Removed 0 letters, 0 marks of senders and 1 kept inputs.\n"
    assert [each.page for each in KeptInput.objects.all()] == ["/desk/sources/new/"]


def test_a_round_is_planned_as_long_as_there_is_something_to_purge(newsroom: Newsroom) -> None:
    rounds = DBTaskResult.objects.filter(task_path=purge_what_is_over.module_path)
    letter()
    letter()
    planned = rounds.get()
    assert planned.run_after > timezone.now() + timedelta(hours=23)
    planned.delete()
    purge_what_is_over.call()
    assert rounds.count() == 1
