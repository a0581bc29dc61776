"""The languages of the interface, and how an address says which one its page speaks.

The language of a page is a function of its path alone: English has no prefix, every other language has its
code ("/it/claims/"). No cookie and no header of the visitor has a say, so any cache may share a page.
Addresses for machines exist once, without a prefix, and speak English.

What is hashed never depends on a language: its sentences are made under `source_words`.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, is_valid_path
from django.utils import translation

# BCP 47 tags of Open Graph, by the language's code.
TERRITORIES = {"en": "en_GB", "it": "it_IT"}


def short(code: str) -> str:
    """A language as pages name it: "en" for "en-gb"."""
    return code.partition("-")[0]


def language_of(path: str) -> str:
    """The language of the page at a path."""
    first = path[1:].partition("/")[0]
    return first if first in dict(settings.LANGUAGES) and first != settings.LANGUAGE_CODE else source()


def source() -> str:
    """The language in which the ledger is written: it has no prefix."""
    return settings.LANGUAGE_CODE


def prefix_of(code: str) -> str:
    """What a path in this language begins with, after its first slash."""
    return "" if code == source() else f"{code}/"


def without_language(path: str) -> str:
    """A path as the ledger's own language has it: "/desk/" for "/it/desk/"."""
    code = language_of(path)
    return path if code == source() else "/" + path[1:].partition("/")[2]


def in_language(path: str, code: str) -> str:
    """The path of the same page in another language."""
    return f"/{prefix_of(code)}{without_language(path)[1:]}"


def speaks(path: str, code: str) -> bool:
    """Whether the page at a path is there in this language."""
    with translation.override(code):
        return bool(is_valid_path(in_language(path, code)))


def of_newsroom() -> str:
    """The language in which the newsroom is written to: its own, where the interface speaks it."""
    own = short(settings.NEWSROOM_LANGUAGE)
    return next((code for code, _name in settings.LANGUAGES if short(code) == own), source())


def newsroom_words() -> translation.override:
    """Inside, sentences and addresses are for the newsroom's people, whoever caused them to be written."""
    return translation.override(of_newsroom())


def source_words() -> translation.override:
    """Inside, sentences are the source's own, whatever language the page speaks."""
    return translation.override(source())


class LanguagePrefix:
    """The part of a path that names its language, as a pattern: it follows the language that is active.

    Django's own prefix stands at the head of all addresses only; this one stands inside an app as well, so
    that some of the app's addresses are free of it.
    """

    converters: dict[str, Any] = {}

    @property
    def regex(self) -> re.Pattern[str]:
        """What Django builds addresses from; it keeps them for each language."""
        return re.compile(re.escape(str(self)))

    def match(self, path: str) -> tuple[str, tuple[()], dict[str, Any]] | None:
        """The rest of a path that begins so."""
        prefix = str(self)
        return (path.removeprefix(prefix), (), {}) if path.startswith(prefix) else None

    def check(self) -> list[Any]:
        """There is nothing to be wrong."""
        return []

    def describe(self) -> str:
        return f"'{self}'"

    def __str__(self) -> str:
        return prefix_of(translation.get_language() or source())


def in_each_language(addresses: Iterable[URLPattern | URLResolver]) -> Sequence[URLResolver]:
    """These addresses, once in every language of the interface."""
    return [URLResolver(LanguagePrefix(), list(addresses))]  # type: ignore[arg-type]
