"""What the fetcher refuses, each with its sentence; and that it connects to exactly what it checked."""

import datetime
import gzip
import ipaddress
import socket
import ssl
import time
import tracemalloc
import zlib
from http.server import BaseHTTPRequestHandler

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from claims import fetching
from claims.fetching import INTERNET, Network, NotFetched, Page, checked, fetch, is_public
from tests.claims.web import PAGE, gives, leads_to, site, web

AGENT = "LedgerPageReader/1.0 (The Ledger; +http://localhost:8000)"


def why(url: str, network: Network) -> str:
    """The sentence with which an address is refused."""
    with pytest.raises(NotFetched) as refusal:
        fetch(url, agent=AGENT, network=network)
    return str(refusal.value)


def found_at(url: str, network: Network) -> Page:
    return fetch(url, agent=AGENT, network=network)


# ── Addresses ───────────────────────────────────────────────────────────────────────────────────────

INNER = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fe80::a9fe:a9fe",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "193.0.6.139",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
]


@pytest.mark.parametrize("address", INNER)
def test_addresses_that_readers_have_no_business_at_are_inner(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "0",
        "０",
        "１２７.0.0.1",
        "169.254.169.254",
        "0xa9fea9fe",
        "[fd00:ec2::254]",
        "[64:ff9b::a9fe:a9fe]",
        "10.0.0.1",
        "[fe80::1]",
    ],
)
def test_an_inner_address_is_refused_however_it_is_written(host: str) -> None:
    said = why(f"http://{host}/latest/meta-data/", INTERNET)
    shown = checked(f"http://{host}/", INTERNET).host
    assert said in (fetching.NOT_PUBLIC.format(host=shown), fetching.UNKNOWN_NAME.format(host=shown))


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://courier.example/", fetching.NOT_WEB),
        ("file:///etc/passwd", fetching.NOT_WEB),
        ("gopher://courier.example/", fetching.NOT_WEB),
        ("javascript:alert(1)", fetching.NOT_WEB),
        ("//courier.example/", fetching.NOT_WEB),
        ("courier.example", fetching.NOT_WEB),
        ("", fetching.NOT_WEB),
        ("http://", fetching.NO_ADDRESS),
        ("http:///page", fetching.NO_ADDRESS),
        ("http://ada:secret@courier.example/", fetching.WITH_USER_NAME),
        ("http://courier.example@127.0.0.1/", fetching.WITH_USER_NAME),
        ("http://@127.0.0.1/", fetching.WITH_USER_NAME),
        ("http://courier.example:22/", fetching.OTHER_PORT.format(port=22)),
        ("https://courier.example:8443/", fetching.OTHER_PORT.format(port=8443)),
        ("http://courier.example:0/", fetching.OTHER_PORT.format(port=0)),
        ("http://courier.example:70000/", fetching.NO_ADDRESS),
        ("http://courier.example:x/", fetching.NO_ADDRESS),
        ("http://[::1/", fetching.NO_ADDRESS),
        ("http://courier.example\\@127.0.0.1/", fetching.NO_ADDRESS),
        ("http://courier.example/\r\nHost: other", fetching.NO_ADDRESS),
        ("http://courier example/", fetching.NO_ADDRESS),
        ("http://.example/", fetching.NO_ADDRESS),
        (f"http://{'a' * 64}.example/", fetching.NO_ADDRESS),
    ],
)
def test_what_is_no_address_of_a_web_page_is_refused(url: str, sentence: str) -> None:
    assert why(url, INTERNET) == sentence


def test_a_name_that_nobody_has_is_a_sentence() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    assert why("http://nobody.example/", Network(resolve=nobody)) == fetching.UNKNOWN_NAME.format(
        host="nobody.example"
    )


def test_a_machine_that_does_not_answer_is_a_sentence() -> None:
    with site({}) as gone:
        network = web(gone)
    assert why(gone.url(), network) == fetching.NO_ANSWER.format(host="courier.example")


# ── What was checked is what is connected to ────────────────────────────────────────────────────────


def test_a_page_is_fetched_with_its_name_and_ours() -> None:
    with site({"/mill": gives()}) as courier:
        page = found_at(courier.url("/mill?a=1#part"), web(courier))
    assert (page.body.decode(), page.charset, page.kind) == (PAGE, "utf-8", "text/html")
    [asked] = courier.asked
    assert asked["path"] == "/mill?a=1"
    assert asked["host"] == f"courier.example:{courier.port}"
    assert asked["user-agent"] == AGENT
    assert "cookie" not in asked


