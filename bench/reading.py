"""What readers wait for: lists, deep pages, facets, searches, claim pages; and what the log's cache saves."""

import json
import random
import statistics
from collections.abc import Callable, Iterable
from functools import partial
from itertools import cycle, pairwise

from bench.measuring import PAGES, Site, forget, in_turns, median_of, rates_in_turns, table
from bench.words import PLANTED

TIMES = 24  # as many as there are words in a band: no search is made twice
ROUNDS = 300
RATE_ROUNDS = 15
VERDICTS = ("true", "mixed", "false")
TOPICS = [f"topic-{number}" for number in range(1, 9)]

# What is measured.
WHAT: dict[str, str] = {
    "list": "List, first page",
    "deep": "List, a page halfway down",
    "filtered": "List under a verdict and a topic",
    "as of": "List as of a day",
    "corrections": "Corrections, first page",
    "claim": "A claim's page",
    "history": "A claim's history",
    "version": "A version's JSON",
    "api": "API, a list page",
    "search rare": "Search, a rare word",
    "search middling": "Search, a middling word",
    "search common": "Search, a common word",
    "search two": "Search, two words",
    "search both": "Search, two common words",
    "rows rare": "… rows alone, a rare word",
    "rows middling": "… rows alone, a middling word",
    "rows common": "… rows alone, a common word",
    "rows two": "… rows alone, two words",
    "rows both": "… rows alone, two common words",
    "anew rare": "Search, a rare word, counts anew",
    "anew middling": "Search, a middling word, counts anew",
    "anew common": "Search, a common word, counts anew",
    "anew two": "Search, two words, counts anew",
    "anew both": "Search, two common words, counts anew",
    "facets": "Facets of everything, counted anew",
    "facets filtered": "Facets under a filter, counted anew",
    "facets kept": "Facets, counts known",
}

TURNS = {
    "empty": "An empty view of Django's",
    "304": "A claim's page: 304",
    "kept": "A claim's page, kept",
    "304 list": "The list: 304",
    "kept list": "The list, kept",
    "kept API": "The API's list, kept",
}


def main(size: str) -> None:
    """Measure one database; the result is the last line, as JSON."""
    site = Site()
    warm()
    chance = random.Random(1)  # nosec B311
    found = lists(site, chance) | searches(site) | facets()
    numbers, claims = some_claims(chance)
    found["claim"] = built(site, [f"/claims/{number}/{slug}/" for number, slug in claims])
    found["history"] = built(site, [f"/claims/{number}/history/" for number in numbers])
    found["version"] = built(site, [f"/claims/{number}/v1.json" for number in numbers])
    found |= turns(site, *claims[0])
    print(json.dumps(found))


