"""Two-factor sign-in: an app's codes, recovery codes, what is kept of them, and that nothing leads around."""

import time
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client, override_settings

from claims.models import Person
from ledger import second_factor
from ledger.second_factor import LAST_ONE, UNREADABLE, SecondFactorAdapter
from tests.cast import PASSWORD
from tests.ledger.second_steps import (
    code_of,
    confirm,
    first_step,
    give_app,
    is_in,
    recovery_codes_of,
    second_step,
    secret_of,
    shown_secret,
    wrong_code,
)

SET_UP = "/accounts/security/app/"
HUB = "/accounts/security/"

pytestmark = pytest.mark.django_db


# ── Setting up ──────────────────────────────────────────────────────────────────────────────────────


def test_setting_up_asks_for_the_password_once_more(client: Client, ada: Person) -> None:
    first_step(client, ada)

    assert client.get(SET_UP)["Location"].startswith("/accounts/reauthenticate/?next=")


def test_an_app_is_set_up_and_from_then_on_asked_for(client: Client, ada: Person) -> None:
    first_step(client, ada)
    confirm(client)
    secret = shown_secret(client.get(SET_UP).content.decode())

    done = client.post(SET_UP, {"code": code_of(secret)})

    assert done["Location"] == "/accounts/security/codes/"
    later = Client()
    assert first_step(later, ada, "/desk/sources/") == "/accounts/login/second/"
    assert not is_in(later)
    assert second_step(later, code_of(secret, steps=1)) == (302, "/desk/sources/")
    assert is_in(later)


def test_a_wrong_code_sets_nothing_up_and_keeps_the_key(client: Client, ada: Person) -> None:
    first_step(client, ada)
    confirm(client)
    secret = shown_secret(client.get(SET_UP).content.decode())

    again = client.post(SET_UP, {"code": wrong_code(secret)})

    assert shown_secret(again.content.decode()) == secret
    assert not Authenticator.objects.exists()


def test_setting_up_is_told_by_mail(
    client: Client, ada: Person, django_capture_on_commit_callbacks: object
) -> None:
    first_step(client, ada)
    confirm(client)
    secret = shown_secret(client.get(SET_UP).content.decode())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(SET_UP, {"code": code_of(secret)}, headers={"User-Agent": "Firefox/140 Linux"})

    assert mail.outbox[0].to == ["ada@example.org"]
    assert "An app that makes codes was added" in str(mail.outbox[0].body)
    assert "Firefox on Linux" in str(mail.outbox[0].body)


# ── Codes ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_works_once(client: Client, ada: Person) -> None:
    code = code_of(give_app(ada))
    first_step(client, ada)
    assert second_step(client, code)[0] == 302

    other = Client()
    first_step(other, ada)
    with patch("django.core.cache.cache.add", return_value=True):  # another process, with a cache of its own
        assert second_step(other, code)[0] == 200
    assert not is_in(other)


@pytest.mark.parametrize(("steps", "status"), [(-2, 200), (-1, 302), (0, 302), (1, 302), (2, 200)])
def test_a_clock_may_be_half_a_minute_off(client: Client, ada: Person, steps: int, status: int) -> None:
    secret = give_app(ada)
    first_step(client, ada)
    moment = time.time() // 30 * 30 + 15
    with patch("time.time", return_value=moment):
        assert second_step(client, code_of(secret, steps=steps))[0] == status


def test_a_recovery_code_takes_the_place_of_a_lost_app_once(client: Client, ada: Person) -> None:
    give_app(ada)
    code = recovery_codes_of(ada)[3]
    first_step(client, ada)
    assert second_step(client, code)[0] == 302
    assert code not in recovery_codes_of(ada)

    other = Client()
    first_step(other, ada)
    assert second_step(other, code)[0] == 200


def test_recovery_codes_are_shown_after_confirming_and_replaced_by_new_ones(
    client: Client, ada: Person
) -> None:
    secret = give_app(ada)
    old = recovery_codes_of(ada)
    first_step(client, ada)
    second_step(client, code_of(secret))
    assert client.get("/accounts/security/codes/")["Location"].startswith("/accounts/reauthenticate/")
    confirm(client)
    page = client.get("/accounts/security/codes/").content.decode()
    assert all(code in page for code in old)
    assert old[0] in client.get("/accounts/security/codes/file/").content.decode()

    client.post("/accounts/security/codes/new/", {})

    assert not set(old) & set(recovery_codes_of(ada))


