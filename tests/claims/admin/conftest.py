"""What tests of the admin share: somebody signed in, and a change form as a browser would send it back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from claims.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SignIn = Callable[[Person], Client]


@pytest.fixture
def signed_in() -> SignIn:
    """A browser of its own for each person."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def sent_back(page: Any, **changes: Any) -> dict[str, Any]:
    """All that the change form on a page would send, with some fields typed over."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is None or value is False:
                continue
            data[field.html_name] = (
                [getattr(each, "pk", each) for each in value] if isinstance(value, list) else value
            )
    return {**data, **changes}


def said(page: Any) -> str:
    """The page as text, quotation marks and all."""
    return page.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
