"""The OpenAPI description: valid, and true of what the API answers."""

from io import StringIO

import pytest
import schemathesis
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.cast import Newsroom


def test_the_schema_is_valid_and_complete() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())


def test_the_schema_is_served(client: Client) -> None:
    schema = client.get("/api/v1/schema/?format=json").json()
    assert sorted(schema["paths"]) == ["/api/v1/claims/", "/api/v1/claims/{number}/"]
    # Whatever else is asked for gets YAML, as a link to it in a page does.
    for accepted in ("text/html", "image/*", "nonsense"):
        answer = client.get("/api/v1/schema/", headers={"accept": accepted})
        assert (answer.status_code, answer.content[:8]) == (200, b"openapi:")


@pytest.fixture
def published(own_database: str, newsroom: Newsroom) -> None:
    """Claim 1, corrected once: the number that the addresses below are likeliest to ask for."""
    newsroom.corrected(newsroom.published())


@schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application()).parametrize()
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
def test_every_answer_is_as_described(case: schemathesis.Case, published: None) -> None:
    # Which topics and days the log knows is beyond a schema, so valid values may be refused; and a blank
    # value, which forms send for whatever was left out, filters nothing.
    case.call_and_validate(excluded_checks=[positive_data_acceptance, negative_data_rejection])
