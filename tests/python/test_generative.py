"""Any function that simulates, fitted like a built-in model."""

import functools
import time

import gibbsight as gs
import numpy as np
import pictures
import pytest
import sticking
from gibbsight import _generative

TRUTH = 0.7
PRIOR = {"stay": gs.Uniform(0.1, 0.95)}
QUICK = {"bulk": {"Se": 0.5}, "twins": 64, "points": 2, "seed": 1}


def fitted(histogram, **changes):
    return gs.fit(histogram, **{"simulate": sticking.simulate, "parameters": PRIOR, **QUICK, **changes})


def numbers(fit):
    """Everything that a fit says of the function, the draws of its posterior byte by byte."""
    draws = fit._posterior()["posterior"]["stay"].tobytes()
    return repr(fit.best), fit.best.log_evidence, fit.best.parameters["stay"].value, draws


@pytest.fixture(scope="module")
def histogram():
    return gs.count_motifs(sticking.simulate({"stay": TRUTH}, np.random.default_rng(3)))


@pytest.fixture(scope="module")
def fit(histogram):
    return fitted(histogram)


def test_the_truth_is_recovered(fit):
    """552 independent steps of the chains: the best error there can be is 0.02."""
    best = fit.best
    stay = best.parameters["stay"]
    assert (fit.reasons, fit.status, best.name, stay.unit) == ([], "ok", "simulate", "")
    assert 0.01 < stay.std < 0.04
    assert stay.value == pytest.approx(TRUTH, abs=4 * stay.std)
    assert fit.models["random"].p_value < 0.05 < best.p_value


def test_what_is_fitted_is_reported(fit, tmp_path):
    fit.save(tmp_path / "results")
    assert "stay" in (tmp_path / "results" / "report.html").read_text()
    assert "simulate (intervals at 90 %): stay = 0." in str(fit)


@pytest.mark.parametrize("workers", [1, 3])
def test_processes_change_nothing(histogram, fit, workers):
    again = fitted(histogram, workers=workers)
    assert numbers(again) == numbers(fit)


def test_threads_and_the_kind_of_answer_change_nothing(histogram, fit):
    again = fitted(histogram, simulate=sticking.simulate_histogram, threads=2, name="simulate")
    assert numbers(again) == numbers(fit)


def test_vectorised_is_the_same_model_with_other_random_numbers(histogram, fit):
    options = {"simulate": sticking.simulate_many, "vectorised": True}
    many = fitted(histogram, **options)
    ours, theirs = many.best.parameters["stay"], fit.best.parameters["stay"]
    assert abs(ours.value - theirs.value) < theirs.std
    assert ours.std == pytest.approx(theirs.std, rel=0.5)
    assert numbers(fitted(histogram, workers=2, **options)) == numbers(many)


def test_beside_built_in_models(histogram):
    fit = fitted(histogram, models=["pair1"])
    assert list(fit.models) == ["random", "pair1", "simulate"]
    assert fit.best.name == "simulate", "rows know nothing of each other"
    assert sum(m.probability for m in fit.models.values()) == pytest.approx(1)


def test_a_narrow_prior_is_the_answer(histogram):
    """A prior far narrower than the data's error of 0.02: the posterior is nearly the prior."""
    fit = fitted(histogram, parameters={"stay": gs.Normal(0.65, 0.002)})
    stay = fit.models["simulate"].parameters["stay"]
    assert stay.value == pytest.approx(0.65, abs=0.002)
    assert stay.std == pytest.approx(0.002, rel=0.3)
    assert not stay.identifiable


def test_a_parameter_without_effect_is_not_identifiable(histogram):
    fit = fitted(histogram, parameters={**PRIOR, "idle": gs.Uniform(-100, 300)})
    found = fit.models["simulate"].parameters
    assert fit.status == "uninformative"
    assert not found["idle"].identifiable
    assert found["stay"].identifiable
    assert found["stay"].value == pytest.approx(TRUTH, abs=0.1)


