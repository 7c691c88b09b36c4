"""Values to and from other packages, and what every value can do: pickle, copy, ==, repr."""

import copy
import os
import pickle
from pathlib import Path
from types import SimpleNamespace

import gibbsight as gs
import numpy as np
import pytest

SPECIES = ["Te", "Se"]
ROWS, COLUMNS = 36, 40
PATTERN = np.fromfunction(lambda row, column: 3 * row + column**2, (ROWS, COLUMNS), dtype=np.float32)
RAW = {"level_plane": False, "level_lines": "never"}


@pytest.fixture(scope="module")
def occupancy():
    return gs.simulate(species=SPECIES, parameters={"pair1": 0.4}, columns=24, rows=24, seed=5)


@pytest.fixture(scope="module")
def fit(occupancy):
    return gs.fit(occupancy, models=["pair1"], bulk={"Se": 0.5}, twins=64, points=2, seed=1)


def axis(size, scale, units, index):
    return SimpleNamespace(size=size, scale=scale, units=units, index_in_array=index, name="")


def signal(data, x, y):
    return SimpleNamespace(data=data, axes_manager=SimpleNamespace(signal_axes=(x, y)))


def values(occupancy):
    image = gs.render(occupancy, columns=120, rows=110, noise=0.02, seed=1)
    atoms = gs.find_atoms(image)
    sites = gs.index_atoms(atoms, lattice="square")
    return [occupancy, gs.count_motifs(occupancy), image, atoms, sites]


@pytest.mark.parametrize("index", range(5))
def test_values_are_copied_pickled_and_compared(occupancy, index):
    value = values(occupancy)[index]
    other = values(gs.Occupancy.from_array(1 - occupancy.to_array(), species=SPECIES))[index]
    for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert again is not value
        assert again == value
        assert again != other
        assert repr(again) == repr(value)
    assert value == values(occupancy)[index], "made anew"
    assert value != "another type"
    assert type(value).__name__ in repr(value)
    assert "<div>" in value._repr_html_()
    with pytest.raises(TypeError):
        hash(value)


def test_pickles_keep_what_was_measured(occupancy):
    """Positions and class probabilities too, which == does not ask."""
    image = gs.render(occupancy, columns=200, rows=180, noise=0.03, seed=2)
    measured = gs.classify(gs.index_atoms(gs.find_atoms(image)), species=SPECIES)
    again = pickle.loads(pickle.dumps(measured))
    assert again.to_table().tobytes() == measured.to_table().tobytes()


def test_stages_go_on_from_a_pickle(occupancy):
    image = gs.render(occupancy, columns=200, rows=180, noise=0.03, seed=2)
    atoms = gs.find_atoms(image)
    sites = gs.index_atoms(atoms, lattice="square")
    again = pickle.loads(pickle.dumps(sites))
    assert again.to_table().tobytes() == sites.to_table().tobytes()
    assert again.quality == sites.quality
    assert np.array_equal(again.cell_px, sites.cell_px)
    assert gs.index_atoms(pickle.loads(pickle.dumps(atoms)), lattice="square") == sites
    assert gs.classify(again, species=SPECIES) == gs.classify(sites, species=SPECIES)


def same_files(one, other):
    """But for the log, which says how long it took."""
    folders = [{p.name: p.read_bytes() for p in folder.iterdir()} for folder in (one, other)]
    logs = [folder.pop("log.txt") for folder in folders]
    return folders[0] == folders[1] and all(logs)


def test_a_fit_is_copied_pickled_and_compared(occupancy, fit, tmp_path):
    options = {"models": ["pair1"], "bulk": {"Se": 0.5}, "twins": 64, "points": 2}
    assert gs.fit(occupancy, seed=1, **options) == fit
    assert gs.fit(occupancy, seed=2, **options) != fit
    fit.save(tmp_path / "saved")
    for n, again in enumerate([copy.copy(fit), copy.deepcopy(fit), pickle.loads(pickle.dumps(fit)),
                               gs.read_fit(tmp_path / "saved")]):  # fmt: skip
        assert again == fit
        assert type(again) is gs.Fit
        assert (repr(again), str(again)) == (repr(fit), str(fit))
        assert again.verdict == fit.verdict != []
        assert again.best == fit.best
        again.save(tmp_path / str(n))
        assert same_files(tmp_path / "saved", tmp_path / str(n))
        again.save_report(tmp_path / "report.html")
        assert (tmp_path / "report.html").read_bytes() == (tmp_path / "saved/report.html").read_bytes()
        draws, ours = again._posterior()["posterior"]["pair1"], fit._posterior()["posterior"]["pair1"]
        assert draws.tobytes() == ours.tobytes()
    with pytest.raises(gs.InputError, match="fit.json"):
        gs.read_fit(tmp_path)


