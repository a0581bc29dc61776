"""Figures, appearances and related claims: added, changed, removed."""

from claims.actions.parts import add_part
from claims.models import Appearance, ClaimRelation, Figure, Outlet
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, error_beside, form_of, page_of, text_of


def test_a_range_is_added_as_a_figure(newsroom: Newsroom, ada_desk: Desk) -> None:
    path = page_of(newsroom.draft(parts={}), "figures/new")
    fields = {"role": "visitors", "low": "30", "high": "35.5", "unit": "percent", "approximate": "on"}
    ada_desk.sends(path, form_of(ada_desk.opens(path)) | fields)
    assert str(Figure.objects.get()) == "visitors: about 30.000000–35.500000 percent"


def test_a_figure_is_changed_to_one_value(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft(parts={"figures": [{"role": "cost", "low": 1, "high": 5, "unit": "EUR"}]})
    path = page_of(claim, "figures", str(claim.figures.get().pk))
    ada_desk.sends(path, form_of(ada_desk.opens(path)) | {"high": ""})
    assert str(Figure.objects.get()) == "cost: 1 EUR"


def test_a_missing_unit_is_asked_for_beside_the_field(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = ada_desk.sends(page_of(newsroom.draft(), "figures/new"), {"role": "cost", "low": "4"}, 200)
    assert error_beside(page, "unit") == "This field is required."
    assert form_of(page)["role"] == ["cost"]


def test_a_figure_that_somebody_else_changed_is_shown(
    newsroom: Newsroom, ada_desk: Desk, ben_desk: Desk
) -> None:
    claim = newsroom.draft()
    path = page_of(claim, "figures", str(claim.figures.get().pk))
    adas, bens = form_of(ada_desk.opens(path)), form_of(ben_desk.opens(path))
    ben_desk.sends(path, bens | {"low": "3000000"})
    page = text_of(ada_desk.sends(path, adas | {"low": "4000000"}, 200))
    assert "Stands now 3000000 Yours 4000000" in page
    assert Figure.objects.get().low == 3_000_000


def test_an_appearance_is_added_with_a_new_outlet(newsroom: Newsroom, ada_desk: Desk) -> None:
    path = page_of(newsroom.draft(parts={}), "appearances/new")
    fields = {"date": "2018", "outlet": "Радио Долина", "outlet_kind": "broadcaster", "url": "example.org/a"}
    ada_desk.sends(path, fields)
    seen = Appearance.objects.get()
    assert (seen.outlet, seen.url) == (Outlet.objects.get(slug="outlet"), "https://example.org/a")


def test_an_appearance_that_says_nothing_is_refused(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = ada_desk.sends(page_of(newsroom.draft(), "appearances/new"), {"date": ""}, 200)
    assert "Say something of the appearance" in text_of(page)


def test_a_part_is_removed_by_post_only(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    path = page_of(claim, "figures", str(claim.figures.get().pk), "remove")
    ada_desk.opens(path, 405)
    assert "The history keeps it." in text_of(ada_desk.sends(path))
    assert not Figure.objects.exists()


def test_a_part_of_another_claim_or_kind_is_not_found(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim, other = newsroom.draft(), newsroom.draft("The dam was raised 4 metres in 1999.")
    figure = other.figures.get()
    ada_desk.opens(page_of(claim, "figures", str(figure.pk)), 404)
    ada_desk.opens(page_of(claim, "paintings", "1"), 404)
    ada_desk.opens(page_of(claim, "paintings", "new"), 404)
    ada_desk.sends(page_of(claim, "paintings", "1", "remove"), status=404)


def test_removing_from_a_claim_in_review_is_refused_with_a_page(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.submitted().claim
    page = ada_desk.sends(page_of(claim, "figures", str(claim.figures.get().pk), "remove"), status=409)
    assert "The working copy is “In review”" in text_of(page)


def test_another_claim_is_found_and_related(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    other = newsroom.draft("The mill was sold for 2 million dollars in 2018.")
    path = page_of(claim, "relations/new")
    page = ada_desk.opens(f"{path}?q=dollars")
    assert "2 million dollars" in text_of(page)
    assert "2 million euros in 2018. (draft)" not in text_of(page)
    ada_desk.sends(path, {"relation": "variant_of", "other": str(other.pk), "q": "dollars"})
    assert ClaimRelation.objects.get().other == other
    assert "From the other side, variant of:" in text_of(ada_desk.opens(page_of(other)))


def test_relating_without_a_choice_keeps_the_search(newsroom: Newsroom, ada_desk: Desk) -> None:
    newsroom.draft("The mill was sold for 2 million dollars in 2018.")
    path = page_of(newsroom.draft(), "relations/new")
    page = ada_desk.sends(path, {"relation": "variant_of", "q": "dollars"}, 200)
    assert error_beside(page, "other") == "Search for a claim and choose it."
    assert "2 million dollars" in text_of(page)
    for wrong in ("x", "999999", "9" * 40, "\0"):
        ada_desk.sends(path, {"relation": "variant_of", "other": wrong}, 200)


def test_a_relation_twice_is_a_sentence(newsroom: Newsroom, ada_desk: Desk) -> None:
    claim = newsroom.draft()
    other = newsroom.draft("The mill was sold for 2 million dollars in 2018.")
    add_part(claim=claim, kind="relations", by=newsroom.ada, relation="contradicts", other=other)
    path = page_of(claim, "relations/new")
    page = ada_desk.sends(path, {"relation": "contradicts", "other": str(other.pk)}, 200)
    assert "The same is noted already." in text_of(page)
