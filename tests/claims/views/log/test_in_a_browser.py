"""“Verify here” in Chromium: a true entry is consistent; what is false is named by the step that finds it."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pytest_django.live_server_helper import LiveServer

from claims import log_file, log_keys
from claims.signed_note import Signer, encoded
from tests.cast import Newsroom

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

PATH = "/claims/1/v1"


def altering(change: Callable[[bytes], bytes]) -> "Callable[[Route], None]":
    """Somebody between the site and the reader, who changes what passes."""

    def handle(route: "Route") -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=change(answer.body()))

    return handle


def verified(page: "Page") -> list[tuple[str, str]]:
    """What the panel says after the button was pressed with the keyboard: kind and words, line by line."""
    button = page.get_by_role("button", name="Verify here")
    button.wait_for()
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".verify-said > [data-kind=held], .verify-said > [data-kind=failed]").or_(
        page.locator(".verify-said > [data-kind=unreached]")
    ).wait_for()
    assert page.evaluate("document.activeElement.textContent").startswith("Verify here")
    lines = page.locator(".verify-said > p").all()
    return [(line.get_attribute("data-kind") or "", line.text_content() or "") for line in lines]


def test_a_reader_verifies_an_entry(
    browser_page: "Page", live_ledger: LiveServer, newsroom: Newsroom
) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    newsroom.published("The bridge was built in 1904.")
    site, page = str(live_ledger.url), browser_page
    key = next(log_keys.signers())
    told = log_file.read()
    assert told is not None

    page.goto(f"{site}{PATH}/")
    said = verified(page)
    assert [kind for kind, _ in said] == ["done"] * 4 + ["held"]
    words = " ".join(words for _, words in said)
    assert f"Its hashes (2) lead from the entry to the root of the log of {told.size} entries." in words
    assert f"signed by the log’s key {key.verifier}" in words
    assert f"Consistent with this checkpoint: {told.size} entries" in said[-1][1]
    assert re.search(r"checked on \d+ \w+ \d{4} at \d\d:\d\d:\d\d", said[-1][1])
    assert "true" not in said[-1][1]

    def fails(address: str, change: Callable[[bytes], bytes]) -> tuple[int, str]:
        """How many steps held, and what the failing one says."""
        page.route(f"**{address}", altering(change))
        found = verified(page)
        page.unroute(f"**{address}")
        assert [kind for kind, _ in found] == ["done"] * (len(found) - 1) + ["failed"]
        return len(found) - 1, found[-1][1]

    def other_receipt(receipt: bytes) -> bytes:
        """The proof altered in one of its hashes."""
        lines = receipt.split(b"\n")
        lines[3] = encoded(bytes(32)).encode()
        return b"\n".join(lines)

    def signed_anew(receipt: bytes) -> bytes:
        """The same checkpoint, by another key of the same name."""
        stranger = Signer.make(key.name).sign(told.note.text)
        head, _, _ = receipt.rpartition(b"\n\n")
        return head + f"\n\n{stranger}\n".encode()

    def signed_falsely(receipt: bytes) -> bytes:
        """The log's own key is named, and did not make the signature."""
        line = Signer.make(key.name).sign(told.note.text)
        head, _, _ = receipt.rpartition(b"\n\n")
        false = encoded(key.verifier.id + line.signature)
        return head + f"\n\n— {key.name} {false}\n".encode()

    assert fails(f"{PATH}.json", lambda body: body.replace(b"2 million", b"3 million"))[0] == 0
    steps, why = fails(f"{PATH}.json", lambda body: body + b" ")
    assert (steps, "another digest" in why) == (0, True)
    other = page.request.get(f"{site}/claims/2/v1.tlog-proof").body()
    steps, why = fails(f"{PATH}.tlog-proof", lambda body: other)
    assert (steps, "for something else" in why) == (1, True)
    steps, why = fails(f"{PATH}.tlog-proof", other_receipt)
    assert (steps, "do not lead from this entry" in why) == (2, True)
    for change in (signed_anew, signed_falsely):
        steps, why = fails(f"{PATH}.tlog-proof", change)
        assert (steps, "not signed by a key of this log" in why) == (3, True)
    steps, why = fails(f"{PATH}.tlog-proof", lambda body: b"Nothing.\n")
    assert (steps, "can’t be read" in why) == (1, True)

    # What can't be fetched proves nothing, and what was withdrawn is called so.
    page.route(f"**{PATH}.tlog-proof", lambda route: route.fulfill(status=503, body="Later."))
    found = verified(page)
    assert [kind for kind, _ in found] == ["unreached"]
    assert "says nothing against the entry" in found[0][1]
    page.unroute(f"**{PATH}.tlog-proof")
    page.route(f"**{PATH}.json", lambda route: route.fulfill(status=410, body="Redacted."))
    found = verified(page)
    assert [kind for kind, _ in found] == ["done"] * 4 + ["held"]
    assert "text was withdrawn" in found[0][1]

    # Where the browser can't check signatures, the command stands there instead.
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(f"{site}{PATH}/")
    page.get_by_text("Verify with a command").click()
    assert page.get_by_text("python3 verify.py claim-1-v1.tlog-proof").is_visible()
    assert not page.get_by_text("Verify here").is_visible()
