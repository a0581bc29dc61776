"""Redaction: published text is withdrawn for good, by an entry that says why, and everything else stands."""

from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from claims import records, redaction
from claims.actions.claims import change_claim
from claims.actions.comments import add_comment
from claims.actions.desk import keep_input
from claims.actions.door import hold_claim, reinstate_claim, release_claim, retract_claim
from claims.actions.editions import rebuild_editions
from claims.actions.merging import merge_claim, request_merge
from claims.actions.parts import add_part, change_part
from claims.actions.redacting import redact_claim, request_redaction
from claims.actions.reference import add_claimant, change_claimant
from claims.actions.review import (
    decline_request,
    request_reinstatement,
    request_retraction,
    start_revision,
    submit_claim,
)
from claims.actions.sources import change_source
from claims.choices import Event, Publication, Status
from claims.models import (
    Appearance,
    Claim,
    Claimant,
    Edition,
    Entry,
    Evidence,
    ExchangeRate,
    Figure,
    Outlet,
    RecordBody,
    ReplyRequest,
    Source,
    Subject,
    Submission,
)
from claims.needs import NO_NOTE, SUBMITTED_BY_YOU
from claims.row_history import event_model
from claims.workflow import Refused
from tests.cast import Newsroom

SECRET = "Zwirbelfink"
NOTE = "A court ordered that a name be withdrawn."


def record_of(claim: Claim, version: int) -> dict[str, Any] | None:
    body = RecordBody.objects.get(entry__claim=claim, entry__version=version).body
    return records.parse(body) if body is not None else None


def named(room: Newsroom) -> Claim:
    """Published with somebody's name in every text of its own and of what it refers to."""
    claimant = add_claimant(by=room.ada, slug="seller", name=f"{SECRET} senior", kind="person")
    claim = room.draft(
        f"{SECRET} sold the mill.", quote=f"{SECRET} did it", claimant=claimant,
        parts={"appearances": [{"date": "2018", "place": f"{SECRET}’s house", "outlet": room.outlet}]},
    )  # fmt: skip
    add_part(
        claim=claim, kind="evidence", by=room.ada, source=room.source(f"{SECRET} papers", authors=SECRET),
        stance="supports", credibility="2", quote=f"{SECRET}, signed", note=f"By {SECRET}.",
    )  # fmt: skip
    room.assess(claim, rationale=f"{SECRET} is in the register.", missing=f"{SECRET}’s word.")
    add_comment(claim=claim, by=room.ben, text=f"Is {SECRET} alive?")
    return room.publish(submit_claim(claim=claim, by=room.ada, message=f"About {SECRET}.")).claim  # type: ignore[return-value]


def cleaned(room: Newsroom, claim: Claim) -> Claim:
    """Ada takes the name out of the working copy and of what it refers to; readers have the entry still."""
    start_revision(claim=claim, by=room.ada)
    claim.refresh_from_db()
    item = Evidence.objects.select_related("source").get(claim=claim)
    change_part(part=item, by=room.ada, quote="Signed", note="")
    change_part(part=claim.appearances.get(), by=room.ada, place="A house")
    change_source(source=item.source, by=room.ada, title="Papers", authors="")
    assert claim.claimant is not None
    change_claimant(claimant=claim.claimant, by=room.ada, name="A seller")
    change_claim(claim=claim, by=room.ada, statement="Somebody sold the mill.", quote="It was sold")
    room.assess(claim, rationale="It is in the register.")
    keep_input(by=room.ben, page=f"/desk/claims/{claim.pk}/", fields=[("statement", SECRET)])
    return claim


def redact(room: Newsroom, claim: Claim, *versions: int, note: str = NOTE) -> Entry:
    asked = request_redaction(claim=claim, versions=versions, by=room.ada, note=note)
    return redact_claim(submission=asked, by=room.eva)


def holding(word: str) -> list[str]:
    """Every column of every table in which a word stands."""
    found = set()
    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in row._meta.concrete_fields:
                value = getattr(row, field.attname)
                text = (
                    bytes(value).decode(errors="replace")
                    if isinstance(value, memoryview | bytes)
                    else str(value)
                )
                if word.lower() in text.lower():
                    found.add(f"{model._meta.model_name}.{field.name}")
    return sorted(found)


