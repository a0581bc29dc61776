"""Rates of exchange, what figures come to by them, and figures of related claims that disagree."""

from typing import Any

from claims.actions.parts import add_part
from claims.forms.rates import NO_SOURCE, NOT_ABOVE_ZERO, SAME_CURRENCY
from claims.models import Claim, ExchangeRate
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, error_beside, form_of, page_of, text_of

SUM = {"role": "price", "unit": "EUR", "as_of": "2018"}


def table(newsroom: Newsroom) -> Any:
    return newsroom.source("Table of rates")


def rated(newsroom: Newsroom, claim: Claim, **fields: Any) -> Any:
    rate = {"base": "EUR", "quote": "USD", "rate": "1.5", "on": "2018-10", "source": table(newsroom)}
    return add_part(claim=claim, kind="rates", by=newsroom.ada, **{**rate, **fields})


def test_a_rate_is_added_from_a_source_that_the_form_finds(newsroom: Newsroom, ada_desk: Desk) -> None:
    source, path = table(newsroom), page_of(newsroom.draft(), "rates/new")
    typed = {
        "base": "eur",
        "quote": "usd",
        "rate": "1.5",
        "on": "2018-10",
        "find": "table",
        "search": "sources",
    }
    page = ada_desk.sends(path, typed, 200)
    assert 'class="error"' not in page
    assert "1 found for “table”: choose it" in text_of(page)
    page = ada_desk.sends(path, form_of(page) | {"source": str(source.pk)})
    assert "Added the rate of exchange." in text_of(page)
    assert str(ExchangeRate.objects.get()) == "1 EUR = 1.5 USD (2018-10)"


def test_what_is_no_rate_is_refused_beside_its_field(newsroom: Newsroom, ada_desk: Desk) -> None:
    path = page_of(newsroom.draft(), "rates/new")
    source = str(table(newsroom).pk)
    fields = {"base": "EUR", "quote": "EUR", "rate": "0", "on": "2018", "source": source}
    page = ada_desk.sends(path, fields, 200)
    assert error_beside(page, "quote") == SAME_CURRENCY
    assert error_beside(page, "rate") == NOT_ABOVE_ZERO
    assert form_of(page)["source"] == [source]
    assert NO_SOURCE in text_of(ada_desk.sends(path, {**fields, "source": ""}, 200))
    page = ada_desk.sends(path, {**fields, "base": "EU"}, 200)
    assert "three capital letters" in error_beside(page, "base")


def test_a_rate_is_changed_and_removed(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    rate = rated(newsroom, claim)
    path = page_of(claim, "rates", str(rate.pk))
    opened = form_of(ada_desk.opens(path))
    assert (opened["rate"], opened["source"]) == (["1.5"], [str(rate.source_id)])
    ada_desk.sends(path, opened | {"rate": "1.25"})
    rate.refresh_from_db()
    assert str(rate) == "1 EUR = 1.25 USD (2018-10)"
    ada_desk.sends(page_of(claim, "rates", str(rate.pk), "remove"))
    assert not ExchangeRate.objects.exists()


def test_a_figure_says_what_it_comes_to_by_the_claims_own_rates(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    assert "Nothing is converted except by a rate" in text_of(ada_desk.opens(page_of(claim)))
    rated(newsroom, claim)
    page = text_of(ada_desk.opens(page_of(claim))).replace("\N{NO-BREAK SPACE}", " ")
    assert "€2 million ≈ $3 million at 1 EUR = 1.5 USD (October 2018, Table of rates)" in page


def test_figures_of_a_related_claim_that_disagree_are_said_in_a_sentence(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    claim = newsroom.draft()
    figures = [{**SUM, "low": 3_000_000, "high": 3_000_000}]
    other = newsroom.draft("The mill was sold for 3 million euros in 2018.", parts={"figures": figures})
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="variant_of", other=other)
    for one, against in ((claim, other), (other, claim)):
        page = text_of(ada_desk.opens(page_of(one)))
        assert "A related claim gives other figures" in page
        assert "They are 33.4 percent apart; up to 2 percent counts as agreement." in page
        assert f"“{against.statement}”" in page


def test_sums_in_two_currencies_conflict_only_at_a_rate_that_somebody_entered(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    claim = newsroom.draft()
    figures = [{**SUM, "unit": "USD", "low": 5_000_000, "high": 5_000_000}]
    other = newsroom.draft("The mill was sold for 5 million dollars in 2018.", parts={"figures": figures})
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="contradicts", other=other)
    assert "A related claim gives other figures" not in text_of(ada_desk.opens(page_of(claim)))
    rated(newsroom, other)
    assert "Compared at 1 EUR = 1.5 USD" in text_of(ada_desk.opens(page_of(claim)))
