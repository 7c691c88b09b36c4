"""The jobs that every peer runs, those of the same name in bench/cases.cpp, and what checks them.

A peer is a module with `NAME`, `VERSION` and a class `Peer(job)` that offers
`energy(species)` and `change(species, moves)` in k_B T, where species is an array of 0 and 1 by
site (a, b) and moves a list of ((a, b), new species), and `run(attempts)`, which goes on from where
it was.
"""

import time
from dataclasses import dataclass

import numpy as np

SIZE = 40  # sites along each side of the box, as in bench/cases.cpp
TOLERANCE = 1e-9  # k_B T, of an energy of some hundred
STRETCHES = 7
STRETCH_SECONDS = 2.0


@dataclass(frozen=True)
class Shell:
    """Sites at one distance: half of their offsets, the others being opposite."""

    distance: float
    offsets: tuple


# Offsets are steps (a, b) along the cell's two vectors, at 90 and 60 degrees.
SHELLS = {
    "square": (Shell(1.0, ((1, 0), (0, 1))), Shell(2.0**0.5, ((1, 1), (1, -1)))),
    "triangular": (
        Shell(1.0, ((1, 0), (0, 1), (1, -1))),
        Shell(3.0**0.5, ((1, 1), (2, -1), (1, -2))),
        Shell(2.0, ((2, 0), (0, 2), (2, -2))),
    ),
}
CELLS = {
    "square": np.eye(2),
    "triangular": np.array([[1.0, 0.0], [0.5, 0.75**0.5]]),
}


@dataclass(frozen=True)
class Job:
    """One lattice, one way to move, and what an unlike pair of each shell costs, in k_B T."""

    name: str
    lattice: str
    parameters: tuple
    exchange: bool

    @property
    def shells(self):
        return SHELLS[self.lattice][: len(self.parameters)]

    @property
    def cutoff(self):
        """Between the last shell that interacts and the first that does not."""
        first_without = SHELLS[self.lattice][len(self.parameters)]
        return (self.shells[-1].distance + first_without.distance) / 2

    @property
    def cell(self):
        """Three vectors in units of the nearest distance; layers are out of each other's reach."""
        cell = np.diag([1.0, 1.0, 10.0])
        cell[:2, :2] = CELLS[self.lattice]
        return cell

    def random_species(self, random):
        """Half of the sites of either species."""
        species = np.repeat([0, 1], SIZE * SIZE // 2)
        random.shuffle(species)
        return species.reshape(SIZE, SIZE)

    def energy(self, species):
        """The direct sum that all must agree with: parameter times number of unlike pairs."""
        return sum(
            parameter * np.count_nonzero(species != np.roll(species, offset, axis=(0, 1)))
            for parameter, shell in zip(self.parameters, self.shells)
            for offset in shell.offsets
        )


JOBS = (
    Job("flip_square", "square", (0.4,), exchange=False),
    Job("exchange_square", "square", (0.4,), exchange=True),
    Job("flip_triangular2", "triangular", (0.3, 0.1), exchange=False),
    Job("exchange_triangular2", "triangular", (0.3, 0.1), exchange=True),
)


def spin_parameters(job):
    """Factors of 1, and for each shell of the mean of s s' over its pairs, s = +-1, in the energy
    of a site: an unlike pair is (1 - s s') / 2."""
    halves = [p * len(s.offsets) / 2 for p, s in zip(job.parameters, job.shells)]
    return sum(halves), [-half for half in halves]


def check_energies(job, peer, configurations=5, moves=50):
    """The largest difference from the direct sum, of energies and of what moves change them by.
    Raises where the peer computes anything else than we do: its speed would mean nothing."""
    random = np.random.default_rng(1)
    worst = 0.0
    for _ in range(configurations):
        species = job.random_species(random)
        energy = job.energy(species)
        worst = max(worst, abs(peer.energy(species) - energy))
        for _ in range(moves):
            sites = [tuple(site) for site in random.integers(SIZE, size=(2, 2)).tolist()]
            if job.exchange and species[sites[0]] == species[sites[1]]:
                continue
            changed = [(site, 1 - species[site]) for site in sites[: 2 if job.exchange else 1]]
            after = species.copy()
            for site, new in changed:
                after[site] = new
            difference = peer.change(species, changed) - (job.energy(after) - energy)
            worst = max(worst, abs(difference))
    if not worst < TOLERANCE:
        raise SystemExit(f"{job.name}: energies differ from the direct sum by {worst:g} k_B T")
    return worst


def measure(peer):
    """Attempts a nanosecond of each stretch, by processor time, after a stretch to warm up."""

    def seconds_of(attempts):
        start = time.process_time()
        peer.run(attempts)
        return time.process_time() - start

    attempts = SIZE * SIZE
    seconds_of(attempts)
    while (seconds := seconds_of(attempts)) < STRETCH_SECONDS / 4:
        attempts *= 2
    attempts = int(attempts * STRETCH_SECONDS / seconds)
    return [1e-9 * attempts / seconds_of(attempts) for _ in range(STRETCHES)]