def test_a_name_that_changes_its_address_gains_nothing() -> None:
    looked_up = []

    def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.2"] if len(looked_up) == 1 else ["127.0.0.1"]

    with (
        site({"/": gives("<p>public</p>")}, "127.0.0.2") as public,
        site({"/": gives("<p>inner</p>")}, "127.0.0.1", public.port) as inner,
    ):
        page = found_at(public.url(), web(public, public=["127.0.0.2"], resolve=rebinding))
    assert looked_up == ["courier.example"]
    assert page.body == b"<p>public</p>"
    assert inner.asked == []


def test_a_redirect_to_a_name_that_has_become_an_inner_one_is_refused() -> None:
    looked_up = []

    def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.2"] if len(looked_up) == 1 else ["127.0.0.1"]

    with (
        site({"/": leads_to("/again")}, "127.0.0.2") as public,
        site({"/again": gives()}, "127.0.0.1", public.port) as inner,
    ):
        said = why(public.url(), web(public, public=["127.0.0.2"], resolve=rebinding))
    assert said == fetching.NOT_PUBLIC.format(host="courier.example")
    assert inner.asked == []


def test_of_several_addresses_only_public_ones_are_spoken_to() -> None:
    with (
        site({"/": gives()}, "127.0.0.2") as public,
        site({"/": gives()}, "127.0.0.1", public.port) as inner,
    ):
        names = {"courier.example": ["127.0.0.1", "127.0.0.2"]}
        assert found_at(public.url(), web(public, public=["127.0.0.2"], names=names)).body
    assert inner.asked == []


