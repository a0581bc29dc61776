"""Merging duplicates: what becomes of each field and part of the claim that goes. Floor 3.

One table, FATES, says it of everything that a claim has; the desk shows it before anything happens, and the
deed (`actions/merging.py`) does what it says. Reads and decides; writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django_stubs_ext import StrOrPromise

from claims.choices import Relation, Status
from claims.models import (
    Appearance,
    Claim,
    ClaimRelation,
    Evidence,
    ExchangeRate,
    Figure,
    Merge,
    ReplyRequest,
    Topic,
)
from claims.records import Json, canonical, digest, number_text

INTO_IN_REVIEW = gettext_noop(
    "The other claim is in review, and this would change it. Wait for the editor's decision, then merge."
)


class Fate(StrEnum):
    """What becomes of a field or part of the claim that goes."""

    KEPT = "kept"  # the other claim keeps its own
    FILLED = "filled"  # fills in what the other claim lacks
    JOINED = "joined"  # what the other claim lacks is added to it
    BEHIND = "behind"  # stays with the claim that goes


# What becomes of everything that a claim has, by its name in the model. Parts that no person looks for under
# a name of their own stand in the table's last row.
FATES: dict[str, Fate] = {
    "statement": Fate.KEPT,
    "language": Fate.KEPT,
    "quote": Fate.FILLED,
    "claimant": Fate.FILLED,
    "first_claimed": Fate.FILLED,
    "about_living_person": Fate.FILLED,  # the stricter word holds
    "topics": Fate.JOINED,
    "figures": Fate.JOINED,
    "appearances": Fate.JOINED,
    "relations": Fate.JOINED,
    "evidence": Fate.JOINED,
    "rates": Fate.JOINED,
    "replies": Fate.JOINED,
    "assessments": Fate.BEHIND,  # each is signed, and rests on the evidence that was there
    # What was said, asked and decided about one claim is about that claim.
    "assessment_requests": Fate.BEHIND,
    "comments": Fate.BEHIND,
    "submissions": Fate.BEHIND,
    "merges_asked": Fate.BEHIND,
    "decisions": Fate.BEHIND,
    "waivers": Fate.BEHIND,
    "letters": Fate.BEHIND,
    "matches": Fate.BEHIND,
    "matches_from_others": Fate.BEHIND,
    "relations_from_others": Fate.BEHIND,  # in others' records; readers are led on by the number
    "merges": Fate.BEHIND,
    "merges_of_others": Fate.BEHIND,
    "rechecks": Fate.BEHIND,
    "notices": Fate.BEHIND,
    "contributions": Fate.BEHIND,
    "entries": Fate.BEHIND,
    "events": Fate.BEHIND,  # the row history
    "claimtopic": Fate.BEHIND,  # the rows behind the topics: the other claim gets rows of its own
    # Whose work the claim was, and where it stands.
    "logged_by": Fate.BEHIND,
    "assignee": Fate.BEHIND,
    "due_on": Fate.BEHIND,
    "look_again_on": Fate.BEHIND,
    "id": Fate.BEHIND,
    "number": Fate.BEHIND,
    "status": Fate.BEHIND,
    "publication": Fate.BEHIND,
    "content_index": Fate.BEHIND,
    "opened_with": Fate.BEHIND,
    "logged_at": Fate.BEHIND,
    "changed_at": Fate.BEHIND,
}
# What has a row of its own besides the fields and parts that may go over.
SHOWN_BEHIND = ("assessments",)
THE_REST = gettext_noop(
    "Number, assignee and dates, conversation, matches, questions to editors, decisions and history"
)

Part = Figure | Appearance | ClaimRelation | Evidence | ExchangeRate | ReplyRequest

# The fields by which the other claim is seen to have a part already; the rest stays as the other has it.
SAME: dict[str, tuple[str, ...]] = {
    "figures": ("role", "low", "high", "unit", "as_of"),
    "appearances": ("date", "place", "outlet_id", "url"),
    "relations": ("relation", "other_id"),
    "evidence": ("source_id", "stance", "quote", "locator"),
    "rates": ("base", "quote", "on", "source_id"),
    "replies": ("asked_of", "asked_on", "how"),
}


@dataclass(frozen=True)
class Row:
    """One line of the table as people read it; each cell holds lines of text."""

    name: str
    label: str
    cells: tuple[tuple[str, ...], ...]
    becomes: str
    moves: bool = False  # something goes over, or comes back

    def under(self, heads: Sequence[StrOrPromise]) -> list[tuple[StrOrPromise, tuple[str, ...]]]:
        """Each cell with the head of its column."""
        return list(zip(heads[1:], self.cells, strict=False))


@dataclass(frozen=True)
class Fates:
    """What becomes of everything that one claim has when it is merged into another, and what goes over."""

    rows: list[Row]
    blocked: str  # a sentence that stands in the way now, or ""
    fill: dict[str, Any] = field(default_factory=dict)  # fields of the other claim
    topics: list[Topic] = field(default_factory=list)
    add: dict[str, list[Part]] = field(default_factory=dict)  # parts of this claim that the other lacks

    heads = (
        gettext_lazy("What"),
        gettext_lazy("This claim has"),
        gettext_lazy("The other claim has"),
        gettext_lazy("What becomes of it"),
    )
    caption = gettext_lazy("Marked rows go over; the others stay as they are.")

    @property
    def goes_over(self) -> bool:
        """The other claim's working copy is changed."""
        return bool(self.fill or self.topics or any(self.add.values()))

    @property
    def digest(self) -> str:
        """The same exactly as long as the table reads the same."""
        return digest_of(self.rows)

    @property
    def lines(self) -> list[tuple[Row, list[tuple[StrOrPromise, tuple[str, ...]]]]]:
        """The rows, each with its cells under their heads."""
        return [(row, row.under(self.heads)) for row in self.rows]


