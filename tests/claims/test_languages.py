"""The language of a page is a function of its path alone, and nothing that is hashed depends on it."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import translation

from claims import languages, method, records
from claims.middleware import name_of
from claims.models import Entry
from claims.needs import Case
from claims.retelling import Told, ceiling_told
from claims.urls import desk, forms, log, log_pages, machines, pages
from tests.cast import Newsroom
from tests.ledger.messages import ROOT, places, read_po, tags

SITE = settings.SITE_URL


@pytest.fixture
def entry(newsroom: Newsroom) -> Entry:
    return Entry.objects.get(claim=newsroom.published())


def address_of(pattern: URLPattern, entry: Entry) -> str:
    """The address of a public page, for what this entry is about."""
    known = {
        "number": entry.number,
        "version": entry.version,
        "part": 1,
        "slug": {"topic": "property", "outlet": "valley-courier", "claimant": "mayor"}.get(
            pattern.name or "", entry.edition.slug
        ),
    }
    names = pattern.pattern.converters
    return reverse(f"claims:{pattern.name}", kwargs={name: known[name] for name in names})


def links_of(page: str) -> list[str]:
    """Where the links of a page lead on this site, those to other languages aside."""
    anchors = re.findall(r"<a\b[^>]*>", page)
    return [
        unescape(found[1])
        for anchor in anchors
        if "hreflang" not in anchor and (found := re.search(r'href="(/[^"]*)"', anchor))
    ]


# What machines read of the log; its tiles are many.
ONCE = [*machines, *(each for each in log if not {"tile", "where"} & each.pattern.converters.keys())]


@pytest.mark.parametrize(
    ("path", "code", "plain"),
    [
        ("/", "en-gb", "/"),
        ("/claims/", "en-gb", "/claims/"),
        ("/it", "it", "/"),
        ("/it/", "it", "/"),
        ("/it/claims/1/it/", "it", "/claims/1/it/"),
        ("/italy/", "en-gb", "/italy/"),
        ("/en-gb/", "en-gb", "/en-gb/"),
        ("//it/desk/", "en-gb", "//it/desk/"),
        ("/fr/claims/", "en-gb", "/fr/claims/"),
        ("", "en-gb", ""),
    ],
)
def test_a_path_says_its_language(path: str, code: str, plain: str) -> None:
    assert languages.language_of(path) == code
    assert languages.without_language(path) == plain
    if code == "it" and path != "/it":
        assert languages.in_language(plain, "it") == path
        assert languages.in_language(path, "en-gb") == plain


def test_every_page_is_there_in_italian_and_keeps_to_it(client: Client, entry: Entry) -> None:
    for pattern in [*pages, *log_pages]:
        plain = address_of(pattern, entry)
        with translation.override("it"):
            italian = address_of(pattern, entry)
        assert italian == f"/it{plain}"
        answer = client.get(italian, headers={"accept-language": "en", "cookie": "django_language=en"})
        if pattern.name == "claim_number":
            assert (answer.status_code, answer["Location"]) == (302, f"/it{client.get(plain)['Location']}")
            continue
        assert answer.status_code == 200, italian
        assert "language" not in answer.get("Vary", "").lower(), italian
        assert "cookie" not in answer.get("Vary", "").lower(), italian
        assert not answer.cookies, italian
        page = answer.content.decode()
        if pattern.name and pattern.name.endswith("feed"):
            continue
        assert '<html lang="it">' in page, italian
        assert f'<link rel="alternate" hreflang="en" href="{SITE}{plain}">' in page
        assert f'<link rel="alternate" hreflang="it" href="{SITE}{italian}">' in page
        assert f'<link rel="alternate" hreflang="x-default" href="{SITE}{plain}">' in page
        assert '<meta property="og:locale" content="it_IT">' in page
        assert f'<a href="{plain}" hreflang="en" lang="en">English</a>' in page
        once = {address_of(each, entry) for each in ONCE} | {"/api/v1/docs/"}
        for link in links_of(page):
            assert link.startswith("/it/") or link.partition("?")[0] in once, (italian, link)
        english = client.get(plain, headers={"accept-language": "it"}).content.decode()
        assert '<html lang="en">' in english
        assert not [link for link in links_of(english) if link.startswith("/it/")], plain


def test_the_canonical_address_is_the_pages_own(client: Client, entry: Entry) -> None:
    plain = f"/claims/{entry.number}/{entry.edition.slug}/"
    for path in (plain, f"/it{plain}"):
        page = client.get(path).content.decode()
        assert f'<link rel="canonical" href="{SITE}{path}">' in page
        assert f'<meta property="og:url" content="{SITE}{path}">' in page


def test_what_machines_read_is_there_once(client: Client, entry: Entry) -> None:
    for pattern in ONCE:
        plain = address_of(pattern, entry)
        if pattern in machines:  # the log tells of an entry once it is committed
            assert client.get(plain).status_code == 200, plain
        assert client.get(f"/it{plain}").status_code == 404, plain
        with translation.override("it"):
            assert address_of(pattern, entry) == plain
    assert client.get("/it/api/v1/claims/").status_code == 404
    assert client.get("/it/healthz").status_code == 404


def test_an_italian_page_is_kept_and_answered_by_the_log(client: Client, entry: Entry) -> None:
    assert name_of("/it/claims/", settings.ROOT_URLCONF) == "claim_list"
    first = client.get("/it/claims/")
    assert client.get("/it/claims/", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get("/claims/", headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.get("/it/claims/").content == first.content


def test_what_is_missing_says_so_in_the_language_of_its_path(client: Client, entry: Entry) -> None:
    answer = client.get("/it/nowhere/")
    assert answer.status_code == 404
    assert '<html lang="it">' in answer.content.decode()
    assert client.get("/it")["Location"] == "/it/"
    assert client.get("/it/claims")["Location"] == "/it/claims/"


def test_the_desk_keeps_its_doors_in_italian(client: Client, newsroom: Newsroom) -> None:
    for pattern in desk:
        if pattern.pattern.converters:
            continue
        with translation.override("it"):
            path = reverse(f"claims:{pattern.name}")
        answer = client.get(path)
        assert answer.status_code in (302, 403, 405), path
        if answer.status_code == 302:
            assert answer["Location"].startswith("/it/accounts/login/"), path


def test_what_is_reviewed_and_hashed_depends_on_no_language(newsroom: Newsroom) -> None:
    claim = newsroom.published()
    found = []
    for code in ("en-gb", "it"):
        with translation.override(code):
            case = Case(claim=claim, person=newsroom.eva)
            found.append((case.digest, records.canonical(case.content)))
            case = Case(claim=claim, person=newsroom.eva)
            assert case.weighing.reasons  # a page said them first, in its language
            found.append((case.digest, records.canonical(case.content)))
    assert found[0] == found[1] == found[2] == found[3]
    body = bytes(Entry.objects.get(claim=claim).record_body.body or b"")
    assert records.parse(body)["content"] == records.parse(found[1][1])


def test_the_method_that_is_published_depends_on_no_language(newsroom: Newsroom) -> None:
    newsroom.published()
    english = records.canonical(method.tables())
    with translation.override("it"):
        assert records.canonical(method.tables()) == english
        assert not method.differing(records.parse(english), method.tables())


def test_a_letter_can_be_written_on_an_italian_page(client: Client, newsroom: Newsroom) -> None:
    refused = client.post("/it/report/", {"number": "77", "text": "Il prezzo è sbagliato."})
    assert "Non c’è una voce n. 77." in unescape(refused.content.decode())
    assert client.post("/it/report/", {"text": "Il prezzo è sbagliato."})["Location"] == "/it/letters/sent/"


def test_an_entry_published_on_an_italian_page_says_the_same(newsroom: Newsroom) -> None:
    with translation.override("it"):
        italian = newsroom.published()
    ceiling = records.parse(Entry.objects.get(claim=italian).record_body.body or b"")["content"][
        "assessment"
    ]["ceiling"]
    case = Case(claim=italian, person=newsroom.eva)
    assert ceiling["reasons"] == case.content["assessment"]["ceiling"]["reasons"]
    assert case.content["assessment"]["ceiling"]["reasons"][0].startswith(("High", "Moderate", "Low"))


def test_the_reasons_of_a_ceiling_are_said_in_italian_where_they_follow_from_the_record(
    newsroom: Newsroom,
) -> None:
    claim = newsroom.published()
    content = records.parse(Entry.objects.get(claim=claim).record_body.body or b"")["content"]
    stated = content["assessment"]["ceiling"]
    english = ceiling_told(content)
    assert english == Told(tuple(stated["reasons"]), tuple(stated["raise_by"]), "")
    with translation.override("it"):
        italian = ceiling_told(content)
        assert (len(italian.reasons), italian.lang) == (len(english.reasons), "")
        assert not set(italian.reasons) & set(english.reasons)
        # Reasons of another time stand in their own words.
        stated["reasons"] = ["Low: by a rule that held once."]
        assert ceiling_told(content) == Told(("Low: by a rule that held once.",), english.raise_by, "en")


def test_no_sentence_of_the_interface_is_left_in_english(client: Client, entry: Entry) -> None:
    """Each is looked for on every public page; what the desk entered is in its own words."""
    sentences = {
        text: told[0]
        for message in read_po(ROOT / "locale" / "it" / "LC_MESSAGES" / "django.po")
        for text, told in [(message.key[0], message.told)]
        if text != told[0] and len(text.split()) > 3 and not places(text) and not tags(text)
    }
    assert len(sentences) > 500
    # A template that no text is taken from speaks English still.
    waiting = "".join(
        source
        for template in (ROOT / "templates").rglob("*.html")
        if "i18n" not in (source := template.read_text(encoding="utf-8"))
    )
    sentences = {text: told for text, told in sentences.items() if text not in waiting}
    for pattern in [*pages, *log_pages, *forms]:
        with translation.override("it"):
            path = address_of(pattern, entry)
        page = unescape(client.get(path).content.decode())
        # What machines read in a page speaks English everywhere.
        page = re.sub(r'<script type="application/ld\+json".*?</script>', "", page, flags=re.DOTALL)
        assert not [text for text in sentences if text in page], path
