"""Fetching a page of the public web, and nothing else: what a stranger's address may make this machine do.

An address is somebody's text. So the name is looked up here, once for each step; only public addresses are
spoken to, and the connection goes to exactly the one that was checked; a redirect is an address like any
other; and what comes back is bounded in size, also unpacked, and in time, however slowly it trickles.
Every refusal is a sentence. Pure: knows nothing of Django or the ledger.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MOST_BYTES = 5_000_000  # of a page, unpacked
MOST_SECONDS = 20.0  # for everything: name, redirects, body
MOST_REDIRECTS = 5
PATIENCE = 8.0  # seconds without a word
PIECE = 65_536
TRIED = 3  # addresses of one name

# The sentences are English wherever they are kept; this marks them for the catalogue, without Django.
gettext_noop = str

NO_ADDRESS = gettext_noop("This is no address of a web page.")
NOT_WEB = gettext_noop("Only addresses that begin with http: or https: are fetched.")
WITH_USER_NAME = gettext_noop("The address holds a user name or password; such pages are not fetched.")
OTHER_PORT = gettext_noop(
    "Only pages at the usual ports (80 and 443) are fetched; this address names port {port}."
)
UNKNOWN_NAME = gettext_noop("There is no machine named {host}, or there is no network here.")
NOT_PUBLIC = gettext_noop(
    "{host} is no machine of the public internet. Pages of inner networks are not fetched."
)
NO_ANSWER = gettext_noop("{host} does not answer, or there is no network here.")
BAD_CERTIFICATE = gettext_noop(
    "The certificate of {host} can’t be trusted, so whose page this is can’t be told."
)
TOO_MANY_REDIRECTS = gettext_noop("The address leads on more than {most} times.")
NOWHERE = gettext_noop("The server sends the reader on, and does not say where.")
TOO_SLOW = gettext_noop("The page takes longer than {seconds} seconds.")
TOO_LARGE = gettext_noop("The page is larger than {most} MB.")
BROKEN = gettext_noop("{host} breaks off, or answers in a way that is no web page.")
PACKED = gettext_noop("{host} sends the page packed in a way that is not read here.")
MISSING = gettext_noop("{host} says that there is no such page ({status}).")
KEPT_BACK = gettext_noop("{host} does not give the page to the ledger ({status}). Open it yourself.")
TROUBLE = gettext_noop("{host} has trouble of its own ({status}). Try again later.")
OTHER_STATUS = gettext_noop("{host} answers with something else than the page ({status}).")
OTHER_CONTENT = gettext_noop("The address leads to something else than a page with text ({kind}).")
UNKNOWN_CONTENT = gettext_noop("The address leads to something that does not say what it is.")
EMPTY = gettext_noop("There is no page at this address that could be read.")
TOO_LONG = gettext_noop("The page takes too long to fetch or to read.")
UNREADABLE = gettext_noop("The page can’t be read.")

# Everything that can be in the way, each with its values in braces: `forms.fetched.problem_told` says them.
PROBLEMS = (
    NO_ADDRESS, NOT_WEB, WITH_USER_NAME, OTHER_PORT, UNKNOWN_NAME, NOT_PUBLIC, NO_ANSWER, BAD_CERTIFICATE,
    TOO_MANY_REDIRECTS, NOWHERE, TOO_SLOW, TOO_LARGE, BROKEN, PACKED, MISSING, KEPT_BACK, TROUBLE,
    OTHER_STATUS, OTHER_CONTENT, UNKNOWN_CONTENT, EMPTY, TOO_LONG, UNREADABLE,
)  # fmt: skip

# Public by their numbers, yet not for readers: special networks of IPv4, and two that clouds use inwardly.
CLOSED_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
        ),
    )
)  # fmt: skip
# Of IPv6 only what is given to networks is open, without what wraps or documents another address.
OPEN_V6 = ipaddress.IPv6Network("2000::/3")
CLOSED_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)

HTML = ("text/html", "application/xhtml+xml")
NAMED_ONLY = ("text/plain", "application/pdf")  # told by their address alone
REDIRECTS = (301, 302, 303, 307, 308)


class NotFetched(Exception):
    """Nothing was fetched; the message is the sentence that says why."""


@dataclass(frozen=True)
class Page:
    """What was found at an address. `body` is empty for what is told by its address alone."""

    url: str
    kind: str
    charset: str = ""
    body: bytes = b""


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, in the order in which the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_rest, sockaddr in found))


def is_public(address: Address) -> bool:
    """Whether a machine of the public internet can have this address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not any(address in network for network in CLOSED_V4)
    return address in OPEN_V6 and address.is_global and not any(address in network for network in CLOSED_V6)


def trusted() -> ssl.SSLContext:
    """Certificates are checked against those that the system and browsers trust."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True)
class Network:
    """What may be reached, and how. Tests pass one of their own; nothing else does."""

    resolve: Callable[[str, int], list[str]] = resolve
    may_reach: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset({80, 443})
    trusted: Callable[[], ssl.SSLContext] = trusted
    most_bytes: int = MOST_BYTES
    most_seconds: float = MOST_SECONDS


INTERNET = Network()


@dataclass
class Deadline:
    """The moment by which all has to be done."""

    seconds: float
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + self.seconds

    def left(self) -> float:
        """Seconds that are left; raises NotFetched where none are."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise NotFetched(TOO_SLOW.format(seconds=round(self.seconds)))
        return left


