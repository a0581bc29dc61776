"""What somebody says of claims that look alike: one choice a claim, beside it on the page."""

from typing import Any

from claims.choices import Sameness

PREFIX = "match-"


def judgements_of(data: Any) -> dict[int, str]:
    """The choices that a page sent, by the key of the claim; what is no choice is passed over."""
    if data is None:
        return {}
    chosen = {name.removeprefix(PREFIX): str(data[name]) for name in data if str(name).startswith(PREFIX)}
    return {
        int(pk): sameness
        for pk, sameness in chosen.items()
        if pk.isascii() and pk.isdecimal() and len(pk) < 19 and sameness in Sameness.values
    }