def test_changing_factors_can_be_confirmed_by_a_code(client: Client, ada: Person) -> None:
    secret = give_app(ada)
    first_step(client, ada)
    second_step(client, code_of(secret))

    answer = client.post(
        "/accounts/confirm/code/", {"code": code_of(secret, steps=1), "next": "/accounts/security/codes/"}
    )

    assert answer["Location"] == "/accounts/security/codes/"
    assert client.get("/accounts/security/codes/").status_code == 200


def test_an_app_is_removed_and_its_recovery_codes_with_it(client: Client, ada: Person) -> None:
    secret = give_app(ada)
    first_step(client, ada)
    second_step(client, code_of(secret))
    assert client.post("/accounts/security/app/remove/")["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.count() == 2
    confirm(client)

    client.post("/accounts/security/app/remove/")

    assert not Authenticator.objects.exists()
    assert first_step(Client(), ada) == "/desk/"


# ── What is kept ────────────────────────────────────────────────────────────────────────────────────


def test_no_secret_stands_in_the_database_as_it_is(client: Client, ada: Person) -> None:
    first_step(client, ada)
    confirm(client)
    secret = shown_secret(client.get(SET_UP).content.decode())
    client.post(SET_UP, {"code": code_of(secret)})

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert secret_of(ada) == secret
    assert "'seed': 'gAAAA" in kept


def test_a_former_secret_key_still_reads_what_it_encrypted() -> None:
    adapter = SecondFactorAdapter()
    with override_settings(SECRET_KEY="the former one"):
        kept = adapter.encrypt("JBSWY3DP")

    with override_settings(SECRET_KEY="the new one", SECRET_KEY_FALLBACKS=["the former one"]):
        assert adapter.decrypt(kept) == "JBSWY3DP"


def test_after_a_lost_secret_key_the_second_step_says_what_to_do(client: Client, ada: Person) -> None:
    code = code_of(give_app(ada))
    with override_settings(SECRET_KEY="another secret key altogether"):
        first_step(client, ada)
        page = client.post("/accounts/login/second/", {"code": code})

    assert UNREADABLE in page.content.decode()


def test_the_key_is_not_the_one_that_signs_sessions() -> None:
    assert second_factor._key("one") != second_factor._key("two")
    assert b"one" not in second_factor._key("one")


# ── No way around ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/desk/"])
def test_a_password_alone_opens_nothing(client: Client, eva: Person, path: str) -> None:
    give_app(eva)
    first_step(client, eva)

    assert client.get(path)["Location"].startswith(("/accounts/login/", "/admin/login/"))
    assert not is_in(client)


def test_the_admins_own_sign_in_takes_no_password(client: Client, eva: Person) -> None:
    give_app(eva)

    answer = client.post("/admin/login/", {"username": eva.email, "password": PASSWORD, "next": "/admin/"})

    assert answer["Location"] == "/accounts/login/?next=/admin/"
    assert not is_in(client)


def test_whoever_is_in_cannot_become_somebody_with_a_second_factor(
    client: Client, eva: Person, ines: Person
) -> None:
    give_app(ines)
    first_step(client, eva)

    client.post("/admin/login/", {"username": ines.email, "password": PASSWORD, "next": "/admin/"})

    assert client.session["_auth_user_id"] == str(eva.pk)


def test_an_analyst_is_told_no_at_the_admin(client: Client, ada: Person) -> None:
    first_step(client, ada)

    assert client.get("/admin/", follow=True).status_code == 403


def test_a_new_password_by_mail_does_not_sign_in(client: Client, ada: Person) -> None:
    give_app(ada)
    client.post("/accounts/password/reset/", {"email": ada.email})
    link = next(
        line for line in str(mail.outbox[0].body).splitlines() if line.startswith("http://testserver")
    )
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    new = {"password1": "another long password", "password2": "another long password"}
    client.post(form.request["PATH_INFO"], new)

    assert not is_in(client)
    sent = {"login": ada.email, "password": "another long password"}
    assert client.post("/accounts/login/", sent)["Location"] == "/accounts/login/second/"


def test_the_last_factor_of_somebody_who_needs_one_stays(client: Client, eva: Person, ines: Person) -> None:
    from claims.actions.people import require_second_factor

    secret = give_app(eva)
    require_second_factor(role="editor", required=True, by=ines)
    first_step(client, eva)
    second_step(client, code_of(secret))
    confirm(client)

    page = client.post("/accounts/security/app/remove/")

    assert LAST_ONE in page.content.decode()
    assert Authenticator.objects.filter(user=eva).count() == 2


def test_public_pages_read_no_session(client: Client, ada: Person) -> None:
    give_app(ada)
    first_step(client, ada)

    for path in ("/", "/claims/", "/method/", "/api/v1/claims/"):
        assert "Cookie" not in client.get(path).get("Vary", ""), path