def test_models_and_parameters_are_values(fit):
    for value in (fit.best, fit.best.parameters["pair1"]):
        for again in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
            assert again == value
            assert repr(again) == repr(value)
        assert value != fit.models["random"]
    assert fit.models["random"] != fit.best


def test_a_run_is_pickled_with_its_stages(occupancy, tmp_path):
    image = gs.render(occupancy, columns=200, rows=180, noise=0.03, seed=2)
    np.save(tmp_path / "scan.npy", image.to_array())
    run = gs.run(tmp_path / "scan.npy", species=SPECIES, models=["pair1"], null_twins=0, twins=64, points=2)
    again = pickle.loads(pickle.dumps(run))
    assert type(again) is gs.Run
    assert again == run == copy.copy(run)
    for stage in ("image", "atoms", "sites", "occupancy"):
        assert getattr(again, stage) == getattr(run, stage)
        assert getattr(again, stage) is not None
    np.save(tmp_path / "scan.npy", np.zeros((64, 64)))
    refused = pickle.loads(pickle.dumps(gs.run(tmp_path / "scan.npy", species=SPECIES)))
    assert (refused.status, refused.atoms, refused.occupancy) == ("refused", None, None)


def test_a_damaged_pickle_of_a_fit_is_refused(fit):
    state = fit.__getstate__()
    for damaged in ({}, {**state, "fit.json": b"{"}, {"fit.json": state["fit.json"]}):
        with pytest.raises(gs.DataError):
            gs.Fit.__new__(gs.Fit).__setstate__(damaged)


@pytest.mark.parametrize("kind", [gs.Occupancy, gs.Histogram, gs.Image, gs.AtomList, gs.Sites])
def test_a_damaged_pickle_is_refused(occupancy, kind):
    value = next(v for v in values(occupancy) if isinstance(v, kind))
    state = list(value.__getstate__())
    place = next(i for i, part in enumerate(state) if isinstance(part, bytes))
    state[place] = state[place][:-7]
    with pytest.raises(gs.DataError, match="not a pickle"):
        kind.__new__(kind).__setstate__(tuple(state))


def test_hyperspy_axes_are_honoured():
    x, y = axis(COLUMNS, 2.5, "Å", 1), axis(ROWS, 0.0005, "µm", 0)
    image = gs.read_image(signal(PATTERN, x, y), **RAW)
    assert image.pixel_size == pytest.approx((0.25, 0.5))
    assert np.array_equal(image.to_array(), PATTERN)
    turned = gs.read_image(signal(PATTERN.T, axis(COLUMNS, 2.5, "Å", 0),
                                  axis(ROWS, 0.5, "nm", 1)), **RAW)  # fmt: skip
    assert turned == image


@pytest.mark.filterwarnings("ignore")  # of HyperSpy's own
def test_hyperspy_round_trip(tmp_path):
    """The package itself, where it is installed."""
    hs = pytest.importorskip("hyperspy.api")
    scan = hs.signals.Signal2D(PATTERN)
    x, y = scan.axes_manager.signal_axes
    x.scale, x.units, y.scale, y.units = 2.5, "Å", 0.0005, "µm"
    image = gs.read_image(scan, **RAW)
    assert image.pixel_size == pytest.approx((0.25, 0.5))
    assert np.array_equal(image.to_array(), PATTERN)
    turned = gs.read_image(scan.transpose(signal_axes=(1, 0)), **RAW)
    assert turned.pixel_size == pytest.approx((0.5, 0.25))
    assert np.array_equal(turned.to_array(), PATTERN.T), "as HyperSpy shows it"
    scan.save(tmp_path / "scan.hspy")
    assert gs.read_image(tmp_path / "scan.hspy", **RAW) == image
    assert np.array_equal(hs.signals.Signal2D(image.to_array()).data, PATTERN)
    stack = hs.signals.Signal2D(np.stack([PATTERN, PATTERN + 100]))
    assert np.array_equal(gs.read_image(stack, frame=1, **RAW).to_array(), PATTERN + 100)


