"""A page asked for by its address, and what was found on it as the start of a source. A proposal, no more."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from claims.choices import FetchState
from claims.fetching import INTERNET, PROBLEMS, NotFetched, checked
from claims.forms.base import DeskForm
from claims.models import Fetch, Outlet

FOUND = gettext_noop("Found on the page: check it.")


class FetchForm(DeskForm, forms.Form):
    """The address of a page; what can't be fetched in any case is refused before a worker tries."""

    url = forms.URLField(
        label=gettext_lazy("Address of the page"),
        max_length=1000,
        assume_scheme="https",
        help_text=gettext_lazy(
            "Title, outlet, authors and date are filled in from the page; you check them."
        ),
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_fetch_%s", **kwargs)  # it stands beside the form of a source

    def clean_url(self) -> str:
        """An address of the web, as far as one can tell without asking the network."""
        url = str(self.cleaned_data["url"])
        try:
            checked(url, INTERNET)
        except NotFetched as why:
            raise forms.ValidationError(problem_told(str(why))) from None
        return url


def problem_told(problem: str) -> str:
    """Why nothing was fetched, in the language of the page: it is kept in English, with its values inside."""
    for source in PROBLEMS:
        if found := _pattern(source).fullmatch(problem):
            return _(source).format(**found.groupdict())
    return problem  # written by an earlier release


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """What a sentence of PROBLEMS reads like with its values in place."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(source)))


def found_on(fetch: Fetch) -> dict[str, str]:
    """The fields of a source that a fetched page fills in; of one that was not fetched, its address."""
    if fetch.state != FetchState.DONE:
        return {"url": fetch.url}
    url = fetch.final_url or fetch.url
    found = {
        "url": url,
        "title": fetch.title,
        "outlet": _outlet(fetch.outlet_name, url),
        "authors": fetch.authors,
        "published": fetch.published,
        "accessed": localdate(fetch.finished_at).isoformat() if fetch.finished_at else "",
    }
    return {name: text for name, text in found.items() if text}


def fill_in(data: QueryDict, found: dict[str, str]) -> None:
    """Put what was found where nothing was typed."""
    for name, text in found.items():
        if not data.get(name, "").strip():
            data[name] = text


def mark_found(form: forms.BaseForm, found: dict[str, str]) -> None:
    """Say beside each field that it was filled in from the page."""
    for name in found:
        field: Any = form.fields[name]
        field.help_text = f"{field.help_text} {_(FOUND)}".strip()


def _outlet(name: str, url: str) -> str:
    """The outlet as the ledger names it: by the name on the page, else by the machine it is on."""
    if known := Outlet.objects.filter(name__iexact=name).first() if name else None:
        return known.name
    machine = _machine(url)
    for outlet in Outlet.objects.filter(homepage__icontains=machine):
        if _machine(outlet.homepage) == machine:
            return outlet.name
    return name


def _machine(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
