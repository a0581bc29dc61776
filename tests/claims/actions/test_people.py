"""Inviting people, giving them roles, and handing on the work of somebody who leaves."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from claims.actions import people
from claims.actions.claims import assign_claim
from claims.actions.people import (
    change_roles,
    create_administrator,
    deactivate_person,
    invitation_link,
    invite_person,
    reactivate_person,
)
from claims.choices import Role
from claims.models import Claim, Person
from claims.workflow import Refused
from tests.cast import PASSWORD, Newsroom, make_person

NEW_PASSWORD = "another long password"


def choose_password(client: Client, link: str, site: str) -> None:
    form = client.get(link.removeprefix(site), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


def sign_in(client: Client, email: str, password: str = PASSWORD) -> bool:
    client.post("/accounts/login/", {"login": email, "password": password})
    return "_auth_user_id" in client.session


# ── Invitations ─────────────────────────────────────────────────────────────────────────────────────


def test_an_invitation_leads_to_a_password_and_in(
    ines: Person,
    client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invite_person(by=ines, email="Nora@Example.org", name=" Nora ", roles=[Role.ANALYST])
    message = mail.outbox[0]
    assert message.to == ["nora@example.org"]
    assert "Dear Nora," in message.body
    link = re.search(rf"{re.escape(settings.SITE_URL)}\S+", str(message.body))
    assert link is not None
    choose_password(client, link[0], settings.SITE_URL)
    client.logout()
    assert sign_in(client, "nora@example.org", NEW_PASSWORD)


def test_the_link_works_once(ines: Person, client: Client) -> None:
    nora = invite_person(by=ines, email="nora@example.org", name="Nora", roles=[Role.ANALYST])
    link = invitation_link(nora)
    choose_password(client, link, settings.SITE_URL)
    before = Person.objects.get(pk=nora.pk).password
    choose_password(Client(), link, settings.SITE_URL)
    assert Person.objects.get(pk=nora.pk).password == before


def test_nobody_comes_in_before_choosing_a_password(ines: Person, client: Client) -> None:
    nora = invite_person(by=ines, email="nora@example.org", name="Nora", roles=[Role.ANALYST])
    assert not nora.has_usable_password()
    assert not sign_in(client, "nora@example.org", "")


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [
        ("nobody", "Nora", "email"),
        ("ines@example.org", "Nora", "email"),
        ("INES@example.org", "Nora", "email"),
        ("nora@example.org", " ", "name"),
    ],
)
def test_bad_values_are_named_by_field(ines: Person, email: str, name: str, field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        invite_person(by=ines, email=email, name=name, roles=[Role.ANALYST])
    assert set(refusal.value.message_dict) == {field}
    assert mail.outbox == []


def test_an_unknown_role_makes_nobody(ines: Person) -> None:
    with pytest.raises(Refused) as refusal:
        invite_person(by=ines, email="nora@example.org", name="Nora", roles=["emperor"])
    assert refusal.value.sentences == (people.UNKNOWN_ROLE.format(role="emperor"),)
    assert not Person.objects.filter(email="nora@example.org").exists()


@pytest.mark.parametrize("who", ["ada", "eva"])
def test_people_are_the_administrators(newsroom: Newsroom, who: str) -> None:
    by = getattr(newsroom, who)
    for attempt in (
        lambda: invite_person(by=by, email="nora@example.org", name="Nora", roles=[]),
        lambda: change_roles(person=by, by=by, roles=[Role.ADMINISTRATOR]),
        lambda: deactivate_person(person=newsroom.ben, by=by),
        lambda: reactivate_person(person=newsroom.ben, by=by),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.sentences == (people.ADMINISTRATORS_ONLY,)


def test_the_first_administrator_comes_from_the_shell(database: None) -> None:
    person = create_administrator(email="first@example.org", name="First")
    assert person.roles == {Role.ADMINISTRATOR}
    assert person.is_staff
    assert not person.is_superuser


# ── Roles ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("roles", "staff"), [([Role.ANALYST], False), ([Role.ANALYST, Role.EDITOR], True), ([], False)]
)
def test_roles_are_exactly_those_named(newsroom: Newsroom, roles: list[Role], staff: bool) -> None:
    person = change_roles(person=newsroom.egon, by=newsroom.ines, roles=roles)
    assert person.roles == Person.objects.get(pk=person.pk).roles == set(roles)
    assert person.is_staff is staff


def test_the_last_administrator_stays_one(newsroom: Newsroom) -> None:
    ines = newsroom.ines
    sentence = people.LAST_ADMINISTRATOR.format(name="Ines")
    for attempt in (
        lambda: change_roles(person=ines, by=ines, roles=[Role.EDITOR]),
        lambda: deactivate_person(person=ines, by=ines),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.sentences == (sentence,)
    make_person("Iris", Role.ADMINISTRATOR)
    assert change_roles(person=ines, by=ines, roles=[Role.EDITOR]).roles == {Role.EDITOR}


# ── Leaving ─────────────────────────────────────────────────────────────────────────────────────────


def test_open_work_is_handed_on(newsroom: Newsroom) -> None:
    logged = newsroom.draft("A claim that Ada logged.")
    handed = newsroom.draft("A claim that Ben logged.", by=newsroom.ben)
    assign_claim(claim=handed, by=newsroom.ben, assignee=newsroom.ada)
    elsewhere = newsroom.draft("A claim that Ada handed to Egon.")
    assign_claim(claim=elsewhere, by=newsroom.ada, assignee=newsroom.egon)
    done = newsroom.published("A claim that is done.")
    assert deactivate_person(person=newsroom.ada, by=newsroom.ines, successor=newsroom.ben) == 2
    assignees = {claim.pk: claim.assignee for claim in Claim.objects.all()}
    assert assignees == {
        logged.pk: newsroom.ben,
        handed.pk: newsroom.ben,
        elsewhere.pk: newsroom.egon,
        done.pk: None,
    }
    assert Claim.objects.get(pk=logged.pk).logged_by == newsroom.ada


def test_open_work_needs_a_successor(newsroom: Newsroom) -> None:
    newsroom.draft()
    with pytest.raises(Refused) as refusal:
        deactivate_person(person=newsroom.ada, by=newsroom.ines)
    assert refusal.value.sentences == (people.NO_SUCCESSOR.format(name="Ada", count=1),)
    assert Person.objects.get(pk=newsroom.ada.pk).is_active


@pytest.mark.parametrize("who", ["ines", "ada"])
def test_a_successor_is_somebody_else_who_writes(newsroom: Newsroom, who: str) -> None:
    newsroom.draft()
    successor = getattr(newsroom, who)
    with pytest.raises(Refused) as refusal:
        deactivate_person(person=newsroom.ada, by=newsroom.ines, successor=successor)
    assert refusal.value.sentences == (people.SUCCESSOR_LEFT.format(name=successor),)


def test_who_is_not_there_any_more_takes_nothing_over(newsroom: Newsroom) -> None:
    newsroom.draft()
    deactivate_person(person=newsroom.ben, by=newsroom.ines)
    with pytest.raises(Refused, match="Ben cannot take over work"):
        deactivate_person(person=newsroom.ada, by=newsroom.ines, successor=newsroom.ben)


def test_who_left_is_out_with_the_next_request(newsroom: Newsroom, client: Client) -> None:
    assert sign_in(client, "egon@example.org")
    assert client.get("/admin/").status_code == 200
    deactivate_person(person=newsroom.egon, by=newsroom.ines)
    assert client.get("/admin/").status_code == 302
    assert not sign_in(Client(), "egon@example.org")


def test_who_left_decides_nothing(newsroom: Newsroom) -> None:
    submission = newsroom.submitted()
    deactivate_person(person=newsroom.eva, by=newsroom.ines)
    with pytest.raises(Refused, match="This account is closed; somebody else has to do this"):
        newsroom.publish(submission)


def test_who_comes_back_is_who_they_were(newsroom: Newsroom, client: Client) -> None:
    deactivate_person(person=newsroom.egon, by=newsroom.ines)
    assert reactivate_person(person=newsroom.egon, by=newsroom.ines).roles == {Role.EDITOR}
    assert sign_in(client, "egon@example.org")
