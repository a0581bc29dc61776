"""How dates and figures are said in words, in the language of the page. Floor 3: text in and text out.

What a function does not know it answers unchanged.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext_lazy

MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)
SEASONS = {
    "21": gettext_lazy("spring"),
    "22": gettext_lazy("summer"),
    "23": gettext_lazy("autumn"),
    "24": gettext_lazy("winter"),
}
CURRENCY_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "RUB": "₽"}
SCALES = (
    (Decimal(10) ** 12, ngettext_lazy("trillion", "trillion")),
    (Decimal(10) ** 9, ngettext_lazy("billion", "billion")),
    (Decimal(10) ** 6, ngettext_lazy("million", "million")),
)
NO_BREAK = "\N{NO-BREAK SPACE}"

# ── Text ────────────────────────────────────────────────────────────────────────────────────────────


def cut_at_word(text: str, most: int) -> str:
    """A text on one line, of at most so many characters: cut at a word's end, with "…" where it was cut."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    whole, _space, _rest = line[:most].rpartition(" ")
    return (whole or line[: most - 1]).rstrip(" ,;:–-") + "…"


def web_address(url: str) -> str:
    """An address that a page may link to, or nothing."""
    return url if url.startswith(("https://", "http://")) else ""


# ── Dates ───────────────────────────────────────────────────────────────────────────────────────────


def partial_date(value: str | None) -> str:
    """An EDTF date in words: "2018-10" is "October 2018", "1998/2007" is "1998 to 2007"."""
    text = (value or "").strip()
    if "/" in text:
        start, end = text.split("/", 1)
        if start in ("", "..") or end in ("", ".."):
            if start in ("", ".."):
                return _("until %(date)s") % {"date": partial_date(end)}
            return _("since %(date)s") % {"date": partial_date(start)}
        return _("%(start)s to %(end)s") % {"start": partial_date(start), "end": partial_date(end)}
    if text.endswith(("?", "~", "%")):
        words = {"date": partial_date(text[:-1])}
        if text[-1] == "~":
            return _("about %(date)s") % words
        return (_("%(date)s (uncertain)") if text[-1] == "?" else _("about %(date)s (uncertain)")) % words
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        year, month, day = found.groups()
        return f"{int(day)}{NO_BREAK}{_month(month)} {year}"
    if found := re.fullmatch(r"(\d{4})-(\d\d)", text):
        year, month = found.groups()
        return f"{SEASONS.get(month) or _month(month)} {year}"
    if found := re.fullmatch(r"(\d{3})X", text):
        return _("%(years)ss") % {"years": f"{found[1]}0"}
    if found := re.fullmatch(r"(\d{2})XX", text):
        return _("%(years)ss") % {"years": f"{found[1]}00"}
    return text


def _month(number: str) -> str:
    return _(MONTHS[int(number) - 1]) if 1 <= int(number) <= 12 else number


# ── Figures ─────────────────────────────────────────────────────────────────────────────────────────


def figure_value(figure: dict[str, Any]) -> str:
    """A figure of a record as a reader says it: "about €58 million", "30–35 percent"."""
    low, high, unit = str(figure["low"]), str(figure["high"]), str(figure["unit"])
    sign = CURRENCY_SIGNS.get(unit, "")
    amount, scale = _in_words(low)
    if low != high:
        top, top_scale = _in_words(high)
        if scale != top_scale:
            amount = f"{amount} {scale}".strip()
        amount, scale = f"{amount}–{top}", top_scale
    told = {"currency": sign, "amount": amount, "scale": scale}
    if sign:
        words = (_("%(currency)s%(amount)s %(scale)s") if scale else _("%(currency)s%(amount)s")) % told
    else:
        words = " ".join(filter(None, (amount, scale, unit)))
    words = words.replace(" ", NO_BREAK)
    return _("about %(figure)s") % {"figure": words} if figure.get("approximate") else words


def _in_words(number: str) -> tuple[str, str]:
    """("58", "million") for "58000000": a scale where at most three decimals are left, else all digits."""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return number, ""
    for size, name in SCALES:
        scaled = value / size
        if abs(scaled) >= 1 and scaled == round(scaled, 3):
            # Plural forms are for whole numbers; one alone is one.
            return _written(scaled.normalize() + 0), str(name % (1 if scaled == 1 else 2))
    # Four digits stand without a comma, as years of age or single sums do.
    return _written(value, grouped=abs(value) >= 10_000), ""


def _written(value: Decimal, *, grouped: bool = True) -> str:
    """A number with the signs of the language."""
    return number_format(f"{value:f}" if not grouped else value, force_grouping=grouped)