def refuses(sentence: Any, act: Any) -> None:
    with pytest.raises(Refused) as refusal:
        act()
    assert refusal.value.sentences == (str(sentence),)


def test_where_all_goes_nothing_in_the_database_says_it_any_more(newsroom: Newsroom) -> None:
    claim = cleaned(newsroom, named(newsroom))
    before = Entry.objects.get(claim=claim)
    assert len(holding(SECRET)) > 12
    entry = redact(newsroom, claim, 1)
    assert holding(SECRET) == []
    claim.refresh_from_db()
    assert (claim.publication, claim.status, entry.version) == (Publication.REDACTED, Status.DRAFT, 2)
    record = record_of(claim, 2)
    assert record is not None
    assert record_of(claim, 1) is None
    said = {
        name: record[name]
        for name in ("event", "publication", "redacts", "content", "note", "waivers", "format")
    }
    assert said == {
        "event": "redacted", "publication": "redacted", "redacts": [1], "content": None, "note": NOTE,
        "waivers": [], "format": 3,
    }  # fmt: skip
    # The entry itself stands as it was, and so does the log.
    after = Entry.objects.get(pk=before.pk)
    for name in (
        "statement",
        "leaf_hash",
        "root_hash",
        "record_digest",
        "event",
        "publication",
        "published_at",
    ):
        assert getattr(after, name) == getattr(before, name)
    assert rebuild_editions() == []
    assert not Edition.objects.listed().exists()
    assert Edition.objects.get(version=1).search == ""
    assert Edition.objects.get(version=1).lexemes.search == ""
    assert Edition.objects.get(version=2).note == NOTE


def test_a_new_content_leads_out_of_it(newsroom: Newsroom) -> None:
    claim = cleaned(newsroom, named(newsroom))
    redact(newsroom, claim, 1)
    submission = submit_claim(
        claim=claim, by=newsroom.ada, correction_class="update", note="Without the name."
    )
    assert submission.asks == Event.UPDATED
    entry = newsroom.publish(submission)
    assert (entry.event, entry.publication, entry.version) == ("updated", "live", 3)
    assert [each.number for each in Edition.objects.listed()] == [entry.number]
    assert rebuild_editions() == []
    # And what stands now may be withdrawn in its turn, with the entry that withdrew the first.
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, rationale="It is in two registers.")
    redact(newsroom, claim, 2, 3, note="Once more.")
    last = record_of(claim, 4)
    assert last is not None
    assert last["redacts"] == [1, 2, 3]
    assert [record_of(claim, version) for version in (1, 2, 3)] == [None] * 3
    assert holding(NOTE) == []
    assert holding("Without the name") == []
    # A correction leads out, too, and is told of for ever.
    submission = submit_claim(claim=claim, by=newsroom.ada, correction_class="factual", note="Anew.")
    assert newsroom.publish(submission).publication == Publication.CORRECTED
    assert rebuild_editions() == []


def test_earlier_versions_go_and_readers_keep_what_stands(newsroom: Newsroom) -> None:
    claim = newsroom.published(f"The mill of {SECRET} was sold.")
    add_comment(claim=claim, by=newsroom.ben, text="A word of the desk’s own.")
    start_revision(claim=claim, by=newsroom.ada)
    change_claim(claim=claim, by=newsroom.ada, statement="The mill was sold.", topics=[])
    newsroom.publish(
        submit_claim(claim=claim, by=newsroom.ada, correction_class="factual", note=f"Not of {SECRET}.")
    )
    hold_claim(claim=claim, by=newsroom.egon, note="Once more.")
    submission = request_redaction(claim=claim, versions=[1], by=newsroom.ben, note=NOTE)
    entry = redact_claim(submission=submission, by=newsroom.eva)
    assert (entry.event, entry.publication) == ("redacted", "held")
    held, last = record_of(claim, 3), record_of(claim, 4)
    assert held is not None
    assert last is not None
    assert (last["content"], last["redacts"]) == (held["content"], [1])
    # The topic was told of by version 1 alone, the note of the correction is of a version that stays.
    assert [where for where in holding(SECRET) if not where.startswith("notice")] == [
        "edition.note", "entry.note", "recordbody.body", "submission.note",
    ]  # fmt: skip
    assert not Edition.objects.filter(topics__contains=["property"]).exists()
    assert claim.comments.get().text == "A word of the desk’s own."
    assert rebuild_editions() == []
    waiting = Submission.objects.waiting().get(claim=claim)
    assert release_claim(submission=waiting, by=newsroom.eva, note="Done.").publication == "corrected"


