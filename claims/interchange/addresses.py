"""Addresses as they stand in what leaves the site: whole, and the same whoever asks."""

from django.conf import settings
from django.urls import reverse


def absolute(name: str, *args: object) -> str:
    """The whole address of a page of the ledger, by its URL name."""
    return f"{settings.SITE_URL}{reverse(f'claims:{name}', args=args)}"
