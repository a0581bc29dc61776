"""What the admin's pages call things: every name can be said in another language, and is."""

from typing import Any

from django.contrib import admin
from django.utils import translation

from claims.models import Claim, Decision, Entry
from tests.cast import Newsroom


def named(page: Any) -> Any:
    """The fields of its model that an admin page or its list shows by their own names."""
    fields = page.model._meta.concrete_fields
    if page.fields is None and not page.fieldsets:
        return [field for field in fields if field.editable and not field.primary_key]
    shown = {*page.list_display, *(page.fields or ())}
    for _title, group in page.fieldsets or ():
        shown |= {*group["fields"]}
    return [field for field in fields if field.name in shown]


def test_no_field_is_called_by_its_name_in_the_code() -> None:
    pages = [
        page
        for model, page in admin.site._registry.items()
        if model._meta.app_label == "claims" and not hasattr(model, "pgh_tracked_model")  # see test_history
    ]
    assert len(pages) > 15
    unnamed = [str(field) for page in pages for field in named(page) if isinstance(field.verbose_name, str)]
    assert unnamed == []
    filters = [each for page in pages for each in page.list_filter if isinstance(each, type)]
    assert [each for each in filters if isinstance(each.title, str)] == []


def test_what_stands_in_the_log_is_named_in_the_language_of_the_page(newsroom: Newsroom) -> None:
    entry = newsroom.publish(newsroom.submitted("The quarry was leased to a cousin."))
    claim, decision = Claim.objects.get(number=entry.number), Decision.objects.latest("pk")
    number, index = entry.number, entry.index
    assert str(entry) == f"Entry {index}: No. {number}, version 1, published"
    with translation.override("it"):
        assert str(entry) == f"Voce {index}: n. {number}, versione 1, pubblicata"
        assert str(claim) == f"N. {number}: The quarry was leased to a cousin."
        assert str(decision) == "Approvata da Eva"
    assert str(Entry.objects.get(index=0)) == "Entry 0: method, verdict scheme published"
