"""What editors wait for in the admin, the list of claims and the review queue, and what these ask of it.

More than MOST_QUERIES for one of these pages ends the bench. An editor with declared conflicts of interest
asks: what they may not decide is part of what is measured. Beside the times stand the rows of the tables of
a page, for a page that has more of them takes longer however large the ledger is.
"""

import json
from collections.abc import Callable, Iterable
from itertools import pairwise

from bench.measuring import Site, milliseconds, table
from bench.words import PLANTED

TIMES = 15
MOST_QUERIES = 8
EDITOR = "editor-1@example.org"

# What is measured, and whether it is held to MOST_QUERIES.
WHAT: dict[str, tuple[str, bool]] = {
    "queue": ("Queue, first page", True),
    "queue deep": ("Queue, a page halfway", True),
    "queue mine": ("Queue, what I may decide", True),
    "queue verdict": ("Queue under a verdict", True),
    "queue topic": ("Queue under a topic", True),
    "queue filtered": ("Queue under verdict and topic", True),
    "queue confidence": ("Queue under confidence and age", True),
    "claims": ("Claims, first page", True),
    "claims deep": ("Claims, a page halfway", True),
    "claims status": ("Claims in review", True),
    "claims topic": ("Claims under a topic", True),
    "claims writer": ("Claims of one analyst", True),
    "claims rare": ("Claims, search for a rare word", True),
    "claims middling": ("Claims, search for a middling word", True),
    "claims common": ("Claims, search for a common word", True),
    "claims two": ("Claims, search for two words", True),
    "review": ("Review page", False),
}


def main(size: str) -> None:
    """Measure one database; the result is the last line, as JSON."""
    from claims.models import Claim, Person, Submission

    editor = Person.objects.get(email=EDITOR)
    be_partial(editor)
    cookie = signed_in(editor)
    waiting = Submission.objects.waiting()
    halfway = waiting.values_list("pk", flat=True)[waiting.count() // 2]
    middle = Claim.objects.order_by("-pk")[Claim.objects.count() // 2].pk
    queue, claims = "/admin/review/", "/admin/claims/claim/"
    pairs = zip(PLANTED["common"], PLANTED["middling"][::-1], strict=True)
    words = {**PLANTED, "two": [f"{common}+{middling}" for common, middling in pairs]}
    addresses: dict[str, list[str]] = {
        "queue": [queue],
        "queue deep": [f"{queue}?after={halfway}"],
        "queue mine": [f"{queue}?mine=1"],
        "queue verdict": [f"{queue}?verdict=true"],
        "queue topic": [f"{queue}?topic=topic-1"],
        "queue filtered": [
            f"{queue}?verdict={verdict}&topic=topic-{place}"
            for verdict in ("true", "false")
            for place in (1, 2, 3)
        ],
        "queue confidence": [f"{queue}?confidence={level}&age=longer" for level in ("low", "high")],
        "claims": [claims],
        "claims deep": [f"{claims}?after={middle}"],
        "claims status": [f"{claims}?status__exact=in_review"],
        "claims topic": [f"{claims}?topic=topic-{place}" for place in (1, 5, 20)],
        "claims writer": [f"{claims}?logged_by={place}" for place in (1, 2, 3)],
        **{f"claims {band}": [f"{claims}?q={q}" for q in found] for band, found in words.items()},
        "review": [f"{queue}{pk}/" for pk in waiting.values_list("pk", flat=True)[:TIMES]],
    }
    site = Site()
    site.expect(queue, HTTP_COOKIE=cookie)
    print(json.dumps({name: measured(site, cookie, some) for name, some in addresses.items()}))


def be_partial(editor: object) -> None:
    """Declare an interest in a claimant and a topic with many claims, once."""
    from claims.actions.fairness import declare_conflict
    from claims.models import Claimant, ConflictOfInterest, Person, Topic

    assert isinstance(editor, Person)  # nosec B101
    if not ConflictOfInterest.objects.of(editor).exists():
        declare_conflict(person=editor, by=editor, reason="Bench.", topic=Topic.objects.get(slug="topic-2"))
        claimant = Claimant.objects.order_by("pk")[0]
        declare_conflict(person=editor, by=editor, reason="Bench.", claimant=claimant)


def signed_in(person: object) -> str:
    """The cookie of a session of this person's."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def measured(site: Site, cookie: str, addresses: Iterable[str]) -> dict[str, float]:
    """The median time of these pages, the most queries that one of them takes, and their rows on average."""
    some = list(addresses)
    rows = [site.expect(each, HTTP_COOKIE=cookie)[1].count(b"<tr") - 1 for each in some]
    queries = max(queries_of(lambda address=each: site.expect(address, HTTP_COOKIE=cookie)) for each in some)  # type: ignore[misc]
    taken = sorted(
        milliseconds(lambda: site.expect(some[place % len(some)], HTTP_COOKIE=cookie))  # noqa: B023
        for place in range(max(TIMES, len(some)))
    )
    return {"ms": taken[len(taken) // 2], "queries": queries, "rows": sum(rows) / len(rows)}


def queries_of(act: Callable[[], object]) -> int:
    """How many queries a call takes, sign-in and session included."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def merged(rounds: list[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """Of several rounds the quickest time, for a busy machine only ever adds, and the most queries."""
    return {
        name: {
            "ms": min(found[name]["ms"] for found in rounds),
            "queries": max(found[name]["queries"] for found in rounds),
            "rows": rounds[0][name]["rows"],
        }
        for name in WHAT
    }


def report(sizes: list[str], results: list[dict[str, dict[str, float]]]) -> str:
    """The results of all sizes as a table; ends the bench where a page asks too much."""
    growth = [f"{low} → {high}" for low, high in pairwise(sizes)]
    rows = []
    for name, (words, _held) in WHAT.items():
        times = [f"{result[name]['ms']:.1f} ms" for result in results]
        grown = [f"{after[name]['ms'] / before[name]['ms']:.2f}" for before, after in pairwise(results)]
        asked = max(int(result[name]["queries"]) for result in results)
        shown = " → ".join(f"{result[name]['rows']:.0f}" for result in results)
        rows.append([words, *times, *grown, str(asked), shown])
    said = table(["In the admin, median of a whole answer", *sizes, *growth, "queries", "rows"], rows)
    for name, (words, held) in WHAT.items():
        most = max(int(result[name]["queries"]) for result in results)
        if held and most > MOST_QUERIES:
            raise SystemExit(f"{said}\n\n“{words}” takes {most} queries, and may take {MOST_QUERIES}.")
    return said
