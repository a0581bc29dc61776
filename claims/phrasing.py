"""How dates and figures are said in words. Floor 0: pure, text in and text out.

What a function does not know it answers unchanged.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
CURRENCY_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "RUB": "₽"}
SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
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
            return f"until {partial_date(end)}" if start in ("", "..") else f"since {partial_date(start)}"
        return f"{partial_date(start)} to {partial_date(end)}"
    if text.endswith(("?", "~", "%")):
        words = partial_date(text[:-1])
        about = "" if text[-1] == "?" else "about "
        return f"{about}{words}" + ("" if text[-1] == "~" else " (uncertain)")
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        year, month, day = found.groups()
        return f"{int(day)}{NO_BREAK}{_month(month)} {year}"
    if found := re.fullmatch(r"(\d{4})-(\d\d)", text):
        year, month = found.groups()
        return f"{SEASONS.get(month) or _month(month)} {year}"
    if found := re.fullmatch(r"(\d{3})X", text):
        return f"{found[1]}0s"
    if found := re.fullmatch(r"(\d{2})XX", text):
        return f"{found[1]}00s"
    return text


def _month(number: str) -> str:
    return MONTHS[int(number) - 1] if 1 <= int(number) <= 12 else number


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
    words = f"{sign}{amount} {scale}".strip()
    if not sign and unit:
        words = f"{words} {unit}"
    return ("about " if figure.get("approximate") else "") + words.replace(" ", NO_BREAK)


def _in_words(number: str) -> tuple[str, str]:
    """("58", "million") for "58000000": a scale where at most three decimals are left, else all digits."""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return number, ""
    for size, name in SCALES:
        scaled = value / size
        if abs(scaled) >= 1 and scaled == round(scaled, 3):
            return f"{scaled.normalize():,f}", name
    # Four digits stand without a comma, as years of age or single sums do.
    return (f"{value:f}" if abs(value) < 10_000 else f"{value:,f}"), ""
