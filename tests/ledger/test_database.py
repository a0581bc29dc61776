"""Database URLs, right and wrong."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from ledger import database

APP = "postgresql://app:one@db.example.org:5433/claims"
OWNER = "postgresql://owner:two@db.example.org:5433/claims"


def test_two_urls_make_two_roles_of_one_database() -> None:
    made = database.aliases(APP, OWNER)

    assert (made["default"]["USER"], made["owner"]["USER"]) == ("app", "owner")
    assert made["default"]["NAME"] == made["owner"]["NAME"] == "claims"


def test_without_an_owner_one_role_does_both() -> None:
    made = database.aliases(APP)

    assert made["owner"]["USER"] == made["default"]["USER"] == "app"


def test_only_the_app_has_a_pool() -> None:
    made = database.aliases(APP, OWNER)

    assert made["default"]["OPTIONS"]["pool"]
    assert "pool" not in made["owner"]["OPTIONS"]


def test_a_socket_path_and_a_password_with_signs_come_through() -> None:
    made = database.alias(
        "postgresql://app:p%40ss%2Fword@%2Ftmp%2Fa-Folder:5432/claims", named="DATABASE_URL"
    )

    assert (made["HOST"], made["PASSWORD"]) == ("/tmp/a-Folder", "p@ss/word")


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://app@host/claims", "postgres://app@host:none/claims", "postgres://app@host/"],
)
def test_a_wrong_url_is_named_in_one_sentence(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database.alias(url, named="DATABASE_URL")

    assert "DATABASE_URL" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_while_one_alias_is_migrated_unnamed_queries_go_there() -> None:
    """A package's migration that names no alias would wait on the other one for its own locks."""
    router = database.MigrationRouter()
    assert router.db_for_write(object) is None
    with database.migrating("owner"):
        assert (router.db_for_read(object), router.db_for_write(object)) == ("owner", "owner")
    assert router.db_for_read(object) is None
