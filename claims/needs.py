"""What a move needs first: small objects, each with its rule and the sentence for what is missing.

A need answers with an empty string, or with the sentence that the person reads. Floor 3: reads and
decides; writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from claims import grading, records
from claims.cases import Case
from claims.choices import Confidence, CorrectionClass, Gate, Publication, Status
from claims.meanings import contributed
from claims.models import Merge


class Refused(Exception):
    """Something that must not happen was asked for. `sentences` say what is wrong and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


# ── Refusals that do not depend on the case; tests share these names ────────────────────────────────

NO_EVIDENCE = gettext_noop("Add at least one piece of evidence.")
NO_ASSESSMENT = gettext_noop("Assess the claim: it has no verdict yet.")
NO_RATIONALE = gettext_noop("Write the rationale: readers must see why.")
SCHEME_UNPUBLISHED = gettext_noop(
    "The verdict scheme is not published yet; an administrator publishes it first."
)
NOTHING_CHANGED = gettext_noop("Nothing differs from what readers see; there is nothing to publish.")
STILL_CHANGED = gettext_noop(
    "The working copy says something else than what stands published. "
    "Submit it, or take back what was changed."
)
NOT_AS_OPENED = gettext_noop(
    "Readers would see no difference, but inside, the claim is not as it was when the revision was opened: "
    "for example whether it is about a named living person. Its history says what changed. Take that back. "
    "What can't be taken back, such as a part that was removed and added anew, waits for the next change "
    "that an editor publishes."
)
OPENING_UNKNOWN = gettext_noop(
    "How the claim stood when this revision was opened is not known, so the revision can't be closed. It "
    "ends when an editor publishes a change in it."
)
NO_NOTE = gettext_noop("Write the public note: readers are told of every change.")
NO_CLASS = gettext_noop("Say what class of change this is.")
VERDICT_CLASS = gettext_noop(
    "The verdict differs from the published one; the class of change must be “verdict change”."
)
NO_ALTERNATIVE = gettext_noop(
    "High confidence needs at least one alternative considered, and the reason why it was dismissed."
)
SECOND_OPEN = gettext_noop("The second assessment, by {analyst}, is not in yet.")
SECOND_MISSING = gettext_noop(
    "A claim about a named living person needs a second assessment, made without sight of the first. "
    "An editor asks for it."
)
NO_COMMENT = gettext_noop("Write a comment: the people who wrote this need to know why.")
CHANGED_SINCE_SEEN = gettext_noop("The claim changed after you opened it. Look at it again, then decide.")
SUBMITTED_BY_YOU = gettext_noop("You submitted this; another editor decides.")
CONTRIBUTED = gettext_noop("You contributed to this version ({what}); an editor who did not decides.")
NO_REPLY_REQUEST = gettext_noop(
    "A claim about a named living person needs a recorded request for reply (asked when, how, and the "
    "answer). Return it for that, or waive it with a reason that readers see."
)
CONFLICT = gettext_noop(
    "You have declared a conflict of interest about {what}; an editor who has none decides, or another "
    "editor waives it with a reason that readers see."
)
NOT_INTO_ITSELF = gettext_noop("A claim cannot be merged into itself.")
INTO_UNREADABLE = gettext_noop(
    "Readers cannot open the other claim as it stands (it is “{publication}”); merge only into an entry "
    "that is live or corrected."
)
INTO_GONE = gettext_noop("The other claim is itself merged or rejected; merge into the one that goes on.")
LEADS_HERE = gettext_noop("Entries were merged into this one ({numbers}); undo those merges first.")
NO_OPEN_SUBMISSION = gettext_noop(
    "Nothing is waiting for a decision here; somebody else may have decided it."
)
ABOVE_CEILING = gettext_noop(
    "The confidence ({confidence}) is above what the evidence can carry ({ceiling}). "
    "Lower it, or give the reason; readers will see the reason."
)


# ── Needs ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Need:
    """A condition: its rule in general (for the method page), and what is missing in a case."""

    rule: str
    unmet: Callable[[Case], str] = field(repr=False)


def _evidence(case: Case) -> str:
    return "" if case.copy.evidence else _(NO_EVIDENCE)


def _graded(case: Case) -> str:
    if count := case.copy.ungraded():
        return ngettext(
            "Grade every source first: %(count)s source has no reliability, or evidence without credibility.",
            "Grade every source first: %(count)s sources have no reliability, "
            "or evidence without credibility.",
            count,
        ) % {"count": count}
    return ""


