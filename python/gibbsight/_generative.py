"""Any function that simulates as a model to fit: draws of it, here or in processes."""

import concurrent.futures
import multiprocessing
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gibbsight import _core
from gibbsight._docs import core_text, with_parameters
from gibbsight._errors import unusable, usage
from gibbsight._images import read_image
from gibbsight.priors import Normal, Uniform

Floats = NDArray[np.float64]
Seeds = NDArray[np.uint64]
Check = Callable[[], None]

# A vectorised function is called with so many draws at once, for any number of processes: its
# random numbers are those of the first.
VECTOR = 64


def generator(seed: Seeds) -> np.random.Generator:
    return np.random.default_rng([int(word) for word in seed])


class Simulator:
    """A user's function and what its histograms must be like. Called in any process.

    Parameters
    ----------
    simulate
        f(parameters, rng) -> histogram, occupancy or array of counts, one an orbit; with
        `vectorised` many of them, for a dict of equally long arrays.
    names
        Parameters, in the order of the columns of points.
    like
        The observed histogram: its motif is counted in occupancies.
    observe
        Options of the measured branch, through which pictures go; None where none are drawn.
    """

    def __init__(self, simulate: Callable[..., Any], names: Sequence[str], like: _core.Histogram,
                 vectorised: bool, observe: dict[str, Any] | None = None) -> None:  # fmt: skip
        self.simulate = simulate
        self.names = list(names)
        self.like = like
        self.vectorised = vectorised
        self.observe = observe

    def counts_of(self, drawn: Any) -> Floats:
        """Counts, one an orbit, from whatever a function may return."""
        like = self.like
        if self.observe is not None:
            drawn = _measure(drawn, self.observe)
        if isinstance(drawn, _core.Occupancy):
            drawn = _core.count_motifs(drawn, shells=like.shells, symmetry=like.symmetry)
        if isinstance(drawn, _core.Histogram):
            if not drawn.counts_the_same_as(like):
                raise usage("histograms of different motifs", "simulate", repr(drawn), repr(like))
            drawn = drawn.counts
        try:
            counts = np.asarray(drawn, dtype=np.float64)
        except (TypeError, ValueError):
            counts = np.empty(0)
        if counts.shape != (len(like),):
            raise usage("not a histogram", "simulate", f"{type(drawn).__name__} of shape {counts.shape}",
                        f"a Histogram, an Occupancy or an array of {len(like)} counts")  # fmt: skip
        return counts

    def one(self, point: Floats, seed: Seeds) -> Floats:
        parameters = dict(zip(self.names, point.tolist(), strict=True))
        return self.counts_of(self.simulate(parameters, generator(seed)))

    def many(self, points: Floats, seeds: Seeds) -> Floats:
        parameters = dict(zip(self.names, points.T.copy(), strict=True))
        drawn = self.simulate(parameters, generator(seeds[0]))
        if len(drawn) != len(points):
            raise usage("wrong number of histograms", "simulate", len(drawn), f"{len(points)}, one a draw")
        return np.stack([self.counts_of(d) for d in drawn])

    def __call__(self, points: Floats, seeds: Seeds, check: Check = lambda: None) -> Floats:
        """Histograms (draws x orbits) at points (draws x parameters) from seeds (draws x 4)."""
        if self.vectorised:
            return self.many(points, seeds)
        rows = []
        for point, seed in zip(points, seeds, strict=True):
            check()
            rows.append(self.one(point, seed))
        return np.stack(rows)


def _measure(picture: Any, observe: dict[str, Any]) -> _core.Occupancy:
    if isinstance(picture, (_core.Occupancy, _core.Histogram)):
        raise usage("not a picture", "simulate", repr(picture), "an image, as gibbsight.render draws one")
    image = picture if isinstance(picture, _core.Image) else read_image(picture)
    try:
        return _core.measure(image, progress=False, **observe)
    except _core.DataError as problem:
        raise unusable("a picture that can't be measured", "simulate", problem,
                       "what the experiment might have looked like") from problem  # fmt: skip


def observation(observe: Mapping[str, Any] | None, like: _core.Histogram, workers: int) -> dict[str, Any] | None:
    """Options of the measured branch, for pictures of what was observed."""
    if observe is None:
        return None
    threads = {"threads": 1} if workers else {}  # processes have the cores
    return {"lattice": like.lattice, "species": like.species, **threads, **observe}


_here: Simulator | None = None  # of a worker process


def _start_worker(simulator: bytes) -> None:
    global _here
    _here = pickle.loads(simulator)


def _work(points: Floats, seeds: Seeds) -> Floats:
    assert _here is not None
    return _here(points, seeds)


def _pieces(count: int, size: int) -> list[slice]:
    return [slice(start, start + size) for start in range(0, count, size)]


Batch = Callable[[Floats, Seeds, Check], Floats]


