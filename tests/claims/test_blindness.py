"""Who must not see something sees it by no door: the first assessment, before the second; what is withheld.

The doors are found in the project's own addresses, so that none is forgotten: a page with a parameter that
`Doors` does not know fails the test. What leaks without being quoted (a count, a checklist, a ceiling, a
search hit) is found by comparison: whatever the first assessment says, every page reads the same.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any, cast

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache, caches
from django.db import transaction
from django.http.response import HttpResponseRedirectBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from claims.actions.assessments import give_second_assessment, request_assessment
from claims.actions.comments import add_comment
from claims.actions.desk import ask_for_fetch, record_fetch
from claims.actions.parts import PARTS, add_part
from claims.actions.reference import add_outlet
from claims.actions.review import return_claim, submit_claim
from claims.actions.sources import change_source, mark_source_fallen
from claims.models import (
    Assessment,
    Claim,
    Edition,
    Fetch,
    Letter,
    Notice,
    Person,
    RecordBody,
    Source,
    Submission,
)
from tests.cast import Newsroom, seen
from tests.claims.views.public.test_two_worlds import fill, routes

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# What only the first assessment, and what was said about it, contains.
SECRETS = {
    "rationale": "Qualmolch rationale",
    "alternatives": "Qualmolch alternatives",
    "missing": "Qualmolch missing",
    "would_change": "Qualmolch change",
    "above_ceiling_reason": "Qualmolch ceiling",
}
SECRET = "Qualmolch"
NONSENSE = "Zwirbelfink"
# Where whoever has no business in the admin is sent from each of its doors. It is a door itself, so that what
# it says is read once, and not once more for each of hundreds of others.
SHUT = "/admin/login/"
MOST_ROWS = 2  # of one table, the newest: one of each of these claims …
MOST_ASSESSMENTS = 4  # … or two, the first and the second


class Doors:
    """Every address of desk, admin and public site that a signed-in person can open about these claims."""

    def __init__(self, *claims: Claim) -> None:
        self.claims = claims

    def __iter__(self) -> Iterator[str]:
        for route in _all_routes(get_resolver().url_patterns):
            if route.startswith(("accounts/", "admin/logout", "admin/jsi18n")):
                continue
            if route.startswith("admin/claims/") and route.endswith("<path:object_id>/"):
                continue  # the address that older links have: it leads to the row's page, which is here
            yield from self._filled(route)

    def _filled(self, route: str) -> Iterator[str]:
        # A part belongs to its kind, so the two are filled in together.
        for pair in self._parts() if "<str:kind>/<int:part_pk>" in route else [""]:
            path = route.replace("<str:kind>/<int:part_pk>", pair)
            names = re.findall(r"(?:\(\?P)?<(?:\w+:)?(\w+)>(?:[^/]*\))?", path)
            pattern = re.sub(r"(?:\(\?P)?<(?:\w+:)?\w+>(?:[^/]*\))?", "{}", re.sub(r"[\^$\\]", "", path))
            for values in product(*(self._values(route, name) for name in names)):
                yield "/" + pattern.format(*values)

    def _parts(self) -> list[str]:
        return [
            f"{kind}/{pk}"
            for kind, model in PARTS.items()
            for pk in cast(Any, model).objects.filter(claim__in=self.claims).values_list("pk", flat=True)
        ]

    def _values(self, route: str, name: str) -> list[Any]:
        """What a parameter of a route can stand for. An error here is a page that this test does not know."""
        if name == "pk" and not route.startswith("admin/claims/"):
            return self._pks(route)
        if name in ("object_id", "pk"):
            if route.startswith("admin/r/"):
                return [claim.pk for claim in self.claims]
            model = apps.get_model("claims", route.split("/")[2])
            most = MOST_ASSESSMENTS if model is Assessment else MOST_ROWS
            return list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[:most])
        sources = Source.objects.filter(evidence__claim__in=self.claims).distinct()
        known: dict[str, Callable[[], list[Any]]] = {
            "kind": lambda: [*PARTS],
            "part_pk": lambda: [item.pk for claim in self.claims for item in claim.evidence.all()],
            "source_pk": lambda: [source.pk for source in sources],
            "fetch_pk": lambda: [*Fetch.objects.values_list("pk", flat=True)],
            "into_pk": lambda: [claim.pk for claim in self.claims],
            "app_label": lambda: ["claims"],
            "content_type_id": lambda: [ContentType.objects.get_for_model(Claim).pk],
            "url": lambda: ["nothing"],
            "rest": lambda: ["nothing"],
            "number": lambda: [1],
            "version": lambda: [1],
            "part": lambda: [1],
            "slug": lambda: ["mayor"],
            "level": lambda: [0],  # of a tile of the log, and its place
            "where": lambda: ["000.p/1"],
        }
        return known[name]()

    def _pks(self, route: str) -> list[int]:
        sources = Source.objects.filter(evidence__claim__in=self.claims).distinct()
        submissions = Submission.objects.filter(claim__in=self.claims)
        known: dict[str, list[int]] = {
            "desk/claims": [claim.pk for claim in self.claims],
            "desk/sources": [source.pk for source in sources],
            "desk/inbox": list(Letter.objects.values_list("pk", flat=True)[:MOST_ROWS]),
            "desk/notices": list(
                Notice.objects.filter(claim__in=self.claims).values_list("pk", flat=True)[:MOST_ROWS]
            ),
            "admin/review/<int:pk>": [each.pk for each in submissions],
            "admin/review/waive": [each.pk for each in submissions],
            "admin/review/hold": [claim.pk for claim in self.claims],
            "admin/review/second": [claim.pk for claim in self.claims],
            "admin/review/withdraw": [
                each.pk for claim in self.claims for each in claim.assessment_requests.all()
            ],
            "admin/review/source": [source.pk for source in sources],
            "admin/sign-in": list(Person.objects.values_list("pk", flat=True)[:MOST_ROWS]),
        }
        return known[next(start for start in known if route.startswith(start))]


def _all_routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _all_routes(pattern.url_patterns, route)
        elif "password" not in route and "auth" not in route.split("/")[1:2]:
            yield route


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser(person: Person) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(person, backend=BACKEND)
    return client


def read(client: Client, method: str, path: str, data: dict[str, Any]) -> str:
    """Where it leads and what stands there, without what changes from one request to the next."""
    with undone():
        answer = getattr(client, method)(path, data)
        chain: list[str] = []
        while isinstance(answer, HttpResponseRedirectBase):
            assert answer.status_code in (301, 302), (path, answer)  # others send once more what was sent
            assert answer.url not in chain, (path, chain)
            chain.append(answer.url)
            if answer.url.startswith(SHUT):
                break
            answer = client.get(answer.url)
        body = answer.getvalue().decode(errors="replace")
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body)
    body = re.sub(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "", body)
    body = re.sub(r"\b\d+\s(second|minute)s?\b", "", body)  # how long something waits
    # The admin leaves out the minutes of a full hour, and says noon.
    body = re.sub(r"\b(?:\d+(?::\d+)?\s[ap]\.m\.|noon|midnight)", "#", body)
    return re.sub(r"\d+", "#", f"{answer.status_code} {chain} {body}")


# A source falls: as the desk's form has it, and the admin's.
FALL = {"new_standing": "retracted", "standing": "retracted", "reason": "Gone.", "preview": "yes"}


# Fields of the admin that complete what is typed.
COMPLETED = (("claim", "claimant"), ("claim", "assignee"), ("claimrelation", "other"), ("evidence", "source"))


def asked_for(doors: list[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each door opened, posted to, and searched through."""
    for path in doors:
        yield "get", path, {}
        if path.startswith(("/desk/", "/admin/")) and "autocomplete" not in path:
            yield "post", path, FALL if "/falls/" in path or "/review/source/" in path else {}
        if path.endswith("/") and re.match(
            r"/(desk|admin/claims/\w+|claims|api/v1/claims|admin/review)/$", path
        ):
            for words in (SECRET, "moderate", "false"):
                yield "get", path, {"q": words}
            yield "get", path, {"_facets": "True"}
    for model, field in (
        ("claim", "claimant"),
        ("claim", "assignee"),
        ("claimrelation", "other"),
        ("evidence", "source"),
    ):
        completed = {"app_label": "claims", "model_name": model, "field_name": field}
        yield "get", "/admin/autocomplete/", {**completed, "term": "a"}
    for chosen in ("confidence__exact=high", "confidence__exact=low", "likelihood__exact=likely"):
        yield "get", f"/admin/claims/assessment/?{chosen}", {}
    for narrowed in ("mine=1", "verdict=false", "verdict=true", "confidence=low", "confidence=moderate"):
        yield "get", f"/admin/review/?{narrowed}", {}


