"""Reading what a page says of itself: a process of its own, which jobs.py starts for each page.

What strangers wrote is taken apart here, so this process knows neither the database nor a password, may use
little memory and time, and is ended where it takes longer. It reads one line of JSON ({"url", "agent"}) and
writes one ({"found": {…}} or {"problem": "a sentence"}). Nothing else imports this module: the library that
reads pages is large, and has no business in the processes that serve them.
"""

import codecs
import json
import re
import resource
import sys
from typing import Any
from urllib.parse import unquote, urlsplit

from trafilatura.metadata import extract_metadata
from trafilatura.utils import load_html

from claims.fetching import EMPTY, MOST_BYTES, NAMED_ONLY, NotFetched, Page, fetch

MOST_MEMORY = 1_500_000_000
MOST_CPU_SECONDS = 25


def main() -> None:
    """Answer one question on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS + 1))
    asked = json.loads(sys.stdin.readline())
    json.dump(answer(asked["url"], asked["agent"]), sys.stdout)


def answer(url: str, agent: str) -> dict[str, object]:
    """What was found, or the sentence that says why nothing was."""
    try:
        return {"found": facts_of(fetch(url, agent=agent))}
    except NotFetched as why:
        return {"problem": str(why)}


def facts_of(page: Page) -> dict[str, str]:
    """Title, outlet, authors, date and language as the page gives them; empty where it does not."""
    if page.kind in NAMED_ONLY:
        return {"final_url": page.url, "title": name_in(page.url)}
    tree = load_html(decoded(page), max_size=MOST_BYTES)  # the library would unpack what was packed twice
    if tree is None:
        raise NotFetched(EMPTY)
    found = extract_metadata(
        tree,
        default_url=page.url,
        # Only what the page states: a guess from its text would look like a fact in the form.
        date_config={"original_date": True, "extensive_search": False, "max_date": None},
        extensive=False,
    )
    return {
        "final_url": page.url,
        "title": one_line(found.title) or one_line(tree.findtext(".//title")),
        "outlet_name": one_line(found.sitename),
        "authors": one_line(found.author).replace("; ", ", "),
        "published": one_line(found.date),
        "language": language_of(tree),
    }


def decoded(page: Page) -> str | bytes:
    """The text, where the server names its charset; otherwise the bytes, whose charset is to be found."""
    try:
        return page.body.decode(codecs.lookup(page.charset).name, errors="replace")
    except (LookupError, UnicodeError):
        return page.body


def language_of(tree: Any) -> str:
    """The language that the page says it is in, as two or three letters."""
    named = [str(tree.get("lang") or ""), *map(str, tree.xpath("//meta[@property='og:locale']/@content"))]
    found = (re.match(r"([A-Za-z]{2,3})(?:[-_]|\Z)", each.strip()) for each in named)
    return next((match[1].lower() for match in found if match), "")


def name_in(url: str) -> str:
    """The last name in an address, for what has no other title."""
    return one_line(unquote(urlsplit(url).path).rstrip("/").split("/")[-1])


def one_line(text: object) -> str:
    """Text without line breaks and control characters; empty for none."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\ufffd]+", " ", str(text or "")).split())


if __name__ == "__main__":
    main()