def merge_in_force(claim: Claim) -> Merge | None:
    """The merge that a claim goes by now, with the claim that it leads to."""
    return (
        Merge.objects.filter(claim=claim, closed_at__isnull=True).select_related("into", "merged_by").first()
    )


def merges_into(claim: Claim) -> list[Merge]:
    """The merges in force that lead to a claim, the oldest first."""
    found = Merge.objects.filter(into=claim, closed_at__isnull=True)
    return list(found.select_related("claim", "merged_by").order_by("id"))


# ── Merging ─────────────────────────────────────────────────────────────────────────────────────────


def fates_of(claim: Claim, into: Claim) -> Fates:
    """What becomes of everything that `claim` has when it is merged into `into`, as both stand now."""
    rows: list[Row] = []
    fill: dict[str, Any] = {}
    add: dict[str, list[Part]] = {}
    topics: list[Topic] = []
    for name, fate in FATES.items():
        if name == "topics":
            own, other = list(claim.topics.order_by("slug")), list(into.topics.order_by("slug"))
            topics = [topic for topic in own if topic not in other]
            rows.append(_joined(name, own, other, topics))
        elif fate == Fate.JOINED:
            ours, theirs = parts_of(claim, name), parts_of(into, name)
            add[name] = _lacking(name, ours, theirs, into)
            rows.append(_joined(name, ours, theirs, add[name]))
        elif fate == Fate.FILLED:
            stays = _stays(name, claim, into)
            if not stays:
                fill[name] = getattr(claim, name)
            becomes = stays or _("Fills in what the other claim lacks.")
            rows.append(Row(name, label_of(name), _both(name, claim, into), becomes, not stays))
        elif fate == Fate.KEPT:
            rows.append(
                Row(name, label_of(name), _both(name, claim, into), _("The other claim keeps its own."))
            )
        elif name in SHOWN_BEHIND:
            rows.append(
                Row(name, label_of(name), _both(name, claim, into), _("Stays behind with this claim."))
            )
    rows.append(Row("", _(THE_REST), ((), ()), _("Stay behind with this claim.")))
    fates = Fates(rows, "", fill, topics, add)
    if fates.goes_over and into.status == Status.IN_REVIEW:
        return replace(fates, blocked=_(INTO_IN_REVIEW))
    return fates


def _stays(name: str, claim: Claim, into: Claim) -> str:
    """Why a field that could fill in what the other claim lacks does not; "" where it does."""
    own, other = getattr(claim, name), getattr(into, name)
    if not own:
        return _("There is nothing to take over.")
    if other:
        return _("The other claim has the same.") if own == other else _("The other claim keeps its own.")
    if name == "quote" and claim.language != into.language:
        return _("Stays behind: the other claim is in another language.")
    if name == "quote" and into.claimant_id not in (None, claim.claimant_id):
        return _("Stays behind: they are somebody else's words than the other claim's claimant's.")
    return ""


