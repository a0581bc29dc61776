"""What a third-party parser finds in a page, and what an entry's record says it should have found."""

from typing import Any

import extruct
from django.conf import settings

from claims.models import Edition
from claims.records import Json

SITE = settings.SITE_URL


def found_in(html: str) -> dict[str, Any]:
    """The JSON-LD and Open Graph data of a page."""
    found: dict[str, Any] = extruct.extract(html, base_url=SITE, syntaxes=["json-ld", "opengraph"])
    return found


def review_in(html: str) -> Json | None:
    """The one review in a page, or None."""
    reviews = found_in(html)["json-ld"]
    assert len(reviews) <= 1
    return reviews[0] if reviews else None


def said_by_the_entry(edition: Edition, record: Json, corrections: list[Edition]) -> dict[str, object]:
    """Field by field, by path, what the review of an entry that stands has to say."""
    content = record["content"]
    verdict = content["assessment"]["verdict"]
    rated = verdict["rating"] is not None and edition.publication != "held"
    held = edition.publication == "held"
    claimant = content["claimant"] or {}
    return {
        "@type": "ClaimReview",
        "url": f"{SITE}/claims/{edition.number}/{edition.slug}/",
        "identifier": str(record["claim"]),
        "version": record["version"],
        "datePublished": f"{edition.first_published_at:%Y-%m-%dT%H:%M:%S}Z",
        "dateModified": f"{edition.valid_from:%Y-%m-%dT%H:%M:%S}Z",
        "author.name": settings.NEWSROOM_NAME,
        "author.url": f"{SITE}/",
        "reviewRating.alternateName": (
            f"On hold (published verdict: {verdict['label']})" if held else verdict["label"]
        ),
        "reviewRating.ratingValue": int(verdict["rating"]) if rated else None,
        "reviewRating.bestRating": 5 if rated else None,
        "reviewRating.worstRating": 1 if rated else None,
        "itemReviewed.@type": "Claim",
        "itemReviewed.name": content["statement"],
        "itemReviewed.text": content["quote"] or content["statement"],
        "itemReviewed.inLanguage": content["language"],
        "itemReviewed.author.name": claimant.get("name"),
        "itemReviewed.author.sameAs": f"{SITE}/claimants/{claimant['slug']}/" if claimant else None,
        "itemReviewed.datePublished": content["first_claimed"] or None,
        "itemReviewed.appearance": len([seen for seen in content["appearances"] if is_somewhere(seen)])
        or None,
        "correction": [
            {
                "text": changed.note,
                "datePublished": f"{changed.valid_from:%Y-%m-%dT%H:%M:%S}Z",
                "url": f"{SITE}/claims/{changed.number}/v{changed.version}/",
            }
            for changed in corrections
        ]
        or None,
    }


def said_in_the_page(review: Json, paths: dict[str, object]) -> dict[str, object]:
    """The same fields of a review as parsed."""
    said = {path: reached(review, path) for path in paths}
    appearances = said["itemReviewed.appearance"]
    said["itemReviewed.appearance"] = len(appearances) if isinstance(appearances, list) else None
    corrections = said["correction"]
    if isinstance(corrections, list):
        said["correction"] = [
            {name: comment[name] for name in ("text", "datePublished", "url")} for comment in corrections
        ]
    return said


def is_somewhere(appearance: Json) -> bool:
    """Whether anything is known of an appearance but a note."""
    return any(appearance[name] for name in ("url", "archived_url", "date", "outlet", "place"))


def reached(value: Any, path: str) -> Any:
    """What stands at a path ("reviewRating.alternateName"), or None."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