def warm() -> None:
    """Have the database read what is searched, as one that has run for a while has."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(length(search)) FROM claims_lexemes")


def built(site: Site, addresses: Iterable[str]) -> float:
    """How long these pages take to build; the cache of pages is emptied before each."""
    return median_of([partial(site.expect, address) for address in addresses], partial(forget, PAGES))


def forget_counts() -> None:
    """Forget what was counted; the columns themselves stay, as after a publication."""
    from claims.columns import reading

    with reading() as columns:
        columns.forget()


def lists(site: Site, chance: random.Random) -> dict[str, float]:
    """Pages of the list, with the counts of their facets known."""
    places = cursors(chance)
    queries = [f"verdict={verdict}&topic={topic}" for verdict in VERDICTS for topic in TOPICS]
    days = [f"as_of=202{number % 3 + 4}-{number % 12 + 1:02}-15" for number in range(TIMES)]
    for query in ("", *queries, *days):
        site.expect(f"/claims/?{query}")
    under = zip(cycle(VERDICTS), places, strict=False)
    return {
        "list": built(site, ["/claims/"] * TIMES),
        "deep": built(site, [f"/claims/?cursor={place}" for place in places]),
        "filtered": built(site, [f"/claims/?{query}" for query in queries]),
        "as of": built(site, [f"/claims/?{day}" for day in days]),
        "corrections": built(site, ["/corrections/", "/corrections/?class=verdict"] * (TIMES // 2)),
        "api": built(site, [f"/api/v1/claims/?verdict={v}&cursor={place}" for v, place in under]),
    }


def searches(site: Site) -> dict[str, float]:
    """Searches, each for other words: the page with its counts, and the rows alone."""
    from django.http import QueryDict

    from claims.filters import EditionFilter
    from claims.listing import page

    def rows(words: str) -> object:
        return page(EditionFilter(QueryDict(f"q={words}")))

    found = {}
    for band, terms in terms_of_bands().items():
        addresses = [f"/claims/?q={words}" for words in terms]
        forget_counts()
        found[f"anew {band}"] = built(site, addresses)
        for address in addresses:
            site.expect(address)
        found[f"search {band}"] = built(site, addresses)
        found[f"rows {band}"] = median_of([partial(rows, words) for words in terms])
    return found


def facets() -> dict[str, float]:
    """The counts beside a list."""
    from django.http import QueryDict

    from claims.facets import facets_of
    from claims.filters import EditionFilter

    def count(query: str) -> object:
        return facets_of(EditionFilter(QueryDict(query)))

    everything = [partial(count, "")] * 9
    some = [partial(count, f"verdict={verdict}&topic={topic}") for verdict in VERDICTS for topic in TOPICS]
    return {
        "facets": median_of(everything, forget_counts),
        "facets filtered": median_of(some, forget_counts),
        "facets kept": median_of(everything),
    }


def terms_of_bands() -> dict[str, list[str]]:
    """Words of each band, and pairs: a common with a middling one, and two common ones; another each time.

    Of 10,000 claims the former pair finds half a page, the latter a full one; of 100,000 both fill one.
    """
    common = PLANTED["common"]
    pairs = zip(common, PLANTED["middling"][::-1], strict=True)
    both = zip(common, [*common[1:], common[0]], strict=True)
    return {**PLANTED, "two": ["+".join(pair) for pair in pairs], "both": ["+".join(pair) for pair in both]}


def some_claims(chance: random.Random) -> tuple[list[int], list[tuple[int, str]]]:
    """Numbers of claims, and those among them that have a page, with their slugs."""
    from claims.models import Edition

    current = Edition.objects.current()
    last = current.order_by("-number").values_list("number", flat=True)[0]
    numbers = [chance.randint(1, last) for _ in range(TIMES + 1)]
    return numbers, list(current.filter(number__in=numbers).values_list("number", "slug"))


def cursors(chance: random.Random) -> list[str]:
    """Places about halfway down the list."""
    from claims.models import Edition
    from claims.paging import page_of

    current = Edition.objects.current()
    last = current.order_by("-number").values_list("number", flat=True)[0]
    found = []
    for _ in range(TIMES):
        start = current.get(number=last // 2 + chance.randint(-last // 8, last // 8))
        page = page_of(Edition.objects.listed().filter(valid_from__lte=start.valid_from), size=1)
        found.append(page.next_cursor or "")
    return found


def turns(site: Site, number: int, slug: str) -> dict[str, float]:
    """An empty view, a 304, a page that is kept, and the same in the API."""
    address = f"/claims/{number}/{slug}/"
    etag = site.expect(address)[0]["ETag"]
    listed = site.expect("/claims/")[0]["ETag"]
    acts: dict[str, Callable[[], object]] = {
        "empty": lambda: site.expect("/bench-empty/"),
        "304": lambda: site.expect(address, 304, HTTP_IF_NONE_MATCH=etag),
        "kept": lambda: site.expect(address),
        "304 list": lambda: site.expect("/claims/", 304, HTTP_IF_NONE_MATCH=listed),
        "kept list": lambda: site.expect("/claims/"),
        "kept API": lambda: site.expect("/api/v1/claims/"),
    }
    in_turns(ROUNDS // 4, acts)
    taken = in_turns(ROUNDS, acts)
    rates = rates_in_turns(RATE_ROUNDS, acts)
    return {
        **{f"turn {name}": value for name, value in taken.items()},
        **{f"rate {name}": value for name, value in rates.items()},
    }


def merged(rounds: list[dict[str, float]]) -> dict[str, float]:
    """Of several rounds the quickest, for a busy machine only ever adds; of rates the median."""
    return {
        name: (statistics.median if name.startswith("rate ") else min)(found[name] for found in rounds)
        for name in rounds[0]
    }


def report(sizes: list[str], results: list[dict[str, float]]) -> str:
    """The results of all sizes as tables."""
    growth = [f"{low} → {high}" for low, high in pairwise(sizes)]
    rows = []
    for name, words in WHAT.items():
        grown = [f"{after[name] / before[name]:.2f}" for before, after in pairwise(results)]
        rows.append([words, *(f"{result[name]:.1f} ms" for result in results), *grown])
    turns = [
        [
            words,
            *(
                f"{result[f'rate {name}']:,.0f}/s ({result[f'rate {name}'] / result['rate empty']:.2f}), "
                f"{result[f'turn {name}']:.2f} ms"
                for result in results
            ),
        ]
        for name, words in TURNS.items()
    ]
    return "\n\n".join(
        [
            table(["Median of a whole answer", *sizes, *growth], rows),
            table(["Requests a second (against an empty view), one alone", *sizes], turns),
        ]
    )
