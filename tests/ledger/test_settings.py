"""What the environment decides, and the headers that every page carries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from ledger import checks

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
PRODUCTION = {
    "SITE_URL": "https://claims.example.org",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-and-then-some-more-of-it",
    "DATABASE_URL": "postgresql://app:one@localhost:1/claims",
    "DATABASE_OWNER_URL": "postgresql://owner:two@localhost:1/claims",
    "BEHIND_PROXY": "true",
    "EMAIL_URL": "smtp+tls://desk:secret@mail.example.org:587",
}


def manage(command: str, environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command of manage.py with nothing of this environment but the path."""
    inherited = {"PATH": os.environ["PATH"], "LEDGER_DATA_DIR": str(folder)}
    return subprocess.run(
        [*MANAGE, *command.split()],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_is_clean_in_production_once_the_log_has_a_key(tmp_path: Path) -> None:
    lacking = manage("check --deploy --fail-level WARNING", PRODUCTION, tmp_path)
    assert lacking.returncode == 1
    assert "The log has no signing key" in lacking.stderr
    made = manage("make_log_key", PRODUCTION, tmp_path)
    assert made.stdout.splitlines()[-1].startswith("claims.example.org/log+")
    assert (tmp_path / "log" / "key").stat().st_mode & 0o777 == 0o600

    done = manage("check --deploy --fail-level WARNING", PRODUCTION, tmp_path)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_check_deploy_says_when_one_role_does_both(tmp_path: Path) -> None:
    done = manage("check --deploy --fail-level WARNING", {**PRODUCTION, "DATABASE_OWNER_URL": ""}, tmp_path)

    assert done.returncode == 1
    assert checks.ONE_ROLE in done.stderr


def test_a_log_has_a_name_that_is_none_of_a_page(tmp_path: Path) -> None:
    done = manage("check", {**PRODUCTION, "LOG_ORIGIN": "https://claims.example.org/log/"}, tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith("LOG_ORIGIN is “https://claims.example.org/log/”.")
    assert len(done.stderr.splitlines()) == 1


def test_production_refuses_to_invent_a_secret(tmp_path: Path) -> None:
    done = manage("check", {**PRODUCTION, "SECRET_KEY": ""}, tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set.")
    assert len(done.stderr.splitlines()) == 1


def test_a_command_without_a_database_is_one_line(tmp_path: Path) -> None:
    done = manage("showmigrations", {}, tmp_path)

    assert done.returncode == 1
    assert done.stderr.strip() == "No database is running: start it with “make run”, or set DATABASE_URL."


def test_a_command_says_that_the_database_of_the_url_does_not_answer(tmp_path: Path) -> None:
    done = manage("showmigrations", PRODUCTION, tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith("The database of DATABASE_URL does not answer:")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/accounts/login/", "/no-such-page"])
def test_every_answer_carries_the_strict_policy(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"]

    directives = {name: rest for name, _, rest in (part.strip().partition(" ") for part in policy.split(";"))}
    assert directives["default-src"] == directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["form-action"] == "'self'"
    assert "unsafe" not in policy


def test_debug_is_off_unless_asked_for() -> None:
    assert settings.DEBUG is False
