"""Small drawings for verdict and confidence. Shape and place say it; the words always stand beside them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from claims.choices import Confidence

register = template.Library()

# On a grid of 24: round with a tick toward true, half a disc in the middle, an octagon with a cross toward
# false.
_CHECK = "M7 12.4l3.4 3.5L17.2 8.6"
_CROSS = "M8 8l8 8M16 8l-8 8"
RATED = {
    5: f'<circle cx="12" cy="12" r="11" class="solid"/><path d="{_CHECK}" class="cut"/>',
    4: f'<circle cx="12" cy="12" r="10" class="line"/><path d="{_CHECK}" class="line"/>',
    3: '<circle cx="12" cy="12" r="10" class="line"/><path d="M12 2a10 10 0 0 0 0 20z" class="solid"/>',
    2: f'<path d="M7 2h10l5 5v10l-5 5H7l-5-5V7z" class="line"/><path d="{_CROSS}" class="line"/>',
    1: f'<path d="M7 1h10l6 6v10l-6 6H7l-6-6V7z" class="solid"/><path d="{_CROSS}" class="cut"/>',
}
# Verdicts off the line are dashed, so that nobody takes them for a place on it.
_DASHED = '<circle cx="12" cy="12" r="10" class="line dashed"/>'
UNRATED = {
    "unproven": f'{_DASHED}<path d="M9 9.4a3 3 0 1 1 4.4 2.7c-1 .5-1.4 1-1.4 2.1M12 17.2v.2" class="line"/>',
    "outdated": f'{_DASHED}<path d="M12 6.5V12l3.6 2.4" class="line"/>',
    "not_checkable": f'{_DASHED}<path d="M7.5 12h9" class="line"/>',
}
OTHER = f'{_DASHED}<path d="M8 12h.1M12 12h.1M16 12h.1" class="line"/>'

BARS = {Confidence.LOW: 1, Confidence.MODERATE: 2, Confidence.HIGH: 3}


@register.simple_tag
def brand_mark() -> SafeString:
    """The ledger's own mark: a page with a margin, two lines and a tick."""
    return SafeString(
        '<svg viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.4" '
        'stroke-linecap="round" stroke-linejoin="round">'
        '<path d="M6 4h20v24H6zM11 4v24M15.5 11h6M15.5 16h6M15 21.5l2.2 2.2 4.6-4.8"/></svg>'
    )


@register.simple_tag
def verdict_mark(rating: str | int | None, code: str = "") -> SafeString:
    """The mark of a verdict. Decoration to a screen reader: the label stands beside it."""
    drawing = RATED.get(int(rating), OTHER) if rating else UNRATED.get(code, OTHER)
    return SafeString(  # nosec B703: drawings of our own, no words of anybody's
        f'<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">{drawing}</svg>'
    )


@register.simple_tag
def rating_line(rating: str | int | None) -> SafeString:
    """Where a rated verdict stands between false and true; nothing for one that is not rated."""
    if not rating:
        return SafeString("")
    stops = "".join(f'<path d="M{10 + 45 * step} 9v8" class="tick"/>' for step in range(5))
    return format_html(
        '<svg class="rating-line" viewBox="0 0 200 26" width="200" height="26" role="img" '
        'aria-label="{}">'
        '<path d="M10 13h180" class="tick"/>{}<circle cx="{}" cy="13" r="7.5" class="solid"/></svg>',
        _("Position %(rating)s of 5 on the line from false (1) to true (5)") % {"rating": rating},
        SafeString(stops),  # nosec B703
        10 + 45 * (int(rating) - 1),
    )


@register.simple_tag
def chance_line(low: int, high: int) -> SafeString:
    """A term of likelihood as a part of the line from 0 to 100 percent; the words stand above it."""
    stops = "".join(f'<path d="M{10 + 100 * step} 12v8" class="tick"/>' for step in range(5))
    return format_html(
        '<svg class="chance-line" viewBox="0 0 420 40" width="420" height="40" aria-hidden="true">'
        '<path d="M10 16h400" class="tick"/>{}<rect x="{}" y="11" width="{}" height="10" class="solid"/>'
        '<text x="10" y="37">0</text><text x="210" y="37" text-anchor="middle">50</text>'
        '<text x="410" y="37" text-anchor="end">{}</text></svg>',
        SafeString(stops),  # nosec B703
        10 + 4 * low,
        4 * (high - low),
        _("100 percent"),
    )


@register.simple_tag
def confidence_bars(level: str) -> SafeString:
    """One to three bars that rise, full as far as the confidence reaches; the word stands beside them."""
    full = BARS.get(level, 0)  # type: ignore[call-overload]
    bars = "".join(
        f'<rect x="{1 + 8 * place}" y="{14 - 6 * place}" width="6" height="{9 + 6 * place}" '
        f'class="{"solid" if place < full else "line"}"/>'
        for place in range(3)
    )
    return SafeString(  # nosec B703: drawings of our own, no words of anybody's
        f'<svg class="bars" viewBox="0 0 25 24" width="25" height="24" aria-hidden="true">{bars}</svg>'
    )
