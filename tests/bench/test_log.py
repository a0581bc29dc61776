"""The bench's log of a million entries, made smaller: the verifier must accept what it is timed with."""

import subprocess
from pathlib import Path

import pytest

from bench import log
from claims import merkle


def test_a_log_of_the_bench_is_one_that_the_verifier_accepts() -> None:
    assert set(log.verified(merkle.TILE_WIDTH * 2 + 3)) == {"seconds", "MB"}


def test_a_verification_that_fails_ends_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    write = log.write

    def spoiled(path: Path, data: bytes) -> None:
        write(path, data[:-1] + bytes([data[-1] ^ 1]) if "entries" in path.parts else data)

    monkeypatch.setattr(log, "write", spoiled)
    with pytest.raises(subprocess.CalledProcessError):
        log.verified(3)
