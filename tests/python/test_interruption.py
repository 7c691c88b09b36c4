"""Long calls let other threads of Python run, and Ctrl-C stops them."""

import gibbsight as gs
import pytest

LONG = {"species": ["Te", "Se"], "columns": 64, "rows": 64, "parameters": {"pair1": 0.3}}


@pytest.fixture(scope="module")
def occupancy():
    return gs.simulate(**LONG)


def test_ctrl_c_stops_a_fit_within_a_second(occupancy, seconds_to_stop):
    assert seconds_to_stop(0.5, lambda: gs.fit(occupancy, twins=4096)) < 1


def test_the_next_call_is_not_stopped(occupancy):
    assert gs.count_motifs(occupancy).total == 62 * 62
    assert gs.simulate(**LONG, threads=2).to_array().shape == (64, 64)
