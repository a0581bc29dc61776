"""The published method: which version stands, what changed since, and each version at its own address."""

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from claims import method
from claims.actions.door import ADMINISTRATORS_PUBLISH, NO_METHOD_NOTE, publish_method, publish_scheme
from claims.actions.editions import rebuild_editions
from claims.actions.reference import add_scheme
from claims.models import Entry, RecordBody
from claims.views.public.method_versions import TABLES
from claims.workflow import Refused
from tests.cast import Newsroom
from tests.claims.views.public.pages import words_of


def test_the_page_says_which_version_stands_and_where_the_software_differs(
    client: Client, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "No version of the method has been published yet" in words_of(client.get("/method/"))
    entry = publish_method(by=newsroom.ines, note="The first.")
    said = words_of(client.get("/method/"))
    day = entry.published_at
    assert f"Version 2 stands, since {day.day} {day:%B %Y}" in said
    assert "The software has changed" not in said
    monkeypatch.setattr(method, "EXACT_UP_TO", 7)
    newsroom.published()  # the page is kept by the log's state and the release
    page = client.get("/method/")
    assert "The software has changed since version 2 was published" in words_of(page)
    assert '<li><a href="#origins">How origins are counted</a></li>' in page.content.decode()
    assert publish_method(by=newsroom.ines, note="Counted otherwise.").version == 3
    assert "The software has changed" not in words_of(client.get("/method/"))
    assert "Version 3" in words_of(client.get("/method/v2/"))  # which does not stand any more


def test_every_version_is_shown_and_its_bytes_are_those_that_were_hashed(
    client: Client, newsroom: Newsroom
) -> None:
    publish_method(by=newsroom.ines, note="The first.")
    for entry in Entry.objects.filter(number=None):
        bytes_of = client.get(f"/method/v{entry.version}.json")
        assert hashlib.sha256(bytes_of.content).hexdigest() == entry.record_digest
        assert bytes_of["ETag"] == f'"{entry.record_digest}"'
        assert client.head(f"/method/v{entry.version}.json").status_code == 200
        said = words_of(client.get(f"/method/v{entry.version}/"))
        assert f"Method, version {entry.version}" in said
        assert entry.record_digest in said
        assert "The evidence settles it neither way." in said
    assert "Asks an editor to publish the working copy." in words_of(client.get("/method/v2/"))
    assert "This version published a verdict scheme." in words_of(client.get("/method/v1/"))
    history = words_of(client.get("/method/history/"))
    assert history.index("Version 2 Method changed") < history.index("Version 1 Verdict scheme published")
    assert "The first." in history
    for missing in ("/method/v3/", "/method/v3.json", "/method/v0.json", f"/method/v{'9' * 30}/"):
        assert client.get(missing).status_code == 404
    assert set(method.tables()) == set(TABLES)
    assert rebuild_editions() == []


def test_a_scheme_published_later_is_what_differs(client: Client, newsroom: Newsroom) -> None:
    publish_method(by=newsroom.ines, note="The first.")
    rows = [{"code": "true", "label": "True", "definition": "It is so.", "rating": 5, "order": 1}]
    publish_scheme(scheme=add_scheme(by=newsroom.ines, name="Desk verdicts", verdicts=rows), by=newsroom.ines)
    page = client.get("/method/").content.decode()
    assert '<li><a href="#verdicts">Verdicts</a></li>' in page
    assert "Method, version 3" in words_of(client.get("/method/v3/"))


def test_a_redacted_method_says_so(client: Client, newsroom: Newsroom) -> None:
    entry = publish_method(by=newsroom.ines, note="The first.")
    with pytest.raises(DatabaseError), transaction.atomic():
        RecordBody.objects.filter(entry=entry).update(body=None)
    assert client.get("/method/v2.json").status_code == 200


def test_an_administrator_publishes_with_a_note_and_only_what_differs(newsroom: Newsroom) -> None:
    with pytest.raises(Refused, match=ADMINISTRATORS_PUBLISH):
        publish_method(by=newsroom.eva, note="Mine.")
    with pytest.raises(Refused, match=NO_METHOD_NOTE):
        publish_method(by=newsroom.ines, note=" ")
    said = StringIO()
    call_command("publish_method", "INES@example.org", "--note", "The first.", stdout=said)
    assert said.getvalue() == "Published version 2 of the method as entry 1.\n"
    for email, words in (
        ("ines@example.org", "Nothing differs from the method that stands published"),
        ("eva@example.org", ADMINISTRATORS_PUBLISH),
        ("nobody@example.org", "Nobody here has the address"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("publish_method", email, "--note", "Again.")
    assert Entry.objects.count() == 2


def test_the_admin_asks_before_it_publishes(newsroom: Newsroom) -> None:
    def signed_in(person: object) -> Client:
        client = Client()
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
        return client

    assert signed_in(newsroom.eva).get("/admin/method/").status_code == 403
    assert signed_in(newsroom.eva).post("/admin/method/", {"note": "Mine."}).status_code == 403
    ines = signed_in(newsroom.ines)
    assert "/admin/method/" in ines.get("/admin/").content.decode()
    assert "No method is published yet" in words_of(ines.get("/admin/method/"))
    assert ines.post("/admin/method/", {"note": ""}).status_code == 200
    assert ines.post("/admin/method/", {"note": "The first."}).status_code == 302
    assert Entry.objects.get(event="method_changed").note == "The first."
    again = ines.post("/admin/method/", {"note": "Again."})
    assert "Nothing differs from the method that stands published (version 2)." in words_of(again)
