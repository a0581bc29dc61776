"""What a version's page says of its entry's place in the log, so that readers can check it themselves.

Everything here is a function of the log: the proof itself is in the receipt, which is made when it is asked
for. What the reader's own browser finds out stands on no page.
"""

from dataclasses import dataclass
from datetime import datetime

from claims import merkle
from claims.log_reading import key_history
from claims.models import Edition, Entry


@dataclass(frozen=True)
class Place:
    """An entry's place in the log, and with which key the log vouches for it."""

    index: int
    published_at: datetime
    digest: str  # of the record, SHA-256 in hex
    size: int  # of the log now
    hashes: int  # how many lead from the entry to the log's root
    key: str  # the verifier key, name+id+base64; "" before the log's first checkpoint


def place_of(edition: Edition) -> Place:
    """The place of a version's entry in the log as it is now."""
    newest = Entry.objects.order_by("-index").values_list("index", flat=True)[0]
    keys = key_history()
    return Place(
        index=edition.entry_id,
        published_at=edition.valid_from,
        digest=edition.record_digest,
        size=newest + 1,
        hashes=len(merkle.inclusion_ranges(edition.entry_id, newest + 1)),
        key=keys[0][0] if keys else "",
    )
