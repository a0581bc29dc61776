"""A checker of accessibility, asked for no more than what a test wants to know: it costs more than a page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The standards that the ledger promises; without them axe looks at what it calls best practice, too.
STANDARDS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# What depends on colours and room. All else reads the markup, which is the same in light and dark, wide and
# narrow: once is enough.
SEEN = {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block"]}
# The checker reads the same few colours of a page hundreds of times, each time through all spaces of colour
# that there are. Here it keeps what it has read.
REMEMBER = """() => {
    const colour = axe.commons.color.Color.prototype
    const read = colour.parseString
    const known = new Map()
    colour.parseString = function (text) {
        if (!known.has(text)) {
            const {r, g, b, alpha} = read.call(this, text)
            known.set(text, {r, g, b, alpha})
        }
        return Object.assign(this, known.get(text))
    }
}"""
# Style sheets are not loaded a second time, which the pages' own policy would refuse.
CHEAPLY = {"resultTypes": ["violations"], "preload": False, "selectors": False}
# Colours that are on their way to others, as after a change from light to dark, arrive first.
RUN = """options => {
    for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish()
    return axe.run(document, options).then(({violations}) => violations.map(
        ({id, impact, nodes}) => ({rule: id, impact, html: nodes[0].html})
    ))
}"""


@dataclass(frozen=True)
class Fault:
    """A rule that a page breaks, and the first place where it does."""

    rule: str
    impact: str
    html: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.html[:200]}"

    @property
    def is_serious(self) -> bool:
        return self.impact in ("serious", "critical")


def faults(page: "Page", rules: dict[str, Any] | None = None) -> list[Fault]:
    """What is wrong with the page as it stands, by these rules or by all of them."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(REMEMBER)
    options = {**CHEAPLY, **({"runOnly": rules} if rules else {})}
    return [Fault(**each) for each in page.evaluate(RUN, options)]
