"""Row history: every insert, change and removal in a working table is kept, with who and why.

The rows are written by triggers (django-pghistory), so raw SQL leaves its trace as well; the
person and the reason come from the action's context and stand in each history row.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def keep_history(**options: Any) -> Callable[[M], M]:
    """Class decorator: keep the history of a working table. Options go to `pghistory.track`."""
    track: Callable[[M], M] = pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), **options
    )
    return track