class World:
    """Two claims of Ada's, one open to changes and one in review, both waiting for somebody's assessment."""

    def __init__(self, newsroom: Newsroom, second: Person) -> None:
        self.newsroom, self.second = newsroom, second
        self.open = newsroom.draft("The ferry was sold in 2014 to a bank.")
        self.submitted = newsroom.draft("The weir was closed in 2016 by the council.")
        self.source = newsroom.source("Council minutes")
        # Fetched already: a page that waits says after a while that it takes long.
        record_fetch(fetch=ask_for_fetch(url="https://example.org/minutes", by=second), title="Minutes")
        for claim in self.claims:
            add_part(
                claim=claim, kind="evidence", by=newsroom.ada, source=self.source, stance="supports",
                credibility="2",
            )  # fmt: skip
        add_part(
            claim=self.open, kind="rates", by=newsroom.ada, source=self.source, base="EUR", quote="USD",
            rate="1.5", on="2018",
        )  # fmt: skip
        add_part(claim=self.open, kind="relations", by=newsroom.ada, relation="part_of", other=self.submitted)
        mark_source_fallen(source=self.source, by=newsroom.ada, reason="Changed since.", standing="changed")
        self.requests = [
            request_assessment(claim=claim, analyst=second, by=newsroom.eva, reason="A case is near.")
            for claim in self.claims
        ]

    @property
    def claims(self) -> tuple[Claim, Claim]:
        return self.open, self.submitted

    def assess(self, verdict: str, confidence: str, comment: str, **more: str) -> None:
        """Ada's first assessments; the second claim is returned once, with a comment, and submitted again.

        What the editor says of it they also say to all, and to the second analyst by name.
        """
        ada, eva = self.newsroom.ada, self.newsroom.eva
        reasons = {**SECRETS, **more}
        self.newsroom.assess(self.open, verdict, confidence=confidence, **reasons)
        self.newsroom.assess(self.submitted, verdict, confidence=confidence, **{**SECRETS, **reasons})
        for claim in self.claims:
            add_comment(claim=claim, by=eva, text=f"@ada, @{self.second.handle}: {comment}")
        asked = submit_claim(claim=self.submitted, by=ada, message=comment)
        return_claim(submission=asked, by=eva, comment=comment, seen_digest=seen(self.submitted))
        submit_claim(claim=self.submitted, by=ada, message=comment)

    def pages(self, *starts: str) -> dict[tuple[str, str, str], str]:
        """Everything that the second analyst can get, by what was asked for; or what starts so, opened."""
        for each in caches.all():  # nobody has asked too often yet, and nothing is kept
            each.clear()
        client = browser(self.second)
        doors = list(dict.fromkeys(Doors(*self.claims)))
        asked = (
            (("get", path, {}) for path in doors if path.startswith(starts)) if starts else asked_for(doors)
        )
        return {(method, path, repr(data)): read(client, method, path, data) for method, path, data in asked}

    def answer(self) -> None:
        for request in self.requests:
            give_second_assessment(
                request=request, by=self.second, verdict=self.newsroom.verdict("mixed"), confidence="low",
                rationale="One page says so.",
            )  # fmt: skip


