"""What every action shares: one transaction, one named person, one reason."""

import pytest
from django.db import DataError, connection

from claims.actions.deed import LEFT, deed
from claims.models import Claim, Person, Topic
from claims.workflow import Refused
from tests.cast import Newsroom


def named() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('ledger.person', true), '')")
        found: str = cursor.fetchone()[0]
    return found


def test_the_person_is_named_to_the_database(ada: Person) -> None:
    with deed(by=ada, why="To try it"):
        assert named() == str(ada.pk)
    assert named() == ""


def test_a_deed_inside_another_leaves_it_its_name(ada: Person, ben: Person) -> None:
    with deed(by=ada, why="Outside"):
        with deed(by=ben, why="Inside"):
            assert named() == str(ben.pk)
        assert named() == str(ada.pk)
    assert named() == ""


def test_a_deed_that_fails_inside_another_leaves_it_its_name(ada: Person, ben: Person) -> None:
    with deed(by=ada, why="Outside"):
        with pytest.raises(ValueError, match="halfway"), deed(by=ben, why="Inside"):
            raise ValueError("halfway")
        assert named() == str(ada.pk)


def test_each_row_of_history_has_the_reason_of_its_own_deed(ada: Person, ben: Person) -> None:
    with deed(by=ada, why="Outside"):
        with deed(by=ben, why="Inside"):
            Topic.objects.create(slug="inside", label="Inside")
        Topic.objects.create(slug="outside", label="Outside")
    history = Topic.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [(row.pgh_context["why"], row.pgh_context["person"]) for row in history] == [
        ("Inside", ben.pk),
        ("Outside", ada.pk),
    ]


def test_who_left_does_nothing_more(ada: Person) -> None:
    ada.is_active = False
    with pytest.raises(Refused) as refusal, deed(by=ada, why="To try it"):
        pass
    assert refusal.value.sentences == (LEFT,)


def test_who_was_closed_out_meanwhile_does_nothing_more(newsroom: Newsroom) -> None:
    """The object in hand may be older than the account's end; the database knows."""
    Person.objects.filter(pk=newsroom.ada.pk).update(is_active=False)
    with pytest.raises(
        Refused, match=rf"This change names person {newsroom.ada.pk}, who has no open account"
    ):
        newsroom.draft()


def test_what_the_database_refuses_is_a_refusal_with_its_sentence(newsroom: Newsroom) -> None:
    claim = newsroom.draft()
    with pytest.raises(Refused) as refusal, deed(by=newsroom.ada, why="To try it"):
        Claim.objects.filter(pk=claim.pk).update(status="rejected")
    assert refusal.value.sentences == (f'No move leads from "draft" to "rejected" (claim {claim.pk}).',)


def test_other_errors_of_the_database_are_not_disguised(ada: Person) -> None:
    with pytest.raises(DataError), deed(by=ada, why="To try it"):
        Topic.objects.create(slug="x" * 500, label="X")


def test_nothing_is_left_half_written(ada: Person) -> None:
    def halfway() -> None:
        with deed(by=ada, why="To try it"):
            Topic.objects.create(slug="half", label="Half")
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        halfway()
    assert not Topic.objects.exists()


def test_without_a_deed_nothing_is_written(ada: Person) -> None:
    with pytest.raises(Exception, match="this change names no person"):
        Topic.objects.create(slug="loose", label="Loose")
