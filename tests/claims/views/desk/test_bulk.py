"""Several claims at once: looked at before anything is written, logged row by row, never twice."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from claims.actions.claims import log_claim
from claims.actions.reference import add_claimant
from claims.forms.bulk import EMPTY
from claims.interchange import bulk, bulk_drafts
from claims.models import Appearance, Claim, Claimant, Outlet
from claims.views.desk import bulk as view
from tests.cast import Newsroom
from tests.claims.views.desk.conftest import Desk, error_beside, form_of, text_of

PAGE = "/desk/claims/bulk/"
WEIR = "The weir was closed in 2016 by the council."
FERRY = "The ferry was sold in 2014 to a bank."
MILL = "The mill belongs to the mayor of the valley."


def look(desk: Desk, text: str) -> str:
    return desk.sends(PAGE, {"text": text}, 200)


def log(desk: Desk, page: str, *rows: int, status: int = 302) -> str:
    """Press the button of a page that was looked at, with these rows ticked."""
    fields = form_of(page)
    return desk.sends(PAGE, {**fields, "rows": [str(row) for row in rows], "log": "yes"}, status)


def ticked(page: str) -> list[int]:
    return [int(row) for row in re.findall(r'name="rows" value="(\d+)" checked', page)]


def test_nothing_is_written_before_the_rows_were_seen(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = look(ada_desk, f"statement\n{WEIR}\n{FERRY}")
    assert "2 rows, 2 without a problem" in text_of(page)
    assert ticked(page) == [2, 3]
    assert not Claim.objects.exists()


def test_the_ticked_rows_are_logged(newsroom: Newsroom, ada_desk: Desk) -> None:
    text = (
        "statement;quote;claimant;language;first_claimed;topics;about_living_person;said_on;place;outlet;url;note;"
        f"due_on\n{WEIR};It is shut;mayor;it;2016-05;Property;yes;2016-05-04;Town hall;valley courier;"
        "example.org/weir;Council meeting;2026-12-31"
    )
    page = log(ada_desk, look(ada_desk, text), 2)
    assert view.LOGGED.format(count="1 draft") in text_of(page)
    claim, seen = Claim.objects.get(), Appearance.objects.get()
    assert (claim.statement, claim.quote, claim.language) == (WEIR, "It is shut", "it")
    assert (claim.claimant, claim.logged_by, claim.status) == (newsroom.claimant, newsroom.ada, "draft")
    assert (claim.first_claimed, str(claim.due_on)) == ("2016-05", "2026-12-31")
    assert (list(claim.topics.all()), claim.about_living_person) == ([newsroom.topic], True)
    assert (seen.date, seen.place, seen.outlet) == ("2016-05-04", "Town hall", newsroom.outlet)
    assert (seen.url, seen.note) == ("https://example.org/weir", "Council meeting")


def test_rows_that_are_not_ticked_stay_in_the_field(newsroom: Newsroom, ada_desk: Desk) -> None:
    text = f"statement,place,own notes\n{WEIR},Hall,first\n{FERRY},Port,second\n{MILL},Mill,third"
    page = log(ada_desk, look(ada_desk, text), 3, status=200)
    assert [claim.statement for claim in Claim.objects.all()] == [FERRY]
    left = form_of(page)["text"][0].splitlines()
    assert left == ["statement,place,own notes", f"{WEIR},Hall,first", f"{MILL},Mill,third"]
    assert view.LEFT.format(count="2 rows") in text_of(page)
    # Their numbers are those of the table that is left.
    log(ada_desk, page, 3, status=200)
    assert Claim.objects.filter(statement=MILL).exists()


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("statement", "Short", "Ensure this value has at least 10 characters (it has 5)."),
        ("statement", "S" * 501, "Ensure this value has at most 500 characters (it has 501)."),
        ("statement", "", "This field cannot be blank."),
        ("language", "Latin", bulk_drafts.NOT_ONE_OF.format(value="Latin", values="en, it, ru, de, fr, es")),
        (
            "first_claimed",
            "autumn",
            "“autumn” is not a date the ledger knows. Write 2018, 2018-10 or 2018-10-18.",
        ),
        (
            "said_on",
            "31.2.2018",
            "“31.2.2018” is not a date the ledger knows. Write 2018, 2018-10 or 2018-10-18.",
        ),
        ("topics", "war;property", bulk_drafts.UNKNOWN_TOPIC.format(value="war", slugs="property")),
        ("about_living_person", "perhaps", bulk_drafts.NOT_ONE_OF.format(value="perhaps", values="yes, no")),
        ("url", "not an address", "Enter a valid URL."),
        ("archived_url", "ftp//x", "Enter a valid URL."),
        ("due_on", "soon", "Enter a valid date."),
        ("place", "P" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("note", "N" * 501, "Ensure this value has at most 500 characters (it has 501)."),
        ("claimant", "C" * 201, "Ensure this value has at most 200 characters (it has 201)."),
        ("outlet", "The Nowhere Post", "There is no outlet “The Nowhere Post” in the ledger yet."),
        ("claimant", "Somebody", "There is no claimant “Somebody” in the ledger yet."),
    ],
)
def test_a_problem_is_told_by_its_column(
    newsroom: Newsroom, ada_desk: Desk, column: str, value: str, sentence: str
) -> None:
    cells = {"statement": WEIR, "place": "Hall"} | {column: value}
    page = look(ada_desk, ";".join(cells) + "\n" + ";".join(f'"{cell}"' for cell in cells.values()))
    assert f"{column} : {sentence}" in text_of(page)
    assert "1 row, 0 without a problem" in text_of(page)
    assert 'name="log"' not in page


def test_a_row_with_a_problem_is_not_logged_even_when_it_is_asked_for(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    page = look(ada_desk, f"statement\nShort\n{WEIR}")
    log(ada_desk, page, 2, 3, status=200)
    assert [claim.statement for claim in Claim.objects.all()] == [WEIR]


def test_new_names_are_added_where_the_table_says_what_they_are(newsroom: Newsroom, ada_desk: Desk) -> None:
    text = (
        "statement,claimant,claimant_kind,outlet,outlet_kind\n"
        f"{WEIR},The ferryman,person,Ferry News,newspaper\n{FERRY},the ferryman,person,Ferry News,website"
    )
    page = look(ada_desk, text)
    assert text_of(page).count("The ferryman (new)") == 1
    assert not Claimant.objects.filter(name="The ferryman").exists()
    log(ada_desk, page, 2, 3)
    assert Claimant.objects.get(name__iexact="the ferryman").claims.count() == 2
    assert Outlet.objects.get(name="Ferry News").kind == "newspaper"


def test_a_name_that_several_have_is_told(newsroom: Newsroom, ada_desk: Desk) -> None:
    add_claimant(by=newsroom.ada, slug="other-mayor", name="The mayor", kind="person")
    page = text_of(look(ada_desk, f"statement,claimant\n{WEIR},the mayor\n{FERRY},other-mayor"))
    assert "Several claimants have this name. Write one of these instead: " in page
    assert "2 rows, 1 without a problem" in page


# ── Repetition ──────────────────────────────────────────────────────────────────────────────────────


def test_a_row_that_looks_like_a_claim_of_the_ledger_is_not_ticked(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    log_claim(by=newsroom.ben, statement="In 2016 the council closed the old weir.")
    page = look(ada_desk, f"statement\n{WEIR}\n{FERRY}")
    assert "In 2016 the council closed the old weir." in text_of(page)
    assert ticked(page) == [3]


def test_rows_that_repeat_each_other_are_told(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = look(
        ada_desk, f"statement\n{WEIR}\n{FERRY}\n{WEIR.upper()}\nthe weir was closed in 2016 by council"
    )
    assert "Looks like row 2." in text_of(page)
    assert ticked(page) == [2, 3]


def test_a_button_pressed_twice_logs_once(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = look(ada_desk, f"statement\n{WEIR}\n{FERRY}")
    log(ada_desk, page, 2, 3)
    again = log(ada_desk, page, 2, 3)
    assert Claim.objects.count() == 2
    assert view.ALREADY.format(count="2 drafts") in text_of(again)


def test_the_same_row_ticked_twice_is_logged_once(newsroom: Newsroom, ada_desk: Desk) -> None:
    log(ada_desk, look(ada_desk, f"statement\n{WEIR}\n{WEIR}"), 2, 3)
    assert Claim.objects.count() == 1


def test_what_one_logged_already_is_told(newsroom: Newsroom, ada_desk: Desk, ben_desk: Desk) -> None:
    claim = log_claim(by=newsroom.ada, statement=WEIR)
    page = look(ada_desk, f"statement\n{WEIR}")
    assert "You logged this already" in text_of(page)
    assert f"/desk/claims/{claim.pk}/" in page
    assert "You logged this already" not in text_of(look(ben_desk, f"statement\n{WEIR}"))


def test_rows_of_a_table_that_was_changed_since_are_looked_at_again(
    newsroom: Newsroom, ada_desk: Desk
) -> None:
    fields: dict[str, Any] = form_of(look(ada_desk, f"statement\n{WEIR}"))
    changed = {**fields, "text": f"statement\n{FERRY}", "rows": "2", "log": "yes"}
    page = ada_desk.sends(PAGE, changed, 200)
    assert view.CHANGED in text_of(page)
    assert not Claim.objects.exists()
    log(ada_desk, page, 2)
    assert Claim.objects.get().statement == FERRY


def test_somebody_has_to_choose(newsroom: Newsroom, ada_desk: Desk) -> None:
    page = look(ada_desk, f"statement\n{WEIR}")
    assert view.NONE_CHOSEN in text_of(log(ada_desk, page, status=200))


# ── What is sent ────────────────────────────────────────────────────────────────────────────────────


def test_a_file_takes_the_place_of_the_field(newsroom: Newsroom, ada_desk: Desk) -> None:
    file = SimpleUploadedFile("claims.csv", f"\ufeffstatement\tplace\n{WEIR}\tCittà".encode())
    page = ada_desk.sends(PAGE, {"text": "before", "file": file}, 200)
    assert WEIR in form_of(page)["text"][0]
    log(ada_desk, page, 2)
    assert Appearance.objects.get().place == "Città"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("statement\ncittà".encode("latin-1"), bulk.NOT_UTF8),
        (b"PK\x03\x04", bulk.NOT_A_TABLE),
        (b"s" * 1_000_001, bulk.TOO_LARGE.format(size="1.0", most=1)),
    ],
)
def test_a_file_that_can_t_be_read_loses_nothing(
    newsroom: Newsroom, ada_desk: Desk, data: bytes, sentence: str
) -> None:
    file = SimpleUploadedFile("claims.csv", data)
    page = ada_desk.sends(PAGE, {"text": f"statement\n{WEIR}", "file": file}, 200)
    assert error_beside(page, "file") == sentence
    assert form_of(page)["text"][0].replace("\r\n", "\n") == f"statement\n{WEIR}"


@pytest.mark.parametrize(
    "text", ["", "  \n ", "nothing", 'statement\n"', "\t;,", "statement\n" + "x\n" * 501]
)
def test_what_is_no_table_stays_in_the_field(newsroom: Newsroom, ada_desk: Desk, text: str) -> None:
    page = look(ada_desk, text)
    assert form_of(page)["text"][0].replace("\r\n", "\n").strip() == text.strip()
    assert error_beside(page, "text")


def test_nothing_at_all_is_told(newsroom: Newsroom, ada_desk: Desk) -> None:
    assert error_beside(ada_desk.sends(PAGE, {}, 200), "text") == EMPTY


@pytest.mark.parametrize("rows", [["x"], ["-1"], ["9" * 40], ["²"], ["2", "2"], ["999"]])
def test_no_choice_breaks_it(newsroom: Newsroom, ada_desk: Desk, rows: list[str]) -> None:
    fields = form_of(look(ada_desk, f"statement\n{WEIR}"))
    answer = ada_desk.client.post(PAGE, {**fields, "rows": rows, "log": "yes"})
    assert answer.status_code in (200, 302)


def test_what_the_action_refuses_is_told_and_the_rest_is_logged(
    newsroom: Newsroom, ada_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def log_one(**fields: Any) -> Claim:
        if fields["statement"] == WEIR:
            raise bulk_drafts.Refused("Not this one.")
        return log_claim(**fields)

    page = look(ada_desk, f"statement,claimant,claimant_kind\n{WEIR},New name,person\n{FERRY},,")
    monkeypatch.setattr(bulk_drafts, "log_claim", log_one)
    page = log(ada_desk, page, 2, 3, status=200)
    assert "Not this one." in text_of(page)
    assert [claim.statement for claim in Claim.objects.all()] == [FERRY]
    assert not Claimant.objects.filter(name="New name").exists()  # all of the row, or nothing


def test_what_there_is_no_time_for_is_left_ticked(
    newsroom: Newsroom, ada_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = look(ada_desk, f"statement\n{WEIR}\n{FERRY}")
    monkeypatch.setattr(bulk_drafts, "MOST_SECONDS_LOGGING", -1.0)
    page = log(ada_desk, page, 3, status=200)
    assert not Claim.objects.exists()
    assert ticked(page) == [3]


def test_what_there_is_no_time_to_compare_is_not_ticked(
    newsroom: Newsroom, ada_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_drafts, "MOST_SECONDS_COMPARING", -1.0)
    page = look(ada_desk, f"statement\n{WEIR}")
    assert "Not compared with the ledger" in text_of(page)
    assert ticked(page) == []


def test_the_file_to_begin_with_is_a_table(newsroom: Newsroom, ada_desk: Desk) -> None:
    answer = ada_desk.client.get("/desk/claims/bulk/template.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    page = ada_desk.sends(PAGE, {"file": SimpleUploadedFile("claims.csv", answer.content)}, 200)
    assert "1 row, 1 without a problem" in text_of(page)


def test_the_page_is_for_people_of_the_desk(newsroom: Newsroom) -> None:
    assert Client().get(PAGE).status_code == 302
    Desk(newsroom.ines).opens(PAGE, 403)


def test_the_columns_are_explained_in_the_language_of_the_page(newsroom: Newsroom, ada_desk: Desk) -> None:
    english, italian = text_of(ada_desk.opens(PAGE)), text_of(ada_desk.opens(f"/it{PAGE}"))
    meanings = {column.name: column.meaning for column in bulk.COLUMNS}
    for meaning in meanings.values():
        assert meaning in english
    with translation.override("it"):
        for column in bulk.COLUMNS:
            assert column.meaning != meanings[column.name]
            assert column.meaning in italian
            assert all(word in column.meaning for word in column.words)
        # What a table is made of is read the same in every language.
        in_italian = bulk.template()
        table = bulk.read(f"statement;about_living_person\n{WEIR};yes")
        (draft,) = bulk_drafts.drafts_of(table.lines, by=newsroom.ada)
        assert draft.fields["about_living_person"] is True
        (line,) = bulk.read(f"statement;quote\n{WEIR};;more").lines
        assert "punto e virgola" in line.problem
    assert in_italian == bulk.template()
