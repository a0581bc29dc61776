"""Background work: what a worker does so that nobody waits for it at a page (`manage.py db_worker`).

A task may be taken up twice, as a killed worker's is: each finds out first whether it is done already.
"""

import json
import subprocess  # nosec B404: see in_a_process
import sys
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django_tasks import task

from claims.actions.desk import record_fetch
from claims.choices import FetchState
from claims.fetching import TOO_LONG, UNREADABLE
from claims.models import Fetch
from claims.models.dates import first_and_last_day

log = structlog.get_logger(__name__)

READER = "claims.page_reader"
MOST_SECONDS = 40  # for the whole of it: the fetch itself allows itself 20

Answer = Mapping[str, Any]
Reader = Callable[[str], Answer]


@task()
def fetch_page(fetch_pk: int) -> None:
    """Fetch the page that somebody asked for, and note what it says of itself or why it was not fetched."""
    carry_out(fetch_pk)


def in_a_process(url: str) -> Answer:
    """Ask the reader, which runs in a process of its own: without our environment, and ended if it hangs."""
    question = json.dumps({"url": url, "agent": agent()}) + "\n"
    try:
        done = subprocess.run(  # nosec B603: our own module; the address goes by standard input
            [sys.executable, "-m", READER],
            input=question,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            cwd=settings.BASE_DIR,
            env={"PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"problem": TOO_LONG}
    if done.returncode:
        log.warning("page not read", url=url, exit=done.returncode, said=done.stderr[-2000:])
        return {"problem": UNREADABLE}
    answer: Answer = json.loads(done.stdout)
    return answer


def carry_out(fetch_pk: int, *, read: Reader = in_a_process) -> None:
    """The work of `fetch_page`, with another reader in tests."""
    fetch = Fetch.objects.filter(pk=fetch_pk, state=FetchState.WAITING).first()
    if fetch is None:
        return
    answer = read(fetch.url)
    found = fitting(answer.get("found", {}))
    record_fetch(fetch=fetch, problem=str(answer.get("problem", ""))[:500], **found)


def fitting(found: Mapping[str, str]) -> dict[str, str]:
    """What was found, as far as it fits: a title too long is cut, an address or a date too long is none."""
    kept = {}
    for name in ("final_url", "title", "outlet_name", "authors", "published", "language"):
        column: Any = Fetch._meta.get_field(name)
        text, longest = found.get(name, ""), column.max_length
        whole = name in ("final_url", "published", "language")
        kept[name] = text if len(text) <= longest else "" if whole else f"{text[: longest - 1]}…"
    try:
        first_and_last_day(kept["published"])
    except ValueError:
        kept["published"] = ""
    return kept


def agent() -> str:
    """How the fetcher introduces itself: by the newsroom's name and where to ask."""
    plain = unicodedata.normalize("NFKD", settings.NEWSROOM_NAME).encode("ascii", "ignore").decode()
    name = " ".join(
        "".join(letter if letter.isprintable() and letter not in "()" else " " for letter in plain).split()
    )
    return f"LedgerPageReader/1.0 ({name or 'a newsroom'}; +{settings.SITE_URL})"