def test_units_that_are_no_length_are_not_guessed():
    for units in ("", "px", "1/nm", "<undefined>", None):
        image = gs.read_image(signal(PATTERN, axis(COLUMNS, 2, units, 1), axis(ROWS, 2, units, 0)))
        assert image.pixel_size is None
    given = gs.read_image(signal(PATTERN, axis(COLUMNS, 2, "nm", 1), axis(ROWS, 2, "nm", 0)), pixel_size=7)
    assert given.pixel_size == (7, 7)


def test_frames_of_a_stack():
    stack = np.stack([PATTERN, PATTERN + 100])
    found = signal(stack, axis(COLUMNS, 1, "nm", 2), axis(ROWS, 1, "nm", 1))
    assert np.array_equal(gs.read_image(found, frame=1, **RAW).to_array(), PATTERN + 100)
    with pytest.raises(gs.UsageError, match="no such frame .frame.: 2; expected an integer from 0 to 1"):
        gs.read_image(found, frame=2)


def test_a_signal_that_is_no_image_is_refused():
    spectrum = SimpleNamespace(data=PATTERN[0], axes_manager=SimpleNamespace(signal_axes=(1,)))
    with pytest.raises(gs.UsageError, match="signal of 1 dimensions; expected a Signal2D"):
        gs.read_image(spectrum)


def test_xarray_round_trip():
    pytest.importorskip("xarray")
    image = gs.read_image(PATTERN, pixel_size=[0.25, 0.5], **RAW)
    array = image.to_xarray()
    assert array.dims == ("y", "x")
    assert array.x.attrs["units"] == "nm"
    assert gs.read_image(array, **RAW) == image
    assert gs.read_image(array.transpose("x", "y"), **RAW) == image
    assert gs.read_image(array.isel(y=slice(None, None, -1)), **RAW) == image
    unknown = gs.read_image(gs.read_image(PATTERN, **RAW).to_xarray(), **RAW)
    assert unknown.pixel_size is None
    with pytest.raises(gs.UsageError, match="not equally spaced"):
        gs.read_image(array.assign_coords(x=array.x**2))


def test_sidpy_has_x_first():
    dimension = lambda name, size, step: SimpleNamespace(  # noqa: E731
        name=name, units="nm", values=np.arange(size) * step, dimension_type="DimensionType.SPATIAL")

    class Dataset(np.ndarray):
        pass

    data = PATTERN.T.copy().view(Dataset)
    data._axes = {0: dimension("a", COLUMNS, 0.25), 1: dimension("b", ROWS, 0.5)}
    data.data_type = "IMAGE"
    image = gs.read_image(data, **RAW)
    assert image.pixel_size == pytest.approx((0.25, 0.5))
    assert np.array_equal(image.to_array(), PATTERN)


@pytest.mark.filterwarnings("ignore")  # of sidpy's own
def test_sidpy_itself():
    """Where it is installed."""
    sidpy = pytest.importorskip("sidpy")
    dataset = sidpy.Dataset.from_array(PATTERN.T, title="scan")
    dataset.data_type = "image"
    for place, (name, size, step) in enumerate([("x", COLUMNS, 2.5), ("y", ROWS, 5.0)]):
        steps = sidpy.Dimension(np.arange(size) * step, name=name, units="Å", dimension_type="spatial")
        dataset.set_dimension(place, steps)
    image = gs.read_image(dataset, **RAW)
    assert image.pixel_size == pytest.approx((0.25, 0.5))
    assert np.array_equal(image.to_array(), PATTERN)


