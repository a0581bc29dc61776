"""The place where every situation stands."""

import pytest

from tests.cast import Newsroom
from tests.claims.doors.situations import Place, place


@pytest.fixture
def here(newsroom: Newsroom) -> Place:
    """Every situation, in the shared database; undone after the test."""
    return place(newsroom)
