"""Why something was done: kept in English, said in the language of the page; what people typed stays."""

import ast

import pytest
from django.utils import translation
from django.utils.translation import gettext

from claims.actions.claims import change_claim
from claims.actions.deed import deed
from claims.actions.door import reinstate_claim, retract_claim
from claims.actions.people import deactivate_person
from claims.actions.review import (
    reject_claim,
    request_reinstatement,
    request_retraction,
    return_claim,
    start_revision,
    submit_claim,
)
from claims.history import timeline
from claims.models import Claim, Entry, Person
from claims.reasons import Reason, kept, told
from claims.row_history import event_model
from tests.cast import Newsroom, seen
from tests.claims.test_floors import floor, modules, tree, where

# What earlier releases kept as reasons: the labels of buttons. Rows that hold them are told for ever.
LABELS = (
    "Approve and publish", "Return for changes", "Reject", "Retract", "Reinstate", "Release from hold",
    "Merge", "Undo the merge", "Redact", "Ask for a retraction", "Ask for reinstatement", "Ask for release",
    "Ask for a merge", "Ask to undo the merge", "Ask for a redaction",
)  # fmt: skip
TYPED = "Commented"  # by a person, who happens to say what an action says


def contexts(obj: Claim | Person) -> list[dict[str, object]]:
    rows = event_model(type(obj)).objects.filter(pgh_obj_id=obj.pk)
    return [row.pgh_context or {} for row in rows.order_by("pgh_id")]


def test_a_reason_is_kept_in_english_and_told_in_the_language_of_the_page() -> None:
    with translation.override("it"):
        reason = Reason("Merged from No. {number}", number=7)
        context = kept(reason)
        assert told(context) == "Accorpata dalla n. 7"
    assert context == {"why": "Merged from No. 7", "said": ["Merged from No. {number}", {"number": "7"}]}
    assert told(context) == reason == "Merged from No. 7"


def test_what_was_typed_and_what_an_earlier_release_kept_are_told_as_they_are() -> None:
    with translation.override("it"):
        assert told(kept(TYPED)) == TYPED
        assert told({"person": 1, "why": "Published: Corrected"}) == "Published: Corrected"
        assert told({"person": 1}) == told({}) == told({"why": None}) == ""
        # A name is no text of ours, whatever stands in it.
        assert (
            told(kept(Reason("{person} left", person="{who} & yes")))
            == "{who} & yes ha lasciato la redazione"
        )


def test_what_an_editor_answered_is_told_as_done_and_what_rows_held_before_as_it_was(
    newsroom: Newsroom,
) -> None:
    """A history says what was done; the label of a button, which rows held before, would give an order."""
    claim = newsroom.published()
    asked = request_retraction(claim=claim, by=newsroom.ada, note="Wrong mill.")
    retract_claim(submission=asked, by=newsroom.eva)
    asked = request_reinstatement(claim=claim, by=newsroom.ada, note="The right mill.")
    reinstate_claim(submission=asked, by=newsroom.eva)
    start_revision(claim=claim, by=newsroom.ada)
    newsroom.assess(claim, rationale="Read again.")
    for send_back in (return_claim, reject_claim):
        asked = submit_claim(claim=claim, by=newsroom.ada, correction_class="typo", note="A word.")
        send_back(submission=asked, by=newsroom.eva, comment="No.", seen_digest=seen(claim))
    with translation.override("it"):
        why = {change.why for change in timeline(claim)}
        assert why > {
            "Ritirata la voce",
            "Ripristinata la voce",
            "Rinviata per modifiche",
            "Respinta la copia di lavoro",
        }
        assert not why & {gettext(label) for label in LABELS}
        assert [label for label in LABELS if told(kept(Reason(label))) == label] == []
    assert told({"why": "Retract", "said": ["Retract", {}]}) == "Retract"


def test_a_typed_reason_inside_another_deed_stays_typed(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    with deed(by=newsroom.ada, why=Reason("Commented")):
        change_claim(claim=claim, by=newsroom.ada, why="Più chiaro", quote="Two million")
        claim.refresh_from_db()
        claim.save(update_fields=["changed_at"])
    inside, after = contexts(claim)[-2:]
    assert inside == {"person": newsroom.ada.pk, "why": "Più chiaro"}
    assert after["said"] == ["Commented", {}]


def test_histories_speak_the_language_that_is_active_and_records_never_do(newsroom: Newsroom) -> None:
    with translation.override("it"):  # whoever does it
        claim = newsroom.published()
        deactivate_person(person=newsroom.egon, by=newsroom.ines)
    english = {change.why for change in timeline(claim)} - {""}
    assert english > {"Logged the claim", "Published the claim", "Submitted for review"}
    assert "Egon left" in {context.get("why") for context in contexts(newsroom.egon)}
    with translation.override("it"):
        italian = {change.why for change in timeline(claim)} - {""}
        assert italian > {"Registrata l’affermazione", "Pubblicata l’affermazione", "Inviata in revisione"}
        assert not english & italian
        assert "Egon ha lasciato la redazione" in {change.why for change in timeline(newsroom.egon)}
    record = bytes(Entry.objects.get(claim=claim).record_body.body or b"").decode()
    assert not [reason for reason in english | italian if reason in record]


def reasons_given() -> list[tuple[str, ast.expr]]:
    """The reason of every deed in an action, and where it stands."""
    found = []
    for module in modules():
        if floor(module) != 4:
            continue
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("deed", "pghistory.context"):
                found += [(where(module, node), each.value) for each in node.keywords if each.arg == "why"]
    return found


def test_no_action_gives_a_reason_that_cannot_be_translated() -> None:
    """A sentence in the place of a `Reason` would be English on every page."""
    given = reasons_given()
    assert len(given) > 40
    assert [at for at, why in given if isinstance(why, ast.Constant | ast.JoinedStr)] == []
    assert [at for at, why in given if ast.unparse(why).endswith(".label)")] == []  # an order, not a deed


@pytest.mark.parametrize("language", ["it"])
def test_every_reason_of_an_action_is_translated(language: str) -> None:
    sources = {
        str(ast.literal_eval(node.args[0]))
        for module in modules()
        if floor(module) in (4, 6)
        for call in ast.walk(tree(module))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Reason"
        for node in ast.walk(call)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "gettext_noop"
    }
    assert len(sources) > 50
    with translation.override(language):
        assert [source for source in sources if gettext(source) == source] == []