def test_dm3_is_read_by_rosettasciio():
    digital_micrograph = pytest.importorskip("rsciio.digitalmicrograph")
    shared = os.environ.get("GIBBSIGHT_TEST_DATA")
    path = Path(shared or "") / "format_cdte.dm3"
    if not path.is_file():
        pytest.skip("no format_cdte.dm3 in $GIBBSIGHT_TEST_DATA")
    expected = digital_micrograph.file_reader(str(path))[0]
    image = gs.read_image(path, **RAW)
    assert np.array_equal(image.to_array(), expected["data"].astype(np.float32))
    assert image.pixel_size[0] == pytest.approx(expected["axes"][-1]["scale"])
    assert expected["axes"][-1]["units"] == "nm"


def test_a_file_that_nobody_reads_keeps_the_words_of_the_command_line(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("no image")
    with pytest.raises(gs.InputError, match="unknown image format .*notes.txt.*; expected TIFF"):
        gs.read_image(path)


def test_what_rosettasciio_stumbles_over_is_our_error(tmp_path):
    pytest.importorskip("rsciio")
    path = tmp_path / "damaged.dm3"
    path.write_bytes(b"\0\0\0\3 and no more")
    with pytest.raises(gs.InputError, match="this kind of file is not read .*damaged.dm3") as refusal:
        gs.read_image(path)
    assert "RosettaSciIO" in refusal.value.__notes__[0]


def test_images_are_views():
    image = gs.read_image(PATTERN)
    first, second = image.to_array(), image.to_array()
    assert np.shares_memory(first, second)
    assert not first.flags.writeable
    del image
    assert first.shape == PATTERN.shape
    assert np.isfinite(first).all()


@pytest.mark.filterwarnings("ignore")
def test_to_ase(occupancy):
    pytest.importorskip("ase")
    atoms = occupancy.to_ase()
    codes = occupancy.to_array()
    assert len(atoms) == codes.size
    assert atoms.get_chemical_symbols().count("Se") == codes.sum()
    a, b = atoms.arrays["a"], atoms.arrays["b"]
    assert [SPECIES[code] for code in codes[b, a]] == atoms.get_chemical_symbols()
    assert np.allclose(atoms.positions[:, :2], np.column_stack([a, b]))


@pytest.mark.filterwarnings("ignore")
def test_to_arviz(fit, tmp_path):
    pytest.importorskip("arviz_base")
    data = fit.to_arviz()
    draws = data["posterior"]["pair1"]
    energy = fit.best.parameters["pair1"]
    assert draws.dims == ("chain", "draw")
    assert float(draws.mean()) == pytest.approx(energy.value, rel=1e-12)
    assert float(draws.std()) == pytest.approx(energy.std, rel=1e-9)
    assert data["posterior_predictive"]["histogram"].shape[2] == 12
    assert set(data) == {"posterior", "prior", "sample_stats", "log_likelihood",
                                  "observed_data", "posterior_predictive"}  # fmt: skip


@pytest.mark.filterwarnings("ignore")  # of ArviZ's own
def test_arviz_opens_the_posterior_and_agrees(fit, tmp_path):
    """The whole of it, where it is installed. Its standard deviation is a sample's, ours that of the draws."""
    arviz = pytest.importorskip("arviz")
    fit.save(tmp_path / "fit")
    opened = arviz.from_netcdf(str(tmp_path / "fit" / "posterior.nc"))
    for group, arrays in fit._posterior().items():
        for name, values in arrays.items():
            assert np.array_equal(opened[group][name].values, values), (group, name)
    energy = fit.best.parameters["pair1"]
    for data in (opened, fit.to_arviz()):
        summary = arviz.summary(data, round_to="none").loc["pair1"]
        assert float(summary["mean"]) == pytest.approx(energy.value, rel=1e-9)
        assert float(summary["sd"]) == pytest.approx(energy.std, rel=1e-3)
    low, high = np.quantile(opened["posterior"]["pair1"].values, [0.05, 0.95])
    assert (low, high) == pytest.approx(energy.interval, abs=0.01 * energy.std)


def test_a_fit_says_what_it_found(fit):
    assert repr(fit).startswith(f"Fit({fit.status}, best pair1, pair1 = 0.")
    assert "<table>" in fit._repr_html_()
    assert "pair1 = 0." in fit._repr_html_()
