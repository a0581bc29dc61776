"""Passkeys: where they are offered, and that what a browser sends is never taken on trust."""

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from claims.models import Person
from tests.ledger.second_steps import confirm, first_step, give_app, is_in

ADD = "/accounts/security/passkeys/add/"
NOTHING_RIGHT = [
    "",
    "{}",
    "[]",
    "null",
    '"text"',
    '{"response": 5}',
    '{"response": {"userHandle": "Mg"}}',
    '{"response": {"userHandle": "\\u0000"}}',
    '{"response": {"userHandle": "_w"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response":'
    ' {"clientDataJSON": "AA", "attestationObject": "oWE"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response":'
    ' {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "Mg"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response":'
    ' {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA",'
    ' "userHandle": "enp6enp6enp6enp6enp6enp6eg"}}',
]


@pytest.mark.parametrize(
    ("site", "offered"),
    [
        ("https://claims.example.org", True),
        ("http://localhost:8000", True),
        ("http://claims.example.org", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.1", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_they_are_offered_at_a_host_name_over_https_or_on_localhost(site: str, offered: bool) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from ledger.settings import *; print(PASSKEYS, *MFA_SUPPORTED_TYPES)"],
        env={
            "PATH": os.environ["PATH"],
            "SITE_URL": site,
            "SECRET_KEY": "x" * 50,
            "DATABASE_URL": "postgresql://a:b@localhost:1/x",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert said == [str(offered), "totp", "recovery_codes", *(["webauthn"] if offered else [])]


@pytest.mark.django_db
def test_under_another_name_the_page_says_where_they_work(client: Client, ada: Person) -> None:
    first_step(client, ada)
    confirm(client)

    page = client.get("/accounts/security/", headers={"Host": "127.0.0.1:8000"}).content.decode()

    assert f"Passkeys work at {settings.SITE_URL} only." in page
    assert ADD not in page
    assert client.get(ADD, headers={"Host": "127.0.0.1:8000"}).status_code == 404
    assert ADD in client.get("/accounts/security/", headers={"Host": "localhost"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("host", "offered"), [("localhost:8000", True), ("127.0.0.1:8000", False)])
def test_the_sign_in_page_offers_them_where_they_work(client: Client, host: str, offered: bool) -> None:
    page = client.get("/accounts/login/", headers={"Host": host}).content.decode()

    assert ("Sign in with a passkey" in page) is offered


@pytest.mark.django_db
@pytest.mark.parametrize("credential", NOTHING_RIGHT)
def test_what_no_browser_sends_is_refused(client: Client, ada: Person, ben: Person, credential: str) -> None:
    here = {"Host": "localhost"}
    sent = {"credential": credential}
    first_step(client, ada)
    confirm(client)
    client.get(ADD, headers=here)
    assert client.post(ADD, {**sent, "name": "x"}, headers=here).status_code == 200

    other = Client()
    other.get("/accounts/login/passkey/", headers={**here, "Accept": "application/json"})
    assert other.post("/accounts/login/passkey/", sent, headers=here)["Location"] == "/accounts/login/"

    give_app(ben)
    third = Client()
    first_step(third, ben)
    third.get("/accounts/login/second/", headers=here)
    assert third.post("/accounts/login/second/", sent, headers=here).status_code == 200

    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert not is_in(other)
    assert not is_in(third)


@pytest.mark.django_db
def test_an_address_tries_passkeys_ten_times_a_minute(client: Client) -> None:
    cache.clear()
    answers = [client.post("/accounts/login/passkey/", {}, headers={"Host": "localhost"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [302] * 10 + [429]


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["\x00", "１２３４５６", "9" * 5000, "", " ", "abcdef"])
def test_what_is_no_code_is_refused(client: Client, ada: Person, code: str) -> None:
    give_app(ada)
    first_step(client, ada)

    assert client.post("/accounts/login/second/", {"code": code}).status_code == 200