def fetch(url: str, *, agent: str, network: Network = INTERNET) -> Page:
    """Fetch a page, following redirects. Raises NotFetched, with a sentence, for everything in the way."""
    deadline = Deadline(network.most_seconds)
    for _hop in range(MOST_REDIRECTS + 1):
        place = checked(url, network)
        with answer_of(place, agent, network, deadline) as answer:
            if answer.status not in REDIRECTS:
                return page_of(answer, place, network, deadline)
            onward = str(answer.headers.get("Location") or "")
        if not onward:
            raise NotFetched(NOWHERE)
        try:
            url = urljoin(url, onward)
        except ValueError:
            raise NotFetched(NO_ADDRESS) from None
    raise NotFetched(TOO_MANY_REDIRECTS.format(most=MOST_REDIRECTS))


@dataclass(frozen=True)
class Place:
    """An address taken apart, once: what is looked up, checked, connected to and asked for is the same."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """The host as the server is told it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"http": 80, "https": 443}[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"


def checked(url: str, network: Network) -> Place:
    """The parts of an address that may be fetched."""
    if any(ord(letter) < 33 or letter == "\\" for letter in url.strip()):
        raise NotFetched(NO_ADDRESS)
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, host_of(parts)
    except ValueError:  # UnicodeError is one
        raise NotFetched(NO_ADDRESS) from None
    if parts.scheme not in ("http", "https"):
        raise NotFetched(NOT_WEB)
    if "@" in parts.netloc:
        raise NotFetched(WITH_USER_NAME)
    if not host:
        raise NotFetched(NO_ADDRESS)
    port = {"http": 80, "https": 443}[parts.scheme] if port is None else port
    if port not in network.ports:
        raise NotFetched(OTHER_PORT.format(port=port))
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    if parts.query:
        target += "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~[]")
    return Place(parts.scheme, host, port, target)


def host_of(parts: SplitResult) -> str:
    """The host as the name system knows it."""
    host = (parts.hostname or "").rstrip(".")
    return host if ":" in host else host.encode("idna").decode("ascii")


def reachable(place: Place, network: Network) -> list[Address]:
    """The addresses of the host that may be spoken to. Looked up once: they are what is connected to."""
    try:
        found = [ipaddress.ip_address(each) for each in network.resolve(place.host, place.port)]
    except (OSError, ValueError):
        raise NotFetched(UNKNOWN_NAME.format(host=place.host)) from None
    public = [address for address in found if network.may_reach(address)]
    if not public:
        raise NotFetched((NOT_PUBLIC if found else UNKNOWN_NAME).format(host=place.host))
    return public[:TRIED]


@contextmanager
def answer_of(place: Place, agent: str, network: Network, deadline: Deadline) -> Iterator[BaseHTTPResponse]:
    """What the server answers, for as long as it is read; whatever goes wrong on the way is a sentence."""
    connection = connected(place, network, deadline)
    late = threading.Timer(deadline.left(), hang_up, [connection])
    late.daemon = True
    late.start()
    try:
        headers = {
            "Host": place.netloc,
            "User-Agent": agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        connection.request("GET", place.target, headers=headers, preload_content=False)
        answer = connection.getresponse()
        deadline.left()  # hung up in the middle of its head, an answer would look like a whole one
        yield answer
    except NotFetched:
        raise
    except (OSError, HTTPException, HTTPError, ValueError) as error:
        deadline.left()  # if it broke off because time was up, say that
        raise NotFetched(BROKEN.format(host=place.host)) from error
    finally:
        late.cancel()
        connection.close()


def connected(place: Place, network: Network, deadline: Deadline) -> HTTPConnection:
    """A connection to one of the addresses that were checked. The certificate is that of the name."""
    for address in reachable(place, network):
        timeout = min(PATIENCE, deadline.left())
        connection = (
            HTTPSConnection(
                str(address),
                place.port,
                timeout=timeout,
                ssl_context=network.trusted(),
                server_hostname=place.host,
            )
            if place.scheme == "https"
            else HTTPConnection(str(address), place.port, timeout=timeout)
        )
        try:
            connection.connect()
        except ssl.SSLCertVerificationError:
            raise NotFetched(BAD_CERTIFICATE.format(host=place.host)) from None
        except (OSError, HTTPError):
            connection.close()
        else:
            return connection
    deadline.left()
    raise NotFetched(NO_ANSWER.format(host=place.host))


def hang_up(connection: HTTPConnection) -> None:
    """End what still trickles in: each byte would be in time, all of them would not."""
    if isinstance(connection.sock, socket.socket):
        with suppress(OSError):
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)


def page_of(answer: BaseHTTPResponse, place: Place, network: Network, deadline: Deadline) -> Page:
    """The page in an answer, read no further than it may be."""
    if answer.status != 200:
        raise NotFetched(status_sentence(answer.status).format(host=place.host, status=answer.status))
    kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind in NAMED_ONLY:
        return Page(place.url, kind)
    if kind not in HTML:
        raise NotFetched(OTHER_CONTENT.format(kind=kind[:60]) if kind else UNKNOWN_CONTENT)
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in (
        "", "identity", "gzip", "x-gzip", "deflate",
    ):  # fmt: skip
        raise NotFetched(PACKED.format(host=place.host))
    body = bytearray()
    while piece := answer.read1(PIECE, decode_content=True):
        body += piece
        deadline.left()
        if len(body) > network.most_bytes:
            raise NotFetched(TOO_LARGE.format(most=network.most_bytes // 1_000_000))
    deadline.left()
    return Page(place.url, kind, charset_of(answer.headers.get("Content-Type", "")), bytes(body))


def status_sentence(status: int) -> str:
    """The sentence for a status that brings no page."""
    if status in (404, 410):
        return MISSING
    if status in (401, 402, 403, 407, 429, 451):
        return KEPT_BACK
    return TROUBLE if status >= 500 else OTHER_STATUS


def charset_of(content_type: str) -> str:
    """The charset that a server names; empty where it names none."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()[:40]
    return ""