def _in_this_process(simulator: Simulator) -> Batch:
    def batch(points: Floats, seeds: Seeds, check: Check) -> Floats:
        rows = []
        for piece in _pieces(len(points), VECTOR):
            check()
            rows.append(simulator(points[piece], seeds[piece], check))
        return np.concatenate(rows)

    return batch


def _in_processes(simulator: Simulator, pool: concurrent.futures.Executor, workers: int) -> Batch:
    def batch(points: Floats, seeds: Seeds, check: Check) -> Floats:
        size = VECTOR if simulator.vectorised else max(1, len(points) // (8 * workers))
        waiting = [pool.submit(_work, points[p], seeds[p]) for p in _pieces(len(points), size)]
        for future in waiting:
            while not future.done():
                check()
                concurrent.futures.wait([future], timeout=0.1)
        return np.concatenate([future.result() for future in waiting])

    return batch


def _pickled(simulator: Simulator) -> bytes:
    try:
        return pickle.dumps(simulator)
    except (pickle.PicklingError, AttributeError, TypeError) as problem:
        raise usage("function can't be sent to other processes", "workers", problem,
                    "a function defined in a module, or workers=0") from problem  # fmt: skip


@contextmanager
def _batches(simulator: Simulator, workers: int) -> Iterator[Batch]:
    if workers == 0:
        yield _in_this_process(simulator)
        return
    # Never forked: threads of the library may hold locks.
    pool = concurrent.futures.ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), _start_worker, (_pickled(simulator),))  # fmt: skip
    try:
        yield _in_processes(simulator, pool, workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _check_parameters(parameters: object) -> Mapping[str, Normal | Uniform]:
    expected = "a dict of names to gibbsight.Uniform or gibbsight.Normal"
    if not isinstance(parameters, Mapping) or not parameters:
        raise usage("no parameters to fit", "parameters", repr(parameters), expected)
    for name, prior in parameters.items():
        if not isinstance(name, str) or not isinstance(prior, (Normal, Uniform)):
            raise usage("not a prior", f"parameters, {name}", repr(prior), expected)
    return parameters


def _check_workers(workers: object) -> int:
    if isinstance(workers, int) and not isinstance(workers, bool) and 0 <= workers <= 1024:
        return workers
    raise usage("not a number of processes", "workers", repr(workers), "an integer from 0 to 1024")


def fit(data: Any, *, simulate: Callable[..., Any] | None = None,
        parameters: Mapping[str, Normal | Uniform] | None = None, vectorised: bool = False,
        workers: int = 0, name: str | None = None, observe: Mapping[str, Any] | None = None,
        **options: Any) -> _core.Fit:  # fmt: skip
    if simulate is None:
        for word, value in {"parameters": parameters, "name": name, "observe": observe}.items():
            if value is not None:
                raise usage("option without a function", word, repr(value), "simulate=f beside it")
        return _core.fit(data, **options)
    if not callable(simulate):
        raise usage("not a function", "simulate", repr(simulate), "f(parameters, rng)")
    priors = _check_parameters(parameters)
    workers = _check_workers(workers)
    name = name or getattr(simulate, "__name__", type(simulate).__name__).strip("<>")
    if observe is not None and isinstance(data, _core.Image):
        data = _core.measure(data, **observe)
    like = data if isinstance(data, _core.Histogram) else _core.count_motifs(
        data, shells=options.get("shells"), symmetry=options.get("symmetry"))  # fmt: skip
    numbers = zip(*(p.numbers for p in priors.values()), strict=True)
    mean, width, low, high = ([*column] for column in numbers)
    simulator = Simulator(simulate, list(priors), like, vectorised, observation(observe, like, workers))
    options.setdefault("models", ["random"])
    with _batches(simulator, workers) as batch:
        model = _core._FunctionModel(name, list(priors), mean, width, low, high, batch)
        return _core.fit(data, functions=[model], **options)


fit.__doc__ = with_parameters(core_text(_core.fit), """
simulate : f(parameters, rng), optional
    Any generative model: draws one observation at a dict of parameters, with a
    numpy.random.Generator that each call has for itself: a Histogram, an Occupancy (its motifs are
    counted), or an array of counts, one an orbit. It must show as many sites as were observed, and
    what the microscope makes of them. It becomes a candidate beside `models`, by default the
    random mixture alone; evidence, posterior, goodness of fit and report are those of the built-in
    models.
parameters : dict of names to Uniform or Normal, with `simulate`
    The prior of each.
vectorised : bool, default False
    f takes arrays, one entry a draw, and returns as many histograms.
workers : int, default 0
    Processes that f runs in; it must then be defined in a module. 0: in this one. The result does
    not depend on it.
observe : dict of options of measure, optional
    f draws pictures: images or arrays like the experiment's. Each is levelled, where it is not,
    and goes through the measured branch with these options, an empty dict for its defaults;
    lattice and species are by default those of the data. These may be an Image too: it then goes
    the same way.
name : str, optional
    Of the model, by default that of f.
""")
