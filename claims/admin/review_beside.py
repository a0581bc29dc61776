"""Two versions side by side, word by word: the working copy beside its entry, or an entry beside another."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from claims.cases import standing_content
from claims.choices import Event
from claims.differences import Difference, Op, differences
from claims.models import Submission
from claims.records import Json, content_of, upgraded
from claims.workflow import Case
from claims.working_copy import WorkingCopy

Runs = list[tuple[Op, str]]
ADDED, REMOVED = " (added)", " (removed)"


@dataclass(frozen=True)
class Row:
    """One field that reads differently on the two sides."""

    label: str
    left: Runs
    right: Runs


@dataclass(frozen=True)
class Beside:
    """What differs between two versions, and which fields read the same."""

    heading: str
    left_head: str
    right_head: str
    rows: list[Row]
    same: list[str]
    none_differs: str  # the sentence for where nothing does


def beside(submission: Submission, case: Case) -> Beside | None:
    """What an editor compares: None where there is nothing to compare with."""
    if submission.is_review:
        if case.standing_content is None:
            return None
        return _compared(
            _("What changed since the last entry"),
            (_("Readers have now"), upgraded(case.standing_content) or {}),
            (_("They would have"), case.content),
            _("Nothing differs from what readers see."),
        )
    if submission.asks != Event.MERGED or submission.into is None:
        return None
    into = submission.into
    return _compared(
        _("The two entries"),
        (
            _("No. %(number)s, which goes") % {"number": case.claim.number},
            case.standing_content or case.content,
        ),
        (
            _("No. %(number)s, which stays") % {"number": into.number}
            if into.number
            else _("The claim that stays"),
            standing_content(into) or content_of(WorkingCopy.of(into)),
        ),
        _("The two say the same in every field."),
    )


def _compared(heading: str, left: tuple[str, Json], right: tuple[str, Json], none_differs: str) -> Beside:
    found = differences(left[1], right[1])
    # What there is on the right side at all, parts and fields by their names.
    there = [each.label.removesuffix(ADDED) for each in differences(None, right[1])]
    return Beside(
        heading,
        left[0],
        right[0],
        [_row(each) for each in found],
        [name for name in dict.fromkeys(there) if not any(_is_of(each.label, name) for each in found)],
        none_differs,
    )


def _is_of(label: str, name: str) -> bool:
    """Whether a difference is one of this field or part, or of something in it."""
    return label == name or label.startswith((f"{name}:", f"{name} ("))


def _row(difference: Difference) -> Row:
    return Row(
        difference.label.removesuffix(ADDED).removesuffix(REMOVED),
        [run for run in difference.words if run[0] != "added"],
        [run for run in difference.words if run[0] != "removed"],
    )