def _credibility_one(case: Case) -> str:
    return " ".join(grading.refuse_credibility_one(case.copy.items(), case.copy.facts()))


def _assessed(case: Case) -> str:
    if case.copy.assessment is None:
        return _(NO_ASSESSMENT)
    return "" if case.copy.assessment.rationale.strip() else _(NO_RATIONALE)


def _ceiling(case: Case) -> str:
    assessment = case.copy.assessment
    if assessment is None or assessment.above_ceiling_reason.strip():
        return ""
    if grading.is_above(assessment.confidence, case.weighing.ceiling):
        return _(ABOVE_CEILING).format(
            confidence=assessment.get_confidence_display().lower(),
            ceiling=case.weighing.ceiling.label.lower(),
        )
    return ""


def _alternative(case: Case) -> str:
    assessment = case.copy.assessment
    high = assessment is not None and assessment.confidence == Confidence.HIGH
    return _(NO_ALTERNATIVE) if high and assessment and not assessment.alternatives.strip() else ""


def _second_assessment(case: Case) -> str:
    asked = case.beside.requests
    if waiting := next((each for each in asked if each.closed_at is None), None):
        return _(SECOND_OPEN).format(analyst=waiting.analyst)
    if case.claim.about_living_person and not any(each.answered for each in asked):
        return _(SECOND_MISSING)
    return ""


def _scheme(case: Case) -> str:
    if case.copy.assessment is None:
        return ""
    verdict = case.copy.assessment.verdict
    for (body,) in case.beside.schemes:
        scheme = records.parse(body)["scheme"]
        if (scheme["name"], scheme["version"]) == (verdict.scheme.name, verdict.scheme.version):
            return "" if records.verdict_fields(verdict) in scheme["verdicts"] else _(SCHEME_UNPUBLISHED)
    return _(SCHEME_UNPUBLISHED)


def _changed(case: Case) -> str:
    standing = records.upgraded(case.standing_content)
    return _(NOTHING_CHANGED) if case.claim.is_public and case.content == standing else ""


def _unchanged(case: Case) -> str:
    standing = records.upgraded(case.standing_content)
    return "" if standing is not None and case.content == standing else _(STILL_CHANGED)


def _as_opened(case: Case) -> str:
    if _unchanged(case):
        return ""  # that is said first, and tells more
    if case.as_opened is None:
        return _(OPENING_UNKNOWN)
    return "" if case.as_opened else _(NOT_AS_OPENED)


def _none_awaited(case: Case) -> str:
    waiting = next((each for each in case.beside.requests if each.closed_at is None), None)
    return _(SECOND_OPEN).format(analyst=waiting.analyst) if waiting else ""


def _change_note(case: Case) -> str:
    """A change to a published claim has a class and a note, and a new verdict is called one."""
    if not case.claim.is_public:
        return ""
    if case.correction_class not in CorrectionClass.values:
        return _(NO_CLASS)
    if not case.note.strip():
        return _(NO_NOTE)
    old = ((case.standing_content or {}).get("assessment") or {}).get("verdict", {}).get("code")
    new = case.copy.assessment.verdict.code if case.copy.assessment else None
    if old and new and old != new and case.correction_class != CorrectionClass.VERDICT:
        return _(VERDICT_CLASS)
    return ""


def _note(case: Case) -> str:
    return "" if case.note.strip() else _(NO_NOTE)


def _comment(case: Case) -> str:
    return "" if case.comment.strip() else _(NO_COMMENT)


def _open_submission(case: Case) -> str:
    open_one = case.submission is not None and case.submission.closed_at is None
    return "" if open_one else _(NO_OPEN_SUBMISSION)


def _no_hand_in_it(case: Case) -> str:
    if case.submission is not None and case.submission.submitted_by_id == case.person.pk:
        return _(SUBMITTED_BY_YOU)
    own = [c.what for c in case.beside.contributions if c.person_id == case.person.pk]
    return _(CONTRIBUTED).format(what=", ".join(contributed(own))) if own else ""


def _not_the_asker(case: Case) -> str:
    own = case.submission is not None and case.submission.submitted_by_id == case.person.pk
    return _(SUBMITTED_BY_YOU) if own else ""


def _seen(case: Case) -> str:
    return "" if case.seen_digest == case.digest else _(CHANGED_SINCE_SEEN)


