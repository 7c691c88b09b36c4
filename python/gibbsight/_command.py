"""The command `gibbsight` that comes with the package: the program that `make build` makes."""

import os
import signal
import sys

from gibbsight import _core


def main() -> int:
    # Signals do what they do to a program that is not Python's.
    for name in (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(name, signal.SIG_DFL)
    return _core._run_program([os.fsencode(word) for word in ["gibbsight", *sys.argv[1:]]])
