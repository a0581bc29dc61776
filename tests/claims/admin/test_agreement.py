"""The page on which editors see how far first and second assessments agree."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.actions.assessments import give_second_assessment, request_assessment
from claims.actions.reference import add_topic
from claims.admin import agreement
from claims.admin.agreement import END_BEFORE_START, NOT_A_DAY
from claims.admin.filtering import UNKNOWN_TOPIC
from claims.agreement import HANDLED
from claims.models import Assessment, Claim
from tests.cast import Newsroom
from tests.claims.admin.conftest import SignIn, said

PAGE = "/admin/agreement/"
SAYINGS = (
    "The mill was sold for 2 million euros in 2018.",
    "The bridge was closed in winter.",
    "The town has four wells.",
)


def judged_twice(newsroom: Newsroom, claim: Claim, verdict: str) -> Assessment:
    """Ada judged the claim; now Ben does, without having seen it."""
    request = request_assessment(claim=claim, analyst=newsroom.ben, by=newsroom.eva)
    return give_second_assessment(
        request=request,
        by=newsroom.ben,
        verdict=newsroom.verdict(verdict),
        confidence="low",
        rationale="One page.",
    )


def test_the_numbers_the_matrix_and_the_pairs(newsroom: Newsroom, signed_in: SignIn) -> None:
    for saying, verdict in zip(SAYINGS, ("true", "false", "unproven"), strict=True):
        judged_twice(newsroom, newsroom.ready(saying), verdict)
    page = signed_in(newsroom.eva).get(PAGE)
    found = page.context["agreement"]
    assert (found.pairs, found.both_rated, found.one_rated, found.opposed) == (3, 2, 1, 1)
    assert page.context["matrix"].columns == ["True", "False", "Unproven"]
    assert [[cell.count for cell in row.cells] for row in page.context["matrix"].rows] == [
        [1, 1, 1],
        [0, 0, 0],
        [0, 0, 0],
    ]
    for sentence in (found.rated.sentence, found.verdicts.sentence, found.confidence.sentence, HANDLED):
        assert sentence in said(page)
    for saying in SAYINGS:
        assert f'/change/">{saying}</a>' in said(page)


def test_what_waits_for_the_readers_own_second_assessment_is_not_counted(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.ready()
    judged_twice(newsroom, claim, "false")
    request_assessment(claim=claim, analyst=newsroom.egon, by=newsroom.eva)
    blind = signed_in(newsroom.egon).get(PAGE)
    assert blind.context["agreement"].pairs == 0
    assert SAYINGS[0] not in said(blind)
    assert signed_in(newsroom.eva).get(PAGE).context["agreement"].pairs == 1


def test_by_topic_and_period(newsroom: Newsroom, signed_in: SignIn) -> None:
    roads = add_topic(by=newsroom.ada, slug="roads", label="Roads")
    judged_twice(newsroom, newsroom.ready(), "true")
    day = timezone.localdate(
        judged_twice(newsroom, newsroom.ready(SAYINGS[1], topics=[roads]), "mixed").assessed_at
    )
    client = signed_in(newsroom.eva)

    def pairs(query: str) -> int:
        return int(client.get(f"{PAGE}?{query}").context["agreement"].pairs)

    assert pairs("topic=roads") == 1
    assert pairs(f"since={day}&until={day}") == 2
    assert pairs(f"since={day + timedelta(days=1)}") == 0
    assert pairs(f"topic=&since=&until={day - timedelta(days=1)}") == 0


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("topic=nowhere", UNKNOWN_TOPIC.format(value="nowhere")),
        ("topic=%00", UNKNOWN_TOPIC.format(value="")),
        ("since=yesterday", NOT_A_DAY),
        ("since=2026-02-30", NOT_A_DAY),
        ("until=0000-01-01", NOT_A_DAY),
        ("until=2026%00", NOT_A_DAY),
        ("since=2026-02-02&until=2026-02-01", END_BEFORE_START),
    ],
)
def test_a_bad_value_gets_a_sentence(
    newsroom: Newsroom, signed_in: SignIn, query: str, sentence: str
) -> None:
    page = signed_in(newsroom.eva).get(f"{PAGE}?{query}")
    assert sentence in said(page)
    assert "agreement" not in page.context


@pytest.mark.parametrize("query", ["since=0001-01-01", "until=9999-12-31", "page=x", "page=99", "odd=1"])
def test_what_is_odd_but_right_is_answered(newsroom: Newsroom, signed_in: SignIn, query: str) -> None:
    judged_twice(newsroom, newsroom.ready(), "true")
    assert signed_in(newsroom.eva).get(f"{PAGE}?{query}").context["agreement"].pairs == 1


def test_nothing_judged_twice_is_said(newsroom: Newsroom, signed_in: SignIn) -> None:
    page = said(signed_in(newsroom.eva).get(PAGE))
    assert "No second assessment has been given yet." in page
    assert "No second assessment was given under this topic in this period." in said(
        signed_in(newsroom.eva).get(f"{PAGE}?topic=property")
    )


def test_the_pairs_come_in_pages_and_few_questions_are_asked(
    newsroom: Newsroom,
    signed_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    for saying in SAYINGS:
        judged_twice(newsroom, newsroom.ready(saying), "true")
    monkeypatch.setattr(agreement, "ROWS", 2)
    client = signed_in(newsroom.eva)
    with django_assert_max_num_queries(11):
        page = client.get(f"{PAGE}?topic=property")
    assert [str(row["claim"]) for row in page.context["rows"]] == [SAYINGS[2], SAYINGS[1]]
    assert "?page=2&amp;topic=property" in said(page)


def test_only_editors_see_it_and_find_it(newsroom: Newsroom, signed_in: SignIn) -> None:
    assert PAGE in said(signed_in(newsroom.eva).get("/admin/"))
    assert PAGE not in said(signed_in(newsroom.ines).get("/admin/"))
    assert signed_in(newsroom.ines).get(PAGE).status_code == 403
    assert signed_in(newsroom.ada).get(PAGE).status_code in (302, 403)
