"""Merging drafts and entries, undoing it, and who is refused what on the way."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import needs, workflow
from claims.actions import merging
from claims.actions.assessments import request_assessment
from claims.actions.claims import change_claim
from claims.actions.door import hold_claim, retract_claim
from claims.actions.editions import rebuild_editions
from claims.actions.fairness import declare_conflict
from claims.actions.merging import (
    merge_claim,
    merge_draft,
    request_merge,
    request_unmerge,
    unmerge_claim,
    unmerge_draft,
)
from claims.actions.parts import add_part, change_part
from claims.actions.reference import add_topic
from claims.actions.review import (
    decline_request,
    request_retraction,
    return_claim,
    start_revision,
    submit_claim,
)
from claims.choices import NoticeKind, Publication, Status
from claims.merging import INTO_IN_REVIEW, fates_of, merge_in_force
from claims.models import Claim, Edition, Entry, Evidence, Figure, Merge, Notice, Submission, Topic
from claims.records import Json, content_of, parse
from claims.unmerging import BACK_IN_REVIEW, back_of
from claims.workflow import Refused
from claims.working_copy import WorkingCopy
from tests.cast import Newsroom, make_person, seen

OTHER = "For two million euros the mill changed hands in 2018."
WHY = "Both are about the one sale in 2018."


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def content(claim: Claim) -> Json:
    return content_of(WorkingCopy.of(fresh(claim)))


def public(claim: Claim) -> Json:
    """What readers have of a claim."""
    newest = Entry.objects.filter(claim=claim).order_by("-version")[0]
    said: Json = parse(newest.record_body.body or b"")["content"]
    return said


def merged(newsroom: Newsroom, claim: Claim, into: Claim) -> Entry:
    """Ada asks, Eva merges."""
    asked = request_merge(claim=claim, into=into, by=newsroom.ada, note=WHY)
    return merge_claim(submission=asked, by=newsroom.eva)


def unmerged(newsroom: Newsroom, claim: Claim, note: str = "They are two sales.") -> Entry:
    return unmerge_claim(
        submission=request_unmerge(claim=claim, by=newsroom.ada, note=note), by=newsroom.egon
    )


@pytest.fixture
def pair(newsroom: Newsroom) -> tuple[Claim, Claim]:
    """Two entries that say the same; the first has a topic and a figure more."""
    extra = add_topic(by=newsroom.ada, slug="mills", label="Mills")
    claim = newsroom.published(topics=[newsroom.topic, extra])
    return claim, newsroom.published(OTHER, parts={})


# ── Drafts ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_merged_into_another_draft(newsroom: Newsroom) -> None:
    claim, into = newsroom.ready(), newsroom.draft(OTHER, quote="", parts={})
    merge = merge_draft(claim=claim, into=into, by=newsroom.ben, why=WHY)
    assert fresh(claim).status == Status.MERGED
    assert (merge.merged_by, merge.why, merge.closed_at) == (newsroom.ben, WHY, None)
    assert fresh(into).quote == claim.quote
    assert Evidence.objects.filter(claim=into).count() == Figure.objects.filter(claim=into).count() == 1


def test_the_claim_that_goes_keeps_all_that_it_has(newsroom: Newsroom) -> None:
    claim, into = newsroom.ready(), newsroom.draft(OTHER, parts={})
    before = content(claim)
    merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
    assert content(claim) == before


def test_an_entry_is_opened_for_what_goes_over_to_it(newsroom: Newsroom) -> None:
    into = newsroom.published(OTHER, parts={})
    merge_draft(claim=newsroom.draft(), into=into, by=newsroom.ada, why=WHY)
    assert (fresh(into).status, fresh(into).publication) == (Status.DRAFT, Publication.LIVE)
    assert public(into)["figures"] == []


def test_an_entry_that_lacks_nothing_stays_verified(newsroom: Newsroom) -> None:
    into = newsroom.published(OTHER)
    merge_draft(claim=newsroom.draft(), into=into, by=newsroom.ada, why=WHY)
    assert fresh(into).status == Status.VERIFIED


def test_a_merge_of_a_draft_is_undone(newsroom: Newsroom) -> None:
    claim, into = newsroom.ready(), newsroom.draft(OTHER, quote="", claimant=None, parts={}, topics=[])
    before = content(claim), content(into)
    merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
    assert content(into) != before[1]
    unmerge_draft(claim=claim, by=newsroom.ben)
    assert fresh(claim).status == Status.DRAFT
    assert (content(claim), content(into)) == before
    assert Merge.objects.get().closed_at is not None


def test_an_undo_closes_the_revision_that_the_merge_opened(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.published(OTHER, parts={})
    before = content(into)
    merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
    unmerge_draft(claim=claim, by=newsroom.ben)
    assert (fresh(into).status, content(into)) == (Status.VERIFIED, before)


def test_an_undo_closes_no_revision_that_somebody_works_on(newsroom: Newsroom) -> None:
    """Neither one that was open before the merge, nor one that holds something else by now."""
    for begun_before in (True, False):
        claim, into = newsroom.draft(), newsroom.published(OTHER, parts={})
        if begun_before:
            start_revision(claim=into, by=newsroom.ada)
        merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
        if not begun_before:
            newsroom.assess(into, rationale="Counted again.")
        unmerge_draft(claim=claim, by=newsroom.ben)
        assert fresh(into).status == Status.DRAFT
        assert fresh(claim).status == Status.DRAFT
        assert not merge_in_force(claim)


def test_an_undo_leaves_what_somebody_changed(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.draft(OTHER, quote="")
    merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
    change_claim(claim=into, by=newsroom.ben, quote="Two millions they got")
    back = unmerge_draft(claim=claim, by=newsroom.ada)
    assert back.left == ["Exact words: They got two million for the mill"]
    assert fresh(into).quote == "Two millions they got"


def test_an_undo_opens_nothing_where_nothing_comes_back(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.published(OTHER)
    merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
    unmerge_draft(claim=claim, by=newsroom.ada)
    assert fresh(into).status == Status.VERIFIED


def test_an_undone_merge_may_be_made_again(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.draft(OTHER, parts={})
    for _again in range(2):
        merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
        unmerge_draft(claim=claim, by=newsroom.ada)
    assert Merge.objects.filter(claim=claim).count() == 2


# ── Refusals ────────────────────────────────────────────────────────────────────────────────────────


def refuses(sentence: str, action: Any, **kwargs: Any) -> None:
    with pytest.raises(Refused) as refused:
        action(**kwargs)
    assert sentence in refused.value.sentences


def test_somebody_who_does_not_write_is_refused(newsroom: Newsroom) -> None:
    sentence = workflow.NOT_ROLE.format(roles="analyst or editor", own="administrator")
    refuses(
        sentence, merge_draft, claim=newsroom.draft(), into=newsroom.draft(OTHER), by=newsroom.ines, why=WHY
    )


def test_a_merge_says_why(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.draft(OTHER)
    refuses(merging.NO_WHY, merge_draft, claim=claim, into=into, by=newsroom.ada, why="  ")


def test_no_claim_is_merged_into_itself(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    refuses(needs.NOT_INTO_ITSELF, merge_draft, claim=claim, into=claim, by=newsroom.ada, why=WHY)


def test_an_entry_is_not_merged_like_a_draft(newsroom: Newsroom, pair: tuple[Claim, Claim]) -> None:
    claim, into = pair
    start_revision(claim=claim, by=newsroom.ada)
    sentence = workflow.WRONG_PUBLICATION.format(publication="Live", needed="Not published")
    refuses(sentence, merge_draft, claim=claim, into=into, by=newsroom.ada, why=WHY)


def test_nothing_is_merged_into_a_merged_draft(newsroom: Newsroom) -> None:
    claim, into, third = newsroom.draft(), newsroom.draft(OTHER), newsroom.draft("The mill was sold for two.")
    merge_draft(claim=into, into=third, by=newsroom.ada, why=WHY)
    refuses(needs.INTO_GONE, merge_draft, claim=claim, into=into, by=newsroom.ada, why=WHY)


def test_a_claim_that_others_lead_to_is_not_merged(newsroom: Newsroom) -> None:
    claim, into, third = newsroom.draft(), newsroom.draft(OTHER), newsroom.draft("The mill was sold for two.")
    merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
    refuses(
        needs.LEADS_HERE.format(numbers="a draft"),
        merge_draft, claim=into, into=third, by=newsroom.ada, why=WHY,
    )  # fmt: skip


def test_an_entry_is_not_merged_into_a_draft(newsroom: Newsroom) -> None:
    claim, into = newsroom.published(), newsroom.draft(OTHER)
    sentence = needs.INTO_UNREADABLE.format(publication="Not published")
    refuses(sentence, request_merge, claim=claim, into=into, by=newsroom.ada, note=WHY)


def test_a_claim_in_review_is_not_changed_by_a_merge(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.submitted(OTHER, parts={}).claim
    refuses(INTO_IN_REVIEW, merge_draft, claim=claim, into=into, by=newsroom.ada, why=WHY)
    assert fresh(into).status == Status.IN_REVIEW


def test_a_claim_in_review_that_lacks_nothing_may_be_merged_into(newsroom: Newsroom) -> None:
    merge_draft(claim=newsroom.draft(), into=newsroom.submitted(OTHER).claim, by=newsroom.ada, why=WHY)


def test_an_undo_waits_for_a_review(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.ready(OTHER, parts={})
    merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
    submission = submit_claim(claim=into, by=newsroom.ada)
    refuses(BACK_IN_REVIEW, unmerge_draft, claim=claim, by=newsroom.ada)
    return_claim(submission=submission, by=newsroom.eva, comment="Not yet.", seen_digest=seen(into))
    unmerge_draft(claim=claim, by=newsroom.ada)


def test_what_is_merged_is_what_was_looked_at(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.draft(OTHER, parts={})
    looked_at = fates_of(claim, into).digest
    add_part(claim=claim, kind="figures", by=newsroom.ben, role="area", low=1, high=1, unit="ha")
    refuses(
        merging.TABLE_CHANGED,
        merge_draft, claim=claim, into=into, by=newsroom.ada, why=WHY, seen=looked_at,
    )  # fmt: skip
    merge = merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY, seen=fates_of(claim, into).digest)
    looked_at = back_of(merge).digest
    for figure in Figure.objects.filter(claim=into):
        change_part(part=figure, by=newsroom.ben, approximate=True)
    refuses(merging.TABLE_CHANGED, unmerge_draft, claim=claim, by=newsroom.ada, seen=looked_at)


def test_nobody_blind_to_one_of_the_two_merges_them(newsroom: Newsroom) -> None:
    claim, into = newsroom.draft(), newsroom.ready(OTHER)
    request_assessment(claim=into, analyst=newsroom.ben, by=newsroom.eva)
    refuses(merging.BLIND, merge_draft, claim=claim, into=into, by=newsroom.ben, why=WHY)
    merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
    refuses(merging.BLIND, unmerge_draft, claim=claim, by=newsroom.ben)


def test_a_draft_that_waits_for_a_second_assessment_is_not_merged(newsroom: Newsroom) -> None:
    claim = newsroom.ready()
    request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    sentence = merging.SECOND_AWAITED.format(analyst=newsroom.ben)
    refuses(sentence, merge_draft, claim=claim, into=newsroom.draft(OTHER), by=newsroom.ada, why=WHY)


def test_what_is_not_merged_is_not_undone(newsroom: Newsroom) -> None:
    refuses(merging.NOT_MERGED, unmerge_draft, claim=newsroom.draft(), by=newsroom.ada)


# ── Entries ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_is_merged_by_an_editor_who_did_not_ask(
    newsroom: Newsroom, pair: tuple[Claim, Claim]
) -> None:
    claim, into = pair
    entry = merged(newsroom, claim, into)
    record = parse(entry.record_body.body or b"")
    assert (entry.event, entry.publication, entry.version) == ("merged", "merged", 2)
    assert (record["merged_into"], record["content"]) == (into.number, content(claim))
    assert (fresh(claim).publication, fresh(claim).status) == (Publication.MERGED, Status.VERIFIED)
    assert Edition.objects.get(entry=entry).merged_into == into.number
    assert entry.note == WHY


def test_nobody_decides_on_a_merge_that_they_asked_for(newsroom: Newsroom, pair: tuple[Claim, Claim]) -> None:
    claim, into = pair
    asked = request_merge(claim=claim, into=into, by=newsroom.eva, note=WHY)
    refuses(needs.SUBMITTED_BY_YOU, merge_claim, submission=asked, by=newsroom.eva)
    assert merge_in_force(claim) is None


def test_what_goes_over_waits_for_another_editor(newsroom: Newsroom, pair: tuple[Claim, Claim]) -> None:
    claim, into = pair
    before = public(into)
    merged(newsroom, claim, into)
    assert public(into) == before
    assert [topic["slug"] for topic in content(into)["topics"]] == ["mills", "property"]
    note = "It takes up what No. 1 said."
    submission = submit_claim(claim=into, by=newsroom.ada, correction_class="update", note=note)
    with pytest.raises(Refused, match="You contributed to this version"):
        newsroom.publish(submission)


def test_an_editor_with_an_interest_in_the_other_claim_does_not_merge(
    newsroom: Newsroom, pair: tuple[Claim, Claim]
) -> None:
    claim, _into = pair
    weirs = add_topic(by=newsroom.ada, slug="weirs", label="Weirs")
    into = newsroom.published("The mill at the weir was sold.", topics=[weirs])
    declare_conflict(person=newsroom.eva, topic=weirs, reason="Owns one.", by=newsroom.eva)
    asked = request_merge(claim=claim, into=into, by=newsroom.ada, note=WHY)
    refuses(merging.CONFLICT_THERE.format(what=weirs), merge_claim, submission=asked, by=newsroom.eva)


def test_the_other_entry_must_still_be_readable_when_an_editor_decides(
    newsroom: Newsroom, pair: tuple[Claim, Claim]
) -> None:
    claim, into = pair
    asked = request_merge(claim=claim, into=into, by=newsroom.ada, note=WHY)
    hold_claim(claim=into, by=newsroom.egon, note="Disputed.")
    sentence = needs.INTO_UNREADABLE.format(publication="On hold")
    refuses(sentence, merge_claim, submission=asked, by=newsroom.eva)


def test_a_merge_may_be_declined(newsroom: Newsroom, pair: tuple[Claim, Claim]) -> None:
    claim, into = pair
    asked = request_merge(claim=claim, into=into, by=newsroom.ada, note=WHY)
    decline_request(submission=asked, by=newsroom.eva, comment="They are two sales.")
    assert (fresh(claim).publication, merge_in_force(claim)) == (Publication.LIVE, None)


def test_questions_that_a_merge_leaves_nothing_to_lapse(
    newsroom: Newsroom, pair: tuple[Claim, Claim]
) -> None:
    claim, into = pair
    request_retraction(claim=claim, by=newsroom.ben, note="Wrong mill.")
    merged(newsroom, claim, into)
    assert not Submission.objects.waiting().filter(claim=claim).exists()


def test_an_undone_merge_lets_both_entries_stand_as_they_stood(
    newsroom: Newsroom, pair: tuple[Claim, Claim]
) -> None:
    claim, into = pair
    before = public(claim), public(into), content(claim), content(into)
    merged(newsroom, claim, into)
    entry = unmerged(newsroom, claim)
    assert (entry.event, entry.publication) == ("unmerged", "live")
    assert (public(claim), public(into), content(claim), content(into)) == before
    assert Edition.objects.current().get(entry__claim=claim).merged_into is None


def test_a_corrected_entry_comes_back_as_corrected(newsroom: Newsroom, pair: tuple[Claim, Claim]) -> None:
    claim, into = pair
    newsroom.corrected(claim)
    merged(newsroom, claim, into)
    assert unmerged(newsroom, claim).publication == Publication.CORRECTED


def test_a_merge_outlives_the_retraction_of_the_other_entry(
    newsroom: Newsroom, pair: tuple[Claim, Claim]
) -> None:
    claim, into = pair
    merged(newsroom, claim, into)
    asked = request_retraction(claim=into, by=newsroom.ada, note="Wrong mill.")
    retract_claim(submission=asked, by=newsroom.egon)
    assert Edition.objects.current().get(entry__claim=claim).merged_into == into.number
    assert unmerged(newsroom, claim).publication == Publication.LIVE


def test_the_projection_is_rebuilt_with_its_merges(newsroom: Newsroom, pair: tuple[Claim, Claim]) -> None:
    merged(newsroom, *pair)
    assert rebuild_editions() == []
    Edition.objects.filter(merged_into__isnull=False).update(merged_into=None)
    assert [str(each) for each in rebuild_editions()] == [
        "edition of entry 3, merged_into: found None, the log says 2"
    ]


def test_the_authors_of_both_claims_are_told(newsroom: Newsroom) -> None:
    zoe = make_person("Zoe", "analyst")  # type: ignore[arg-type]
    claim, into = newsroom.draft(), newsroom.draft(OTHER, by=zoe)
    merge_draft(claim=claim, into=into, by=newsroom.ben, why=WHY)
    told = Notice.objects.filter(kind=NoticeKind.MERGED).values_list("person__name", flat=True)
    assert sorted(told) == ["Ada", "Zoe"]


def test_of_a_merged_entry_its_authors_are_told_once(newsroom: Newsroom, pair: tuple[Claim, Claim]) -> None:
    Notice.objects.all().delete()
    merged(newsroom, *pair)
    assert list(Notice.objects.filter(person=newsroom.ada).values_list("kind", flat=True)) == ["merged"]


# ── Whatever they hold ──────────────────────────────────────────────────────────────────────────────

WORDS = st.sampled_from(["", "They got two million", "It was sold", "Nobody bought it"])
DAYS = st.sampled_from(["", "2018", "2018-10"])
FIGURES = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["price", "area"]),
            "low": st.sampled_from([1, 2]),
            "high": st.just(2),
            "unit": st.just("EUR"),
            "approximate": st.booleans(),
        }
    ),
    max_size=3,
)
APPEARANCES = st.lists(
    st.fixed_dictionaries({"date": DAYS, "place": st.sampled_from(["Town hall", "Market"])}), max_size=2
)
REPLIES = st.lists(
    st.fixed_dictionaries(
        {
            "asked_of": st.just("The mayor"),
            "asked_on": st.sampled_from(["2018", "2019"]),
            "how": st.just("By phone"),
        }
    ),
    max_size=2,
)
CLAIMS = st.fixed_dictionaries(
    {
        "quote": WORDS,
        "first_claimed": DAYS,
        "language": st.sampled_from(["en", "it"]),
        "claimed": st.booleans(),
        "about_living_person": st.booleans(),
        "topics": st.sets(st.sampled_from(["property", "mills"])),
        "cites": st.lists(
            st.tuples(st.sampled_from([0, 1]), st.sampled_from(["supports", "refutes"])), max_size=3
        ),
        "figures": FIGURES,
        "appearances": APPEARANCES,
        "replies": REPLIES,
    }
)


def made_of(newsroom: Newsroom, statement: str, drawn: dict[str, Any]) -> Claim:
    sources = [newsroom.source("Register"), newsroom.source("Deed")]
    cited = [
        {"source": sources[which], "stance": stance, "credibility": "2"} for which, stance in drawn["cites"]
    ]
    return newsroom.draft(
        statement,
        quote=drawn["quote"],
        first_claimed=drawn["first_claimed"],
        language=drawn["language"],
        claimant=newsroom.claimant if drawn["claimed"] else None,
        about_living_person=drawn["about_living_person"],
        topics=list(Topic.objects.filter(slug__in=drawn["topics"])),
        parts={
            "evidence": cited,
            **{kind: drawn[kind] for kind in ("figures", "appearances", "replies")},
        },
    )


def made_public(newsroom: Newsroom, claim: Claim) -> None:
    """Published by Eva with whatever it holds."""
    change_claim(claim=claim, by=newsroom.ada, about_living_person=False)
    minutes = newsroom.source("Minutes")
    add_part(
        claim=claim, kind="evidence", by=newsroom.ada, source=minutes, stance="supports", credibility="2"
    )
    newsroom.assess(claim, confidence="low")
    newsroom.publish(submit_claim(claim=claim, by=newsroom.ada))


@given(one=CLAIMS, other=CLAIMS, kind=st.sampled_from(["two drafts", "a draft into an entry", "two entries"]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_merge_is_undone_without_a_trace(
    newsroom: Newsroom, one: dict[str, Any], other: dict[str, Any], kind: str
) -> None:
    if not Topic.objects.filter(slug="mills").exists():
        add_topic(by=newsroom.ada, slug="mills", label="Mills")
    claim, into = made_of(newsroom, "The mill was sold.", one), made_of(newsroom, OTHER, other)
    entries = {"two drafts": [], "a draft into an entry": [into], "two entries": [claim, into]}[kind]
    for entry in entries:
        made_public(newsroom, entry)
    flags = fresh(claim).about_living_person, fresh(into).about_living_person, fresh(into).status
    before = content(claim), content(into), [public(entry) for entry in entries]
    if claim in entries:
        merged(newsroom, claim, into)
        unmerged(newsroom, claim)
    else:
        merge_draft(claim=claim, into=into, by=newsroom.ada, why=WHY)
        unmerge_draft(claim=claim, by=newsroom.ben)
    assert (content(claim), content(into), [public(entry) for entry in entries]) == before
    assert (fresh(claim).about_living_person, fresh(into).about_living_person, fresh(into).status) == flags
