"""An occupancy or a histogram in, a fit out."""

import json

import gibbsight as gs
import pytest

TRUE_ENERGY = 0.4
BULK = {"Se": 0.45}
# Few twins and a scan of two points: these tests ask whether the fit arrives, not how sharp it is.
QUICK = {"bulk": BULK, "twins": 64, "points": 2, "seed": 1}


@pytest.fixture(scope="module")
def occupancy():
    return gs.simulate(lattice="square", species=["Te", "Se"], parameters={"pair1": TRUE_ENERGY},
                       bulk=BULK, columns=32, rows=32, seed=5)  # fmt: skip


@pytest.fixture(scope="module")
def fit(occupancy):
    return gs.fit(occupancy, models=["random", "pair1"], temperature=300, threads=1, **QUICK)


def numbers(fit):
    return {
        name: (model.distance, model.p_value, model.log_evidence,
               [(p.value, p.std, p.interval) for p in model.parameters.values()])
        for name, model in fit.models.items()
    }  # fmt: skip


def test_the_true_energy_is_recovered(fit):
    energy = fit.best.parameters["pair1"]
    assert fit.status == "ok", fit.reasons
    assert fit.best.name == "pair1"
    assert 0.01 < energy.std < 0.1
    assert abs(energy.value - TRUE_ENERGY) < 4 * energy.std
    assert energy.interval[0] < energy.value < energy.interval[1]
    assert (energy.unit, energy.level, energy.identifiable) == ("kT", 0.9, True)


def test_the_random_mixture_stands_beside(fit):
    assert list(fit.models) == ["random", "pair1"]
    random, pair1 = fit.models.values()
    assert random.distance > pair1.distance
    assert random.p_value < 0.05 < pair1.p_value
    assert random.probability + pair1.probability == pytest.approx(1)
    assert random.parameters == {}


def test_a_temperature_gives_energies_in_mev(fit):
    assert fit.best.energies["pair1"].unit == "meV"
    ratio = fit.best.energies["pair1"].value / fit.best.parameters["pair1"].value
    assert ratio == pytest.approx(0.08617333 * 300, rel=1e-6)


def test_counts_of_what_was_fitted(fit):
    assert fit.site_count == 32 * 32
    assert fit.motif_count == 30 * 30
    assert fit.composition == pytest.approx({"Te": 0.55, "Se": 0.45}, abs=1e-3)


def test_threads_change_nothing(occupancy, fit):
    again = gs.fit(occupancy, models=["random", "pair1"], temperature=300, threads=3, **QUICK)
    assert numbers(again) == numbers(fit)


def test_a_histogram_is_enough(occupancy, fit):
    histogram = gs.count_motifs(occupancy)
    energy = gs.fit(histogram, models=["pair1"], **QUICK).best.parameters["pair1"]
    assert abs(energy.value - fit.best.parameters["pair1"].value) < energy.std
    with pytest.raises(gs.UsageError, match="unknown option.*shells"):
        gs.fit(histogram, shells=2)


def test_results_are_saved(fit, tmp_path):
    fit.save_report(tmp_path / "report.html")
    assert "pair1" in (tmp_path / "report.html").read_text()
    fit.save(tmp_path / "results")
    saved = json.loads((tmp_path / "results" / "fit.json").read_text())
    assert saved["best_model"] == fit.best.name
    assert saved["models"][1]["distance"] == fit.models["pair1"].distance
    with pytest.raises(gs.OutputError, match="output exists"):
        fit.save(tmp_path / "results")
    fit.save(tmp_path / "results", force=True)


def test_one_species_alone_is_refused(occupancy):
    only_te = gs.Occupancy.from_array(occupancy.to_array() * 0, species=["Te", "Se"])
    with pytest.raises(gs.DataError, match="one species only"):
        gs.fit(only_te)
