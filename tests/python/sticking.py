"""A model without an energy, small enough to check by hand: rows of a ring along which atoms like to
stay with their own kind. In a module of its own, so that worker processes can import it."""

import gibbsight as gs
import numpy as np

SIDE = 24
SPECIES = ["Te", "Se"]


def occupancy(codes):
    return gs.Occupancy.from_array(codes, lattice="square", species=SPECIES)


def chains(parameters, rng):
    """Each row a Markov chain of two species that stays with probability `stay`."""
    switch = rng.random((SIDE, SIDE)) >= parameters["stay"]
    switch[:, 0] = rng.random(SIDE) < 0.5
    return np.cumsum(switch, axis=1) % 2


def simulate(parameters, rng):
    return occupancy(chains(parameters, rng))


def simulate_histogram(parameters, rng):
    return gs.count_motifs(simulate(parameters, rng))


def simulate_many(parameters, rng):
    return [simulate({"stay": stay}, rng) for stay in parameters["stay"]]


def broken(parameters, rng):
    raise ZeroDivisionError("of the user's own making")
