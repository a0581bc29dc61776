"""What somebody finds on their page of the desk."""

from datetime import date, timedelta

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from claims.actions.claims import assign_claim, plan_look
from claims.actions.review import return_claim
from claims.models import Person
from tests.cast import Newsroom, make_person, seen
from tests.claims.views.desk.conftest import Desk, text_of


def test_somebody_who_did_not_sign_in_is_sent_to_sign_in(database: None) -> None:
    answer = Desk(None).client.get("/desk/claims/new/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/?next=/desk/claims/new/"


def test_somebody_without_a_role_is_told_which_it_takes(database: None) -> None:
    page = Desk(make_person("Nobody")).opens("/desk/", 403)
    assert "This takes the role of analyst or editor; you have none." in text_of(page)


def test_an_administrator_alone_does_not_work_at_the_desk(ines: Person) -> None:
    page = Desk(ines).opens("/desk/claims/new/", 403)
    assert "you have administrator" in text_of(page)
    page = Desk(ines).opens("/it/desk/claims/new/", 403)
    assert "Serve il ruolo di analista o caporedattore; lei ha: amministratore." in text_of(page)


def test_an_empty_desk_says_what_to_do(ada_desk: Desk) -> None:
    assert "Log the first claim that you want to check" in text_of(ada_desk.opens("/desk/"))


def test_returned_claims_stand_first_with_the_words_of_the_editor(newsroom: Newsroom, ada_desk: Desk) -> None:
    submission = newsroom.submitted("The weir was closed in 2016 by the council.")
    newsroom.draft("The well was dug in 1911 by the parish.")
    return_claim(
        submission=submission, by=newsroom.eva, comment="Which council?", seen_digest=seen(submission.claim)
    )
    page = text_of(ada_desk.opens("/desk/"))
    assert page.index("The weir was closed") < page.index("Which council?") < page.index("The well was dug")


def test_what_is_assigned_to_me_shows_when_it_is_due(newsroom: Newsroom, ben_desk: Desk) -> None:
    claim = newsroom.draft()
    assign_claim(claim=claim, by=newsroom.ada, assignee=newsroom.ben, due_on=date(2020, 5, 4))
    page = text_of(ben_desk.opens("/desk/"))
    assert "Assigned to me" in page
    assert "Overdue: was due 4 May 2020" in page


def test_what_is_due_for_another_look_stands_there(
    newsroom: Newsroom, ada_desk: Desk, ben_desk: Desk, eva_desk: Desk
) -> None:
    today = timezone.localdate()
    due, later = newsroom.published(), newsroom.draft("The ferry was sold in 2014 to a bank.")
    plan_look(claim=due, by=newsroom.ada, look_again_on=today)
    plan_look(claim=later, by=newsroom.ada, look_again_on=today + timedelta(days=1))
    page = text_of(ada_desk.opens("/desk/"))
    section = page[page.index("Due for another look") : page.index("My drafts")]
    assert due.statement in section
    assert later.statement not in section
    assert "Due for another look" not in text_of(ben_desk.opens("/desk/"))  # no claim of his
    assert "Due for another look" in text_of(eva_desk.opens("/desk/"))  # an editor sees all


def test_what_waits_and_what_was_decided(newsroom: Newsroom, ada_desk: Desk) -> None:
    newsroom.submitted("The ferry was sold in 2014 to a bank.")
    newsroom.published("The bridge was built in 1960 by the army.")
    page = text_of(ada_desk.opens("/desk/"))
    waiting, decided = page.index("Waiting for an editor"), page.index("Decided lately")
    assert waiting < page.index("The ferry was sold") < decided < page.index("The bridge was built")


def test_an_editor_is_told_of_what_waits_for_them(newsroom: Newsroom, eva_desk: Desk) -> None:
    newsroom.submitted()
    assert "1 submission waits for a decision" in text_of(eva_desk.opens("/desk/"))


def test_search_finds_words_of_everybody_and_numbers(newsroom: Newsroom, ben_desk: Desk) -> None:
    published = newsroom.published("The bridge was built in 1960 by the army.")
    newsroom.draft("The ferry was sold in 2014 to a bank.")
    words = text_of(ben_desk.opens("/desk/?q=FERRY+sold"))
    assert "The ferry was sold" in words
    assert "The bridge" not in words
    assert "The bridge was built" in text_of(ben_desk.opens(f"/desk/?q=No.+{published.number}"))


def test_a_search_without_result_says_what_to_do(ada_desk: Desk) -> None:
    assert "Try fewer words" in text_of(ada_desk.opens("/desk/?q=nowhere"))


def test_a_null_character_in_a_search_is_a_plain_message(ada_desk: Desk) -> None:
    assert "Null characters are not allowed." in text_of(ada_desk.opens("/desk/?q=a%00b", 400))


def test_the_home_asks_the_database_a_bounded_number_of_times(
    newsroom: Newsroom, eva_desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        newsroom.draft(f"Draft number {number} says something.", by=newsroom.eva)
    newsroom.submitted()
    with django_assert_max_num_queries(15):
        eva_desk.opens("/desk/")
