"""Reading a page as a person does: its words, without the markup."""

import html
import re
from typing import TYPE_CHECKING

from django.urls import reverse

from claims.models import Claim, Edition

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


def words_of(answer: "Answer") -> str:
    """The visible words of a page, with single blanks between them."""
    body = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def address(claim: Claim) -> str:
    """The address of a claim's page as it is now."""
    assert claim.number is not None
    edition = Edition.objects.current().get(number=claim.number)
    return reverse("claims:claim", args=(edition.number, edition.slug))
