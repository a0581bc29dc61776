"""What must be answered: written by hand, not read from the code.

`answer(verb, who, situation)` is "" where the deed is allowed, and otherwise what the refusal says.
"""

import html
import re

from claims import needs
from claims.choices import Publication, Role, Status
from tests.claims.doors.situations import UNCHANGED, Situation
from tests.claims.test_workflow import TRUTH

ROLE_OF = {
    "ada": "analyst",
    "ben": "analyst",
    "eva": "editor",
    "egon": "editor",
    "olga": "editor",
    "ines": "administrator",
    "root": "",
    "nora": "",
    "otto": "",  # who left has no role any more
}
# Which question each decision answers.
ANSWERS = {
    "publish_claim": {"published", "updated", "corrected"},
    "return_claim": {"published", "updated", "corrected"},
    "reject_claim": {"published", "updated", "corrected"},
    "retract_claim": {"retracted"},
    "reinstate_claim": {"reinstated"},
    "release_claim": {"released"},
    "merge_claim": {"merged"},
    "unmerge_claim": {"unmerged"},
    "redact_claim": {"redacted"},
    "decline_request": {"retracted", "reinstated", "released", "merged", "unmerged", "redacted"},
}
# Deciding on the working copy takes clean hands; answering a request takes another pair of eyes.
ON_THE_WORKING_COPY = {"publish_claim", "return_claim", "reject_claim"}
CONFLICTED = {"olga"}

CLOSED = "There is nothing to decide"
OTHER_QUESTION = "This asks for"
NO_ROLE = "takes the role of"


def answer(verb: str, who: str, situation: Situation) -> str:
    """What this person is told of this deed on this claim, as a regular expression; "" for yes."""
    roles, statuses, publications = (words.split() for words in TRUTH[verb])
    claim = situation.claim
    if ROLE_OF[who] not in roles:
        return NO_ROLE
    if verb in ANSWERS:
        if situation.question is None:
            return r"waiting for a decision|This asks for|The working copy is|The entry is"
        if situation.question.asks not in ANSWERS[verb]:
            return OTHER_QUESTION
    if statuses and claim.status not in statuses:
        return re.escape(f"The working copy is “{Status(claim.status).label}”")
    if publications and claim.publication not in publications:
        return re.escape(f"The entry is “{Publication(claim.publication).label}”")
    if verb in ANSWERS and situation.asker == who:
        return re.escape(needs.SUBMITTED_BY_YOU)
    if verb in ON_THE_WORKING_COPY and who in situation.hands:
        return "You contributed to this version"
    if who in CONFLICTED and (verb in ANSWERS or verb == "hold_claim"):
        return "You have declared a conflict of interest"
    if verb.startswith("request_") and situation.question and situation.question.asks == ASKS.get(verb):
        return "Somebody asked for this already"
    if verb == "close_revision" and situation.name != UNCHANGED:
        return re.escape(needs.STILL_CHANGED)
    if verb == "submit_claim" and situation.name == UNCHANGED:
        return re.escape(needs.NOTHING_CHANGED)
    return ""


ASKS = {
    "request_retraction": "retracted",
    "request_reinstatement": "reinstated",
    "request_release": "released",
    "request_redaction": "redacted",
}


def eyes(situation: Situation, who: str, verb: str) -> bool:
    """Whether a decision by this person has four eyes: said once more, from the rule alone."""
    is_editor = ROLE_OF[who] == str(Role.EDITOR)
    own = who == situation.asker or (verb in ON_THE_WORKING_COPY and who in situation.hands)
    return is_editor and not own and who not in CONFLICTED


def says(page: str, pattern: str) -> bool:
    """Whether a page holds the sentence, however it is escaped and broken into lines."""
    return re.search(pattern, re.sub(r"\s+", " ", html.unescape(page))) is not None


DECISIONS = sorted(ANSWERS)
