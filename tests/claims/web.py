"""A web of one machine: servers on loopback addresses, some of which a test declares public."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from claims.fetching import Address, Network

PAGE = """<!doctype html><html lang="it-IT"><head><title>La vendita del mulino | Valley Courier</title>
<meta property="og:title" content="La vendita del mulino">
<meta property="og:site_name" content="Valley Courier"><meta name="author" content="Anna Bianchi">
<meta property="article:published_time" content="2018-10-18T08:00:00Z"></head>
<body><article><h1>La vendita del mulino</h1><p>Il mulino è stato venduto.</p></article></body></html>"""

Answer = Callable[[BaseHTTPRequestHandler], None]


def gives(body: bytes | str = PAGE, status: int = 200, **headers: str) -> Answer:
    """An answer with this body; headers as content_type="text/html"."""
    sent = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        fields = {"content_type": "text/html; charset=utf-8", **headers}
        for name, value in fields.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)

    return answer


def leads_to(url: str, status: int = 302) -> Answer:
    return gives(b"", status, location=url)


@dataclass
class Site:
    """One server: what it answers by path, and what it was asked."""

    address: str
    port: int
    answers: dict[str, Answer]
    asked: list[dict[str, Any]] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "courier.example") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def site(
    answers: dict[str, Answer],
    address: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Site]:
    """A server that answers these paths."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            made.asked.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
            self.close_connection = True
            with suppress(OSError):  # the reader may hang up
                made.answers.get(self.path.split("?")[0], gives("", 404))(self)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer((address, port), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    made = Site(address, server.server_address[1], answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def web(
    *sites: Site,
    names: Mapping[str, Sequence[str]] | None = None,
    public: Sequence[str] = ("127.0.0.1",),
    **more: Any,
) -> Network:
    """A network in which these loopback addresses count as public; any other name leads to the first site."""
    known = names or {}

    def resolve(host: str, port: int) -> list[str]:
        return list(known.get(host, [sites[0].address if sites else "127.0.0.1"]))

    def may_reach(address: Address) -> bool:
        return str(address) in public

    return Network(
        **{
            "resolve": resolve,
            "may_reach": may_reach,
            "ports": frozenset(each.port for each in sites),
            "most_seconds": 3.0,
            **more,
        }
    )
