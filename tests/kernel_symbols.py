"""Holds the kernels to themselves: an object file compiled for wide instructions may define nothing
that the linker could prefer over a copy compiled for less, lest an old processor meets it.

    kernel_symbols.py OBJECT...    looks at those named kernel_*, expects one strong symbol in each
"""

import subprocess
import sys


def defined(path):
    """(kind, name) of every symbol that other object files see."""
    listing = subprocess.run(
        ["nm", "--extern-only", "--defined-only", path], check=True, capture_output=True, text=True
    ).stdout
    return [tuple(line.split()[-2:]) for line in listing.splitlines() if line.strip()]


def main():
    kernels = [path for path in sys.argv[1:] if "/kernel_" in path]
    if not kernels:
        return "no kernel among the object files"
    for path in kernels:
        symbols = defined(path)
        if len(symbols) != 1 or symbols[0][0] not in "DR":
            return f"{path} should define its table of kernels alone, not {symbols[:3]}"
    print(f"{len(kernels)} kernels define their tables alone")
    return 0


if __name__ == "__main__":
    sys.exit(main())
