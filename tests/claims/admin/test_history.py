"""Row history in the admin: what is shown, and that the words that are shown are found."""

import re

from django.test import Client
from django.utils import translation

from claims.actions.claims import change_claim
from claims.actions.people import change_roles, deactivate_person
from tests.cast import Newsroom
from tests.claims.admin.conftest import SignIn, said


def found(client: Client, path: str, words: str) -> list[str]:
    """The reasons in the list of events that a search leaves, once each."""
    page = client.get(path, {"q": words})
    assert page.status_code == 200
    shown = page.context["cl"]
    with translation.override("it" if path.startswith("/it/") else "en"):
        return sorted({str(shown.model_admin.why(event)) for event in shown.result_list})


def test_words_of_a_reason_are_found_in_the_language_in_which_they_are_shown(
    newsroom: Newsroom, signed_in: SignIn
) -> None:
    claim = newsroom.published()
    newsroom.corrected(claim)
    typed = "Published elsewhere: pubblicata altrove"
    change_claim(claim=newsroom.draft(), by=newsroom.ada, why=typed, quote="")
    deactivate_person(person=newsroom.egon, by=newsroom.ines)
    client = signed_in(newsroom.eva)
    claims, people = "/admin/claims/claimevent/", "/admin/claims/personevent/"

    assert found(client, claims, "published") == ["Published a correction", typed, "Published the claim"]
    assert found(client, claims, "pubblicata") == [typed]
    italian = ["Pubblicata l’affermazione", "Pubblicata una correzione"]
    # What is kept is found as well: the words of somebody who typed them are told in no language but theirs.
    assert found(client, f"/it{claims}", "PUBBLICATA") == [*italian, typed]
    assert found(client, f"/it{claims}", "published the claim") == italian[:1]
    # No keyboard has the apostrophe of the page.
    assert found(client, f"/it{claims}", "pubblicata l'affermazione") == italian[:1]
    assert found(client, f"/it{claims}", "pubblicata l’affermazione") == italian[:1]
    assert found(client, f"/it{claims}", "bubblicata") == []
    # With the values of a sentence, in their places.
    assert found(client, people, "egon left") == ["Egon left"]
    assert found(client, f"/it{people}", "egon ha lasciato la redazione") == ["Egon ha lasciato la redazione"]
    assert found(client, f"/it{people}", "ada ha lasciato") == found(client, people, "ha lasciato") == []
    # A number is that of a record.
    assert len(client.get(f"/it{claims}", {"q": str(claim.pk)}).context["cl"].result_list) > 5
    # Nothing that was typed is a pattern or breaks the page.
    for words in ("%", "_", "{person}", "\\", "'", "’", "{", "9" * 30):
        found(client, f"/it{people}", words)


def test_row_history_speaks_in_words_not_in_names_of_columns(newsroom: Newsroom, signed_in: SignIn) -> None:
    change_roles(person=newsroom.ben, by=newsroom.ines, roles=["editor"])
    client = signed_in(newsroom.ines)
    for prefix, words in (
        ("", ("Changes to roles", "Kind of change", "Changed roles", "removed", "Role:", "Analyst")),
        (
            "/it",
            ("Modifiche di ruoli", "Tipo di modifica", "Cambiati i ruoli", "tolta", "Ruolo:", "Analista"),
        ),
    ):
        everything = said(client.get(f"{prefix}/admin/"))
        removed = client.get(f"{prefix}/admin/claims/personroleevent/", {"done": "delete"})
        (event,) = removed.context["cl"].result_list
        everything += said(removed) + said(
            client.get(f"{prefix}/admin/claims/personroleevent/{event.pk}/change/")
        )
        assert [each for each in words if each not in everything] == []
        visible = re.sub(r"<[^>]*>", " ", everything)
        assert re.findall(r"(?i)pgh|\w+ events?\b|event object|content index", visible) == []
    everything = said(client.get("/it/admin/claims/claimtopicevent/"))
    assert "Modifiche di argomenti di affermazioni" in everything
