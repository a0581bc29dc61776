"""The tests, and what they share.

Rewriting their asserts takes longer than many of the tests, and every worker has to do it. So what comes of
it is kept for the next run (in `__pycache__`) even where the environment asks for no such files.
"""

import sys

sys.dont_write_bytecode = False
