"""“As of” a day: what the ledger said when that day ended, in the newsroom's time zone."""

import datetime
import re
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

NOT_A_FULL_DAY = _("“%(value)s” is no day. Write it like 2026-11-01.")
NOT_OVER = _("%(day)s is not over yet: this is what the ledger says now.")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ECHOED = 60


@dataclass(frozen=True)
class AsOf:
    """A day that was asked for. `moment` is when it ended; None while it is not over, which means: now."""

    day: datetime.date
    moment: datetime.datetime | None

    @property
    def words(self) -> str:
        """The day as people write it."""
        return date_format(self.day, "j F Y")

    @property
    def notice(self) -> str:
        """What to tell whoever asked for a day that is not over; else ""."""
        return "" if self.moment else NOT_OVER % {"day": self.words}

    @property
    def zone(self) -> str:
        """Where the day is reckoned."""
        return str(settings.TIME_ZONE)


def as_of(text: str) -> AsOf | None:
    """The day that an address asks for; None where it asks for none. Raises ValidationError."""
    text = text.strip()
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        day = datetime.date.fromisoformat(text)
    except ValueError:
        shown = text if len(text) <= _ECHOED else f"{text[:_ECHOED]}…"
        raise ValidationError(NOT_A_FULL_DAY, code="not_a_day", params={"value": shown}) from None
    if day >= timezone.localdate():
        return AsOf(day, None)
    following = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    return AsOf(day, timezone.make_aware(following))
