"""Two-factor sign-in in a browser: under the security policy, on a phone, with passkeys, for everybody."""

from typing import TYPE_CHECKING, Any

from pytest_django.live_server_helper import LiveServer

from claims.actions.people import require_second_factor
from claims.models import Person
from tests import axe
from tests.cast import PASSWORD
from tests.ledger.second_steps import code_of, give_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 800}


def by_password(page: "Page", live_ledger: LiveServer, person: Person) -> None:
    page.goto(f"{live_ledger.url}/accounts/login/")
    page.get_by_label("Email").fill(person.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm_by_password(page: "Page") -> None:
    page.get_by_role("heading", name="Confirm that it is you").wait_for()
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def sign_out(page: "Page") -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_load_state()


def sound(page: "Page", rules: dict[str, Any] | None = None) -> None:
    """No serious finding of a checker of accessibility, and nothing that scrolls sideways."""
    assert [f"{page.url} {each}" for each in axe.faults(page, rules) if each.is_serious] == []
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def sound_everywhere(page: "Page") -> None:
    """In light and wide; in dark on a phone."""
    sound(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    sound(page, axe.SEEN)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def test_an_editor_sets_up_an_app_because_it_is_required(
    live_ledger: LiveServer, eva: Person, ines: Person, browser_page: "Page"
) -> None:
    require_second_factor(role="editor", required=True, by=ines)
    page = browser_page
    by_password(page, live_ledger, eva)
    page.get_by_text("Set up a second factor first").wait_for()
    sound_everywhere(page)
    page.get_by_role("link", name="Set up an app").click()
    confirm_by_password(page)
    page.get_by_text("Can’t scan it?").click()
    sound_everywhere(page)
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    page.get_by_label("Code").fill(code_of(page.locator("code.secret").inner_text()))
    page.get_by_role("button", name="Turn it on").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    sound_everywhere(page)
    paper = page.locator(".codes code").all_inner_texts()
    assert len(paper) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_text("10 codes are left").wait_for()
    sound_everywhere(page)
    page.goto(f"{live_ledger.url}/admin/review/")
    page.get_by_role("heading", name="Review queue").wait_for()

    page.goto(f"{live_ledger.url}/desk/")
    sign_out(page)
    by_password(page, live_ledger, eva)
    page.get_by_role("heading", name="One more step").wait_for()
    sound_everywhere(page)
    page.get_by_label("Code").fill("000000")
    page.keyboard.press("Enter")
    page.get_by_text("That was not accepted.").wait_for()
    sound_everywhere(page)
    page.get_by_label("Code").fill(paper[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def test_it_all_works_without_javascript(live_ledger: LiveServer, ada: Person, browser: "Browser") -> None:
    secret = give_app(ada)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    by_password(page, live_ledger, ada)
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk/")
    page.get_by_role("link", name="Sign-in and security").click()
    page.get_by_role("link", name="Remove the app").click()
    confirm_by_password(page)
    page.get_by_role("button", name="Remove the app").click()
    page.get_by_text("The app is removed.").wait_for()
    context.close()


def test_a_passkey_is_made_and_signs_in_alone_and_as_second_step(
    live_ledger: LiveServer, ada: Person, browser_page: "Page"
) -> None:
    page = browser_page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    by_password(page, live_ledger, ada)
    page.get_by_role("link", name="Sign-in and security").click()
    page.get_by_role("link", name="Add a passkey").click()
    confirm_by_password(page)
    sound(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("link", name="I have kept them").click()
    page.locator(".factor-list strong", has_text="Laptop").wait_for()
    sound(page)
    sign_out(page)

    page.goto(f"{live_ledger.url}/accounts/login/")
    sound(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")
    sign_out(page)

    by_password(page, live_ledger, ada)
    page.get_by_role("heading", name="One more step").wait_for()
    sound(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/desk/")

    page.get_by_role("link", name="Sign-in and security").click()
    page.get_by_role("link", name="Rename Laptop").click()
    page.get_by_role("heading", name="Confirm that it is you").wait_for()
    page.get_by_role("link", name="use a passkey").click()
    sound(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_label("Name").fill("Old laptop")
    page.get_by_role("button", name="Rename").click()
    page.locator(".factor-list strong", has_text="Old laptop").wait_for()
    page.get_by_role("link", name="Remove Old laptop").click()
    sound(page)
    page.get_by_role("button", name="Remove the passkey").click()
    page.get_by_text("The passkey is removed.").wait_for()


def test_an_administrator_requires_it_and_sees_who_has_one(
    live_ledger: LiveServer,
    eva: Person,
    egon: Person,
    ines: Person,
    browser_page: "Page",
) -> None:
    give_app(egon)
    page = browser_page
    by_password(page, live_ledger, ines)
    page.get_by_role("link", name="Sign-in", exact=True).click()
    page.get_by_label("Editors").check()
    page.get_by_role("button", name="Save").click()
    confirm_by_password(page)
    page.get_by_text("Saved.").wait_for()
    page.get_by_text("None, and needs one").wait_for()
    sound_everywhere(page)
    page.get_by_role("link", name="Remove the second factor of Egon").click()
    sound_everywhere(page)
    page.get_by_role("button", name="Remove it").click()
    page.get_by_text("Egon signs in by password now").wait_for()
