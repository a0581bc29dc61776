"""Editing claims in the admin: through the actions, or not at all."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.actions.review import start_revision, submit_claim
from claims.admin.claims import HAS_LEFT, WOULD_CONTRIBUTE, ClaimAdmin
from claims.history import event_model
from claims.models import Claim, Contribution
from tests.cast import Newsroom
from tests.claims.admin.conftest import SignIn, said, sent_back

LIST = "/admin/claims/claim/"


def address(claim: Claim) -> str:
    return reverse("admin:claims_claim_change", args=[claim.pk])


def listed(page: Any) -> list[str]:
    return [claim.statement for claim in page.context["cl"].result_list]


# ── The list ──


def test_the_list_shows_where_each_claim_stands(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.published()
    page = said(signed_in(newsroom.eva).get(LIST))
    for words in (
        "The mill was sold for 2 million euros in 2018.",
        "The mayor",
        "Verified",
        "Live",
        "True",
        "Ada",
    ):
        assert words in page


def test_claims_are_found_by_number_statement_quote_and_claimant(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.published()
    newsroom.draft("The bridge was closed in winter.", claimant=None, quote="")
    client = signed_in(newsroom.eva)
    for term in (str(claim.number), f"No. {claim.number}", "mill was sold", "they got two", "the mayor"):
        assert listed(client.get(LIST, {"q": term})) == [claim.statement], term


def test_claims_are_filtered(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    newsroom.draft("The bridge was closed in winter.", by=newsroom.ben, topics=[], language="it")
    client = signed_in(newsroom.eva)
    for query in (
        "status__exact=verified",
        "publication__exact=live",
        "topic=property",
        "language__exact=en",
        f"logged_by={newsroom.ada.pk}",
    ):
        assert listed(client.get(f"{LIST}?{query}")) == [claim.statement], query


def test_a_long_list_asks_few_questions(
    newsroom: Newsroom, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for place in range(12):
        newsroom.draft(f"The mill was sold {place} times.")
    client = signed_in(newsroom.eva)
    with django_assert_max_num_queries(8):
        assert len(listed(client.get(LIST))) == 12
    with django_assert_max_num_queries(8):
        assert len(listed(client.get(LIST, {"q": "mill was sold", "topic": "property"}))) == 12


def test_more_evidence_means_no_more_questions(
    newsroom: Newsroom, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    from claims.actions.parts import add_part

    claim = newsroom.ready()
    for place in range(6):
        source = newsroom.source(f"Source {place}", outlet=newsroom.outlet)
        add_part(claim=claim, kind="evidence", by=newsroom.ada, source=source, stance="supports")
    client = signed_in(newsroom.eva)
    with django_assert_max_num_queries(22):
        assert client.get(address(claim)).status_code == 200


def test_the_list_leads_on_and_back_and_keeps_filters_and_search(
    newsroom: Newsroom, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = [newsroom.draft(f"The mill was sold {n} times.").statement for n in range(5)][::-1]
    newsroom.draft("The bridge was closed in winter.", quote="")
    monkeypatch.setattr(ClaimAdmin, "list_per_page", 2)
    client = signed_in(newsroom.eva)
    first = client.get(f"{LIST}?q=mill&topic=property")
    assert listed(first) == claims[:2]
    assert first.context["cl"].back == ""
    second = client.get(LIST + first.context["cl"].onward)
    assert listed(second) == claims[2:4]
    last = client.get(LIST + second.context["cl"].onward)
    assert (listed(last), last.context["cl"].onward) == (claims[4:], "")
    assert listed(client.get(LIST + last.context["cl"].back)) == claims[2:4]
    assert listed(client.get(LIST + second.context["cl"].back)) == claims[:2]
    assert 'name="after"' not in said(second)  # another search starts from its first page
    for query in ("after=x", "before=99999999999999999999", "o=1.-2", "p=3"):
        assert len(listed(client.get(f"{LIST}?{query}"))) == 2, query


def test_nothing_counts_the_claims(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.draft()
    client = signed_in(newsroom.eva)
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    assert not [each for each in asked if "COUNT(" in each["sql"] and 'FROM "claims_claim"' in each["sql"]]


def test_words_are_found_in_any_form_and_by_their_beginning(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.draft("The mill was sold in 2018.", claimant=None, quote="")
    client = signed_in(newsroom.eva)
    for term in ("mills", "sol", '"was sold"', "THE MILL"):
        assert listed(client.get(LIST, {"q": term})) == [claim.statement], term
    assert listed(client.get(LIST, {"q": "bridges"})) == []


# ── Several at once ──


def chosen(*claims: Claim, **fields: Any) -> dict[str, Any]:
    return {"action": "hand_on", "_selected_action": [claim.pk for claim in claims], **fields}


def test_several_claims_are_handed_on_at_once(newsroom: Newsroom, signed_in: SignIn) -> None:
    one, other = newsroom.draft(), newsroom.submitted("The bridge was closed in winter.").claim
    client = signed_in(newsroom.eva)
    page = client.post(LIST, chosen(one, other))
    assert "2 claims go to somebody else." in said(page)
    sent = {"hand-on": "yes", "assignee": newsroom.ben.pk, "due_on": "2030-01-31"}
    answer = client.post(LIST, chosen(one, other, **sent), follow=True)
    assert "2 claims are handed to Ben." in said(answer)
    for claim in (one, other):
        claim.refresh_from_db()
        assert (claim.assignee, str(claim.due_on)) == (newsroom.ben, "2030-01-31")
    assert other.status == "in_review"


def test_what_is_wrong_hands_on_nothing(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.draft()
    page = signed_in(newsroom.eva).post(LIST, chosen(claim, **{"hand-on": "yes", "due_on": "soon"}))
    assert "Enter a valid date." in said(page)
    claim.refresh_from_db()
    assert claim.due_on is None


def test_no_action_on_several_claims_but_handing_on(newsroom: Newsroom, signed_in: SignIn) -> None:
    newsroom.draft()
    eva, ines = signed_in(newsroom.eva), signed_in(newsroom.ines)
    choices = eva.get(LIST).context["action_form"].fields["action"].choices
    assert [name for name, _label in choices if name] == ["hand_on"]
    assert ines.get(LIST).context["action_form"] is None


def test_an_administrator_hands_nothing_on(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.draft()
    signed_in(newsroom.ines).post(LIST, chosen(claim, **{"hand-on": "yes", "assignee": newsroom.ben.pk}))
    claim.refresh_from_db()
    assert claim.assignee is None


# ── The text ──


def test_an_edit_goes_through_the_action_and_names_the_editor(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.eva)
    sent = sent_back(client.get(address(claim)), statement="The mill was sold for two million euros in 2018.")
    assert client.post(address(claim), sent).status_code == 302
    claim.refresh_from_db()
    assert claim.statement == "The mill was sold for two million euros in 2018."
    event = event_model(Claim).objects.filter(pgh_obj_id=claim.pk).latest("pgh_id")
    assert event.pgh_context["person"] == newsroom.eva.pk
    assert event.pgh_context["why"] == "Changed the draft"


def test_the_editor_who_changes_a_draft_is_told_before_and_is_a_contributor_after(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.eva)
    page = client.get(address(claim))
    assert WOULD_CONTRIBUTE in said(page)
    client.post(address(claim), sent_back(page, quote="Two million for the mill"))
    assert Contribution.objects.filter(claim=claim, person=newsroom.eva).exists()
    assert "You contributed to this version (text)" in said(client.get(address(claim)))


def test_saving_without_a_change_makes_nobody_a_contributor(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.eva)
    assert client.post(address(claim), sent_back(client.get(address(claim)))).status_code == 302
    assert not Contribution.objects.filter(claim=claim, person=newsroom.eva).exists()


def test_topics_are_changed_with_the_text(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.eva)
    page = client.get(address(claim))
    sent = sent_back(page)
    assert sent["topics"] == [newsroom.topic.pk]
    client.post(address(claim), {**sent, "topics": []})
    assert not claim.topics.exists()


def test_a_claim_is_logged_in_the_admin(newsroom: Newsroom, signed_in: SignIn) -> None:
    client = signed_in(newsroom.eva)
    add = reverse("admin:claims_claim_add")
    sent = sent_back(
        client.get(add),
        statement="The bridge was closed in winter.",
        topics=[newsroom.topic.pk],
        **{
            "figures-TOTAL_FORMS": 1,
            "figures-0-role": "days closed",
            "figures-0-low": "40",
            "figures-0-high": "45",
            "figures-0-unit": "days",
        },
    )
    assert client.post(add, sent).status_code == 302
    claim = Claim.objects.get()
    assert claim.logged_by == newsroom.eva
    assert claim.topics.get() == newsroom.topic
    assert claim.figures.get().role == "days closed"


def test_bad_values_stand_beside_their_fields_and_nothing_is_written(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.eva)
    sent = sent_back(
        client.get(address(claim)), statement="Short", first_claimed="yesterday", quote="typed and kept"
    )
    page = client.post(address(claim), sent)
    errors = page.context["adminform"].form.errors
    assert set(errors) == {"statement", "first_claimed"}
    assert "typed and kept" in said(page)
    claim.refresh_from_db()
    assert claim.quote == "They got two million for the mill"


# ── The parts ──


def test_parts_are_added_changed_and_removed_by_actions(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.eva)
    other = newsroom.source("Deed of sale")
    figure = claim.figures.get()
    sent = sent_back(
        client.get(address(claim)),
        **{
            "figures-0-low": "1900000",
            "appearances-0-DELETE": "on",
            "evidence-TOTAL_FORMS": 2,
            "evidence-1-source": other.pk,
            "evidence-1-stance": "refutes",
        },
    )
    assert client.post(address(claim), sent).status_code == 302
    figure.refresh_from_db()
    assert (int(figure.low), figure.role) == (1_900_000, "price")
    assert not claim.appearances.exists()
    assert claim.evidence.filter(source=other, stance="refutes").exists()
    whats = set(Contribution.objects.filter(claim=claim, person=newsroom.eva).values_list("what", flat=True))
    assert whats == {"figure update", "appearance delete", "evidence insert"}


def test_everything_on_the_page_is_saved_or_nothing(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.eva)
    sent = sent_back(client.get(address(claim)), quote="Changed", **{"figures-0-low": "9000000"})
    page = client.post(address(claim), sent)
    assert page.status_code == 200
    claim.refresh_from_db()
    assert claim.quote == "They got two million for the mill"
    assert not Contribution.objects.filter(claim=claim, person=newsroom.eva).exists()


# ── What is not open to changes ──


def test_a_claim_in_review_is_read_only_with_the_sentence_why(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.submitted().claim
    page = signed_in(newsroom.eva).get(address(claim))
    assert "The working copy is “In review”; this needs it to be “Draft or Returned”." in said(page)
    assert "statement" not in page.context["adminform"].form.fields
    assert not any(inline.has_change_permission for inline in page.context["inline_admin_formsets"])


def test_a_claim_submitted_meanwhile_refuses_and_keeps_what_was_typed(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.eva)
    sent = sent_back(client.get(address(claim)), statement="The mill was sold for 3 million euros in 2018.")
    submit_claim(claim=claim, by=newsroom.ada)
    page = client.post(address(claim), sent)
    assert page.status_code == 200
    assert "this needs it to be “Draft or Returned”" in str(page.context["adminform"].form.non_field_errors())
    assert "The mill was sold for 3 million euros in 2018." in said(page)
    claim.refresh_from_db()
    assert claim.statement == "The mill was sold for 2 million euros in 2018."


def test_parts_sent_for_a_claim_in_review_change_nothing(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.eva)
    sent = sent_back(client.get(address(claim)), **{"figures-0-DELETE": "on"})
    submit_claim(claim=claim, by=newsroom.ada)
    client.post(address(claim), sent)
    del sent["statement"]
    client.post(address(claim), sent)
    assert claim.figures.exists()


def test_work_is_handed_on_in_any_status(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.submitted().claim
    client = signed_in(newsroom.eva)
    client.post(
        address(claim), sent_back(client.get(address(claim)), assignee=newsroom.ben.pk, due_on="2030-01-31")
    )
    claim.refresh_from_db()
    assert claim.assignee == newsroom.ben
    assert str(claim.due_on) == "2030-01-31"


def test_work_is_not_handed_to_somebody_who_left(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.draft()
    newsroom.ben.is_active = False
    newsroom.ben.save()
    client = signed_in(newsroom.eva)
    page = client.post(address(claim), sent_back(client.get(address(claim)), assignee=newsroom.ben.pk))
    assert page.context["adminform"].form.errors["assignee"] == [HAS_LEFT.format(name="Ben")]


def test_an_administrator_reads_claims_and_changes_none(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.ready()
    client = signed_in(newsroom.ines)
    assert client.get(address(claim)).status_code == 200
    assert client.post(address(claim), {"statement": "Something else entirely."}).status_code == 403


def test_a_published_claim_links_to_what_readers_see_and_to_the_hold(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.published()
    page = said(signed_in(newsroom.egon).get(address(claim)))
    assert reverse("admin:hold", args=[claim.pk]) in page
    assert f"/claims/{claim.number}/" in page


def test_a_revision_is_open_to_changes_again(newsroom: Newsroom, signed_in: SignIn) -> None:
    claim = newsroom.published()
    start_revision(claim=claim, by=newsroom.ada)
    page = signed_in(newsroom.egon).get(address(claim))
    assert "statement" in page.context["adminform"].form.fields
