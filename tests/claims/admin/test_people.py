"""People in the admin: administrators invite, give roles and close accounts."""

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from claims.choices import Role
from claims.models import Claim, Person
from tests.cast import Newsroom, make_person
from tests.claims.admin.conftest import SignIn, said

ADD = "/admin/claims/person/add/"


def page_of(name: str, person: Person) -> str:
    return reverse(f"admin:claims_person_{name}", args=[person.pk])


def test_an_invitation_opens_an_account_and_mails_the_link(
    newsroom: Newsroom, signed_in: SignIn, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sent = {"name": "Nora", "email": "Nora@example.org", "roles": ["analyst", "editor"]}
        assert signed_in(newsroom.ines).post(ADD, sent).status_code == 302
    nora = Person.objects.get(email="nora@example.org")
    assert nora.roles == {Role.ANALYST, Role.EDITOR}
    assert nora.is_staff
    assert not nora.has_usable_password()
    assert mail.outbox[0].to == ["nora@example.org"]


def test_bad_invitations_are_said_beside_the_field(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    taken = client.post(ADD, {"name": "Ada again", "email": "ada@example.org", "roles": ["analyst"]})
    assert set(taken.context["adminform"].form.errors) == {"email"}
    wrong = client.post(ADD, {"name": "", "email": "nobody", "roles": ["emperor"]})
    assert set(wrong.context["adminform"].form.errors) == {"name", "email", "roles"}
    none = client.post(ADD, {"name": "Nora", "email": "nora@example.org"})
    assert set(none.context["adminform"].form.errors) == {"roles"}


def test_an_address_taken_in_another_spelling_is_refused(newsroom: Newsroom, signed_in: SignIn) -> None:
    page = signed_in(newsroom.ines).post(
        ADD, {"name": "Ada again", "email": "ADA@Example.org", "roles": ["analyst"]}
    )
    assert page.status_code == 200
    assert page.context["adminform"].form.errors


def test_roles_are_changed_and_nothing_else(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    address = page_of("change", newsroom.ben)
    sent = {
        "roles": ["editor"],
        "name": "Someone else",
        "email": "x@example.org",
        "is_superuser": "on",
        "password": "x",
    }
    assert client.post(address, sent).status_code == 302
    ben = Person.objects.get(pk=newsroom.ben.pk)
    assert ben.roles == {Role.EDITOR}
    assert (ben.name, ben.email, ben.is_superuser, ben.is_staff) == ("Ben", "ben@example.org", False, True)


def test_the_last_administrator_stays_one(newsroom: Newsroom, signed_in: SignIn) -> None:
    page = signed_in(newsroom.ines).post(page_of("change", newsroom.ines), {"roles": ["analyst"]})
    assert "Ines is the last administrator." in said(page)
    assert Person.objects.get(pk=newsroom.ines.pk).is_administrator


def test_no_password_and_no_superuser_field_is_shown(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    for address in (ADD, page_of("change", newsroom.ben)):
        fields = set(client.get(address).context["adminform"].form.fields)
        assert fields <= {"name", "email", "roles"}


def test_closing_an_account_asks_who_takes_over(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.draft()
    client = signed_in(newsroom.ines)
    address = page_of("deactivate", newsroom.ada)
    assert "1 open claim is theirs" in said(client.get(address))
    assert "Choose who takes them over." in said(client.post(address, {"successor": ""}))
    assert client.post(address, {"successor": newsroom.ben.pk}).status_code == 302
    assert not Person.objects.get(pk=newsroom.ada.pk).is_active
    assert Claim.objects.get(pk=claim.pk).assignee == newsroom.ben


def test_work_goes_to_no_one_who_cannot_write(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.draft()
    page = signed_in(newsroom.ines).post(page_of("deactivate", newsroom.ada), {"successor": newsroom.ines.pk})
    assert page.context["form"].errors["successor"]
    assert Person.objects.get(pk=newsroom.ada.pk).is_active


def test_an_account_is_opened_again(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    client.post(page_of("deactivate", newsroom.ben), {"successor": ""})
    assert client.post(page_of("change", newsroom.ben), {"roles": ["editor"]}).status_code == 403
    assert client.post(page_of("reactivate", newsroom.ben), {}).status_code == 302
    assert Person.objects.get(pk=newsroom.ben.pk).is_active


def test_the_invitation_is_sent_again_on_post_only(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    client.get(page_of("invitation", newsroom.ben))
    assert mail.outbox == []
    client.post(page_of("invitation", newsroom.ben), {})
    assert mail.outbox[0].to == ["ben@example.org"]


@pytest.mark.parametrize("name", ["invitation", "deactivate", "reactivate"])
def test_only_administrators_manage_people(newsroom: Newsroom, signed_in: SignIn, name: str) -> None:
    sue = make_person("Sue", is_superuser=True, is_staff=True)
    for person in (newsroom.eva, sue):
        client = signed_in(person)
        assert client.post(page_of(name, newsroom.ben), {}).status_code == 403
        assert client.post(page_of("change", newsroom.ben), {"roles": ["administrator"]}).status_code == 403
        assert (
            client.post(ADD, {"name": "N", "email": "n@example.org", "roles": ["editor"]}).status_code == 403
        )


def test_editors_see_who_is_who(newsroom: Newsroom, signed_in: SignIn) -> None:
    page = said(signed_in(newsroom.eva).get("/admin/claims/person/"))
    assert "ben@example.org" in page
    assert "Analyst" in page


def test_who_gave_and_took_which_role_stays_in_the_history(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    client.post(page_of("change", newsroom.ben), {"roles": ["editor"]})
    page = client.get(page_of("history", newsroom.ben))
    changes = [
        (change.label, change.fields[0].old, change.fields[0].new)
        for step in page.context["page"].steps
        for change in step.changes
        if change.person == "Ines" and change.label.startswith("Role")
    ]
    assert sorted(changes) == [("Role added", "", "Editor"), ("Role removed", "Analyst", "")]
    assert "Role removed" in said(page)
    italian = client.get(f"/it{page_of('history', newsroom.ben)}")
    fields = {
        (field.label, field.old or field.new)
        for step in italian.context["page"].steps
        for change in step.changes
        if change.label.startswith("Ruolo")
        for field in change.fields
    }
    assert fields == {("ruolo", "Analista"), ("ruolo", "Caporedattore")}
