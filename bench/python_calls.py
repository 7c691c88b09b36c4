#!/usr/bin/env python3
"""What Python adds: to a call, and to a long simulation beside the same one in C++.

Usage: python_calls.py SIMULATE_ONCE [SIDE SWEEPS TIMES]

Run with PYTHONPATH at the module. Both sides of the simulation take turns, and the processor's time is
compared, so that others on the machine matter little.
"""

import statistics
import subprocess
import sys
import time

import gibbsight as gs
import numpy as np

SPECIES = ["Te", "Se"]


def microseconds(call, repeats=30, calls=200):
    """The median and the least over rounds of a call, wall time."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        times.append((time.perf_counter() - start) / calls * 1e6)
    return statistics.median(times), min(times)


def short_calls():
    codes = np.random.default_rng(1).integers(0, 2, (8, 8))
    occupancy = gs.Occupancy.from_array(codes, species=SPECIES)
    first = gs.count_motifs(occupancy)
    p = first.probabilities
    calls = {
        "statistical_distance": lambda: gs.statistical_distance(p, p),
        "Occupancy.from_array, 8 x 8": lambda: gs.Occupancy.from_array(codes, species=SPECIES),
        "count_motifs, 8 x 8": lambda: gs.count_motifs(occupancy),
        "energy, 8 x 8": lambda: gs.energy(occupancy, parameters={"pair1": 0.4}),
        "Histogram.counts": lambda: first.counts,
    }
    print(f"{'call':<32}{'median':>10}{'least':>10}  microseconds")
    for name, call in calls.items():
        print(f"{name:<32}{'{:>10.1f}{:>10.1f}'.format(*microseconds(call))}")
    # Long calls run in a thread of their own. The work of this one grows with its pixels.
    small, large = (microseconds(lambda: gs.render(occupancy, columns=n, rows=n)) for n in (32, 64))
    left = [one - (four - one) / 3 for one, four in zip(small, large, strict=True)]
    print(f"{'render, without its pixels':<32}{left[0]:>10.1f}{left[1]:>10.1f}")


def in_python(side, sweeps):
    start = time.process_time()
    drawn = gs.simulate(species=SPECIES, parameters={"pair1": 0.1}, columns=side, rows=side, sweeps=sweeps, threads=1)
    return time.process_time() - start, int(drawn.to_array().sum())


def in_cpp(program, side, sweeps):
    done = subprocess.run([program, str(side), str(sweeps)], check=True, capture_output=True, text=True)
    seconds, count = done.stdout.split()
    return float(seconds), int(count)


def long_simulation(program, side, sweeps, times):
    ours, theirs = [], []
    for _ in range(times):
        (seconds, count), (more, same) = in_cpp(program, side, sweeps), in_python(side, sweeps)
        assert count == same
        theirs.append(seconds)
        ours.append(more)
    ratios = sorted(one / other for one, other in zip(ours, theirs, strict=True))
    print(f"{side}^2 sites, {sweeps} sweeps or more, processor seconds: C++ {min(theirs):.2f} to {max(theirs):.2f}, "
          f"Python {min(ours):.2f} to {max(ours):.2f}")  # fmt: skip
    print(f"Python over C++: {min(ours) / min(theirs):.3f} of the least, {statistics.median(ratios):.3f} the median "
          f"of {times} ratios from {ratios[0]:.3f} to {ratios[-1]:.3f}")  # fmt: skip


if __name__ == "__main__":
    short_calls()
    long_simulation(sys.argv[1], *(int(word) for word in sys.argv[2:] or ("1000", "1000", "3")))
