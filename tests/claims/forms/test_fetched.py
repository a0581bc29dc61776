"""Why a page was not fetched, in the language of the page that tells it."""

from django.utils import translation
from django.utils.translation import gettext

from claims import fetching
from claims.forms.fetched import FetchForm, problem_told

VALUES = {
    "host": "courier.example",
    "port": 8080,
    "most": 5,
    "seconds": 20,
    "status": 404,
    "kind": "a/b",
}


def test_every_problem_is_told_in_the_language_of_the_page() -> None:
    named = {text for name, text in vars(fetching).items() if name.isupper() and isinstance(text, str)}
    assert named == set(fetching.PROBLEMS)
    for source in fetching.PROBLEMS:
        kept = source.format(**VALUES)
        assert problem_told(kept) == kept
        with translation.override("it"):
            assert gettext(source) != source
            assert problem_told(kept) == gettext(source).format(**VALUES)


def test_what_no_problem_says_is_told_as_it_is() -> None:
    with translation.override("it"):
        for text in ("", "The page is larger than", "Something else.", "{host} does not answer"):
            assert problem_told(text) == text


def test_an_address_is_refused_in_the_language_of_the_page() -> None:
    with translation.override("it"):
        form = FetchForm({"url": "https://courier.example:8080/"})
        assert form.errors["url"] == [problem_told(fetching.OTHER_PORT.format(port=8080))]
        assert "porta 8080" in str(form.errors["url"])
