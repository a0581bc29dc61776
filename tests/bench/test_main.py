"""`python -m bench` in a process of its own, which nobody has told where Django's settings are."""

import os
import subprocess
import sys

from bench import place
from bench.__main__ import PARTS


def test_every_part_can_be_loaded_where_nothing_is_set_up() -> None:
    nowhere = "postgresql://nobody@localhost/none"
    given = place.environment(nowhere, nowhere, "none")
    code = f"from bench.__main__ import load; print(*load({PARTS!r}, {given!r}))"
    bare = {name: value for name, value in os.environ.items() if "DJANGO" not in name and "URL" not in name}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=place.ROOT, env=bare, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == list(PARTS)
