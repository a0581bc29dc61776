"""Somebody who walks through the real pages, and looks at each with a checker of accessibility."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pytest_django.live_server_helper import LiveServer

from tests import axe
from tests.cast import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 800}
MOST_STOPS = 120

# Whether the focus is there, whether it can be seen, and where it is instead.
FOCUS = """
(wanted) => {
  const now = document.activeElement;
  const outlined = (each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  };
  const seen = now === document.body || [now, now.closest("label")].some((each) => each && outlined(each));
  return { there: now === wanted, seen, at: now.outerHTML.slice(0, 160) };
}
"""


class Walker:
    """A page of somebody's browser. What is wrong with the pages on the way is kept in `faults`."""

    def __init__(self, page: "Page", site: LiveServer) -> None:
        self.page = page
        self.url = site.url
        self.faults: list[str] = []
        page.on(
            "response",
            lambda answer: (
                self.faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
            ),
        )

    def opens(self, path: str) -> None:
        self.page.goto(self.url + path)

    def opens_anew(self, path: str) -> None:
        """As a reader who asks again: browsers may keep a public page for a while."""
        forgetful = self.page.context.new_cdp_session(self.page)
        forgetful.send("Network.clearBrowserCache")
        forgetful.detach()
        self.opens(path)

    def signs_in(self, name: str, *, onward: str = "/desk/") -> None:
        """By the form, and by keyboard alone."""
        self.opens(onward)
        self.page.wait_for_url("**/accounts/login/**")
        self.looks("signing in")
        self.tabs_to(self.page.get_by_label("Email"))
        self.page.keyboard.type(f"{name}@example.org")
        self.tabs_to(self.page.locator("input[type=password]"))
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(self.url + onward)

    def looks(self, name: str, *, narrow: bool = False) -> None:
        """At the page as it stands: wide in light, and once more narrow in the dark."""
        self._check(f"{name}, wide")
        if narrow:
            self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme="dark")
            self._check(f"{name}, narrow and dark", axe.SEEN)
            if self.page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
                self.faults.append(f"{name}: scrolls sideways")
            self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme="light")

    def tabs_to(self, target: "Locator") -> None:
        """By Tab alone; on the way the focus is never lost from sight, and nothing holds it."""
        stops = []
        wanted = target.element_handle()
        for _stop in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            focus: dict[str, Any] = self.page.evaluate(FOCUS, wanted)
            assert focus["seen"], f"the focus can't be seen: {focus['at']}"
            if focus["there"]:
                return
            stops.append(focus["at"])
        raise AssertionError(f"Tab never came to {target}; it went by {stops}")

    def presses(self, target: "Locator") -> None:
        """By Tab and Enter."""
        self.tabs_to(target)
        self.page.keyboard.press("Enter")

    def heading(self, name: str) -> None:
        """Waits for it."""
        self.page.get_by_role("heading", name=name).first.wait_for()

    def reads(self, *texts: str) -> None:
        """Waits until each stands on the page."""
        for text in texts:
            self.page.get_by_text(text).first.wait_for()

    def clicks(self, name: str, *, role: Any = "button", exact: bool = False) -> None:
        self.page.get_by_role(role, name=name, exact=exact).first.click()

    def _check(self, name: str, rules: dict[str, Any] | None = None) -> None:
        self.page.wait_for_load_state()
        self.faults += [f"{name}: {fault}" for fault in axe.faults(self.page, rules) if fault.is_serious]


Walkers = Callable[[], Walker]
