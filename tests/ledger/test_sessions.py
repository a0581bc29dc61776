"""Where somebody is signed in, and signing out there."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from claims.models import Person
from ledger.accounts import browser_words
from tests.ledger.second_steps import first_step, is_in

HUB = "/accounts/security/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1"

pytestmark = pytest.mark.django_db


@pytest.fixture
def laptop(ada: Person) -> Client:
    client = Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="192.0.2.1")
    first_step(client, ada)
    return client


@pytest.fixture
def phone(ada: Person) -> Client:
    client = Client(headers={"User-Agent": SAFARI}, REMOTE_ADDR="198.51.100.2")
    first_step(client, ada)
    return client


def works(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def session_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def test_each_sign_in_is_listed_with_browser_and_address(laptop: Client, phone: Client) -> None:
    page = laptop.get(HUB).content.decode()

    assert "Firefox on Linux" in page
    assert "Safari on iPhone" in page
    assert "198.51.100.2" in page
    assert page.count("This browser") == 1


def test_one_browser_is_signed_out(laptop: Client, phone: Client) -> None:
    laptop.post(f"{HUB}sessions/{session_of(phone).pk}/end/")

    assert not works(phone)
    assert works(laptop)


def test_all_other_browsers_are_signed_out(laptop: Client, phone: Client, ada: Person) -> None:
    tablet = Client()
    first_step(tablet, ada)

    laptop.post(f"{HUB}sessions/end/")

    assert [works(laptop), works(phone), works(tablet)] == [True, False, False]
    assert UserSession.objects.count() == 1


def test_nobody_signs_out_another_person(laptop: Client, ben: Person) -> None:
    other = Client()
    first_step(other, ben)

    assert laptop.post(f"{HUB}sessions/{session_of(other).pk}/end/").status_code == 404
    laptop.post(f"{HUB}sessions/end/")

    assert works(other)


def test_signing_out_takes_a_post(laptop: Client, phone: Client) -> None:
    assert laptop.get(f"{HUB}sessions/{session_of(phone).pk}/end/").status_code == 405
    assert laptop.get(f"{HUB}sessions/end/").status_code == 405
    assert works(phone)


def test_signing_out_takes_somebody_signed_in(client: Client, phone: Client) -> None:
    assert client.post(f"{HUB}sessions/end/")["Location"].startswith("/accounts/login/")
    assert works(phone)


def test_a_session_that_ended_is_listed_no_more(laptop: Client, phone: Client) -> None:
    phone.post("/accounts/logout/")

    assert "Safari" not in laptop.get(HUB).content.decode()
    assert not is_in(phone)


def test_a_changed_password_ends_the_other_sessions(laptop: Client, phone: Client) -> None:
    from tests.cast import PASSWORD

    new = {
        "oldpassword": PASSWORD,
        "password1": "another long password",
        "password2": "another long password",
    }
    assert laptop.post("/accounts/password/change/", new).status_code == 302

    assert not works(phone)
    assert works(laptop)


@pytest.mark.parametrize(
    ("said", "words"),
    [(FIREFOX, "Firefox on Linux"), (SAFARI, "Safari on iPhone"), ("", "A browser"), ("curl/8", "A browser")],
)
def test_browsers_are_named_in_words(said: str, words: str) -> None:
    assert browser_words(said) == words