@pytest.mark.parametrize(
    ("onward", "sentence"),
    [
        ("http://inner.example/", fetching.NOT_PUBLIC.format(host="inner.example")),
        ("//inner.example/", fetching.NOT_PUBLIC.format(host="inner.example")),
        ("file:///etc/passwd", fetching.NOT_WEB),
        ("http://ada@courier.example/", fetching.WITH_USER_NAME),
        ("http://courier.example:22/", fetching.OTHER_PORT.format(port=22)),
        ("http://[", fetching.NO_ADDRESS),
        ("", fetching.NOWHERE),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_address_like_any_other(onward: str, sentence: str, status: int) -> None:
    with site({"/": leads_to(onward, status)}) as courier:
        names = {"inner.example": ["127.0.0.9"]}
        network = web(courier, names=names, ports=frozenset({courier.port, 80}))
        assert why(courier.url(), network) == sentence


def test_redirects_are_followed_five_times_and_no_more() -> None:
    hops = {f"/{hop}": leads_to(f"/{hop + 1}") for hop in range(6)}
    with site({**hops, "/6": gives()}) as courier:
        assert found_at(courier.url("/1"), web(courier)).url == courier.url("/6")
        assert why(courier.url("/0"), web(courier)) == fetching.TOO_MANY_REDIRECTS.format(most=5)


def test_letters_outside_the_alphabet_reach_the_server_escaped() -> None:
    with site({"/caff%C3%A8": gives()}) as courier:
        assert found_at(courier.url("/caffè", host="città.example"), web(courier)).body
    assert courier.asked[0]["host"] == f"xn--citt-3na.example:{courier.port}"


# ── What comes back ─────────────────────────────────────────────────────────────────────────────────


def test_a_large_page_is_refused() -> None:
    with site({"/": gives(b"a" * 2_000_000)}) as courier:
        said = why(courier.url(), web(courier, most_bytes=1_000_000))
    assert said == fetching.TOO_LARGE.format(most=1)


@pytest.mark.parametrize("packed", [gzip.compress, zlib.compress])
def test_a_page_that_unpacks_to_a_large_one_is_refused(packed: object) -> None:
    bomb = packed(b"\0" * 200_000_000)  # type: ignore[operator]
    encoding = "gzip" if packed is gzip.compress else "deflate"
    tracemalloc.start()
    try:
        with site({"/": gives(bomb, content_encoding=encoding)}) as courier:
            said = why(courier.url(), web(courier))
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert said == fetching.TOO_LARGE.format(most=5)
    assert most < 50_000_000  # it was never unpacked whole


def test_a_packed_page_is_read() -> None:
    with site({"/": gives(gzip.compress(PAGE.encode()), content_encoding="gzip")}) as courier:
        assert found_at(courier.url(), web(courier)).body.decode() == PAGE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, br"])
def test_other_packings_are_refused(encoding: str) -> None:
    with site({"/": gives(b"??", content_encoding=encoding)}) as courier:
        assert why(courier.url(), web(courier)) == fetching.PACKED.format(host="courier.example")


def sends(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(data)


MANY_DROPS = 100  # five seconds of them


def trickling(handler: BaseHTTPRequestHandler, first: bytes, drops: list[int]) -> None:
    handler.wfile.write(first)
    for drop in range(MANY_DROPS):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        drops.append(drop)
        time.sleep(0.05)


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 ",
        b"",
    ],
)
def test_a_page_that_trickles_in_is_refused_in_time(first: bytes) -> None:
    drops: list[int] = []
    with site({"/": lambda handler: trickling(handler, first, drops)}) as courier:
        said = why(courier.url(), web(courier, most_seconds=0.5))
    assert said == fetching.TOO_SLOW.format(seconds=0)
    assert len(drops) < MANY_DROPS  # nobody waited for the last


def test_redirects_share_one_time() -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        leads_to("/")(handler)

    with site({"/": slow}) as courier:
        assert why(courier.url(), web(courier, most_seconds=0.7)) == fetching.TOO_SLOW.format(seconds=1)


@pytest.mark.parametrize("sent", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"])
def test_an_answer_that_breaks_off_is_a_sentence(sent: bytes) -> None:
    with site({"/": lambda handler: sends(handler, sent)}) as courier:
        said = why(courier.url(), web(courier))
    assert said in (
        fetching.BROKEN.format(host="courier.example"),
        fetching.UNKNOWN_CONTENT,
    )


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, fetching.MISSING),
        (410, fetching.MISSING),
        (401, fetching.KEPT_BACK),
        (403, fetching.KEPT_BACK),
        (429, fetching.KEPT_BACK),
        (451, fetching.KEPT_BACK),
        (500, fetching.TROUBLE),
        (503, fetching.TROUBLE),
        (204, fetching.OTHER_STATUS),
        (304, fetching.OTHER_STATUS),
        (418, fetching.OTHER_STATUS),
    ],
)
def test_a_status_that_brings_no_page_is_a_sentence(status: int, sentence: str) -> None:
    with site({"/": gives(b"", status)}) as courier:
        assert why(courier.url(), web(courier)) == sentence.format(host="courier.example", status=status)


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "video/mp4", "application/json"])
def test_what_is_no_page_with_text_is_refused_unread(kind: str) -> None:
    with site({"/": gives(b"a" * 100, content_type=kind)}) as courier:
        assert why(courier.url(), web(courier)) == fetching.OTHER_CONTENT.format(kind=kind)


@pytest.mark.parametrize("kind", ["application/pdf", "text/plain"])
def test_a_document_is_told_by_its_address_and_not_read(kind: str) -> None:
    with site({"/report.pdf": gives(b"%PDF", content_type=kind)}) as courier:
        page = found_at(courier.url("/report.pdf"), web(courier))
    assert (page.kind, page.body) == (kind, b"")


# ── Certificates ────────────────────────────────────────────────────────────────────────────────────


def test_the_certificate_has_to_be_that_of_the_name(certificate: tuple[str, str]) -> None:
    program, trusted = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(program)
    with site({"/": gives()}, tls=context) as courier:

        def trusting() -> ssl.SSLContext:
            return ssl.create_default_context(cafile=trusted)

        network = web(courier, trusted=trusting)
        url = f"https://courier.example:{courier.port}/"
        assert found_at(url, network).body.decode() == PAGE
        assert why(url.replace("courier", "other"), network) == fetching.BAD_CERTIFICATE.format(
            host="other.example"
        )
        assert why(url, web(courier)) == fetching.BAD_CERTIFICATE.format(host="courier.example")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate for courier.example that signs itself: key and certificate, and the certificate alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "courier.example")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("courier.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "both.pem").write_bytes(secret + pem)
    (folder / "certificate.pem").write_bytes(pem)
    return str(folder / "both.pem"), str(folder / "certificate.pem")
