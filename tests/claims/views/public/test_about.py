"""Corrections policy and contact."""

import pytest
from django.test import Client, override_settings

from claims.choices import CorrectionClass
from tests.claims.views.public.pages import words_of


def test_the_policy_has_every_class_of_change(client: Client, db: None) -> None:
    words = words_of(client.get("/corrections/policy/"))
    for kind in CorrectionClass:
        assert str(kind.label) in words
    assert "A published version is never changed" in words


def test_the_policy_says_where_to_report_an_error(client: Client, db: None) -> None:
    assert 'href="/contact/"' in client.get("/corrections/policy/").content.decode()


@pytest.mark.parametrize(
    ("given", "markup"),
    [
        ("desk@example.org", '<a href="mailto:desk@example.org">desk@example.org</a>'),
        ("https://example.org/write", '<a href="https://example.org/write">https://example.org/write</a>'),
        ("Ring the bell @ 1, Mill Lane.", "<p>Reach the desk: Ring the bell @ 1, Mill Lane.</p>"),
        ("javascript:alert(1)", "<p>Reach the desk: javascript:alert(1)</p>"),
        ("", "<p>Whoever runs this ledger has not published an address yet.</p>"),
    ],
)
def test_the_desk_is_reached_where_the_setting_says(
    client: Client, db: None, given: str, markup: str
) -> None:
    with override_settings(NEWSROOM_CONTACT=given):
        assert markup in client.get("/contact/").content.decode()