def test_what_stands_in_the_way(newsroom: Newsroom) -> None:
    claim = named(newsroom)
    ask = partial(request_redaction, claim=claim, by=newsroom.ada)
    refuses(redaction.CHOOSE_VERSIONS, partial(ask, versions=[], note=NOTE))
    refuses(
        redaction.NO_SUCH_VERSION.format(number=claim.number, version=7),
        partial(ask, versions=[7], note=NOTE),
    )
    refuses(redaction.STILL_SAID.format(version=1), partial(ask, versions=[1], note=NOTE))
    cleaned(newsroom, claim)
    refuses(NO_NOTE, partial(ask, versions=[1], note=" "))
    retract_claim(submission=request_retraction(claim=claim, by=newsroom.ada, note="Wrong."), by=newsroom.eva)
    refuses(redaction.SAME_ELSEWHERE.format(other=2, version=1), partial(ask, versions=[1], note=NOTE))
    asked = ask(versions=[2, 1, 1], note=NOTE)
    assert asked.redacts == [1, 2]
    # What was asked for is looked at again when it is decided: the words came back meanwhile.
    reinstate_claim(
        submission=request_reinstatement(claim=claim, by=newsroom.ada, note="After all."), by=newsroom.eva
    )
    refuses(
        redaction.SAME_ELSEWHERE.format(other=3, version=1),
        partial(redact_claim, submission=asked, by=newsroom.eva),
    )
    assert (
        decline_request(submission=asked, by=newsroom.egon, comment="Name all three.").outcome == "rejected"
    )
    asked = request_redaction(claim=claim, versions=[1, 2, 3], by=newsroom.eva, note=NOTE)
    refuses(SUBMITTED_BY_YOU, partial(redact_claim, submission=asked, by=newsroom.eva))
    assert redact_claim(submission=asked, by=newsroom.egon).publication == "redacted"
    refuses(redaction.GONE_ALREADY.format(version=2), partial(ask, versions=[2], note=NOTE))


def test_a_merged_entry_is_unmerged_first(newsroom: Newsroom) -> None:
    claim, into = newsroom.published("The mill was sold."), newsroom.published("The mill went.")
    merge_claim(
        submission=request_merge(claim=claim, into=into, by=newsroom.ada, note="The same."), by=newsroom.eva
    )
    with pytest.raises(Refused, match="The entry is “Merged into another entry”"):
        request_redaction(claim=claim, versions=[1], by=newsroom.ada, note=NOTE)


def test_what_others_still_tell_of_a_subject_stays(newsroom: Newsroom) -> None:
    kept = newsroom.published("The weir was sold in 2014.")
    claim = newsroom.published("The mill was sold.")
    start_revision(claim=claim, by=newsroom.ada)
    change_claim(claim=claim, by=newsroom.ada, statement="Something was sold.")
    subject = Subject.objects.get(kind="claimant", slug="mayor")
    assert subject.entry.claim_id == claim.pk
    redact(newsroom, claim, 1)
    subject = Subject.objects.get(kind="claimant", slug="mayor")
    assert subject.entry.claim_id == kept.pk
    assert rebuild_editions() == []


def test_every_column_that_holds_somebody_s_words_is_known_to_the_redaction(database: None) -> None:
    """What is tracked of a claim, its parts and what it names: a new text field has to be entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, columns FROM ledger_redactable()")
        known = dict(cursor.fetchall())
    codes = {
        # not words of somebody's: codes with choices of their own, and currencies with their day
        "claims_exchangerateevent": {"base", "quote", "on"},
    }
    for model in (Claim, Figure, Appearance, Evidence, ExchangeRate, ReplyRequest, Claimant, Outlet, Source):
        events = event_model(model)._meta
        words = {
            field.name
            for field in events.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and not field.name.startswith("pgh_")
        }
        assert words == set(known.get(events.db_table, ())) | codes.get(events.db_table, set()), (
            events.db_table
        )
