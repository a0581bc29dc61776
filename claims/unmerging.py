"""Undoing a merge: what it takes back, and what it leaves because somebody changed it since. Floor 3.

Reads what the merge kept (`merging.kept_of`) and decides; writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django_stubs_ext import StrOrPromise

from claims.choices import Event, Status
from claims.merging import (
    FATES,
    Fates,
    Part,
    Row,
    digest_of,
    fates_of,
    label_of,
    merge_in_force,
    parts_of,
    plain,
    says,
    text_of,
)
from claims.models import Claim, Claimant, Merge, Submission, Topic
from claims.records import Json

BACK_IN_REVIEW = gettext_noop(
    "The other claim is in review, and this would change it. Wait for the editor's decision, then undo."
)
CHANGED_SINCE = gettext_noop("Somebody changed it since, so it stays with the other claim.")
GONE_SINCE = gettext_noop("It is not with the other claim any more; there is nothing to take back.")
NOTHING_CAME = gettext_noop("Nothing went over; the other claim stays as it is.")


@dataclass(frozen=True)
class Back:
    """What undoing a merge takes back, and what it leaves because it is no longer as it went over."""

    rows: list[Row]
    blocked: str
    empty: dict[str, Any] = field(default_factory=dict)  # fields of the other claim, as they were: empty
    topics: list[Topic] = field(default_factory=list)
    remove: list[Part] = field(default_factory=list)

    heads = (gettext_lazy("What"), gettext_lazy("What went over"), gettext_lazy("What becomes of it"))
    caption = gettext_lazy("Marked rows come back; the others stay as they are.")

    @property
    def comes_back(self) -> bool:
        """The other claim's working copy is changed."""
        return bool(self.empty or self.topics or self.remove)

    @property
    def left(self) -> list[str]:
        """What stays with the other claim because somebody changed it since."""
        changed = [row for row in self.rows if row.becomes == CHANGED_SINCE]
        return [f"{row.label}: {', '.join(row.cells[0])}" for row in changed]

    @property
    def digest(self) -> str:
        """The same exactly as long as the table reads the same."""
        return digest_of(self.rows)

    @property
    def lines(self) -> list[tuple[Row, list[tuple[StrOrPromise, tuple[str, ...]]]]]:
        """The rows, each with its cells under their heads."""
        return [(row, row.under(self.heads)) for row in self.rows]


def back_of(merge: Merge) -> Back:
    """What undoing a merge would take back now. What no longer is as it went over stays."""
    kept, into = merge.fates, merge.into
    rows: list[Row] = []
    empty: dict[str, Any] = {}
    for name, value in _in_order(kept["filled"]):
        text = text_of(name, Claimant.objects.filter(pk=value).first() if name == "claimant" else value)
        unchanged = plain(getattr(into, name)) == value
        if unchanged:
            empty[name] = None if name == "claimant" else type(value)()
        becomes = _("Empty again in the other claim.") if unchanged else _(CHANGED_SINCE)
        rows.append(Row(name, label_of(name), ((text,),), becomes, unchanged))
    topics = list(into.topics.filter(pk__in=kept["topics"]).order_by("slug"))
    for topic in Topic.objects.filter(pk__in=kept["topics"]).order_by("slug"):
        there = topic in topics
        becomes = _("Taken out of the other claim.") if there else _(GONE_SINCE)
        rows.append(Row("topics", label_of("topics"), ((str(topic),),), becomes, there))
    remove = []
    for name, part, row in _parts_back(kept["added"], into):
        rows.append(Row(name, label_of(name), *row))
        if part is not None:
            remove.append(part)
    if not rows:
        rows.append(Row("", _("Everything"), ((),), _(NOTHING_CAME)))
    back = Back(rows, "", empty, topics, remove)
    if back.comes_back and into.status == Status.IN_REVIEW:
        return replace(back, blocked=_(BACK_IN_REVIEW))
    return back


def _parts_back(added: Json, into: Claim) -> Iterator[tuple[str, Part | None, tuple[Any, ...]]]:
    """Each part that went over: its name, itself where it is taken back, and the rest of its row."""
    for name, parts in _in_order(added):
        there = {part.pk: part for part in parts_of(into, name)}
        for each in parts:
            part = there.get(each["pk"])
            cells = ((each["text"],),)
            if part is None:
                yield name, None, (cells, _(GONE_SINCE))
            elif says(part) != each["says"]:
                yield name, None, (cells, _(CHANGED_SINCE))
            else:
                yield name, part, (cells, _("Taken out of the other claim."), True)


def _in_order(kept: Json) -> Iterator[tuple[str, Any]]:
    """What the merge kept, in the table's order: the database keeps none."""
    return ((name, kept[name]) for name in FATES if name in kept)


def table_of(submission: Submission) -> Fates | Back | None:
    """What an open question about a merge would do; None for every other question."""
    if submission.closed_at is not None:
        return None
    if submission.asks == Event.MERGED and submission.into is not None:
        return fates_of(submission.claim, submission.into)
    merge = merge_in_force(submission.claim) if submission.asks == Event.UNMERGED else None
    return back_of(merge) if merge else None
