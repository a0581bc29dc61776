"""Italian is complete: every text of the source is translated, and the compiled catalogue says the same."""

import pytest

from tests.ledger.messages import ROOT, Message, places, read_mo, read_po, tags, texts

PO = ROOT / "locale" / "it" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    return read_po(PO)


def test_every_text_of_the_source_is_in_the_catalogue(messages: list[Message]) -> None:
    """“make messages” takes up what is missing here; then it is translated."""
    known = {message.key for message in messages} | {message.key[:1] for message in messages}
    missing = {key[0]: where for key, where in texts().items() if key not in known}
    assert not missing


def test_the_catalogue_has_no_text_that_nothing_says(messages: list[Message]) -> None:
    used = {key[0] for key in texts()}
    assert not [message.key[0] for message in messages if message.key[0] not in used]


def test_every_text_is_translated_and_none_is_doubtful(messages: list[Message]) -> None:
    assert not [message.key for message in messages if not all(message.told) or "fuzzy" in message.flags]
    assert not [message.key for message in messages if len(message.key) != len(message.told)]


def test_what_a_text_leaves_open_and_its_tags_are_the_same(messages: list[Message]) -> None:
    for message in messages:
        text, *more = message.key
        for told in message.told:
            # A singular may leave out its number.
            wanted = (places(text), *(places(plural) for plural in more))
            assert places(told) in wanted, message.key
            assert tags(told) == tags(text), message.key
            assert told.endswith("\n") == text.endswith("\n"), message.key


def test_the_compiled_catalogue_says_what_the_readable_one_says(messages: list[Message]) -> None:
    """“make messages” compiles it."""
    assert {message.key[:1]: message.told for message in messages} == read_mo(PO.with_suffix(".mo"))
