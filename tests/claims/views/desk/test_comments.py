"""Talking about a claim at the desk."""

import pytest
from django.test import Client

from claims.actions.assessments import request_assessment
from claims.actions.comments import EMPTY, add_comment
from claims.models import Claim, Comment
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, form_of, page_of, text_of
from tests.claims.views.public.test_two_worlds import addresses

__all__ = ["addresses"]

SECRET = "Zwirbelfink"


def test_a_comment_stands_on_the_page_of_the_claim(
    newsroom: Newsroom, ada_desk: Desk, ben_desk: Desk
) -> None:
    claim = newsroom.draft()
    page = ben_desk.sends(page_of(claim, "comments"), {"text": "Who sold it?\n@ada knows."})
    assert "Ben" in text_of(page)
    shown = ada_desk.opens(page_of(claim))
    assert 'Who sold it?\n<span class="handle">@ada</span> knows.' in shown


def test_what_somebody_writes_is_text(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    page = ada_desk.sends(page_of(claim, "comments"), {"text": "<script>alert(1)</script> & <b>so</b>"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;so&lt;/b&gt;" in page


def test_the_box_leads_back_to_the_page_that_it_stood_on(newsroom: Newsroom, eva_desk: Desk) -> None:
    claim = newsroom.submitted().claim
    answer = eva_desk.client.post(page_of(claim, "comments"), {"text": "Good.", "back": "/admin/review/7/"})
    assert answer.headers["Location"] == "/admin/review/7/#comments"


@pytest.mark.parametrize(
    "back", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:x", ""]
)
def test_it_leads_nowhere_else(newsroom: Newsroom, ada_desk: Desk, back: str) -> None:
    claim = newsroom.draft()
    answer = ada_desk.client.post(page_of(claim, "comments"), {"text": "Good.", "back": back})
    assert answer.headers["Location"] == f"{page_of(claim)}#comments"


def test_a_handle_of_nobody_is_refused_and_nothing_typed_is_lost(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    typed = {"text": "Ask @nobody.", "back": "/admin/review/7/"}
    page = ada_desk.sends(page_of(claim, "comments"), typed, 200)
    assert "Nobody at the desk has the handle @nobody." in text_of(page)
    assert form_of(page)["text"] == ["Ask @nobody."]
    assert form_of(page)["back"] == ["/admin/review/7/"]
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_said_is_refused(newsroom: Newsroom, ada_desk: Desk, text: str) -> None:
    page = ada_desk.sends(page_of(newsroom.draft(), "comments"), {"text": text}, 200)
    assert EMPTY in text_of(page)


def test_too_long_a_comment_is_refused(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = ada_desk.sends(page_of(newsroom.draft(), "comments"), {"text": "a" * 4001}, 200)
    assert "at most 4000 characters" in text_of(page)


def test_everybodys_handle_stands_beside_the_box(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = text_of(ada_desk.opens(page_of(newsroom.draft())))
    for handle in ("@ada Ada", "@ben Ben", "@egon Egon", "@eva Eva"):
        assert handle in page
    assert "@ines" not in page


def test_earlier_comments_are_a_page_away(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    for place in range(25):
        add_comment(claim=claim, by=newsroom.ben, text=f"Comment {place}.")
    page = ada_desk.opens(page_of(claim))
    assert "Comment 4." not in page
    before = page.split("/comments/?before=")[1].split('"')[0]
    earlier = ada_desk.opens(f"{page_of(claim, 'comments')}?before={before}")
    assert "Comment 0." in earlier
    assert "Comment 5." not in earlier
    ada_desk.opens(f"{page_of(claim, 'comments')}?before=nonsense")


def test_whoever_assesses_blind_reads_and_writes_none(newsroom: Newsroom, ben_desk: Desk) -> None:
    claim = newsroom.ready()
    add_comment(claim=claim, by=newsroom.eva, text=f"{SECRET}: it is true.")
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    for path in (page_of(claim), page_of(claim, "comments"), page_of(claim, "history"), "/desk/notices/"):
        assert SECRET not in ben_desk.opens(path)
    page = ben_desk.sends(page_of(claim, "comments"), {"text": "And I?"}, 200)
    assert Comment.objects.count() == 1
    assert SECRET not in page
    assert "until it is in, you see no comments and write none" in text_of(page)


def test_no_public_page_holds_a_comment(newsroom: Newsroom, addresses: list[str], client: Client) -> None:
    for claim in Claim.objects.in_public():
        add_comment(claim=claim, by=newsroom.ada, text=f"{SECRET}, @eva?")
    assert Comment.objects.count() == 2
    client.force_login(newsroom.ada, "allauth.account.auth_backends.AuthenticationBackend")
    for address in addresses:
        assert SECRET.encode() not in client.get(address, follow=True).getvalue(), address
