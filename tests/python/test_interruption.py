"""Long calls let other threads of Python run, and Ctrl-C stops them."""

import threading

import gibbsight as gs
import numpy as np
import pytest

SPECIES = ["Te", "Se"]
LONG = {"species": SPECIES, "columns": 64, "rows": 64, "parameters": {"pair1": 0.3}}


@pytest.fixture(scope="module")
def occupancy():
    return gs.simulate(**LONG)


@pytest.fixture(scope="module")
def picture():
    """Two million pixels of a crystal that repeats every 200."""
    codes = np.random.default_rng(1).integers(0, 2, (40, 40))
    crystal = gs.Occupancy.from_array(codes, species=SPECIES)
    patch = gs.render(crystal, columns=200, rows=200, spacing=10, rotation=0, drift=[0, 0], seed=1).to_array()
    return np.tile(patch, (7, 7))


def calls(occupancy, picture, folder):
    """Each would take several seconds."""
    image = gs.read_image(picture)
    np.save(folder / "scan.npy", picture)
    square = {"lattice": "square", "species": SPECIES}
    large = {"species": SPECIES, "columns": 1024, "rows": 1024, "sweeps": 100_000}
    for threads in (1, 2):
        yield "fit", lambda t=threads: gs.fit(occupancy, twins=4096, threads=t)
        yield "simulate", lambda t=threads: gs.simulate(parameters={"pair1": 0.3}, threads=t, **large)
        yield "simulate, mostly Te", lambda t=threads: gs.simulate(bulk={"Se": 0.1}, threads=t, **large)
        yield "find_atoms", lambda t=threads: gs.find_atoms(image, threads=t)
        yield "measure", lambda t=threads: gs.measure(image, threads=t, **square)
        yield "run", lambda t=threads: gs.run(folder / "scan.npy", threads=t, **square)
    yield "render", lambda: gs.render(occupancy, columns=7000, rows=7000)


def test_ctrl_c_stops_long_calls_within_a_second(occupancy, picture, tmp_path, seconds_to_stop):
    for name, call in calls(occupancy, picture, tmp_path):
        assert seconds_to_stop(0.4, call) < 1, name


def test_ctrl_c_leaves_calls_of_other_threads_alone(occupancy, seconds_to_stop):
    """It is the main thread's: the others work on."""
    found = []
    other = threading.Thread(target=lambda: found.append(gs.fit(occupancy, twins=256, seed=1)))
    other.start()
    assert seconds_to_stop(0.2, lambda: gs.fit(occupancy, twins=4096)) < 1
    other.join()
    assert found == [gs.fit(occupancy, twins=256, seed=1)]


def test_the_next_call_is_not_stopped(occupancy):
    assert gs.count_motifs(occupancy).total == 62 * 62
    assert gs.simulate(**LONG, threads=2).to_array().shape == (64, 64)
