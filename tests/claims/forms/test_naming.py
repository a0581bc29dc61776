"""Claimants and outlets by name: found, ambiguous, new; and slugs that no other has."""

import pytest
from django.core.exceptions import ValidationError

from claims.actions.reference import add_claimant
from claims.forms.naming import NameField, unique_slug, unknown
from claims.models import Claimant, Person
from tests.cast import ada

__all__ = ["ada"]


@pytest.fixture
def mayor(ada: Person) -> Claimant:
    return add_claimant(by=ada, slug="mayor", name="The mayor", kind="person")


def test_a_name_is_found_in_any_case_and_a_slug_too(mayor: Claimant) -> None:
    field = NameField(Claimant)
    assert field.clean(" the MAYOR ") == mayor
    assert field.clean("mayor") == mayor
    assert field.clean("") is None


def test_a_name_that_is_not_there_stays_text(mayor: Claimant) -> None:
    assert NameField(Claimant).clean("The baker") == "The baker"


def test_a_name_that_two_have_asks_which(ada: Person, mayor: Claimant) -> None:
    other = add_claimant(by=ada, slug="mayor-of-hill", name="The mayor", kind="person")
    field = NameField(Claimant)
    with pytest.raises(ValidationError) as refused:
        field.clean("the mayor")
    assert "mayor, mayor-of-hill" in refused.value.messages[0]
    assert field.prepare_value(other) == "mayor-of-hill"
    assert field.clean("mayor-of-hill") == other


def test_the_sentence_for_an_unknown_name_names_those_near_it(mayor: Claimant) -> None:
    assert "Names like it: The mayor." in unknown(Claimant, "Mayor")
    assert "Names like it" not in unknown(Claimant, "Baker")


def test_slugs_are_unique_and_never_empty(ada: Person, mayor: Claimant) -> None:
    assert unique_slug(Claimant, "Mayor") == "mayor-2"
    assert unique_slug(Claimant, "Мэр") == "claimant"
    long = unique_slug(Claimant, "a" * 200)
    add_claimant(by=ada, slug=long, name="Long", kind="person")
    assert len(unique_slug(Claimant, "a" * 200)) <= 80
    assert unique_slug(Claimant, "a" * 200) != long
