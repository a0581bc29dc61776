"""What somebody typed and did not save: kept, filled in again, and gone once it is saved."""

from typing import Any

import pytest
from django.test import Client

from claims.actions.claims import change_claim
from claims.actions.desk import MOST_KEPT, TOO_LONG, keep_input
from claims.actions.parts import add_part
from claims.models import Claim, KeptInput
from claims.views.desk.keeping import NO_FORM
from claims.views.desk.stale import FILLED_IN
from tests.browsers import BACKEND
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, form_of, page_of, text_of

NEW = "/desk/claims/new/"
KEEP = "/desk/keep/"
RESTORED = "and had not saved it"


def keeps(desk: Desk, page: str, fields: dict[str, Any], status: int = 200) -> str:
    """What the page's script does a moment after somebody typed."""
    return desk.sends(KEEP, {**fields, "kept-page": page}, status)


@pytest.fixture
def half(newsroom: Newsroom, ada_desk: Desk) -> dict[str, Any]:
    """The page for a new claim as far as Ada came."""
    return form_of(ada_desk.opens(NEW)) | {
        "statement": "The tower",
        "topics": [str(newsroom.topic.pk)],
        "figures-0-role": "distance",
    }


def test_what_was_typed_is_filled_in_again(ada_desk: Desk, half: dict[str, Any]) -> None:
    assert keeps(ada_desk, NEW, half | {"csrfmiddlewaretoken": "x", "password": "y"}).startswith("Kept ")
    names = {name for name, _value in KeptInput.objects.get().fields}
    assert "statement" in names
    assert not names & {"csrfmiddlewaretoken", "password", "kept-page"}
    page = ada_desk.opens(NEW)
    assert RESTORED in text_of(page)
    assert 'class="error"' not in page  # nobody is told that half a claim is no claim
    sent = form_of(page)
    assert (sent["statement"], sent["topics"], sent["figures-0-role"]) == (
        ["The tower"],
        half["topics"],
        ["distance"],
    )


def test_more_rows_than_a_page_begins_with_come_back(ada_desk: Desk, half: dict[str, Any]) -> None:
    keeps(ada_desk, NEW, half | {"figures-TOTAL_FORMS": "4", "figures-3-role": "height"})
    assert form_of(ada_desk.opens(NEW))["figures-3-role"] == ["height"]


def test_the_choice_beside_a_look_alike_comes_back(
    newsroom: Newsroom, ada_desk: Desk, half: dict[str, Any]
) -> None:
    other = newsroom.draft("The ferry was sold in 2014 to a bank.")
    keeps(ada_desk, NEW, half | {f"match-{other.pk}": "related"})
    assert form_of(ada_desk.opens(NEW))[f"match-{other.pk}"] == ["related"]


def test_the_last_that_was_kept_counts(ada_desk: Desk, half: dict[str, Any]) -> None:
    for statement in ("The t", "The tower was moved"):
        keeps(ada_desk, NEW, half | {"statement": statement})
    assert form_of(ada_desk.opens(NEW))["statement"] == ["The tower was moved"]
    assert KeptInput.objects.count() == 1


def test_saving_lets_it_go(ada_desk: Desk, half: dict[str, Any]) -> None:
    keeps(ada_desk, NEW, half)
    ada_desk.sends(NEW, half | {"figures-0-role": ""}, 200)  # too short: not saved
    assert KeptInput.objects.exists()
    ada_desk.sends(NEW, half | {"statement": "The tower was moved in 1987.", "figures-0-role": ""})
    assert not KeptInput.objects.exists()
    assert RESTORED not in text_of(ada_desk.opens(NEW))


def test_it_can_be_forgotten(ada_desk: Desk, half: dict[str, Any]) -> None:
    keeps(ada_desk, NEW, half)
    page = ada_desk.sends(f"{KEEP}?back={NEW}", half | {"forget": NEW})
    assert RESTORED not in text_of(page)
    assert form_of(page)["statement"] == [""]


@pytest.mark.parametrize("back", ["https://elsewhere.example/desk/", "//elsewhere.example", "/admin/", ""])
def test_forgetting_leads_nowhere_else(newsroom: Newsroom, ada_desk: Desk, back: str) -> None:
    answer = ada_desk.client.post(f"{KEEP}?back={back}", {"forget": NEW})
    assert answer.headers["Location"] == "/desk/"


def test_nobody_else_finds_it(ada_desk: Desk, ben_desk: Desk, half: dict[str, Any]) -> None:
    keeps(ada_desk, NEW, half)
    assert RESTORED not in text_of(ben_desk.opens(NEW))


