"""Editing sources in the admin, with what they relay and what rests on them."""

from django.urls import reverse

from claims.actions.sources import change_source
from claims.history import event_model
from claims.models import Contribution, Evidence, Source
from tests.cast import Newsroom
from tests.claims.admin.conftest import SignIn, said, sent_back


def address(source: Source) -> str:
    return reverse("admin:claims_source_change", args=[source.pk])


def test_a_source_is_added_with_what_it_relays(newsroom: Newsroom, signed_in: SignIn) -> None:
    wire = newsroom.source("Wire report")
    client = signed_in(newsroom.eva)
    add = reverse("admin:claims_source_add")
    sent = sent_back(
        client.get(add), kind="news_report", title="Paper report", url="example.org/report", relays=[wire.pk]
    )
    assert client.post(add, sent).status_code == 302
    paper = Source.objects.get(title="Paper report")
    assert list(paper.relays.all()) == [wire]
    assert paper.url == "https://example.org/report"


def test_a_change_names_the_editor_and_counts_as_a_hand_in_each_claim(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.ready()
    source = Evidence.objects.get(claim=claim).source
    client = signed_in(newsroom.eva)
    page = client.get(address(source))
    assert "what rests on it: 1 claim." in said(page)
    assert claim.statement in said(page)
    assert client.post(address(source), sent_back(page, reliability="B")).status_code == 302
    source.refresh_from_db()
    assert source.reliability == "B"
    assert (
        event_model(Source).objects.filter(pgh_obj_id=source.pk).latest("pgh_id").pgh_context["person"]
        == newsroom.eva.pk
    )
    assert Contribution.objects.filter(claim=claim, person=newsroom.eva, what="source update").exists()


def test_a_claim_that_cites_a_relaying_source_rests_on_the_original_too(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.ready()
    wire = newsroom.source("Wire report")
    change_source(source=Evidence.objects.get(claim=claim).source, by=newsroom.ada, relays=[wire])
    assert claim.statement in said(signed_in(newsroom.eva).get(address(wire)))


def test_a_cycle_is_refused_on_the_form_and_what_was_typed_stays(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    wire, paper = newsroom.source("Wire report"), newsroom.source("Paper report")
    change_source(source=paper, by=newsroom.ada, relays=[wire])
    client = signed_in(newsroom.eva)
    page = client.post(
        address(wire), sent_back(client.get(address(wire)), relays=[paper.pk], authors="Typed and kept")
    )
    assert page.status_code == 200
    assert "A source cannot relay itself" in str(page.context["adminform"].form.non_field_errors())
    assert "Typed and kept" in said(page)
    wire.refresh_from_db()
    assert wire.authors == ""
    assert not wire.relays.exists()


def test_relays_are_taken_away(newsroom: Newsroom, signed_in: SignIn) -> None:
    wire, paper = newsroom.source("Wire report"), newsroom.source("Paper report")
    change_source(source=paper, by=newsroom.ada, relays=[wire])
    client = signed_in(newsroom.eva)
    client.post(address(paper), {**sent_back(client.get(address(paper))), "relays": []})
    assert not paper.relays.exists()


def test_an_unknown_choice_is_said_beside_the_field(newsroom: Newsroom, signed_in: SignIn) -> None:
    source = newsroom.source()
    client = signed_in(newsroom.eva)
    page = client.post(
        address(source),
        sent_back(client.get(address(source)), reliability="Z", published="soon", outlet="999999"),
    )
    assert set(page.context["adminform"].form.errors) == {"reliability", "published", "outlet"}


def test_an_administrator_reads_sources_and_changes_none(newsroom: Newsroom, signed_in: SignIn) -> None:
    source = newsroom.source()
    client = signed_in(newsroom.ines)
    assert client.get(address(source)).status_code == 200
    assert client.post(address(source), {"title": "Else"}).status_code == 403