def test_an_error_of_the_function_is_its_own(histogram):
    for workers in (0, 1):
        with pytest.raises(ZeroDivisionError, match="of the user's own making"):
            fitted(histogram, simulate=sticking.broken, workers=workers)


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (lambda p, r: np.zeros(12), gs.DataError, "not a histogram (simulate)"),
        (lambda p, r: np.full(12, np.nan), gs.DataError, "expected finite counts"),
        (lambda p, r: np.r_[-1.0, np.ones(11)], gs.DataError, "none negative"),
        (lambda p, r: np.ones(11), gs.UsageError, "ndarray of shape (11,)"),
        (lambda p, r: "text", gs.UsageError, "an array of 12 counts"),
        (lambda p, r: None, gs.UsageError, "an array of 12 counts"),
        (lambda p, r: gs.count_motifs(sticking.simulate(p, r), shells=2), gs.UsageError,
         "histograms of different motifs"),
    ],
)  # fmt: skip
def test_what_is_no_histogram_is_refused(histogram, answer, error, words):
    with pytest.raises(error) as refusal:
        fitted(histogram, simulate=answer)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"parameters": {}}, "no parameters to fit"),
        ({"parameters": {"stay": (0, 1)}}, "not a prior (parameters, stay): (0, 1)"),
        ({"parameters": PRIOR, "workers": -1}, "(workers): -1"),
        ({"parameters": PRIOR, "simulate": 3}, "not a function (simulate): 3"),
        ({"parameters": PRIOR, "simulate": None}, "expected simulate=f beside it"),
        ({"parameters": PRIOR, "simulate": lambda p, r: None, "workers": 2}, "other processes"),
        ({"parameters": PRIOR, "twins ": 3}, "did you mean twins"),
    ],
)
def test_wrong_options_are_refused_by_name(histogram, options, words):
    with pytest.raises(gs.UsageError) as refusal:
        gs.fit(histogram, **{"simulate": sticking.simulate, **options})
    assert words in str(refusal.value)


@pytest.mark.parametrize("make", [
    lambda: gs.Uniform(1, 0), lambda: gs.Uniform(0, np.inf), lambda: gs.Normal(0, 0),
    lambda: gs.Normal(np.nan, 1), lambda: gs.Normal(2, 1, high=1)])  # fmt: skip
def test_priors_that_are_none(make):
    with pytest.raises(gs.UsageError, match="expected"):
        make()


def slow(delay, parameters, rng):
    time.sleep(delay)
    return sticking.simulate(parameters, rng)


@pytest.mark.parametrize("workers", [0, 1])
def test_ctrl_c_stops_a_slow_function_within_a_second(histogram, workers, seconds_to_stop):
    function = functools.partial(slow, 0.05)
    assert seconds_to_stop(2, lambda: fitted(histogram, simulate=function, workers=workers)) < 1


@pytest.fixture(scope="module")
def picture():
    return pictures.simulate({"stay": TRUTH}, np.random.default_rng(5))


@pytest.fixture(scope="module")
def measured(picture):
    return gs.measure(picture, lattice="square", species=sticking.SPECIES)


def draws(function, like, workers):
    """Histograms of eight draws, by the path that a fit takes."""
    observe = _generative.observation({}, like, workers)
    simulator = _generative.Simulator(function, ["stay"], like, False, observe)
    points = np.linspace(0.3, 0.8, 8)[:, None]
    seeds = np.arange(32, dtype=np.uint64).reshape(8, 4)
    with _generative._batches(simulator, workers) as batch:
        return batch(points, seeds, lambda: None)


def test_pictures_go_through_the_measured_branch(measured):
    like = gs.count_motifs(measured)
    seen = draws(pictures.simulate, like, 0)
    assert all(len(like) == len(row) and row.sum() > 0.8 * like.total for row in seen)
    first = pictures.simulate({"stay": 0.3}, np.random.default_rng([0, 1, 2, 3]))
    occupancy = gs.measure(first, lattice="square", species=sticking.SPECIES)
    assert np.array_equal(seen[0], gs.count_motifs(occupancy).counts)


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_change_nothing_of_pictures(measured, workers):
    like = gs.count_motifs(measured)
    assert np.array_equal(draws(pictures.simulate, like, workers), draws(pictures.simulate, like, 0))


def test_arrays_and_images_are_levelled_alike(measured):
    like = gs.count_motifs(measured)
    from_arrays, from_images = (draws(f, like, 0) for f in (pictures.simulate_arrays, pictures.simulate))
    assert np.array_equal(from_arrays, from_images)


@pytest.mark.nightly  # some 1500 pictures, each measured
def test_a_model_that_draws_pictures_is_fitted(picture, measured):
    observe = {"lattice": "square", "species": sticking.SPECIES}
    fit = fitted(picture, simulate=pictures.simulate, observe=observe, workers=2)
    stay = fit.best.parameters["stay"]
    assert (fit.status, fit.best.name) == ("ok", "simulate"), fit.reasons
    assert 0.01 < stay.std < 0.06
    assert stay.value == pytest.approx(TRUTH, abs=4 * stay.std)
    assert fit.site_count == np.sum(measured.to_array() >= 0)


def test_a_picture_of_nothing_is_refused(measured):
    with pytest.raises(gs.DataError, match="a picture that can't be measured .simulate."):
        fitted(measured, simulate=pictures.blind, observe={})
    with pytest.raises(gs.UsageError, match="not a picture .simulate.: Occupancy"):
        fitted(measured, observe={})
    with pytest.raises(gs.UsageError, match="did you mean threads"):
        fitted(measured, simulate=pictures.simulate, observe={"thread": 1})
