"""The list of claims by keyset, the newest logged first: nothing is counted, the last page is as quick."""

from collections import defaultdict
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from claims.admin.queue_filter import place_of
from claims.choices import Role
from claims.models import Person, Submission, Topic

AFTER, BEFORE = "after", "before"
CHOICES_IN_A_FILTER = 60  # more than fit beside a list; whatever is not among them is found by search
_AROUND = "ledger_around_claims"


class ClaimList(ChangeList):
    """Django's list, but for its pages: a place is the key of a claim, which is never deleted."""

    after: int | None
    before: int | None

    def get_filters_params(self, params: Any = None) -> Any:
        """The parameters that narrow the list; where in it we are is none of them."""
        found = super().get_filters_params(params)
        for name in (AFTER, BEFORE):
            found.pop(name, None)
        return found

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """One order: the pages depend on it."""
        return ["-pk"]

    def get_results(self, request: HttpRequest) -> None:
        """One page of rows, and whether there is more on either side, in one query."""
        size = self.list_per_page
        after = place_of(request.GET.get(AFTER, ""))
        before = place_of(request.GET.get(BEFORE, ""))
        rows: list[Any] = []
        if before:
            rows = list(self.queryset.filter(pk__gt=before).order_by("pk")[: size + 1])
        if len(rows) > size:
            rows = rows[:size][::-1]
            older, newer = True, True
        else:  # the first page, which is always shown full, or one after a place
            after = None if before else after
            rows = list((self.queryset.filter(pk__lt=after) if after else self.queryset)[: size + 1])
            older, newer = len(rows) > size, bool(after and rows)
            rows = rows[:size]
        self.after = rows[-1].pk if older else None
        self.before = rows[0].pk if newer else None
        self.result_list = rows
        for name in (AFTER, BEFORE):  # a new search starts from the first page
            self.params.pop(name, None)
        # No count but that of the page: nothing offers to act on more than is shown.
        self.result_count = self.full_result_count = len(rows)
        self.show_full_result_count = False
        self.show_admin_actions = bool(rows)
        self.can_show_all = False
        self.multi_page = False

    @property
    def onward(self) -> str:
        return self.get_query_string({AFTER: str(self.after)}) if self.after else ""

    @property
    def back(self) -> str:
        return self.get_query_string({BEFORE: str(self.before)}) if self.before else ""


def around(request: HttpRequest) -> dict[str, list[tuple[str, str]]]:
    """What stands around the list: topics and writers to choose from, and how many submissions wait.

    One query for a page, however often it is asked for.
    """
    known: dict[str, list[tuple[str, str]]] | None = getattr(request, _AROUND, None)
    if known is not None:
        return known
    writers = Person.objects.order_by().filter(groups__name__in=(Role.ANALYST, Role.EDITOR)).distinct()
    waiting = Submission.objects.waiting().order_by().values(part=_text("waiting"))
    parts = [
        _named(Topic.objects.order_by(), "topic", "slug", "label"),
        _named(writers, "writer", "pk", "name"),
        waiting.annotate(sent=Cast(Count("pk"), CharField()), shown=_text("")).values_list(
            "part", "sent", "shown"
        ),
    ]
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for part, sent, shown in parts[0].union(*parts[1:]).order_by("shown"):
        found[part].append((sent, shown))
    setattr(request, _AROUND, found)
    return found


def choices(request: HttpRequest, part: str) -> list[tuple[str, str]]:
    """The choices of a filter beside the list."""
    return around(request)[part][:CHOICES_IN_A_FILTER]


def waiting(request: HttpRequest) -> int:
    """How many submissions wait for an editor."""
    return int(around(request)["waiting"][0][0]) if around(request)["waiting"] else 0


def _named(rows: QuerySet[Any], part: str, sent: str, shown: str) -> QuerySet[Any, Any]:
    return rows.annotate(
        part=_text(part), sent=Cast(F(sent), CharField()), shown=Cast(F(shown), CharField())
    ).values_list("part", "sent", "shown")


def _text(text: str) -> Value:
    return Value(text, output_field=CharField())
