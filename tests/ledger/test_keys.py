"""Secrets that the ledger makes for itself."""

from pathlib import Path

from ledger import keys


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    first = keys.read_or_make(tmp_path / "deep" / "secret")

    assert len(first) > 40
    assert keys.read_or_make(tmp_path / "deep" / "secret") == first


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    keys.read_or_make(tmp_path / "secret")

    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_that_is_not_there_reads_as_empty(tmp_path: Path) -> None:
    assert keys.read(tmp_path / "secret") == ""
