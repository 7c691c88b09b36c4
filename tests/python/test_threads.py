"""Calls from several threads of Python at once, and from a process that was forked."""

import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor

import gibbsight as gs
import numpy as np
import pytest

SPECIES = ["Te", "Se"]
WAYS = [1, 2]  # threads of each call


@pytest.fixture(scope="module")
def crystals():
    return [gs.simulate(species=SPECIES, parameters={"pair1": 0.3}, columns=24, rows=24, seed=seed)
            for seed in range(3)]  # fmt: skip


@pytest.fixture(scope="module")
def images(crystals):
    return [gs.render(crystal, columns=120, rows=110, noise=0.03, seed=seed) for seed, crystal in enumerate(crystals)]


def simulated(seed, threads):
    codes = gs.simulate(species=SPECIES, parameters={"pair1": 0.3}, columns=48, rows=48, seed=seed, threads=threads)
    return codes.to_array().tobytes()


def jobs(crystals, images):
    """Each gives bytes or a value that is compared by all it holds."""
    fitted = {"models": ["pair1"], "bulk": {"Se": 0.5}, "twins": 64, "points": 2, "seed": 1}
    for threads in WAYS:
        for seed, (crystal, image) in enumerate(zip(crystals, images, strict=True)):
            yield lambda s=seed, t=threads: simulated(s, t)
            yield lambda i=image, t=threads: gs.find_atoms(i, threads=t).to_table().tobytes()
            yield lambda i=image, t=threads: gs.measure(i, species=SPECIES, threads=t).to_table().tobytes()
            yield lambda c=crystal, t=threads: gs.fit(c, threads=t, **fitted)


def test_several_at_once_are_as_one_after_another(crystals, images):
    work = list(jobs(crystals, images))
    alone = [job() for job in work]
    start = threading.Barrier(6)

    def share(first):
        start.wait()
        return [work[i]() for i in range(first, len(work), 6)]

    with ThreadPoolExecutor(6) as pool:
        shares = list(pool.map(share, range(6)))
    for i, expected in enumerate(alone):
        assert shares[i % 6][i // 6] == expected, i


def test_an_error_is_raised_in_the_thread_that_called(crystals):
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(gs.render, crystals[0], columns=64, rows=64, heights=[1] * (2 + i % 2))
                 for i in range(16)]  # fmt: skip
    for i, call in enumerate(calls):
        if i % 2:
            with pytest.raises(gs.ConfigurationError, match="heights"):
                call.result()
        else:
            assert call.result().shape == (64, 64)


def in_a_child(crystal, answer):
    drawn = gs.render(crystal, columns=64, rows=64, seed=1).to_array()
    answer.send_bytes(drawn.tobytes())
    answer.send_bytes(simulated(1, 1))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_works(crystals):
    """Some packages fork, though threads do not come along: those of calls before must not be waited for."""
    expected = [gs.render(crystals[0], columns=64, rows=64, seed=1).to_array().tobytes(), simulated(1, 1)]
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=in_a_child, args=(crystals[0], theirs))
    child.start()
    try:
        for answer in expected:
            assert ours.poll(20), "the child hangs"
            assert ours.recv_bytes() == answer
        child.join(20)
        assert child.exitcode == 0
        assert np.frombuffer(expected[0], np.float32).std() > 0
    finally:
        child.kill()
