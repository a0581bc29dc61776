"""Why something was done, as row history keeps it and as a page says it. Floor 3: text in and text out.

A reason is one of two things. What a person typed stays as they typed it, in whatever language. What an
action says of itself is a `Reason`: kept in the source's own words, with its text and its values apart, and
said in the language of the page. Rows that were written before reasons were kept apart are told as they are.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


class Reason(str):
    """What an action says of itself: English wherever it is kept, whatever language is active.

    `source` is marked for translation (`gettext_noop`); `values` are names and numbers, the same in every
    language. A word that has to be translated belongs into a text of its own.
    """

    source: str
    values: dict[str, str]

    def __new__(cls, source: str, **values: object) -> "Reason":
        told = {name: str(value) for name, value in values.items()}
        reason = super().__new__(cls, source.format(**told))
        reason.source, reason.values = source, told
        return reason


def kept(why: str) -> dict[str, Any]:
    """What row history keeps of a reason: the English sentence, and of a `Reason` what makes it."""
    found: dict[str, Any] = {"why": str(why)}
    if isinstance(why, Reason):
        found["said"] = [why.source, why.values]
    return found


def told(context: Mapping[str, Any]) -> str:
    """A kept reason in the language of the page; "" where none was kept."""
    if "said" not in context:
        return str(context.get("why") or "")
    source, values = context["said"]
    return _(source).format(**values)
