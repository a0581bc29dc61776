"""Signing in: by e-mail, with a lock-out, a way back by mail, and no way to sign up."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.test import Client

from claims.choices import Role
from claims.models import Person

PASSWORD = "a long enough password"
WRONG = "not the password"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    """How often this address signed in within the minute is kept in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ada(database: None) -> Person:
    """An analyst."""
    return Person.objects.create_user("ada@example.org", PASSWORD, name="Ada")


def sign_in(client: Client, password: str, email: str = "ada@example.org") -> tuple[int, str]:
    """Tries to sign in; gives the status and the address it leads to."""
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    return answer.status_code, answer.get("Location", "")


def test_an_address_and_its_password_lead_to_the_desk(client: Client, ada: Person) -> None:
    assert sign_in(client, PASSWORD) == (302, "/desk/")
    assert client.session["_auth_user_id"] == str(ada.pk)


@pytest.mark.parametrize(
    ("roles", "address"),
    [
        ([Role.ADMINISTRATOR], "/admin/"),
        ([Role.ADMINISTRATOR, Role.ANALYST], "/desk/"),
        ([Role.EDITOR], "/desk/"),
    ],
)
def test_whoever_only_administers_lands_in_the_admin(
    client: Client, database: None, roles: list[Role], address: str
) -> None:
    Person.objects.create_user("ines@example.org", PASSWORD, name="Ines", is_staff=True).groups.set(
        Group.objects.filter(name__in=roles)
    )

    assert sign_in(client, PASSWORD, "ines@example.org") == (302, address)
    assert client.get(address).status_code == 200


def test_the_address_is_read_without_regard_to_case(client: Client, ada: Person) -> None:
    assert sign_in(client, PASSWORD, "Ada@Example.org") == (302, "/desk/")


def test_the_fifth_failure_locks_out_and_says_for_how_long(client: Client, ada: Person) -> None:
    for _ in range(4):
        assert sign_in(client, WRONG)[0] == 200

    answer = client.post("/accounts/login/", {"login": "ada@example.org", "password": WRONG})

    assert answer.status_code == 429
    assert "15 minutes" in answer.content.decode()
    assert answer["Retry-After"] == "900"


def test_a_lock_out_refuses_the_right_password_too(client: Client, ada: Person) -> None:
    for _ in range(5):
        sign_in(client, WRONG)

    assert sign_in(client, PASSWORD)[0] == 429


def test_one_who_is_locked_out_locks_nobody_else_out(client: Client, ada: Person) -> None:
    Person.objects.create_user("ben@example.org", PASSWORD, name="Ben")
    for _ in range(5):
        sign_in(client, WRONG)

    assert sign_in(client, PASSWORD, "ben@example.org") == (302, "/desk/")


def test_somebody_who_was_deactivated_stays_outside(client: Client, ada: Person) -> None:
    Person.objects.filter(pk=ada.pk).update(is_active=False)

    assert sign_in(client, PASSWORD)[1] != "/desk/"
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client: Client) -> None:
    client.post(
        "/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert not Person.objects.filter(email="new@example.org").exists()
    assert "invitation" in client.get("/accounts/signup/").content.decode()


def test_a_new_password_is_set_through_a_mailed_link(client: Client, ada: Person) -> None:
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    found = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert found is not None
    form = client.get(found[1], follow=True)
    client.post(
        form.request["PATH_INFO"],
        {"password1": "another long password", "password2": "another long password"},
    )

    assert sign_in(client, "another long password") == (302, "/desk/")


def test_asking_for_an_unknown_address_tells_nothing_and_mails_nobody(client: Client, ada: Person) -> None:
    known = client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert known["Location"] == unknown["Location"]
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def test_the_admin_has_no_sign_in_of_its_own(client: Client) -> None:
    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/inactive/",
    ],
)
def test_the_pages_of_signing_in_answer(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/accounts/password/change/", "/accounts/logout/", "/accounts/reauthenticate/", "/accounts/security/"],
)
def test_the_pages_of_somebody_who_is_signed_in_answer(client: Client, ada: Person, path: str) -> None:
    sign_in(client, PASSWORD)

    assert client.get(path).status_code == 200
