"""Sizes of the bench in turns: one thing at one size, then the same at the next."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.turns import results_of

ROOT = str(Path(__file__).resolve().parents[2])
CHILD = """
import sys
from bench.turns import next_turn
size, turns, diary = sys.argv[1], int(sys.argv[2]), sys.argv[3]
for turn in range(turns):
    next_turn()
    with open(diary, "a") as lines:
        lines.write(f"{size}{turn} ")
print("a word on the way")
print(f"{size}: {turns}")
"""


def child(size: str, turns: int, diary: Path) -> tuple[list[str], dict[str, str]]:
    return [sys.executable, "-c", CHILD, size, str(turns), str(diary)], dict(os.environ)


def test_each_measures_one_thing_before_any_goes_on(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    found = results_of([child("small", 3, diary), child("large", 3, diary)], ROOT)
    assert found == ["small: 3", "large: 3"]
    assert diary.read_text().split() == ["small0", "large0", "small1", "large1", "small2", "large2"]


def test_who_takes_no_turns_runs_as_a_whole_and_who_has_more_of_them_goes_on_alone(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    found = results_of([child("none", 0, diary), child("one", 1, diary), child("two", 2, diary)], ROOT)
    assert found == ["none: 0", "one: 1", "two: 2"]
    assert diary.read_text().split() == ["one0", "two0", "two1"]


def test_one_that_fails_ends_the_others(tmp_path: Path) -> None:
    failing = ([sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ))
    with pytest.raises(subprocess.CalledProcessError):
        results_of([child("waits", 2, tmp_path / "diary"), failing], ROOT)
    assert not (tmp_path / "diary").exists()