@pytest.mark.parametrize(
    "page",
    [
        "",
        "/claims/",
        "/desk/",
        "/desk/keep/",
        "/desk/nowhere/",
        "https://example.org/desk/",
        "/desk/" + "x" * 300,
        "/desk/claims/new/\0",
    ],
)
def test_only_forms_of_the_desk_are_kept(newsroom: Newsroom, ada_desk: Desk, page: str) -> None:
    assert keeps(ada_desk, page, {"statement": "x"}, 400) == NO_FORM
    assert not KeptInput.objects.exists()


def test_what_is_far_too_long_is_said_so(newsroom: Newsroom, ada_desk: Desk) -> None:
    assert keeps(ada_desk, NEW, {"quote": "x" * MOST_KEPT}, 400) == TOO_LONG


def test_null_characters_are_no_fault(newsroom: Newsroom, ada_desk: Desk) -> None:
    keeps(ada_desk, NEW, {"statement": "a\0b"})
    assert form_of(ada_desk.opens(NEW))["statement"] == ["ab"]


def test_somebody_who_signed_out_keeps_nothing(database: None) -> None:
    assert Desk(None).client.post(KEEP, {"kept-page": NEW}).status_code == 302
    assert not KeptInput.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_shown_beside_it(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    path = page_of(claim, "text")
    keeps(
        ada_desk,
        path,
        form_of(ada_desk.opens(path)) | {"statement": "The mill was sold for 5 million euros."},
    )
    change_claim(
        claim=claim, by=newsroom.ben, statement="The mill was sold for 9 million euros.", quote="Nine million"
    )
    page = ada_desk.opens(path)
    text = text_of(page)
    assert RESTORED in text
    assert "Somebody changed this after you opened the page." in text
    assert "Stands now The mill was sold for 9 million euros." in text
    assert "Yours The mill was sold for 5 million euros." in text
    # What she had not touched follows Ben; saving after having seen both is her choice.
    again = form_of(page)
    assert (again["statement"], again["quote"]) == (
        ["The mill was sold for 5 million euros."],
        ["Nine million"],
    )
    ada_desk.sends(path, again)
    claim.refresh_from_db()
    assert (claim.statement, claim.quote) == ("The mill was sold for 5 million euros.", "Nine million")


def test_an_assessment_comes_back_with_what_changed_under_it(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    path = page_of(claim, "assess")
    keeps(ada_desk, path, form_of(ada_desk.opens(path)) | {"rationale": "Half a thought"})
    page = ada_desk.opens(path)
    assert form_of(page)["rationale"] == ["Half a thought"]
    assert "The claim changed after you opened this page" not in text_of(page)
    add_part(
        claim=claim, kind="evidence", by=newsroom.ada, source=newsroom.source("Deed"), stance="refutes",
        credibility="2",
    )  # fmt: skip
    page = ada_desk.opens(path)
    assert "The claim changed after you opened this page" in text_of(page)
    assert form_of(page)["rationale"] == ["Half a thought"]


def test_a_comment_comes_back_wherever_its_box_stands(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    comments = page_of(claim, "comments")
    keeps(ada_desk, comments, {"text": "Half a thought", "back": page_of(claim)})
    for path in (page_of(claim), comments):
        page = ada_desk.opens(path)
        assert RESTORED in text_of(page)
        assert form_of(page)["text"] == ["Half a thought"]
        assert f'data-page="{comments}"' in page
    ada_desk.sends(comments, {"text": "A whole thought", "back": page_of(claim)})
    assert RESTORED not in text_of(ada_desk.opens(page_of(claim)))


def test_every_form_that_is_kept_fills_itself_in(newsroom: Newsroom, eva_desk: Desk) -> None:
    draft, ready = newsroom.draft(), newsroom.ready("The weir was closed in 2016 by the council.")
    public = newsroom.published("The ferry was sold in 2014 to a bank.")
    item = ready.evidence.get()
    source = item.source.pk
    figure, appearance = draft.figures.get().pk, draft.appearances.get().pk
    forms = {
        page_of(draft, "text"): "quote",
        page_of(draft, "hand-on"): "due_on",
        page_of(draft, "look-again"): "look_again_on",
        page_of(draft, "assess"): "missing",
        page_of(ready, "submit"): "message",
        page_of(ready, "second"): "reason",
        page_of(public, "retraction"): "note",
        page_of(draft, "figures/new"): "role",
        page_of(draft, "figures", str(figure)): "role",
        page_of(draft, "appearances/new"): "note",
        page_of(draft, "appearances", str(appearance)): "note",
        page_of(draft, "rates/new"): "base",
        page_of(draft, "evidence/source/new"): "title",
        page_of(draft, "evidence/new", str(source)): "note",
        page_of(ready, "evidence", str(item.pk)): "note",
        "/desk/sources/new/": "title",
        f"/desk/sources/{source}/": "title",
        f"/desk/sources/{source}/falls/": "reason",
    }
    for path, field in forms.items():
        typed = "2031-05-06" if field.endswith("_on") else "Half a thought"
        keeps(eva_desk, path, form_of(eva_desk.opens(path)) | {field: typed})
        page = eva_desk.opens(path)
        assert RESTORED in text_of(page), path
        assert 'data-keep="/desk/keep/"' in page, path
        assert 'class="error"' not in page, path
        assert form_of(page)[field] == [typed], path
    home = text_of(eva_desk.opens("/desk/"))
    assert "Typed and not saved" in home
    assert home.count("Kept ") == len(forms)


def test_the_home_lists_what_was_left_half_filled(
    newsroom: Newsroom, ada_desk: Desk, half: dict[str, Any]
) -> None:
    claim = newsroom.draft()
    keeps(ada_desk, NEW, half)
    keeps(ada_desk, page_of(claim, "text"), {"statement": "x"})
    keep_input(by=newsroom.ada, page="/desk/gone/", fields=[("a", "b")])  # an address of an earlier release
    page = ada_desk.opens("/desk/")
    assert f'href="{NEW}">Log a claim: The tower</a>' in page
    assert f"Text and topics: {claim.statement}" in text_of(page)
    assert "/desk/gone/" not in page


def test_what_waits_for_review_fills_nothing_in(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.ready()
    path = page_of(claim, "text")
    keeps(ada_desk, path, form_of(ada_desk.opens(path)) | {"quote": "Too late"})
    ada_desk.sends(page_of(claim, "submit"), form_of(ada_desk.opens(page_of(claim, "submit"))))
    assert "The working copy is “In review”" in text_of(ada_desk.opens(path, 409))


# ── Signed out, or signed in again, while a form is open ────────────────────────────────────────────

HERE = {"origin": "http://testserver"}


def test_a_form_sent_without_a_session_keeps_all_that_was_typed(database: None) -> None:
    sent = {"statement": 'The <tower> said "no".', "topics": ["1", "2"], "csrfmiddlewaretoken": "x"}
    answer = Client().post(NEW, sent)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "You are signed out" in text_of(page)
    held = form_of(page[page.index('id="typed"') :])
    assert held == {"statement": [sent["statement"]], "topics": ["1", "2"]}
    # A button alone holds nothing that could be lost.
    assert Client().post("/desk/claims/1/revise/").headers["Location"] == "/accounts/login/?next=/desk/"


def test_a_page_opened_before_signing_in_again_is_filled_in_and_not_saved(
    newsroom: Newsroom, half: dict[str, Any]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    # Signed out, without even the cookie: the words stay on the page.
    answer = strict.post(NEW, half, headers=HERE)
    assert "nothing that you typed is lost" in text_of(answer.content.decode())
    strict.force_login(newsroom.ada, BACKEND)
    # As they go on typing, it is kept again.
    kept = strict.post(KEEP, half | {"kept-page": NEW}, headers=HERE)
    assert (kept.status_code, kept.content[:5]) == (200, b"Kept ")
    # Sent, it comes back filled in, to be saved by whoever is signed in now.
    answer = strict.post(NEW, half | {"statement": "The tower was moved 12 metres."}, headers=HERE)
    assert (answer.status_code, answer.headers["Location"]) == (302, NEW)
    page = strict.get(NEW).content.decode()
    assert FILLED_IN in text_of(page)
    assert form_of(page)["statement"] == ["The tower was moved 12 metres."]
    assert not Claim.objects.exists()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_what_another_site_sends_is_neither_kept_nor_saved_nor_repeated(
    newsroom: Newsroom, half: dict[str, Any], origin: str | None
) -> None:
    strict = Client(enforce_csrf_checks=True)
    headers = {"origin": origin} if origin else {}
    for person in (None, newsroom.ada, newsroom.ines):
        if person:
            strict.force_login(person, BACKEND)
        for path in (NEW, KEEP):
            answer = strict.post(
                path, half | {"kept-page": NEW, "statement": "Forged words"}, headers=headers
            )
            assert answer.status_code == 403
            assert "Forged words" not in answer.content.decode()
    assert not KeptInput.objects.exists()
    assert not Claim.objects.exists()


def test_who_has_no_role_at_the_desk_keeps_nothing_there(newsroom: Newsroom, half: dict[str, Any]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(newsroom.ines, BACKEND)
    for path in (NEW, KEEP):
        assert strict.post(path, half | {"kept-page": NEW}, headers=HERE).status_code == 403
    assert not KeptInput.objects.exists()
