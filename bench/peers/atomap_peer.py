"""Atomap: positions by centre of mass, then by two-dimensional Gaussians, as its manual does.

Usage: atomap_peer.py IMAGE SEPARATION IMAGING_BENCH
with Atomap 0.4.2. Prints milliseconds an atom of Atomap and of the whole of our chain to sites and
species on the same image, one after the other, and their ratio: by the clock, for which ours takes two
threads, and of the processors.
"""

import subprocess
import sys
import time

import atomap.api as am
import hyperspy.api as hs
import tifffile


def measure_atomap(path, separation):
    """Milliseconds an atom: by the clock, and of the processors."""
    pixels = tifffile.imread(path).astype(float)
    if pixels.ndim == 3:
        pixels = pixels[..., :3].mean(axis=2)
    start = time.perf_counter(), time.process_time()
    positions = am.get_atom_positions(hs.signals.Signal2D(pixels), separation=separation)
    sublattice = am.Sublattice(positions, image=pixels)
    sublattice.find_nearest_neighbors()
    sublattice.refine_atom_positions_using_center_of_mass(show_progressbar=False)
    sublattice.refine_atom_positions_using_2d_gaussian(show_progressbar=False)
    end = time.perf_counter(), time.process_time()
    return [1e3 * (last - first) / len(positions) for first, last in zip(start, end)]


def measure_ours(bench, path):
    """The same, from the line of medians, which ends with seconds by the clock and of the processors, and
    memory."""
    printed = subprocess.run([bench, "image", path], check=True, capture_output=True, text=True)
    words = printed.stdout.splitlines()[3].split()
    return [1e3 * float(seconds) / int(words[0]) for seconds in words[-3:-1]]


def main():
    path, separation, bench = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    theirs = measure_atomap(path, separation)
    ours = measure_ours(bench, path)
    for what, atomap, gibbsight in zip(["by the clock", "of the processors"], theirs, ours):
        print(f"{what}: Atomap {atomap:.2f} ms an atom, gibbsight {gibbsight:.4f}: {atomap / gibbsight:.0f} times")


if __name__ == "__main__":
    main()