def _lacking(name: str, own: list[Part], other: list[Part], into: Claim) -> list[Part]:
    """The parts that the other claim does not have, each once."""
    known = {_same(name, part) for part in other}
    if name == "relations":  # no claim is related to itself, and a contradiction is stored once
        known |= {(relation, into.pk) for relation in Relation.values}
        naming = ClaimRelation.objects.filter(other=into, relation=Relation.CONTRADICTS)
        known |= {(Relation.CONTRADICTS, pk) for pk in naming.values_list("claim", flat=True)}
    lacking = []
    for part in own:
        if _same(name, part) not in known:
            known.add(_same(name, part))
            lacking.append(part)
    return lacking


def _same(name: str, part: Part) -> tuple[Any, ...]:
    return tuple(getattr(part, each) for each in SAME[name])


def _joined(name: str, own: list[Any], other: list[Any], lacking: list[Any]) -> Row:
    cells = (tuple(map(str, own)), tuple(map(str, other)))
    if not own:
        becomes = _("There is nothing to take over.")
    elif not lacking:
        becomes = _("The other claim has them already.")
    elif len(lacking) == len(own):
        becomes = _("Added to the other claim.")
    else:
        added = ", ".join(f"“{each}”" for each in lacking)
        becomes = _("%(len)s of %(len_2)s added to the other claim, which has the rest: %(added)s.") % {
            "len": len(lacking),
            "len_2": len(own),
            "added": added,
        }
    return Row(name, label_of(name), cells, becomes, bool(lacking))


# ── What a merge keeps for its undo ─────────────────────────────────────────────────────────────────


def kept_of(fates: Fates, added: dict[str, list[Part]], *, opened: bool) -> Json:
    """What a merge keeps: its table for people, and what went over for an undo. `added` are the new rows,
    `opened` whether the other claim was opened for them.

    Of assessments the table keeps nothing: who sees them is decided when they are looked at.
    """
    return {
        "rows": [
            {"label": row.label, "cells": [list(cell) for cell in row.cells], "becomes": row.becomes}
            for row in fates.rows
            if row.name not in SHOWN_BEHIND
        ],
        "filled": {name: plain(value) for name, value in fates.fill.items()},
        "topics": [topic.pk for topic in fates.topics],
        "opened": opened,
        "added": {
            name: [{"pk": part.pk, "text": str(part), "says": says(part)} for part in parts]
            for name, parts in added.items()
            if parts
        },
    }


def carried(part: Part) -> dict[str, Any]:
    """The fields of a part as another claim takes them over.

    An editor's word that something withheld counts was given for the claim that goes.
    """
    fields = {name: getattr(part, name) for name in _names(type(part))}
    return {**fields, "withheld_counts": False} if "withheld_counts" in fields else fields


def says(part: Part) -> Json:
    """What a part says, as JSON; equal exactly as long as nobody changed it."""
    return {name: plain(getattr(part, name)) for name in _names(type(part))}


# ── Names and texts ─────────────────────────────────────────────────────────────────────────────────


def parts_of(claim: Claim, name: str) -> list[Part]:
    related = {"appearances": ("outlet",), "relations": ("other",), "evidence": ("source__outlet",)}
    rows = getattr(claim, name).order_by("id")
    return list(rows.select_related(*related[name]) if name in related else rows)


def _names(model: type[models.Model]) -> list[str]:
    return [each.name for each in model._meta.concrete_fields if each.name not in ("id", "claim")]


def plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return number_text(value) if isinstance(value, Decimal) else value


def label_of(name: str) -> str:
    found: Any = Claim._meta.get_field(name)
    label = (
        found.verbose_name
        if hasattr(found, "verbose_name")
        else found.related_model._meta.verbose_name_plural
    )
    return f"{label[0].upper()}{label[1:]}"


def _both(name: str, claim: Claim, into: Claim) -> tuple[tuple[str, ...], ...]:
    return _shown(name, claim), _shown(name, into)


def _shown(name: str, claim: Claim) -> tuple[str, ...]:
    if name == "assessments":
        current = claim.assessments.leading().select_related("verdict").order_by("-id").first()
        return (str(current),) if current else ()
    if name == "language":
        return (claim.get_language_display(),)
    text = text_of(name, getattr(claim, name))
    return (text,) if text else ()


def text_of(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value or "")


def digest_of(rows: list[Row]) -> str:
    return digest(canonical([[row.label, [list(cell) for cell in row.cells], row.becomes] for row in rows]))
