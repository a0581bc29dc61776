"""Sign-in in the admin: administrators require second factors, see who has one, and remove a lost one."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from claims.actions.people import ADMINISTRATORS_ONLY, OWN_FACTOR, remove_second_factor
from claims.models import Person, SignInRule
from claims.workflow import Refused
from tests.cast import make_person
from tests.claims.admin.conftest import SignIn, said
from tests.ledger.second_steps import code_of, confirm, first_step, give_app, is_in, second_step

PAGE = "/admin/sign-in/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(ines: Person) -> Client:
    """Ines, signed in."""
    client = Client()
    first_step(client, ines)
    return client


def removal(person: Person) -> str:
    return reverse("admin:remove_second_factor", args=[person.pk])


def required() -> set[str]:
    return set(SignInRule.objects.filter(second_factor_required=True).values_list("role", flat=True))


def test_rules_are_turned_on_and_off_after_confirming(admin_client: Client) -> None:
    asked = admin_client.post(PAGE, {"roles": ["editor"]})
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert required() == set()
    confirm(admin_client)

    admin_client.post(PAGE, {"roles": ["editor", "analyst"]})
    assert required() == {"editor", "analyst"}

    admin_client.post(PAGE, {"roles": ["analyst"]})
    assert required() == {"analyst"}


def test_the_page_says_who_changed_which_rule(admin_client: Client) -> None:
    confirm(admin_client)
    admin_client.post(PAGE, {"roles": ["editor"]})

    page = said(admin_client.get(PAGE))

    assert "Editors: required a second factor" in page
    assert "Ines" in page


def test_what_is_no_role_is_refused(admin_client: Client) -> None:
    confirm(admin_client)

    assert "emperor is not one of the available choices" in said(
        admin_client.post(PAGE, {"roles": ["emperor"]})
    )
    assert required() == set()


def test_an_administrator_who_requires_it_of_themselves_sets_it_up_next(admin_client: Client) -> None:
    confirm(admin_client)
    admin_client.post(PAGE, {"roles": ["administrator"]})

    assert admin_client.get(PAGE)["Location"] == "/accounts/security/"


def test_administrators_see_who_has_a_second_factor(admin_client: Client, eva: Person, egon: Person) -> None:
    give_app(eva)
    confirm(admin_client)
    admin_client.post(PAGE, {"roles": ["editor"]})

    people = {each.person.name: each for each in admin_client.get(PAGE).context["people"]}

    assert (people["Eva"].kinds, people["Eva"].missing) == ("App", False)
    assert (people["Egon"].kinds, people["Egon"].missing) == ("", True)
    assert (people["Ines"].kinds, people["Ines"].missing) == ("", False)


def test_the_page_costs_the_same_for_many_people(
    admin_client: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        give_app(make_person(f"Editor{number}"))

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        admin_client.get(PAGE)


def test_a_lost_second_factor_is_removed_after_confirming(
    admin_client: Client, eva: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    secret = give_app(eva)
    elsewhere = Client()
    first_step(elsewhere, eva)
    second_step(elsewhere, code_of(secret))
    assert admin_client.post(removal(eva))["Location"].startswith("/accounts/reauthenticate/")
    confirm(admin_client)

    with django_capture_on_commit_callbacks(execute=True):
        assert admin_client.post(removal(eva))["Location"] == f"/admin/claims/person/{eva.pk}/change/"

    assert not Authenticator.objects.exists()
    assert elsewhere.get("/desk/").status_code == 302
    assert "was removed" in mail.outbox[0].subject
    assert mail.outbox[0].to == [eva.email]
    assert first_step(Client(), eva) == "/desk/"


def test_a_removal_stays_in_the_persons_history(eva: Person, ines: Person, signed_in: SignIn) -> None:
    give_app(eva)
    remove_second_factor(person=eva, by=ines)

    page = said(signed_in(ines).get(reverse("admin:claims_person_history", args=[eva.pk])))

    assert "Removed the lost second factor of Eva" in page
    assert "Ines" in page


def test_nobody_removes_their_own_here(ines: Person) -> None:
    give_app(ines)
    with pytest.raises(Refused) as refused:
        remove_second_factor(person=ines, by=ines)
    assert refused.value.sentences == (OWN_FACTOR,)


def test_only_administrators_remove_one(eva: Person, egon: Person) -> None:
    give_app(egon)
    with pytest.raises(Refused) as refused:
        remove_second_factor(person=egon, by=eva)
    assert refused.value.sentences == (ADMINISTRATORS_ONLY,)


def test_somebody_without_one_has_nothing_to_remove(admin_client: Client, eva: Person) -> None:
    confirm(admin_client)

    assert "Eva has no second factor." in said(admin_client.post(removal(eva)))


def test_the_link_stands_with_people_who_have_one(admin_client: Client, eva: Person, egon: Person) -> None:
    give_app(eva)

    assert removal(eva) in said(admin_client.get(reverse("admin:claims_person_change", args=[eva.pk])))
    assert removal(egon) not in said(admin_client.get(reverse("admin:claims_person_change", args=[egon.pk])))


def test_editors_and_superusers_see_nothing_of_it(eva: Person, signed_in: SignIn) -> None:
    sue = make_person("Sue", is_superuser=True, is_staff=True)
    for person in (eva, sue):
        client = signed_in(person)
        assert client.get(PAGE).status_code == 403
        assert client.get(removal(eva)).status_code == 403
        assert PAGE not in said(client.get("/admin/"))


def test_the_only_administrator_gets_back_in_from_the_shell(client: Client, ines: Person) -> None:
    give_app(ines)
    out = StringIO()
    call_command("remove_second_factor", "Ines@example.org", stdout=out)

    assert "Ines signs in by password alone now" in out.getvalue()
    first_step(client, ines)
    assert is_in(client)


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("nobody@example.org", "Nobody signs in as nobody@example.org."),
        ("ines@example.org", "Ines has no second factor."),
    ],
)
def test_the_shell_says_what_is_wrong(ines: Person, email: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("remove_second_factor", email)
