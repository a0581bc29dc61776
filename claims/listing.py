"""A list of entries as a filter has it: a page of it, or all of it, in the order that was asked for.

Lists come from the database by keyset, which an index serves in each order. Searches come from the columns in
memory: what the words find, and what the filters let through, meet as sets; a page of rows is then read by
its entries, so that it costs the same however many match.

The best match stands first in a search. Only the newest matches are ranked (MOST_RANKED); the others follow,
the newest first. A cursor holds the match that was the newest when the ranking began, so that entries which
are published meanwhile move nothing.
"""

from collections.abc import Callable
from heapq import nlargest, nsmallest

from claims.choices import Order
from claims.columns import Columns, newest_of, places_of, reading
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

MOST_RANKED = 1_000
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
    if order == Order.RELEVANCE:
        return _ranked(filters, place, wanted)
    with reading() as columns:
        bits = filters.bits(columns)
        if order == Order.CHANGED:
            entries = _by_entry(columns, bits, place, wanted)
            return _Keys([(columns.changed(entry - columns.base), entry) for entry in entries])
        date = columns.first_published if order == Order.PUBLISHED else columns.first_claimed
        keys = [(date(at), at + columns.base) for at in places_of(bits)]
    return _Keys(_cut(keys, place, wanted))


def _by_entry(columns: Columns, bits: int, place: Place | None, wanted: int | None) -> list[int]:
    """Entries by the moment at which versions came into force, which is the order of their places."""
    if place and not place.forward:
        found = places_of(bits & ~columns.before(place.entry + 1))[:wanted]
    else:
        bits &= columns.before(place.entry) if place else bits
        found = newest_of(bits, bits.bit_count() if wanted is None else wanted)
    return [at + columns.base for at in found]


def _ranked(filters: EditionFilter, place: Place | None, wanted: int | None) -> _Keys:
    """Keys by score. Matches newer than the ranking's newest are left out, as it began without them."""
    with reading() as columns:
        bits = filters.bits(columns)
        if place:
            bits &= columns.before(place.newest + 1)
        ranked = _by_entry(columns, bits, None, MOST_RANKED)
        older: list[int] = []
        if len(ranked) == MOST_RANKED:
            among_older = place if place and place.key == UNRANKED else None
            older = _by_entry(columns, bits & columns.before(ranked[-1]), among_older, wanted)
    keys = [(score, entry) for entry, score in scores(filters.words, ranked).items()]
    keys += [(UNRANKED, entry) for entry in older]
    return _Keys(_cut(keys, place, wanted), ranked[0] if ranked else 0)


def _cut(keys: list[Key], place: Place | None, wanted: int | None) -> list[Key]:
    """The keys after a place, downwards; or those before it, upwards."""
    if place:
        at = (place.key, place.entry)
        keys = [key for key in keys if key < at] if place.forward else [key for key in keys if key > at]
    if wanted is None:
        return sorted(keys, reverse=True)
    chosen: Callable[[int, list[Key]], list[Key]] = nsmallest if place and not place.forward else nlargest
    return chosen(wanted, keys)
