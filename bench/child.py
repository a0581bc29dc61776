"""`python -m bench.child PART SIZE`: one part on the database that the environment names, with Django started."""

import importlib
import sys

import django

if __name__ == "__main__":
    django.setup()
    part, size = sys.argv[1:]
    importlib.import_module(f"bench.{part}").main(size)
