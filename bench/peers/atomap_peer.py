"""Atomap: positions by centre of mass, then by two-dimensional Gaussians, as its manual does.

Usage: atomap_peer.py IMAGE SEPARATION IMAGING_BENCH
with Atomap 0.4.2. Prints processor time of Atomap and of the whole of our chain to sites and species
on the same image, one after the other, and their ratio.
"""

import subprocess
import sys
import time

import atomap.api as am
import hyperspy.api as hs
import tifffile


def measure_atomap(path, separation):
    """Milliseconds an atom."""
    pixels = tifffile.imread(path).astype(float)
    if pixels.ndim == 3:
        pixels = pixels[..., :3].mean(axis=2)
    start = time.process_time()
    positions = am.get_atom_positions(hs.signals.Signal2D(pixels), separation=separation)
    sublattice = am.Sublattice(positions, image=pixels)
    sublattice.find_nearest_neighbors()
    sublattice.refine_atom_positions_using_center_of_mass(show_progressbar=False)
    sublattice.refine_atom_positions_using_2d_gaussian(show_progressbar=False)
    return 1e3 * (time.process_time() - start) / len(positions)


def measure_ours(bench, path):
    """The same, from the line of medians, under its head: atoms, us an atom by stage and of all, ..."""
    printed = subprocess.run([bench, "image", path], check=True, capture_output=True, text=True)
    lines = printed.stdout.splitlines()
    return 1e-3 * float(lines[3].split()[lines[1].split().index("all")])


def main():
    path, separation, bench = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    theirs = measure_atomap(path, separation)
    ours = measure_ours(bench, path)
    print(f"Atomap {theirs:.2f} ms an atom, gibbsight {ours:.4f}: {theirs / ours:.0f} times")


if __name__ == "__main__":
    main()
