"""Citations: the same facts as text, BibTeX and CSL-JSON, whatever the texts hold."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import settings
from pybtex.database import parse_string
from pybtex.richtext import Text

from claims.interchange.citations import Citation
from claims.models import Edition

ADDRESS = f"{settings.SITE_URL}/claims/12/v3/"
AWKWARD = '100% of R&D #1 cost_centre \\ "paid" $5 ~ ^ “so”, }} @misc{x.'
IN_LATEX = (
    r'100\% of R\&D \#1 cost\_centre \textbackslash{} "paid" \$5 \textasciitilde{} \textasciicircum{} “so”, '
    r"\textbraceright{}\textbraceright{} @misc\textbraceleft{}x."
)


def citation(**fields: Any) -> Citation:
    return Citation.of(
        Edition(
            **{
                "number": 12,
                "version": 3,
                "statement": "The mill was sold.",
                "verdict_label": "False",
                "confidence": "low",
                "publication": "live",
                "valid_from": datetime(2026, 11, 3, 9, tzinfo=UTC),
                **fields,
            }
        )
    )


def test_the_text_names_desk_claim_version_day_judgement_and_address() -> None:
    assert citation().text == (
        f"{settings.NEWSROOM_NAME}, claim No. 12, version 3, 3 November 2026: “The mill was sold.” "
        f"Verdict: False; confidence: low. {ADDRESS}"
    )


def test_the_day_is_that_of_the_newsroom() -> None:
    late = citation(valid_from=datetime(2026, 11, 3, 23, 30, tzinfo=UTC))
    assert late.published == date(2026, 11, 4)  # in Rome


@pytest.mark.parametrize(
    ("publication", "warning"),
    [("retracted", "Retracted by the desk."), ("held", "On hold while it is examined again.")],
)
def test_a_warning_comes_before_the_verdict(publication: str, warning: str) -> None:
    cited = citation(publication=publication)
    assert f"{warning} Verdict: False" in cited.text
    assert f"{warning} Verdict: False" in cited.bibtex
    assert cited.csl[0]["note"].startswith(f"{warning} Verdict: False")


@pytest.mark.parametrize("statement", ["The mill was sold.", "Две мельницы — Müller & Söhne, 100%"])
def test_bibtex_can_be_parsed_and_says_the_same(statement: str) -> None:
    entries = parse_string(citation(statement=statement).bibtex, "bibtex").entries
    (key,) = entries
    fields = entries[key].fields
    assert str(Text.from_latex(fields["title"])) == statement
    assert [str(person) for person in entries[key].persons["author"]] == [f"{{{settings.NEWSROOM_NAME}}}"]
    assert fields["url"] == ADDRESS
    assert (fields["year"], fields["month"], fields["day"]) == ("2026", "November", "3")


def test_no_statement_ends_its_field_or_begins_a_command() -> None:
    (entry,) = parse_string(citation(statement=AWKWARD).bibtex, "bibtex").entries.values()
    assert entry.fields["title"] == f"{{{IN_LATEX}}}"
    assert entry.fields["url"] == ADDRESS


def test_csl_names_type_author_date_and_address() -> None:
    (item,) = citation().csl
    assert item["type"] == "webpage"
    assert item["author"] == [{"literal": settings.NEWSROOM_NAME}]
    assert item["title"] == "The mill was sold."
    assert item["issued"] == {"date-parts": [[2026, 11, 3]]}
    assert item["URL"] == ADDRESS
    assert item["version"] == "3"
