"""Requests through the whole WSGI handler, in this process, and how long they take."""

import io
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.cache import caches
from django.core.wsgi import get_wsgi_application

from bench.turns import next_turn
from ledger.run import THREADS

PAGES = "pages"


class Site:
    """The application as a server calls it: every middleware, no network."""

    def __init__(self) -> None:
        self.application = get_wsgi_application()

    def get(self, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        split = urlsplit(address)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "",
            "PATH_INFO": unquote(split.path).encode().decode("latin-1"),
            "QUERY_STRING": split.query, "SERVER_NAME": "localhost", "SERVER_PORT": "8000",
            "HTTP_HOST": "localhost:8000", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": True,
            "wsgi.run_once": False, **headers,
        }  # fmt: skip
        told: list[Any] = []
        response = self.application(environ, lambda status, headers, *_: told.extend((status, headers)))  # type: ignore[arg-type]
        body = b"".join(response)
        response.close()
        return int(told[0][:3]), dict(told[1]), body

    def expect(self, address: str, status: int = 200, **headers: str) -> tuple[dict[str, str], bytes]:
        """Headers and body of an answer with this status; any other ends the bench."""
        found, said, body = self.get(address, **headers)
        if found != status:
            raise SystemExit(f"{address} answered {found}, not {status}.")
        return said, body


def milliseconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def median_of(acts: Iterable[Callable[[], object]], before: Callable[[], object] = lambda: None) -> float:
    """The median over calls; `before` each one, something that is not counted. The first warms up.

    Every size measures it before any goes on.
    """
    next_turn()
    taken = []
    for act in acts:
        before()
        taken.append(milliseconds(act))
    return statistics.median(taken[1:] or taken)


def in_turns(rounds: int, acts: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Medians of several calls, made in turns so that a busy machine slows them alike."""
    next_turn()
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            taken[name].append(milliseconds(act))
    return {name: statistics.median(times) for name, times in taken.items()}


def rates_in_turns(rounds: int, acts: dict[str, Callable[[], object]], calls: int = 400) -> dict[str, float]:
    """How often a second each call is done, by as many threads as a worker has; medians over rounds."""
    next_turn()
    taken: dict[str, list[float]] = {name: [] for name in acts}
    with ThreadPoolExecutor(THREADS) as threads:
        for _ in range(rounds):
            for name, act in acts.items():
                began = time.perf_counter()
                done = [threads.submit(_repeat, act, calls // THREADS) for _ in range(THREADS)]
                for each in done:
                    each.result()
                taken[name].append(calls / (time.perf_counter() - began))
    return {name: statistics.median(rates) for name, rates in taken.items()}


def _repeat(act: Callable[[], object], times: int) -> None:
    for _ in range(times):
        act()


def forget(*names: str) -> None:
    """Empty these caches, or that of pages."""
    for name in names or (PAGES,):
        caches[name].clear()


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lines of a Markdown table, in columns."""
    lines = [list(heads), *map(list, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    said = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([said[0], rule, *said[1:]])
