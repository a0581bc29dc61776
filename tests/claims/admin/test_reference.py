"""Topics, claimants, outlets and verdict schemes in the admin."""

import pytest
from django.urls import reverse

from claims.choices import Event
from claims.history import event_model
from claims.models import Claimant, Entry, Outlet, Topic, VerdictScheme
from tests.cast import Newsroom
from tests.claims.admin.conftest import SignIn, said, sent_back

NEW = {
    Topic: {"label": "Mills", "slug": "mills"},
    Claimant: {"name": "The miller", "slug": "miller", "kind": "person"},
    Outlet: {"name": "Hill Gazette", "slug": "hill-gazette", "kind": "newspaper"},
}


@pytest.mark.parametrize("model", NEW, ids=lambda model: model.__name__)
def test_a_shared_record_is_added_and_changed_through_its_actions(
    newsroom: Newsroom, signed_in: SignIn, model: type[Topic | Claimant | Outlet]
) -> None:
    client = signed_in(newsroom.eva)
    name = model._meta.model_name
    add = reverse(f"admin:claims_{name}_add")
    assert client.post(add, sent_back(client.get(add), **NEW[model])).status_code == 302
    row = model.objects.get(slug=NEW[model]["slug"])
    change = reverse(f"admin:claims_{name}_change", args=[row.pk])
    field = "label" if model is Topic else "name"
    assert client.post(change, sent_back(client.get(change), **{field: "Renamed"})).status_code == 302
    row.refresh_from_db()
    assert str(row) == "Renamed"
    people = [event.pgh_context["person"] for event in event_model(model).objects.filter(pgh_obj_id=row.pk)]
    assert people == [newsroom.eva.pk] * 2


def test_a_slug_that_is_taken_is_said_beside_the_field(newsroom: Newsroom, signed_in: SignIn) -> None:
    page = signed_in(newsroom.eva).post(
        reverse("admin:claims_topic_add"), {"label": "Again", "slug": "property"}
    )
    assert "slug" in page.context["adminform"].form.errors


VERDICTS = {
    "name": "Desk verdicts",
    "verdicts-TOTAL_FORMS": 1,
    "verdicts-INITIAL_FORMS": 0,
    "verdicts-0-order": "1",
    "verdicts-0-code": "true",
    "verdicts-0-label": "True",
    "verdicts-0-definition": "It holds.",
    "verdicts-0-rating": "5",
}
ADD_SCHEME = "/admin/claims/verdictscheme/add/"


def test_an_administrator_adds_the_next_version_of_a_scheme(newsroom: Newsroom, signed_in: SignIn) -> None:
    assert signed_in(newsroom.ines).post(ADD_SCHEME, VERDICTS).status_code == 302
    scheme = VerdictScheme.objects.get(name="Desk verdicts", version=2)
    assert scheme.verdicts.get().label == "True"


def test_a_scheme_needs_verdicts_whose_values_hold(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    empty = {"name": "Desk verdicts", "verdicts-TOTAL_FORMS": 0, "verdicts-INITIAL_FORMS": 0}
    assert "A scheme needs at least one verdict." in said(client.post(ADD_SCHEME, empty))
    assert client.post(ADD_SCHEME, {**VERDICTS, "verdicts-0-rating": "9"}).status_code == 200
    twice = {key.replace("-0-", "-1-"): value for key, value in VERDICTS.items() if "-0-" in key}
    assert client.post(ADD_SCHEME, {**VERDICTS, **twice, "verdicts-TOTAL_FORMS": 2}).status_code == 200
    assert VerdictScheme.objects.count() == 1


def test_editors_add_no_scheme_and_publish_none(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.eva)
    assert client.post(ADD_SCHEME, VERDICTS).status_code == 403
    scheme = VerdictScheme.objects.get()
    assert client.post(reverse("admin:claims_verdictscheme_publish", args=[scheme.pk])).status_code == 403


def test_a_scheme_is_published_through_the_log(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.ines)
    client.post(ADD_SCHEME, VERDICTS)
    scheme = VerdictScheme.objects.get(version=2)
    publish = reverse("admin:claims_verdictscheme_publish", args=[scheme.pk])
    change = reverse("admin:claims_verdictscheme_change", args=[scheme.pk])
    assert publish in said(client.get(change))
    assert client.get(publish).status_code == 200
    assert client.post(publish, {"note": "Fewer verdicts."}).status_code == 302
    entry = Entry.objects.filter(event=Event.SCHEME_CHANGED).latest("index")
    assert (entry.note, entry.published_by) == ("Fewer verdicts.", newsroom.ines)
    assert publish not in said(client.get(change))


def test_a_scheme_and_its_verdicts_are_never_edited(newsroom: Newsroom, signed_in: SignIn) -> None:
    scheme = VerdictScheme.objects.get()
    client = signed_in(newsroom.ines)
    change = reverse("admin:claims_verdictscheme_change", args=[scheme.pk])
    assert "It holds" not in said(client.get(change))
    assert "The evidence shows that the claim is accurate." in said(client.get(change))
    assert client.post(change, VERDICTS).status_code == 403
