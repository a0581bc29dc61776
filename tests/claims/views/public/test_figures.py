"""A claim's figures: in other currencies by its own rates, and against those of related claims."""

from typing import Any

from django.test import Client

from claims.actions.door import retract_claim
from claims.actions.parts import add_part
from claims.actions.review import request_retraction, submit_claim
from claims.models import Claim
from tests.cast import Newsroom
from tests.claims.views.public.pages import address, words_of

OTHER_FIGURES = "A related claim gives other figures"


def priced(newsroom: Newsroom, statement: str, price: int, unit: str = "EUR") -> Claim:
    """A claim that lacks nothing for review and gives this price for the mill."""
    figure = {"role": "price", "low": price, "high": price, "unit": unit, "as_of": "2018"}
    return newsroom.ready(statement, parts={"figures": [figure]})


def relate(newsroom: Newsroom, claim: Claim, other: Claim) -> None:
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="variant_of", other=other)


def rate(newsroom: Newsroom, claim: Claim, **fields: Any) -> None:
    source = newsroom.source("Table of rates")
    defaults = {"base": "EUR", "quote": "USD", "rate": "1.5", "on": "2018-10", "source": source}
    add_part(claim=claim, kind="rates", by=newsroom.ada, **{**defaults, **fields})


def publish(newsroom: Newsroom, claim: Claim) -> Claim:
    entry = newsroom.publish(submit_claim(claim=claim, by=newsroom.ada))
    assert entry.claim is not None
    return entry.claim


def page(client: Client, claim: Claim) -> str:
    return words_of(client.get(address(claim))).replace("\xa0", " ")


def test_a_figure_stands_in_other_currencies_at_the_rate_given(client: Client, newsroom: Newsroom) -> None:
    claim = priced(newsroom, "The mill was sold for 2 million.", 2_000_000)
    rate(newsroom, claim)
    words = page(client, publish(newsroom, claim))
    assert "€2 million ≈ $3 million at the rate of October 2018" in words
    assert "Rate used: 1 EUR = 1.5 USD, October 2018, by Table of rates" in words


def test_without_a_rate_nothing_is_converted(client: Client, newsroom: Newsroom) -> None:
    assert "≈" not in page(client, newsroom.published())


def test_figures_of_related_claims_that_disagree_are_shown_on_both_pages(
    client: Client, newsroom: Newsroom
) -> None:
    one = publish(newsroom, priced(newsroom, "The mill was sold for 2 million.", 2_000_000))
    other = priced(newsroom, "The mill was sold for 3 million.", 3_000_000)
    relate(newsroom, other, one)
    other = publish(newsroom, other)
    for claim, against, own, others in ((one, other, 2, 3), (other, one, 3, 2)):
        words = page(client, claim)
        assert OTHER_FIGURES in words
        assert (
            f"Price: €{own} million (as of 2018, this claim) against "
            f"€{others} million (as of 2018, No. {against.number})"
        ) in words
        assert f"No. {against.number}: {against.statement}" in words
        assert f'href="{address(against)}"' in client.get(address(claim)).content.decode()


def test_figures_within_the_tolerance_are_no_conflict(client: Client, newsroom: Newsroom) -> None:
    one = publish(newsroom, priced(newsroom, "The mill was sold for 2 million.", 2_000_000))
    other = priced(newsroom, "The mill was sold for 2.01 million.", 2_010_000)
    relate(newsroom, other, one)
    assert OTHER_FIGURES not in page(client, publish(newsroom, other))


def test_currencies_are_compared_at_a_rate_that_either_record_holds(
    client: Client, newsroom: Newsroom
) -> None:
    one = priced(newsroom, "The mill was sold for 2 million.", 2_000_000)
    rate(newsroom, one)
    one = publish(newsroom, one)
    other = priced(newsroom, "The mill was sold for 9 million dollars.", 9_000_000, "USD")
    relate(newsroom, other, one)
    assert "Compared at 1 EUR = 1.5 USD (October 2018, Table of rates)." in page(
        client, publish(newsroom, other)
    )


def test_a_draft_is_compared_with_nothing(client: Client, newsroom: Newsroom) -> None:
    one = publish(newsroom, priced(newsroom, "The mill was sold for 2 million.", 2_000_000))
    relate(newsroom, priced(newsroom, "The mill was sold for 3 million.", 3_000_000), one)
    assert OTHER_FIGURES not in page(client, one)


def test_an_entry_that_is_withdrawn_contradicts_nothing(client: Client, newsroom: Newsroom) -> None:
    one = publish(newsroom, priced(newsroom, "The mill was sold for 2 million.", 2_000_000))
    other = priced(newsroom, "The mill was sold for 3 million.", 3_000_000)
    relate(newsroom, other, one)
    other = publish(newsroom, other)
    asked = request_retraction(claim=other, by=newsroom.ada, note="It was another mill.")
    retract_claim(submission=asked, by=newsroom.eva)
    assert OTHER_FIGURES not in page(client, one)
    assert OTHER_FIGURES not in page(client, other)


def test_an_earlier_version_is_not_held_against_what_others_say_now(
    client: Client, newsroom: Newsroom
) -> None:
    one = publish(newsroom, priced(newsroom, "The mill was sold for 2 million.", 2_000_000))
    other = priced(newsroom, "The mill was sold for 3 million.", 3_000_000)
    relate(newsroom, other, one)
    publish(newsroom, other)
    newsroom.corrected(one)
    assert OTHER_FIGURES not in words_of(client.get(f"/claims/{one.number}/v1/"))
    assert OTHER_FIGURES in page(client, one)
