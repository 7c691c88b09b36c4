#!/usr/bin/env python3
"""What the benchmarks measured, beside the plain engine and what is aimed at.

Usage: table.py BENCH_JSON
"""

import json
import re
import sys
from pathlib import Path

# The counters that can be a row's figure, the first that is there, and their units.
UNITS = {
    "attempts_per_ns": "attempts/ns",
    "sites_per_ns": "sites/ns",
    "seconds": "s",
    "speedup": "times",
    "times_linear": "times linear",
}

# In the unit of the figure; seconds are to be fewer, all else is to be more.
GOALS = {
    "sampler/flip_square": 25,
    "sampler/flip_table6": 15,
    "sampler/exchange_triangular2": 7,
    "sampler/flip_single_1000": 10,
    "sampler/table12": 3.5,
    "sampler/three_species": 2,
    "sampler/flip_square_avx2": 8,
    "motifs/centre6": 4,
    "sampler/evaluation": 0.1,
}

HEADER = ("benchmark", "today", "", "times the scalar engine", "goal")


def read_medians(path: Path) -> tuple[dict, dict]:
    """What the run says of itself, and by benchmark the medians of its counters."""
    result = json.loads(path.read_text())
    medians = {}
    for row in result["benchmarks"]:
        if row.get("aggregate_name") == "median":
            name = re.sub(r"/iterations:\d+", "", row["run_name"])
            medians[name] = row
    return result["context"], medians


def figure_of(row: dict) -> tuple[float, str]:
    counter = next(counter for counter in UNITS if counter in row)
    return row[counter], UNITS[counter]


def shorten(number: float) -> str:
    """Three digits, or more where they stand before the point."""
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"


def goal_of(name: str, figure: float, unit: str) -> str:
    if name not in GOALS:
        return ""
    goal = GOALS[name]
    met = figure <= goal if unit == "s" else figure >= goal
    return f"{goal:g}, met" if met else f"{goal:g}"


def make_rows(medians: dict, wanted=lambda name: True) -> list[tuple]:
    rows = []
    for name, row in medians.items():
        if not wanted(name):
            continue
        figure, unit = figure_of(row)
        ratio = shorten(row["ratio_to_scalar"]) if "ratio_to_scalar" in row else ""
        rows.append((name, shorten(figure), unit, ratio, goal_of(name, figure, unit)))
    rows += [(name, "-", "", "", f"{goal:g}") for name, goal in GOALS.items()
             if name not in medians and wanted(name)]
    return rows


def print_table(header: tuple, rows: list[tuple]) -> None:
    """The first column and units to the left, numbers to the right."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, *rows]:
        cells = [cell.ljust(width) if i in (0, 2) else cell.rjust(width)
                 for i, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


def main() -> None:
    _, medians = read_medians(Path(sys.argv[1]))
    print_table(HEADER, make_rows(medians))


if __name__ == "__main__":
    main()
