"""How old the queue is: a picture of a few bars, drawn on the server, and the same as a table."""

from dataclasses import dataclass

from django.db.models import Count
from django_stubs_ext import StrOrPromise

from claims.admin.queue_filter import AGES, of_age
from claims.models import Submission

BAR_WIDTH, GAP = 76, 12
HEIGHT = 64  # of the longest bar
ABOVE, LINE = 18, 15  # for the number over a bar, and each of two lines of words under it
LEAST = 2  # of a bar that stands for something


@dataclass(frozen=True)
class Bar:
    """How many submissions have waited so long, and where their bar stands."""

    value: str
    label: StrOrPromise
    count: int
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def number_at(self) -> int:
        """Where the number over the bar stands."""
        return self.y - 5

    @property
    def words(self) -> list[tuple[str, int]]:
        """The label on two lines, for it is wider than a bar, and where each stands."""
        first, _space, last = str(self.label).rpartition(" ")
        return [(line, ABOVE + HEIGHT + place * LINE) for place, line in enumerate((first, last), start=1)]


@dataclass(frozen=True)
class Ages:
    """All bars of the picture, and the size of it."""

    bars: tuple[Bar, ...]

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def width(self) -> int:
        return len(AGES) * (BAR_WIDTH + GAP) - GAP

    @property
    def height(self) -> int:
        return ABOVE + HEIGHT + 2 * LINE + LINE // 3  # the last line has letters that reach below it

    @property
    def base(self) -> int:
        """Where the bars stand."""
        return ABOVE + HEIGHT


def ages_of_the_queue() -> Ages:
    """The whole queue by how long it waits, in one query."""
    counts = (
        Submission.objects.waiting()
        .order_by()
        .aggregate(**{value: Count("pk", filter=of_age(value)) for value, *_rest in AGES})
    )
    return drawn(counts)


def drawn(counts: dict[str, int]) -> Ages:
    """The bars for so many submissions of each age: the longest fills the height."""
    most = max(counts.values(), default=0)
    bars = []
    for place, (value, label, *_days) in enumerate(AGES):
        count = counts[value]
        height = max(round(HEIGHT * count / most), LEAST) if count else 0
        bars.append(
            Bar(
                value,
                label,
                count,
                x=place * (BAR_WIDTH + GAP),
                y=ABOVE + HEIGHT - height,
                width=BAR_WIDTH,
                height=height,
            )
        )
    return Ages(tuple(bars))
