"""`make run`: a database, the tables, the pages, the demo, a server and its worker. Ends them again.

Nothing of Django is imported before the preflight: its settings are read from what that has checked.
"""

import contextlib
import hashlib
import io
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from ledger import children, preflight
from ledger.children import ROOT

DEFAULT_PORT = "8000"
WORKERS = min(2, os.cpu_count() or 1)
THREADS = 4  # of each worker: more would only wait for one another, and for the pool


def main() -> int:
    """Runs until it is told to stop. Anything that is in the way is one line, and a non-zero exit."""
    from environs import EnvError

    from ledger.embedded import EmbeddedError

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        port = preflight.free_port(os.environ.get("PORT") or DEFAULT_PORT)
        data_dir = Path(os.environ.get("LEDGER_DATA_DIR") or ROOT / ".data").expanduser().resolve()
        preflight.writable(data_dir)
        with preflight.alone_in(data_dir):
            run(data_dir, port)
    except KeyboardInterrupt:
        return 130
    except (preflight.Refusal, EmbeddedError, EnvError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run(data_dir: Path, port: int) -> None:
    """The work of `main`, once port and folder are ours."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError

    os.environ["PORT"] = str(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise preflight.Refusal(str(error)) from error
    from claims.workflow import Refused  # needs the apps

    if not settings.EMBEDDED:
        preflight.reachable(os.environ["DATABASE_URL"], os.environ.get("DATABASE_OWNER_URL", ""))
    with database(data_dir, embedded=settings.EMBEDDED):
        try:
            prepare(data_dir)
        except (CommandError, Refused) as error:
            raise preflight.Refusal(str(error)) from error
        serve(port)


@contextlib.contextmanager
def database(data_dir: Path, *, embedded: bool) -> Iterator[None]:
    """The embedded server for as long as the app runs; nothing where DATABASE_URL names another one."""
    if not embedded:
        yield
        return
    from ledger.embedded import Server

    server = Server(data_dir)
    if server.is_new():
        say(f"Making a database in {server.cluster} (only this once) …")
    try:
        server.start()
        yield
    finally:
        # From here on only a kill -9 is in the way of a clean stop.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("Stopping the database …")
        server.stop()
        say("Stopped.")


def prepare(data_dir: Path) -> None:
    """Brings tables and static files up to date, and loads the demo where it belongs."""
    from django.core.management import call_command
    from django.db import connections

    from claims.actions.log_standing import check_log
    from ledger import health
    from ledger.database import grant_app_role

    if health.unapplied("owner"):
        say("Making the tables …")
        call_command("migrate", verbosity=0, interactive=False)
    else:
        grant_app_role()  # the URL may name another role than last time
    for sentence in check_log().lacks:  # what is behind is brought forward; another log is refused
        say(sentence)
    collect_static(data_dir)
    if demo_wanted():
        say("Loading the demo (only this once) …")
        # The sign-ins that the loader prints stand in a file, and are printed when the site is ready.
        call_command("load_demo", stdout=io.StringIO())
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def collect_static(data_dir: Path) -> None:
    """Collects and hashes the static files, unless they are those of the last time."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    key = data_dir / "static.key"
    if key.exists() and key.read_text() == digest.hexdigest():
        return
    say("Collecting static files …")
    key.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    key.write_text(digest.hexdigest())


def demo_wanted() -> bool:
    """Whether to load the demo: into an empty database; our own unless DEMO=0, another only with DEMO=1."""
    from django.conf import settings

    from claims.interchange.demo import is_empty

    asked: bool | None = settings.DEMO
    return (settings.EMBEDDED if asked is None else asked) and is_empty()


def serve(port: int) -> None:
    """Serves the site on this machine's own address until a signal comes."""
    import multiprocessing

    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # Forked workers have Django loaded already, which halves the start; `prepare` left them no connection to
    # share. Elsewhere than on Linux forking is not safe.
    multiprocessing.set_start_method("fork" if sys.platform == "linux" else "spawn", force=True)
    os.environ[children.SERVER_PROCESS] = str(os.getpid())
    server = Granian(
        "ledger.served:application",
        address=preflight.HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
        working_dir=ROOT,
    )
    # The server takes a closed terminal for a wish to reload; here it means to stop.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    threading.Thread(target=announce, args=(port, settings.SITE_URL, settings.DATA_DIR), daemon=True).start()
    with children.worker():
        server.serve()


def announce(port: int, site: str, data_dir: Path) -> None:
    """Prints the addresses once the first page answers, and the demo's sign-ins where there are some."""
    time.sleep(0.3)  # the workers are forked by then, and no lock that this thread held with them
    while True:
        try:
            with urllib.request.urlopen(f"http://{preflight.HOST}:{port}/healthz", timeout=5):  # nosec B310
                break
        except urllib.error.HTTPError:
            break  # it answers; what is wrong shows on the page
        except OSError:
            time.sleep(0.05)
    addresses = {
        "Public pages": "/claims/",
        "Desk": "/desk/",
        "Admin": "/admin/",
        "API": "/api/v1/claims/",
        "API schema": "/api/v1/schema/",
    }
    say("")
    say(f"The ledger is ready at {site}")
    for name, path in addresses.items():
        say(f"  {name:<13}{site}{path}")
    sign_ins = data_dir / "demo-sign-ins.txt"
    if sign_ins.exists():
        say("")
        say("Demo sign-ins")
        for line in sign_ins.read_text(encoding="utf-8").splitlines():
            say(f"  {line}" if line.strip() else "")
    say("")
    say("Ctrl-C stops it.")


def interrupt(number: int, frame: FrameType | None) -> None:
    """Ends like Ctrl-C."""
    raise KeyboardInterrupt


def say(line: str) -> None:
    """One line for the person at the terminal, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