@pytest.fixture(params=["an analyst", "an editor"])
def world(request: pytest.FixtureRequest, newsroom: Newsroom) -> World:
    return World(newsroom, newsroom.ben if request.param == "an analyst" else newsroom.egon)


def leaking(pages: dict[tuple[str, str, str], str]) -> list[tuple[str, str, str]]:
    # A page that repeats what somebody searched for tells them nothing.
    return [asked for asked, body in pages.items() if SECRET in body and SECRET not in asked[2]]


def test_the_doors_are_all_there(world: World) -> None:
    doors = list(Doors(*world.claims))
    for known in (
        f"/desk/claims/{world.open.pk}/", f"/desk/claims/{world.submitted.pk}/assess/",
        f"/desk/claims/{world.open.pk}/rates/new/", f"/desk/sources/{world.source.pk}/falls/", "/desk/",
        f"/admin/claims/claim/{world.open.pk}/history/", "/admin/claims/assessment/", "/admin/review/",
        f"/admin/review/withdraw/{world.requests[0].pk}/", "/api/v1/claims/", "/claims/", SHUT,
    ):  # fmt: skip
        assert known in doors


def test_no_door_tells_of_the_first_assessment_until_the_second_is_in(world: World) -> None:
    with undone():
        world.assess("false", "low", comment=f"{SECRET}: you say false, is low enough?", likelihood="likely")
        one = world.pages()
        other_searches = {
            path: read(browser(world.second), method, path, {"q": NONSENSE})
            for (method, path, data) in one
            if SECRET in data
        }
    assert leaking(one) == []
    # A search for its words finds what a search for no words at all finds.
    for (_method, path, data), body in one.items():
        if SECRET in data:
            assert body.replace(SECRET, "…") == other_searches[path].replace(NONSENSE, "…"), path
    with undone():
        world.assess("true", "moderate", comment=f"{SECRET}, and more", alternatives="", likelihood="")
        other = world.pages()
    before, after = by_kind(one), by_kind(other)
    assert before.keys() == after.keys()
    assert [
        difference(bodies, after[asked]) for asked, bodies in before.items() if bodies != after[asked]
    ] == []


def difference(before: list[str], after: list[str]) -> list[str]:
    """The lines that only one of the two worlds has."""
    one, other = (
        Counter(line for body in bodies for line in body.splitlines()) for bodies in (before, after)
    )
    return [*(f"- {line.strip()}" for line in one - other), *(f"+ {line.strip()}" for line in other - one)]


