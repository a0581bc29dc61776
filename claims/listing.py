"""A list of entries as a filter has it: a page of it, or all of it, in the order that was asked for.

Lists come from the database by keyset, which an index serves in each order. Searches come from the columns in
memory: what the words find, and what the filters let through, meet as sets; a page of rows is then read by
its entries, so that it costs the same however many match.

The best match stands first in a search. Only the newest matches are ranked (MOST_RANKED); the others follow,
the newest first. Scores are remembered under the state of the log, so that the pages of a search rank once. A
cursor holds the match that was the newest when the ranking began, so that entries which are published
meanwhile move nothing.
"""

import numpy as np

from claims.choices import Order
from claims.columns import Numbers, keep, reading
from claims.filters import EditionFilter
from claims.paging import (
    BY,
    PAGE_SIZE,
    ROW_COLUMNS,
    Page,
    Place,
    Sweep,
    entries_of,
    page_of,
    read,
    rows_of,
    write,
)
from claims.search import scores

MOST_RANKED = 500  # twenty pages; fetching a vector and ranking it takes the database 8 µs
RANKED = "r"  # the letter in cursors of rankings
UNRANKED = -1  # the score of matches older than those that are ranked

Key = tuple[int, int]  # what a list is ordered by, downwards: date or score, then entry


def page(filters: EditionFilter, cursor: str = "", size: int = PAGE_SIZE, order: Order | None = None) -> Page:
    """The page at a cursor; `order` is for lists that have one of their own. Raises BadCursor."""
    order = order or filters.ordered_by
    if not filters.words:
        return page_of(filters.qs, cursor, size, order)
    letter = RANKED if order == Order.RELEVANCE else BY[order].letter
    place = read(cursor, letter) if cursor else None
    found = _found(filters, order, place, size)
    if place and not place.forward and len(found.keys) <= size:
        found = _found(filters, order, None, size)  # the first page, which is always shown full
        place = None
    return found.page(letter, place, size)


def sweep(filters: EditionFilter) -> Sweep:
    """The whole list, in its order."""
    if not filters.words:
        return Sweep(entries_of(filters.qs, filters.ordered_by))
    return Sweep(entry for _key, entry in _found(filters, filters.ordered_by, None, None).keys)


class _Keys:
    """Some keys of a list, one more than a page where there are more, and the newest match of a ranking."""

    def __init__(self, keys: list[Key], newest: int = 0) -> None:
        self.keys = keys
        self.newest = newest

    def page(self, letter: str, place: Place | None, size: int) -> Page:
        """These keys as a page with its rows."""
        back = place is not None and not place.forward
        keys = self.keys[:size][::-1] if back else self.keys[:size]
        more = back or len(self.keys) > size
        return Page(
            rows=rows_of([entry for _key, entry in keys], *ROW_COLUMNS),
            next_cursor=write("n", letter, *keys[-1], self.newest) if more and keys else None,
            previous_cursor=write("p", letter, *keys[0], self.newest) if place and keys else None,
        )


def _found(filters: EditionFilter, order: Order, place: Place | None, size: int | None) -> _Keys:
    """The keys that follow a place, or go before it from there upwards; all of them without a size."""
    filters.prepare()
    wanted = None if size is None else size + 1
    with reading() as columns:
        entries = np.flatnonzero(filters.mask(columns)) + columns.base
        if order != Order.RELEVANCE:
            places = entries - columns.base
            return _Keys(_cut(columns.dated(BY[order].date, places), entries, place, wanted))
        # Matches newer than the ranking's newest are left out, as it began without them.
        entries = entries[entries <= place.newest] if place else entries
        ranked = entries[-MOST_RANKED:]
        question = ("scores", filters.words, ranked.tobytes())
        state, points = columns.state, columns.remembered(question)
    if points is None:
        points = scores(filters.words, ranked)
        keep(state, question, points)
    points = np.pad(points, (len(entries) - len(points), 0), constant_values=UNRANKED)
    return _Keys(_cut(points, entries, place, wanted), int(entries[-1]) if len(entries) else 0)


def _cut(numbers: Numbers, entries: Numbers, place: Place | None, wanted: int | None) -> list[Key]:
    """The keys after a place, downwards; or those before it, upwards."""
    up = place is not None and not place.forward
    if place:
        beyond = numbers > place.key if up else numbers < place.key
        tied = (numbers == place.key) & (entries > place.entry if up else entries < place.entry)
        numbers, entries = numbers[beyond | tied], entries[beyond | tied]
    if wanted is not None and wanted < len(numbers):
        # Only those that could be wanted are sorted.
        edge = np.partition(numbers, wanted - 1 if up else len(numbers) - wanted)
        near = numbers <= edge[wanted - 1] if up else numbers >= edge[len(numbers) - wanted]
        numbers, entries = numbers[near], entries[near]
    by = np.lexsort((entries, numbers))
    by = (by if up else by[::-1])[:wanted]
    return list(zip(numbers[by].tolist(), entries[by].tolist(), strict=True))
