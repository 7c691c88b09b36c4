"""Atomap: positions by centre of mass, then by two-dimensional Gaussians, as its manual does.

Usage: atomap_peer.py IMAGE SEPARATION IMAGING_BENCH
with Atomap 0.4.2, as `make bench-atomap` calls it. Prints milliseconds an atom of Atomap and of ours on the same
image, one after the other, and their ratio: by the clock, for which ours takes two threads, and of the processors.
Atomap finds atoms; ours is given for that, for atoms to sites, and for the whole chain from levelling to species.
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
    """The same, by what was done, from the line of medians: a column each stage, microseconds an atom by the
    clock and of the processors."""
    printed = subprocess.run([bench, "image", path], check=True, capture_output=True, text=True)
    columns = printed.stdout.splitlines()[3].split()[2:6]
    atoms, indexing, _, everything = [[float(us) / 1e3 for us in column.split("/")] for column in columns]
    to_sites = [one + other for one, other in zip(atoms, indexing)]
    return {"finding atoms": atoms, "atoms to sites": to_sites, "the whole chain": everything}


def main():
    path, separation, bench = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    atomap = measure_atomap(path, separation)
    print(f"ms an atom, by the clock and of the processors: Atomap {atomap[0]:.2f}, {atomap[1]:.2f}")
    for what, ours in measure_ours(bench, path).items():
        ratios = [theirs / own for theirs, own in zip(atomap, ours)]
        print(f"{what:>16}: {ours[0]:.4f}, {ours[1]:.4f}: Atomap takes {ratios[0]:.0f}, {ratios[1]:.0f} times as long")


if __name__ == "__main__":
    main()