def _reply(case: Case) -> str:
    if not case.claim.about_living_person or case.copy.replies:
        return ""
    return "" if any(each.gate == Gate.REPLY for each in case.waivers) else _(NO_REPLY_REQUEST)


def _no_conflict(case: Case) -> str:
    if not case.conflicts or any(each.gate == Gate.CONFLICT for each in case.waivers):
        return ""
    return _(CONFLICT).format(what=", ".join(str(each.claimant or each.topic) for each in case.conflicts))


def _into(case: Case) -> str:
    """The claim that a merge leads to can be read, and nothing leads to the claim that goes."""
    leading = Merge.objects.filter(into=case.claim, closed_at__isnull=True).select_related("claim")
    if numbers := ", ".join(str(each.claim.number or "a draft") for each in leading):
        return _(LEADS_HERE).format(numbers=numbers)
    into = case.submission.into if case.submission is not None else case.into
    if into is None:
        return ""
    if into.pk == case.claim.pk:
        return _(NOT_INTO_ITSELF)
    if into.status in (Status.MERGED, Status.REJECTED) and not into.is_public:
        return _(INTO_GONE)
    if case.claim.is_public and into.publication not in (Publication.LIVE, Publication.CORRECTED):
        return _(INTO_UNREADABLE).format(publication=into.get_publication_display())
    if into.publication in (Publication.MERGED, Publication.RETRACTED, Publication.REDACTED):
        return _(INTO_UNREADABLE).format(publication=into.get_publication_display())
    return ""


EVIDENCE = Need(gettext_noop("There is at least one piece of evidence."), _evidence)
GRADED = Need(
    gettext_noop("Every cited source has a reliability, and every piece of evidence a credibility."), _graded
)
CREDIBILITY_ONE = Need(gettext_noop("Nothing is graded 1 (confirmed) on a single origin."), _credibility_one)
ASSESSED = Need(gettext_noop("There is an assessment with a rationale."), _assessed)
CEILING = Need(
    gettext_noop("The confidence is not above what the evidence can carry, or the reason is public."),
    _ceiling,
)
ALTERNATIVE = Need(
    gettext_noop("High confidence comes with an alternative that was considered and dismissed."), _alternative
)
SECOND_ASSESSMENT = Need(
    gettext_noop(
        "A second assessment that was asked for is in; a claim about a named living person always has one."
    ),
    _second_assessment,
)
SCHEME = Need(gettext_noop("The verdict is one of a scheme that is public."), _scheme)
CHANGED = Need(gettext_noop("Something differs from what readers see."), _changed)
UNCHANGED = Need(gettext_noop("The working copy says exactly what stands published."), _unchanged)
AS_OPENED = Need(
    gettext_noop("The claim is as it was when the revision was opened, also in what readers do not see."),
    _as_opened,
)
NONE_AWAITED = Need(gettext_noop("No second assessment is asked for that is not in yet."), _none_awaited)
CHANGE_NOTE = Need(gettext_noop("A change to a published claim has a class and a public note."), _change_note)
NOTE = Need(gettext_noop("There is a public note."), _note)
COMMENT = Need(gettext_noop("The editor says why."), _comment)
OPEN_SUBMISSION = Need(gettext_noop("The question is still open."), _open_submission)
NO_HAND_IN_IT = Need(
    gettext_noop("The editor neither submitted this nor contributed to it since the last entry."),
    _no_hand_in_it,
)
NOT_THE_ASKER = Need(gettext_noop("The editor who decides is not the one who asked."), _not_the_asker)
SEEN = Need(gettext_noop("What is decided on is exactly what the editor saw."), _seen)

REPLY = Need(
    gettext_noop(
        "A claim about a named living person has a recorded request for reply, or an editor's public waiver."
    ),
    _reply,
)
NO_CONFLICT = Need(
    gettext_noop(
        "The editor has declared no conflict of interest about the claimant or a topic, or another editor "
        "waived it in public."
    ),
    _no_conflict,
)
INTO_STANDS = Need(
    gettext_noop("The claim that a merge leads to stands, and no merge leads to the one that goes."), _into
)

# What a working copy needs before it can be submitted, and again when it is published.
READY = (EVIDENCE, GRADED, CREDIBILITY_ONE, ASSESSED, CEILING, ALTERNATIVE, SCHEME, CHANGED, CHANGE_NOTE)
