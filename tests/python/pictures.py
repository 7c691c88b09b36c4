"""A model that draws pictures: the chains of `sticking`, seen by a microscope. In a module of its own,
so that worker processes can import it."""

import gibbsight as gs
import sticking

LOOK = {"columns": 24 * 7, "rows": 24 * 7, "noise": 0.05, "height_spread": 0.08}


def simulate(parameters, rng):
    occupancy = sticking.simulate(parameters, rng)
    return gs.render(occupancy, seed=int(rng.integers(2**53)), **LOOK)


def simulate_arrays(parameters, rng):
    return simulate(parameters, rng).to_array()


def blind(parameters, rng):
    return rng.normal(size=(96, 96))
