"""A little witness on a loopback address: it remembers the log, and cosigns only what grows out of that."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from claims import merkle
from claims.checkpoint import SignedCheckpoint
from claims.signed_note import COSIGNATURE, NoteError, Signer, Verifier, decoded

Answer = tuple[int, bytes]


@dataclass
class WitnessServer:
    """Whom it trusts, what it knows of each log, and what it was asked."""

    signer: Signer
    trusted: list[Verifier]
    port: int = 0
    known: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # the first line of each request
    instead: Answer | None = None  # a witness that is broken answers this

    @property
    def setting(self) -> tuple[str, str]:
        """The witness as LOG_WITNESSES has it."""
        return str(self.signer.verifier), f"http://127.0.0.1:{self.port}/prefix"

    def add_checkpoint(self, body: bytes) -> Answer:
        """What C2SP tlog-witness asks of a witness, in its order."""
        head, _, note = body.partition(b"\n\n")
        first, *lines = head.decode().split("\n")
        self.asked.append(first)
        if self.instead:
            return self.instead
        signed = SignedCheckpoint.parse(note)
        if signed.checkpoint.origin not in {key.name for key in self.trusted}:
            return 404, b""
        try:
            signed.note.verified(self.trusted)
        except NoteError:
            return 403, b""
        old = int(first.removeprefix("old "))
        if old > signed.size:
            return 400, b""
        size, root = self.known.get(signed.checkpoint.origin, (0, merkle.EMPTY_ROOT))
        if old != size or (size == signed.size and root != signed.root):
            return 409, f"{size}\n".encode()
        if not merkle.verify_consistency(
            old_size=size,
            new_size=signed.size,
            old_root=root,
            new_root=signed.root,
            proof=[decoded(line) for line in lines],
        ):
            return 422, b""
        self.known[signed.checkpoint.origin] = (signed.size, signed.root)
        return 200, f"{self.signer.sign(signed.note.text, seconds=int(time.time()))}\n".encode()


@contextmanager
def witness(name: str, *trusted: Verifier) -> Iterator[WitnessServer]:
    """A witness that answers at its `setting`."""
    made = WitnessServer(Signer.make(name, COSIGNATURE), list(trusted))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, said = made.add_checkpoint(body) if self.path == "/prefix/add-checkpoint" else (404, b"")
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", said.decode())
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
