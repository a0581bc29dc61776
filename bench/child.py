"""`python -m bench.child PART SIZE`: one part, on the database that the environment names.

The sizes of a part run side by side, of which one has its turn at a time (`bench.turns`).
"""

import importlib
import sys

import django
from django.conf import settings

from bench.turns import next_turn
from ledger.run import collect_static

if __name__ == "__main__":
    next_turn()
    django.setup()
    collect_static(settings.DATA_DIR)  # pages name static files by their hashes, as in production
    part, size = sys.argv[1:]
    importlib.import_module(f"bench.{part}").main(size)