def by_kind(pages: dict[tuple[str, str, str], str]) -> dict[tuple[str, str, str], list[str]]:
    """The pages by what was asked for, without numbers: rows that were written twice have other keys."""
    kinds: dict[tuple[str, str, str], list[str]] = {}
    for (method, path, data), body in pages.items():
        kinds.setdefault((method, re.sub(r"\d+", "#", path), data), []).append(body)
    return {asked: sorted(bodies) for asked, bodies in kinds.items()}


def test_once_the_second_is_in_its_author_sees_the_first(world: World) -> None:
    world.assess("false", "low", comment=f"{SECRET}: you say false.")
    world.answer()
    pages = leaking(world.pages("/desk/claims/", "/admin/claims/assessment/", "/admin/review/"))
    assert {path for _method, path, _data in pages} >= {f"/desk/claims/{claim.pk}/" for claim in world.claims}
    if world.second.is_editor:
        assert any("/admin/claims/assessment/" in path for _method, path, _data in pages)
        assert any("/admin/review/" in path for _method, path, _data in pages)


def test_nobody_else_is_blinded(world: World) -> None:
    world.assess("false", "low", comment=f"{SECRET}: you say false.")
    body = browser(world.newsroom.ada).get(f"/desk/claims/{world.open.pk}/").content.decode()
    assert SECRETS["rationale"] in body


# ── What is withheld ────────────────────────────────────────────────────────────────────────────────


HIDDEN = "Sturmkauz"


@pytest.fixture
def withheld(newsroom: Newsroom) -> Claim:
    """Published, resting on a withheld source, and on a withheld quote from a public one."""
    outlet = add_outlet(by=newsroom.ada, slug="sturmkauz-post", name="Sturmkauz Post", kind="website")
    root = newsroom.source(f"{HIDDEN} root", url="https://example.org/sturmkauz-root")
    source = newsroom.source(
        f"{HIDDEN} diary", outlet=outlet, authors=f"{HIDDEN} author", url="https://example.org/sturmkauz",
        archived_url="https://example.org/archive/sturmkauz", reliability_reason=f"{HIDDEN} reason",
        withheld_reason="The witness would be in danger.", relays=[root],
    )  # fmt: skip
    change_source(source=source, by=newsroom.eva, withheld_counts=True)
    claim = newsroom.draft("The bridge was closed in 2017 by the army.")
    shown = newsroom.source("Road register", outlet=newsroom.outlet)
    texts = {"quote": f"{HIDDEN} quote", "locator": f"{HIDDEN} page", "note": f"{HIDDEN} note"}
    for each, reason in ((source, ""), (shown, "The clerk would be known by it.")):
        add_part(
            claim=claim, kind="evidence", by=newsroom.ada, source=each, stance="supports", credibility="2",
            withheld_reason=reason, **texts,
        )  # fmt: skip
    newsroom.assess(claim)
    submission = submit_claim(claim=claim, by=newsroom.ada)
    # Eva counted it and so had a hand in it.
    newsroom.eva, newsroom.egon = newsroom.egon, newsroom.eva
    newsroom.publish(submission)
    claim.refresh_from_db()
    return claim


def test_what_is_withheld_is_in_no_public_byte(
    newsroom: Newsroom, withheld: Claim, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    edition = Edition.objects.get()
    slugs = {"claims": edition.slug, "topics": "property", "outlets": "valley-courier", "claimants": "mayor"}
    values: dict[str, object] = {
        "number": edition.number, "version": edition.version, "rest": "nothing", "slug": slugs,
        "part": 1, "level": 0, "where": "000.p/1",
    }  # fmt: skip
    paths = [fill(route, values) for route in routes(get_resolver().url_patterns)]
    searches = [f"/claims/?q={HIDDEN}", f"/api/v1/claims/?q={HIDDEN}", "/claims/?outlet=sturmkauz-post"]
    reasons = 0
    for path in dict.fromkeys([*paths, *searches, "/outlets/sturmkauz-post/"]):
        cache.clear()
        body = client.get(path, follow=True).getvalue().decode(errors="replace")
        asked = path.lower().count(HIDDEN.lower()) > 0
        assert asked or HIDDEN.lower() not in body.lower(), path
        assert not asked or edition.statement not in body, f"{path} finds it"
        reasons += "The witness would be in danger." in body
    assert reasons >= 2  # the claim's page and its record say that something is withheld, and why
    for stored in RecordBody.objects.exclude(body=None):
        assert HIDDEN.lower().encode() not in bytes(stored.body or b"").lower()
    assert HIDDEN not in caplog.text  # the addresses that were asked for have it in small letters
