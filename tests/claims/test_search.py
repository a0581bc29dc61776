"""Search: what finds a claim, and what a search that can find nothing says."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Edition, Lexemes
from claims.search import NAMED, explain, find, scores, search_editions
from tests.claims.editions import MakeEdition

HOSTILE = (
    *(
        "'",
        '"',
        '"open phrase',
        "\\",
        "a\\'b",
        "!",
        "!!",
        "&",
        "|",
        "a & | b",
        "(",
        ")",
        "<->",
        "a <2> b",
        ":*",
        "a:*",
    ),
    *("-", "--", "-oil", "or", "or or", "%", "%s", "%(x)s", "{}", "…", "\t\n", "no.", "№ 1"),
    *(
        "\u0301",
        "\u0301\u0301 \u0308",
        "'\u0301'",
        "\u0301a",
        "\ufffd",
        "\u202e",
        "ß",
        "İ",
        "ﬁ",
        "≠",
        "≮",
        "\U0001f600",
    ),
    *("9" * 200, "a" * 200, "ΐ" * 200, '"' * 200, "No. 99999999999999999999"),
)


def found(words: str) -> set[int]:
    return set(search_editions(Edition.objects.current(), find(words)).values_list("number", flat=True))


def test_all_words_must_occur(make_edition: MakeEdition) -> None:
    both = make_edition(statement="The minister sold oil")
    make_edition(statement="The minister sold gas")
    assert found("oil minister") == {both.number}


def test_a_word_is_found_in_every_form_of_its_own_language(make_edition: MakeEdition) -> None:
    english = make_edition(statement="They were meeting bankers")
    italian = make_edition(statement="Gli accordi commerciali", language="it")
    russian = make_edition(statement="Российские санкции отменены", language="ru")
    assert found("meets banker") == {english.number}
    assert found("accordo commerciale") == {italian.number}
    assert found("санкция") == {russian.number}


@pytest.mark.parametrize("words", ["acusación", "acusacion", "acusaciones"])
def test_accents_matter_neither_way(make_edition: MakeEdition, words: str) -> None:
    claim = make_edition(statement="La acusación del ministro", language="es")
    assert found(words) == {claim.number}


@pytest.mark.parametrize(("language", "name"), [("en", "Jones"), ("it", "Salvini"), ("ru", "Захарова")])
def test_a_claimant_is_found_by_name_in_every_language(
    make_edition: MakeEdition, language: str, name: str
) -> None:
    claim = make_edition(language=language, claimant_slug="somebody", claimant_name=f"A. {name}")
    assert found(name) == {claim.number}


def test_a_quoted_phrase_is_found_as_a_phrase(make_edition: MakeEdition) -> None:
    phrase = make_edition(statement="A gas pipeline was promised")
    make_edition(statement="A pipeline for gas was promised")
    assert found('"gas pipeline"') == {phrase.number}


def test_a_word_after_a_minus_is_left_out(make_edition: MakeEdition) -> None:
    kept = make_edition(statement="Oil was sold")
    make_edition(statement="Oil and gas were sold")
    assert found("oil -gas") == {kept.number}


@pytest.mark.parametrize("words", ["17", "No. 17", "no 17", "#17", " 17 ", "claim 17"])
def test_a_number_finds_the_claim_that_has_it(make_edition: MakeEdition, words: str) -> None:
    make_edition(number=16)
    make_edition(number=17, statement="Nothing with digits")
    assert found(words) == {17}


def test_a_number_finds_claims_that_name_it_too(make_edition: MakeEdition) -> None:
    make_edition(number=17, statement="Nothing with digits")
    make_edition(number=18, statement="They took 17 million")
    assert found("17") == {17, 18}


def test_the_index_alone_is_asked_for_every_language(make_edition: MakeEdition) -> None:
    make_edition()
    with CaptureQueriesContext(connection) as asked:
        find("acusaciones meeting")
    (search,) = [query["sql"] for query in asked if "string_agg" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {search}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("Bitmap Index Scan on lexemes_search") > 1  # languages read the words differently
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_is_an_error(make_edition: MakeEdition, words: str) -> None:
    make_edition(statement=f"A statement with {words}"[:500])
    found(words)
    scores(words, np.sort(find(words)))
    explain(words)


def test_what_says_more_with_fewer_words_answers_best(make_edition: MakeEdition) -> None:
    said = make_edition(statement="Oil was sold")
    aside = make_edition(statement="The bridge was built", more_text="Oil is mentioned, far from all else.")
    numbered = make_edition(number=17, statement="Nothing with digits")
    entries = np.asarray([said.pk, aside.pk, numbered.pk])
    best, second, none = scores("oil", entries)
    assert best > second > none == 0
    assert scores("17", entries).tolist() == [0, 0, NAMED]


def test_lexemes_follow_their_edition(make_edition: MakeEdition) -> None:
    """Whoever writes an edition: what is changed, emptied or removed is found so, or no longer."""
    words = ("oil", "gas", "coal", "petroli")
    changed, emptied, gone = (make_edition(statement=f"The {word} was sold") for word in words[:3])
    assert [found(word) for word in words] == [{changed.number}, {emptied.number}, {gone.number}, set()]
    Edition.objects.filter(pk=changed.pk).update(statement="Il petrolio", language="it")
    Edition.objects.filter(pk=emptied.pk).update(statement="", quote="", claimant_name="", more_text="")
    Edition.objects.filter(pk=gone.pk).delete()
    assert [found(word) for word in words] == [set(), set(), set(), {changed.number}]
    stand = Edition.objects.order_by("pk").values_list("pk", "language", "search")
    assert list(Lexemes.objects.order_by("pk").values_list("pk", "language", "search")) == list(stand)


def test_asking_the_index_leaves_the_planner_as_it_was(make_edition: MakeEdition) -> None:
    def settings() -> list[tuple[str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name ~ '^enable|parallel' ORDER BY 1")
            return list(cursor.fetchall())

    make_edition()
    before = settings()
    find("oil")
    assert settings() == before


def test_words_that_say_nothing_are_explained(db: None) -> None:
    assert explain("!! …") == (
        "“!! …” holds no word that can be searched for. "
        "Write a less common word, a “quoted phrase” or a claim's number."
    )


def test_words_too_common_in_one_language_are_explained(db: None) -> None:
    assert explain("the").startswith("“the” holds only words that are too common to search for in English")


def test_ordinary_words_need_no_explanation(db: None) -> None:
    assert explain("oil") == ""
