"""A second factor that is required of a role: who is kept out, of what, and until when."""

import pytest
from django.test import Client, RequestFactory

from claims.actions.people import require_second_factor
from claims.models import Person
from tests.ledger.second_steps import code_of, confirm, first_step, give_app, second_step, shown_secret

HUB = "/accounts/security/"
WHY = "An administrator asks for one from everybody with your role"

pytestmark = pytest.mark.django_db


@pytest.fixture
def required_of_editors(ines: Person) -> None:
    require_second_factor(role="editor", required=True, by=ines)


@pytest.mark.parametrize(
    "path",
    [
        "/desk/",
        "/desk/sources/",
        "/admin/",
        "/admin/review/",
        "/admin/claims/claim/",
        "/admin/jsi18n/",
        "/accounts/password/change/",
    ],
)
def test_an_editor_without_one_is_sent_to_set_it_up(
    client: Client, eva: Person, required_of_editors: None, path: str
) -> None:
    first_step(client, eva)

    assert client.get(path)["Location"] == HUB
    assert client.post(path, {})["Location"] == HUB


def test_the_page_says_why(client: Client, eva: Person, required_of_editors: None) -> None:
    first_step(client, eva)

    assert WHY in client.get(HUB).content.decode()


def test_somebody_who_is_signed_in_already_is_kept_out_from_the_next_page_on(
    client: Client, eva: Person, ines: Person
) -> None:
    first_step(client, eva)
    assert client.get("/desk/").status_code == 200
    require_second_factor(role="editor", required=True, by=ines)

    assert client.get("/desk/")["Location"] == HUB


def test_setting_it_up_opens_desk_and_admin(client: Client, eva: Person, required_of_editors: None) -> None:
    first_step(client, eva)
    confirm(client)
    secret = shown_secret(client.get("/accounts/security/app/").content.decode())
    client.post("/accounts/security/app/", {"code": code_of(secret)})

    assert client.get("/desk/").status_code == 200
    assert client.get("/admin/").status_code == 200
    assert WHY not in client.get(HUB).content.decode()


def test_whoever_has_one_is_not_stopped(client: Client, eva: Person, required_of_editors: None) -> None:
    secret = give_app(eva)
    first_step(client, eva)
    assert second_step(client, code_of(secret)) == (302, "/desk/")

    assert client.get("/admin/review/").status_code == 200


def test_other_roles_are_not_asked(
    client: Client, ada: Person, eva: Person, required_of_editors: None
) -> None:
    first_step(client, ada)

    assert client.get("/desk/").status_code == 200


def test_any_of_several_roles_asks(client: Client, ada: Person, ines: Person) -> None:
    from claims.actions.people import change_roles

    require_second_factor(role="editor", required=True, by=ines)
    change_roles(person=ada, by=ines, roles=["analyst", "editor"])
    first_step(client, ada)

    assert client.get("/desk/")["Location"] == HUB


def test_a_rule_that_is_lifted_asks_no_more(
    client: Client, eva: Person, ines: Person, required_of_editors: None
) -> None:
    first_step(client, eva)
    require_second_factor(role="editor", required=False, by=ines)

    assert client.get("/desk/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(
    client: Client, eva: Person, required_of_editors: None
) -> None:
    from allauth.mfa.models import Authenticator

    give_app(eva)
    Authenticator.objects.filter(user=eva, type="totp").delete()
    first_step(client, eva)

    assert client.get("/desk/")["Location"] == HUB


@pytest.mark.parametrize("path", ["/", "/claims/", "/method/", "/api/v1/claims/", "/healthz"])
def test_public_pages_stay_open_and_read_no_session(
    client: Client, eva: Person, required_of_editors: None, path: str
) -> None:
    first_step(client, eva)
    answer = client.get(path)

    assert answer.status_code == 200
    assert "Cookie" not in answer.get("Vary", "")


def test_elsewhere_nobody_is_asked_who_they_are() -> None:
    from ledger.middleware import SecondFactorMiddleware

    request = RequestFactory().get("/claims/")  # without a session: asking for it would fail

    assert SecondFactorMiddleware(lambda _request: None).process_view(request, None, [], {}) is None  # type: ignore[arg-type, return-value]


def test_they_can_leave(client: Client, eva: Person, required_of_editors: None) -> None:
    first_step(client, eva)

    assert client.post("/accounts/logout/")["Location"] == "/"
