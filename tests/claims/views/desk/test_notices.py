"""What somebody is told on the site, and the choice of it."""

from claims.actions.assessments import request_assessment
from claims.actions.claims import assign_claim
from claims.actions.comments import add_comment
from claims.actions.notices import tell
from claims.choices import NoticeKind
from claims.models import Claim, Notice, NoticeChoice
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, form_of, page_of, text_of

NOTICES = "/desk/notices/"


def chosen(page: str) -> dict[str, str]:
    """What the table of choices would send back."""
    return {name: "on" for name in form_of(page) if name.endswith(("-on_site", "-by_email"))}


def newest() -> Notice:
    return Notice.objects.latest("pk")


def told_of(newsroom: Newsroom, claim: Claim, times: int) -> None:
    for _ in range(times):
        tell(people=[newsroom.ada], kind=NoticeKind.ASSIGNED, claim=claim, by=newsroom.eva)


def test_a_notice_says_who_did_what_and_leads_there(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    comment = add_comment(claim=claim, by=newsroom.ben, text="@ada, who sold it?")
    page = ada_desk.opens(NOTICES)
    assert "Ben mentions you in a comment" in text_of(page)
    assert claim.statement in page
    assert "@ada, who sold it?" in page
    answer = ada_desk.client.get(f"{NOTICES}{newest().pk}/")
    assert answer.headers["Location"] == f"{page_of(claim)}#comment-{comment.pk}"
    assert f'id="comment-{comment.pk}"' in ada_desk.opens(page_of(claim))


def test_opening_a_notice_marks_it_as_read(newsroom: Newsroom, ada_desk: Desk) -> None:
    told_of(newsroom, newsroom.draft(), 2)
    assert "Notices 2 unread" in " ".join(ada_desk_nav(ada_desk.opens("/desk/")))
    ada_desk.client.get(f"{NOTICES}{newest().pk}/")
    assert Notice.objects.of(newsroom.ada).unread().count() == 1


def ada_desk_nav(page: str) -> list[str]:
    nav = page.split('aria-label="Desk"')[1].split("</nav>")[0]
    return text_of(nav).split("  ")


def test_one_is_marked_as_read_and_then_all(newsroom: Newsroom, ada_desk: Desk) -> None:
    told_of(newsroom, newsroom.draft(), 3)
    page = ada_desk.sends(f"{NOTICES}read/", {"only": newest().pk})
    assert "Notices 2 unread" in " ".join(ada_desk_nav(page))
    page = ada_desk.sends(f"{NOTICES}read/", {"upto": newest().pk})
    assert "unread" not in " ".join(ada_desk_nav(page))


def test_what_came_after_the_page_was_opened_stays_unread(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    told_of(newsroom, claim, 1)
    upto = form_of(ada_desk.opens(NOTICES))["upto"][0]
    told_of(newsroom, claim, 1)
    ada_desk.sends(f"{NOTICES}read/", {"upto": upto})
    assert list(Notice.objects.of(newsroom.ada).unread()) == [newest()]


def test_nobody_reads_or_marks_what_others_are_told(newsroom: Newsroom, ben_desk: Desk) -> None:
    told_of(newsroom, newsroom.draft(), 1)
    assert "Nothing yet" in text_of(ben_desk.opens(NOTICES))
    ben_desk.opens(f"{NOTICES}{newest().pk}/", 404)
    ben_desk.sends(f"{NOTICES}read/", {"only": newest().pk})
    assert newest().read_at is None


def test_a_long_list_has_pages(newsroom: Newsroom, ada_desk: Desk) -> None:
    told_of(newsroom, newsroom.draft(), 35)
    page = ada_desk.opens(NOTICES)
    assert page.count('class="work-title"') == 30
    before = page.split("?before=")[1].split('"')[0]
    assert ada_desk.opens(f"{NOTICES}?before={before}").count('class="work-title"') == 5
    ada_desk.opens(f"{NOTICES}?before=nonsense")


def test_a_comment_is_not_quoted_to_whoever_assesses_blind_by_now(newsroom: Newsroom, ben_desk: Desk) -> None:
    claim = newsroom.ready()
    add_comment(claim=claim, by=newsroom.eva, text="@ben, it is true.")
    assert "it is true." in ben_desk.opens(NOTICES)
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    assert "it is true." not in ben_desk.opens(NOTICES)


def test_each_kind_can_be_turned_off(newsroom: Newsroom, ada_desk: Desk) -> None:
    path = f"{NOTICES}choices/"
    fields = chosen(ada_desk.opens(path))
    assert set(fields) == {
        f"{kind}-{way}"
        for kind in NoticeKind
        if kind not in (NoticeKind.SUBMITTED, NoticeKind.HELD, NoticeKind.LETTER)
        for way in ("on_site", "by_email")
    }
    del fields["assigned-on_site"], fields["assigned-by_email"], fields["commented-by_email"]
    ada_desk.sends(path, fields)
    claim = newsroom.draft()
    assign_claim(claim=claim, by=newsroom.eva, assignee=newsroom.ada)
    assert not Notice.objects.of(newsroom.ada).exists()
    add_comment(claim=claim, by=newsroom.ben, text="Look.")
    assert (newest().on_site, newest().by_email) == (True, False)
    assert set(chosen(ada_desk.opens(path))) == set(fields)
    assert NoticeChoice.objects.count() == 2  # what nobody touched stays as it comes


def test_an_editor_chooses_about_submissions_and_holds_too(newsroom: Newsroom, eva_desk: Desk) -> None:
    assert {"submitted-on_site", "held-by_email"} <= set(form_of(eva_desk.opens(f"{NOTICES}choices/")))
