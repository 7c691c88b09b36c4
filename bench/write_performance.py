#!/usr/bin/env python3
"""Fills the figures of docs/performance.md, between its markers, with what was measured.

Usage: write_performance.py BENCH_JSON PEERS_JSON DOCUMENT
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from table import HEADER, make_rows, read_medians, shorten

SIZES = "sampler/scaling/{}/"


def lay_out(header: tuple, rows: list[tuple], left: tuple = (0,)) -> str:
    """A table of Markdown; columns not in `left` are numbers."""
    rule = [":--" if i in left else "--:" for i in range(len(header))]
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, rule, *rows])


def describe_machine(context: dict) -> str:
    listing = subprocess.run(["lscpu"], check=True, capture_output=True, text=True,
                             env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout
    said = dict(re.findall(r"^\s*([^:]+):\s*(.*)$", listing, re.MULTILINE))
    flags = said.get("Flags", "").split()
    wide = [name for name in ("avx2", "avx512bw", "avx512vbmi") if name in flags]
    caches = ", ".join(f"{name} {said[name]}" for name in ("L1d cache", "L2 cache", "L3 cache")
                       if name in said)
    rows = [
        ("processor", said["Model name"]),
        ("cores", said["CPU(s)"]),
        ("clock", f"{context['mhz_per_cpu']} MHz, as the system tells it"),
        ("caches of all cores", caches),
        ("wide instructions", ", ".join(wide) or "none"),
        ("compiler", context["compiler"]),
        ("commit", context["commit"]),
        ("day", context["date"][:10]),
        ("load average of the minute before", f"{context['load_avg'][0]:.1f}"),
    ]
    return lay_out(("", ""), rows, left=(0, 1))


def describe_figures(medians: dict) -> str:
    rows = make_rows(medians, lambda name: "/scaling/" not in name and name != "sampler/threads")
    return lay_out(HEADER, rows, left=(0, 2))


def describe_sizes(medians: dict) -> str:
    cases = ("flip_square", "exchange_triangular2")
    header = ["box", "rows, MB"]
    for case in cases:
        header += [f"{case}, s a sweep of 512", "ns an attempt"]
    rows = []
    for size in (20, 50, 100, 200, 500, 1000, 2000):
        row = [f"{size} x {size}", shorten(size * size * 64e-6)]
        for case in cases:
            each = medians[SIZES.format(case) + str(size)]["ns_per_attempt"]
            row += [f"{each * 512 * size * size * 1e-9:.2e}", f"{each:.3f}"]
        rows.append(tuple(row))
    return lay_out(tuple(header), rows)


def describe_growth(medians: dict) -> str:
    rows = []
    for name, unit in (("sweeps", "sweeps of 512 replicas"), ("replicas", "replicas, 50 sweeps")):
        row = medians["sampler/scaling/" + name]
        numbers = sorted(int(key.split("_")[1]) for key in row if key.startswith("seconds_"))
        for number in numbers:
            seconds = row[f"seconds_{number}"]
            rows.append((f"{number} {unit}", f"{seconds:.4f}", f"{seconds / number * 1e3:.4f}"))
    speedup = medians["sampler/threads"]["speedup"]
    return (lay_out(("flip_square, 100 x 100", "s", "ms for each"), rows)
            + f"\n\nTwo threads on eight batches: {speedup:.2f} times as fast as one.")


def describe_peers(result: dict) -> str:
    names = [f"{p['name']} {p['version']}" for p in result["jobs"][0]["peers"]]
    header = ["attempts/ns", "512 replicas", "scalar engine", *names,
              *(f"512 replicas / {p['name']}" for p in result["jobs"][0]["peers"])]
    rows = []
    worst = 0.0
    for job in result["jobs"]:
        rate = job["attempts_per_ns"]
        rows.append((job["name"], shorten(rate), shorten(job["scalar_attempts_per_ns"]),
                     *(f"{p['attempts_per_ns']:.2e}" for p in job["peers"]),
                     *(f"{rate / p['attempts_per_ns']:.1e}" for p in job["peers"])))
        worst = max(worst, *(p["energy_difference"] for p in job["peers"]))
    stretches = result["jobs"][0]["peers"][0]["stretches"]
    spread = max(p["fastest"] / p["slowest"] for job in result["jobs"] for p in job["peers"])
    return (lay_out(tuple(header), rows)
            + f"\n\nMedians of {stretches} stretches, of which the fastest was at most "
            f"{spread:.2f} times as fast as the slowest. Energies, and what moves change them by, "
            f"differ from the direct sum by at most {worst:.0e} k_B T. "
            f"Measured at commit {result['context']['commit']}.")


def fill(text: str, name: str, content: str) -> str:
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not marked.search(text):
        raise SystemExit(f"no marker <!-- {name} --> in the document")
    return marked.sub(lambda match: match[1] + content + "\n" + match[2], text)


def main() -> None:
    bench, peers, document = (Path(argument) for argument in sys.argv[1:])
    context, medians = read_medians(bench)
    text = document.read_text()
    text = fill(text, "machine", describe_machine(context))
    text = fill(text, "figures", describe_figures(medians))
    text = fill(text, "sizes", describe_sizes(medians))
    text = fill(text, "growth", describe_growth(medians))
    text = fill(text, "peers", describe_peers(json.loads(peers.read_text())))
    document.write_text(text)


if __name__ == "__main__":
    main()
