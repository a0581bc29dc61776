"""Topics, claimants, outlets and verdict schemes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from claims.actions import reference
from claims.actions.door import ADMINISTRATORS_ONLY, publish_scheme
from claims.actions.reference import add_scheme, change_topic
from claims.models import Entry, Topic, VerdictScheme
from claims.workflow import Refused
from tests.cast import Newsroom

ADDING: list[tuple[Callable[..., Any], dict[str, str]]] = [
    (reference.add_topic, {"slug": "water", "label": "Water"}),
    (reference.add_claimant, {"slug": "miller", "name": "The miller"}),
    (reference.add_outlet, {"slug": "gazette", "name": "Gazette"}),
]
ROW = {"code": "true", "label": "True", "definition": "So it is.", "rating": 5, "order": 1}


@pytest.mark.parametrize(("action", "fields"), ADDING)
@pytest.mark.parametrize("who", ["ada", "eva", "ines"])
def test_everybody_with_a_role_adds(
    newsroom: Newsroom, action: Any, fields: dict[str, str], who: str
) -> None:
    row = action(by=getattr(newsroom, who), **fields)
    assert type(row).objects.get(slug=fields["slug"]) == row


@pytest.mark.parametrize(("action", "fields"), ADDING)
def test_a_slug_is_taken_once(newsroom: Newsroom, action: Any, fields: dict[str, str]) -> None:
    action(by=newsroom.ada, **fields)
    with pytest.raises(ValidationError) as refusal:
        action(by=newsroom.ada, **fields)
    assert set(refusal.value.message_dict) == {"slug"}


def test_who_left_adds_nothing(newsroom: Newsroom) -> None:
    newsroom.ben.is_active = False
    with pytest.raises(Refused, match="you have none"):
        reference.add_topic(by=newsroom.ben, slug="water", label="Water")


def test_what_is_not_named_stays(newsroom: Newsroom) -> None:
    change_topic(topic=newsroom.topic, by=newsroom.ben, label="Houses")
    topic = Topic.objects.get(pk=newsroom.topic.pk)
    assert (topic.label, topic.slug) == ("Houses", "property")


@pytest.mark.parametrize("who", ["ada", "eva"])
def test_schemes_are_the_administrators(newsroom: Newsroom, who: str) -> None:
    with pytest.raises(Refused, match=reference.ADMINISTRATORS_ONLY):
        add_scheme(by=getattr(newsroom, who), name="Other", verdicts=[ROW])
    with pytest.raises(Refused, match=ADMINISTRATORS_ONLY):
        publish_scheme(scheme=VerdictScheme.objects.get(), by=getattr(newsroom, who))


def test_a_scheme_of_the_same_name_is_its_next_version(newsroom: Newsroom) -> None:
    assert (
        str(add_scheme(by=newsroom.ines, name="Desk verdicts", verdicts=[ROW])) == "Desk verdicts, version 2"
    )


def test_a_bad_verdict_leaves_no_scheme(newsroom: Newsroom) -> None:
    with pytest.raises(ValidationError):
        add_scheme(
            by=newsroom.ines, name="Other", verdicts=[ROW, {**ROW, "code": "false", "order": 2, "rating": 7}]
        )
    assert VerdictScheme.objects.count() == 1


def test_a_published_scheme_is_an_entry_of_the_method(newsroom: Newsroom) -> None:
    entry = publish_scheme(
        scheme=add_scheme(by=newsroom.ines, name="Desk verdicts", verdicts=[ROW]),
        by=newsroom.ines,
        note="Fewer verdicts.",
    )
    assert (entry.claim, entry.number, entry.version, entry.event) == (None, None, 2, "scheme_changed")
    assert Entry.objects.get(index=entry.index).note == "Fewer verdicts."
