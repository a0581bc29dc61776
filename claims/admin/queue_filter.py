"""What the address of the queue narrows it to, and what stands before and after a place in it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django_stubs_ext import StrOrPromise

from claims.admin.base import current_assessment
from claims.admin.filtering import UNKNOWN_TOPIC, KnownField
from claims.choices import Confidence, Event
from claims.models import AssessmentRequest, ClaimTopic, Person, Submission, Topic, Verdict
from claims.querysets import SubmissionQuerySet
from claims.workflow import APPROVALS

MINE = "mine"
BIGGEST = 18  # digits of a number that the database takes

UNKNOWN_PERSON = gettext_noop("“{value}” is nobody who ever submitted a claim. Choose one from the list.")
UNKNOWN_VERDICT = gettext_noop("“{value}” is no verdict that the ledger knows. Choose one from the list.")
UNKNOWN_CONFIDENCE = gettext_noop("“{value}” is no level of confidence. Choose one from the list.")
UNKNOWN_AGE = gettext_noop(
    "“{value}” is no waiting time that the queue is divided by. Choose one from the list."
)
UNKNOWN_QUESTION = gettext_noop("“{value}” is nothing that editors are asked for. Choose one from the list.")

# Value, label, and from how many days of waiting to how many.
AGES: tuple[tuple[str, StrOrPromise, int, int | None], ...] = (
    ("day", gettext_lazy("Under a day"), 0, 1),
    ("days", gettext_lazy("1 to 3 days"), 1, 3),
    ("week", gettext_lazy("3 to 7 days"), 3, 7),
    ("weeks", gettext_lazy("1 to 4 weeks"), 7, 28),
    ("longer", gettext_lazy("Over 4 weeks"), 28, None),
)


def of_age(value: str) -> Q:
    """Submissions that have waited as long as this part of AGES says."""
    _value, _label, since, until = next(age for age in AGES if age[0] == value)
    now = timezone.now()
    waited = Q(submitted_at__lte=now - timedelta(days=since)) if since else Q()
    return waited & Q(submitted_at__gt=now - timedelta(days=until)) if until else waited


class QueueForm(forms.Form):
    """What is asked for, the claim's topic, how long it waits, verdict, confidence, and who submitted it."""

    asks = KnownField(label=gettext_lazy("Asks for"), refusal=UNKNOWN_QUESTION)
    topic = KnownField(label=gettext_lazy("Topic"), refusal=UNKNOWN_TOPIC)
    age = KnownField(label=gettext_lazy("Waiting"), refusal=UNKNOWN_AGE)
    verdict = KnownField(label=gettext_lazy("Verdict"), refusal=UNKNOWN_VERDICT)
    confidence = KnownField(label=gettext_lazy("Confidence"), refusal=UNKNOWN_CONFIDENCE)
    person = KnownField(label=gettext_lazy("Submitted by"), refusal=UNKNOWN_PERSON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        listed = _listed()
        questions = [
            (str(event), _("To be %(lower)s") % {"lower": event.label.lower()}) for event in APPROVALS
        ]
        for name, blank, choices in (
            ("asks", _("Anything"), questions),
            ("topic", _("All topics"), listed["topic"]),
            ("age", _("Any time"), [(value, label) for value, label, *_days in AGES]),
            ("verdict", _("Any verdict"), dict(listed["verdict"]).items()),
            ("confidence", _("Any"), Confidence.choices),
            ("person", _("Everybody"), listed["person"]),
        ):
            self.fields[name].choices = [("", blank), *choices]  # type: ignore[attr-defined]


def _listed() -> dict[str, list[tuple[str, str]]]:
    """Topics, verdicts and those who submitted something, by label, in one query."""
    submitted = Exists(Submission.objects.filter(submitted_by=OuterRef("pk")))
    kinds = (
        (Topic.objects.order_by(), "topic", F("slug"), F("label")),
        (Verdict.objects.order_by(), "verdict", F("code"), F("label")),
        (
            Person.objects.order_by().filter(submitted),
            "person",
            Cast("pk", CharField()),
            F("name"),
        ),
    )
    parts = [
        rows.annotate(
            part=Value(kind), sent=Cast(value, CharField()), shown=Cast(label, CharField())
        ).values_list("part", "sent", "shown")
        for rows, kind, value, label in kinds
    ]
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind, value, label in parts[0].union(*parts[1:]).order_by("shown"):
        found[kind].append((value, label))
    return found


class Queue:
    """The queue as an address narrows it, for one person."""

    def __init__(self, data: Mapping[str, str], person: Person) -> None:
        self.person = person
        self.only_mine = data.get(MINE) == "1"
        self.form = QueueForm({name: data[name] for name in data})
        self.chosen = {name: data[name] for name in self.form.fields if data.get(name)}

    @property
    def narrowed(self) -> bool:
        return bool(self.chosen)

    def query(self, **changes: str) -> str:
        """The query string of this queue, with something changed; "" takes a value away."""
        values = {**self.chosen, **({MINE: "1"} if self.only_mine else {}), **changes}
        return urlencode({name: value for name, value in values.items() if value})

    def waiting(self, *, decidable: bool | None = None) -> SubmissionQuerySet:
        """What waits and matches, the longest first; nothing where a value is not known.

        With `decidable` only what this person may decide, whatever the address says of that.
        """
        only = self.only_mine if decidable is None else decidable
        rows = decidable_by(self.person) if only else Submission.objects.waiting()
        if not self.form.is_valid():
            return rows.none()
        wanted = self.form.cleaned_data
        if wanted["asks"]:
            rows = rows.filter(asks=Event(wanted["asks"]))
        if wanted["topic"]:
            topics = ClaimTopic.objects.filter(claim=OuterRef("claim")).values("topic__slug")
            rows = rows.alias(topics_of=ArraySubquery(topics))
            rows = rows.filter(_as_they_wait(Q(topics_of__contains=[wanted["topic"]])))
        if wanted["age"]:
            rows = rows.filter(of_age(wanted["age"]))
        assessed = current_assessment("claim", self.person)
        if wanted["verdict"]:
            rows = rows.alias(code=Subquery(assessed.values("verdict__code")[:1]))
            rows = rows.filter(_as_they_wait(Q(code=wanted["verdict"])))
        if wanted["confidence"]:
            rows = rows.alias(level=Subquery(assessed.values("confidence")[:1]))
            rows = rows.filter(_as_they_wait(Q(level=wanted["confidence"])))
        if wanted["person"]:
            rows = rows.filter(submitted_by=wanted["person"])
        return rows

    def next_to_decide(self, submission: Submission) -> int | None:
        """What this person may decide next: after this one, or else from the start of the queue."""
        able = self.waiting(decidable=True).exclude(pk=submission.pk)
        onward = beyond(able, submission.pk).values_list("pk", flat=True).first()
        return onward or able.values_list("pk", flat=True).first()

    def neighbours(self, submission: Submission) -> tuple[int | None, int | None]:
        """What stands before and after a submission in this queue, as far as this person may open it."""
        rows = self.waiting().exclude(Exists(_blind(self.person)))
        before = before_that(rows, submission.pk).values_list("pk", flat=True).first()
        return before, beyond(rows, submission.pk).values_list("pk", flat=True).first()


def _as_they_wait(condition: Any) -> Case:
    """The same condition, looked at row by row along the queue until a page is full.

    What a submission's claim is about stands in other tables. Bare, the database takes such a condition for
    one that hardly anything meets, and looks at all that waits, or at all claims of a topic, before it sorts;
    of a CASE it expects that every second row meets it.
    """
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _blind(person: Person) -> Any:
    return AssessmentRequest.objects.awaiting(person).filter(claim=OuterRef("claim"))


def decidable_by(person: Person) -> SubmissionQuerySet:
    """What this person may decide now: not of their own hand or interest, and nothing to assess first."""
    return Submission.objects.awaiting(person).exclude(Exists(_blind(person)))


# ── Places in the queue ─────────────────────────────────────────────────────────────────────────────
# A place is the key of a submission, which is never deleted; its moment is looked up by the database.


def beyond(rows: SubmissionQuerySet, place: int) -> SubmissionQuerySet:
    """What stands after a place. The first condition is the one that the index starts from."""
    moment = _moment(place)
    after = Q(submitted_at__gt=moment) | Q(pk__gt=place)
    return rows.filter(submitted_at__gte=moment).filter(after)


def before_that(rows: SubmissionQuerySet, place: int) -> SubmissionQuerySet:
    """What stands before a place, the nearest first."""
    moment = _moment(place)
    earlier = Q(submitted_at__lt=moment) | Q(pk__lt=place)
    return rows.filter(submitted_at__lte=moment).filter(earlier).order_by("-submitted_at", "-id")


def _moment(place: int) -> Subquery:
    return Subquery(Submission.objects.filter(pk=place).values("submitted_at")[:1])


def place_of(text: str) -> int | None:
    """A place as an address names it, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= BIGGEST else None
