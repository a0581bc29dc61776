"""What readers wait for: lists, deep pages, facets, searches, claim pages; and what the log's cache saves."""

import json
import random
from collections.abc import Callable
from itertools import cycle, islice, pairwise

from bench.measuring import Site, forget, in_turns, median_of, rates_in_turns, table
from bench.words import PLANTED

TIMES = 24  # as many as there are words in a band: no search is made twice
ROUNDS = 300
RATE_ROUNDS = 15
GROWTH = 1.25
RATIO = 0.8

# What is measured, and whether growth is held against the target.
WHAT: dict[str, str] = {
    "list": "List, first page",
    "deep": "List, a page halfway down",
    "filtered": "List under a verdict and a topic, counts known",
    "claim": "A claim's page",
    "version": "A version's JSON",
    "api": "API, a list page",
    "search rare": "Search, a rare word",
    "search middling": "Search, a middling word",
    "search common": "Search, a common word",
    "search two": "Search, two words",
    "rows rare": "… rows alone, a rare word",
    "rows middling": "… rows alone, a middling word",
    "rows common": "… rows alone, a common word",
    "rows two": "… rows alone, two words",
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
    from claims.facets import facets_of
    from claims.filters import EditionFilter
    from claims.models import Edition
    from claims.paging import page_of
    from django.http import QueryDict

    site = Site()
    chance = random.Random(1)  # nosec B311
    last = Edition.objects.current().order_by("-number").values_list("number", flat=True)[0]
    numbers = [chance.randint(1, last) for _ in range(TIMES + 1)]
    claims = list(
        Edition.objects.current().filter(number__in=numbers).exclude(publication="held").values_list("number", "slug")
    )
    terms = terms_of_bands()
    verdicts, topics = ("true", "mixed", "false"), [f"topic-{n}" for n in range(1, 9)]
    filters = [f"verdict={verdict}&topic={topic}" for verdict in verdicts for topic in topics]
    everything = Edition.objects.current()

    def pages(addresses: list[str]) -> list[Callable[[], object]]:
        return [lambda address=address: site.expect(address) for address in addresses]  # type: ignore[misc]

    def filtered(query: str) -> EditionFilter:
        return EditionFilter(QueryDict(query))

    found: dict[str, float] = {}
    site.expect("/claims/")
    found["list"] = median_of(pages(["/claims/"] * TIMES), forget)
    found["deep"] = median_of(pages([f"/claims/?cursor={c}" for c in cursors(everything, last, chance)]), forget)
    for query in filters:
        site.expect(f"/claims/?{query}")
    found["filtered"] = median_of(pages([f"/claims/?{query}" for query in filters]), forget)
    found["claim"] = median_of(pages([f"/claims/{number}/{slug}/" for number, slug in claims]), forget)
    found["version"] = median_of(pages([f"/claims/{number}/v1.json" for number in numbers]), forget)
    found["api"] = median_of(
        pages([f"/api/v1/claims/?verdict={v}&cursor={c}" for v, c in zip(cycle(verdicts), cursors(everything, last, chance))]),
        forget,
    )
    for band, words in terms.items():
        found[f"search {band}"] = median_of(
            pages([f"/claims/?q={q}" for q in words]), lambda: forget("pages", "default")
        )
        found[f"rows {band}"] = median_of(
            [lambda q=q: page_of(filtered(f"q={q}").qs) for q in words]  # type: ignore[misc]
        )
    counts_anew = lambda: forget("default")  # noqa: E731
    found["facets"] = median_of([lambda: facets_of(EditionFilter())] * 7, counts_anew)
    found["facets filtered"] = median_of(
        [lambda q=q: facets_of(filtered(q)) for q in filters], counts_anew  # type: ignore[misc]
    )
    found["facets kept"] = median_of([lambda: facets_of(EditionFilter())] * TIMES)
    found |= turns(site, *claims[0])
    print(json.dumps(found))


def terms_of_bands() -> dict[str, list[str]]:
    """Words of each band, and pairs of a common with a middling one; another each time."""
    pairs = zip(PLANTED["common"], PLANTED["middling"][::-1], strict=True)
    return {**PLANTED, "two": [f"{common}+{middling}" for common, middling in pairs]}


def cursors(editions: object, last: int, chance: random.Random) -> list[str]:
    """Addresses of pages about halfway down the list."""
    from claims.paging import page_of

    middle = last // 2
    found = []
    for _ in range(TIMES):
        number = middle + chance.randint(-middle // 4, middle // 4)
        start = editions.get(number=number)  # type: ignore[attr-defined]
        page = page_of(editions.filter(valid_from__lte=start.valid_from), size=1)  # type: ignore[attr-defined]
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
