"""Long calls let other threads of Python run, and Ctrl-C stops them."""

import signal
import threading
import time

import gibbsight as gs
import pytest

LONG = {"species": ["Te", "Se"], "columns": 64, "rows": 64, "parameters": {"pair1": 0.3}}


@pytest.fixture(scope="module")
def occupancy():
    return gs.simulate(**LONG)


def test_ctrl_c_stops_a_fit_within_a_second(occupancy):
    """Sent by another thread, so that it also proves that the call holds no lock on Python."""
    sent = []

    def interrupt():
        sent.append(time.monotonic())
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    timer = threading.Timer(0.5, interrupt)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        gs.fit(occupancy, twins=4096)
    assert sent and time.monotonic() - sent[0] < 1
    timer.join()


def test_the_next_call_is_not_stopped(occupancy):
    assert gs.count_motifs(occupancy).total == 62 * 62
    assert gs.simulate(**LONG, threads=2).to_array().shape == (64, 64)
