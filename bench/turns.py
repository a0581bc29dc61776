"""The sizes of a part in turns: each measures one thing, then the next size measures the same.

A machine is not as quick at one minute as at the next. Sizes that are measured one whole run after the other
differ by that, too; in turns, what is compared was measured within seconds.
"""

import subprocess  # nosec B404
import sys
from collections.abc import Sequence

OVER = "turn over"


def next_turn() -> None:
    """In a child: let the others measure, and wait until it is this one's turn again."""
    print(OVER, flush=True)
    sys.stdin.readline()


def results_of(commands: Sequence[tuple[Sequence[str], dict[str, str]]], folder: str) -> list[str]:
    """Run commands with their environments in turns; what each printed last, in their order.

    One that takes no turns runs as a whole when its own comes. Raises CalledProcessError where one fails.
    """
    children = [
        subprocess.Popen(  # nosec B603
            command, env=env, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for command, env in commands
    ]
    last = dict.fromkeys(range(len(children)), "")
    running = list(last)
    try:
        while running:
            for place in list(running):
                if not _has_its_turn(children[place], last, place):
                    running.remove(place)
                    if code := children[place].wait():
                        raise subprocess.CalledProcessError(code, commands[place][0])
    finally:
        for child in children:
            child.kill()
            child.wait()
    return list(last.values())


def _has_its_turn(child: "subprocess.Popen[str]", last: dict[int, str], place: int) -> bool:
    """Let a child go on until its turn is over; False where it ends. Keeps what it prints last."""
    assert child.stdin  # nosec B101
    assert child.stdout  # nosec B101
    if last[place] == OVER:
        child.stdin.write("go on\n")
        child.stdin.flush()
    for line in child.stdout:
        last[place] = line.rstrip("\n")
        if last[place] == OVER:
            return True
    return False
