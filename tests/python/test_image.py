"""The measured branch on a rendered image, step by step and as one call."""

import gibbsight as gs
import numpy as np
import pytest

SPECIES = ["Te", "Se"]
FIT = {"models": ["pair1"], "bulk": {"Se": 0.45}, "twins": 64, "points": 2, "seed": 1}


@pytest.fixture(scope="module")
def pixels():
    truth = gs.simulate(species=SPECIES, parameters={"pair1": 0.4}, bulk={"Se": 0.45},
                        columns=48, rows=48, seed=2)  # fmt: skip
    return gs.render(truth, columns=240, rows=220, noise=0.03, height_spread=0.12,
                     seed=2).to_array()  # fmt: skip


@pytest.fixture(scope="module")
def occupancy(pixels):
    atoms = gs.find_atoms(gs.read_image(pixels))
    sites = gs.index_atoms(atoms, lattice="square")
    assert sites.quality["placed"] == pytest.approx(len(atoms), rel=0.02)
    assert np.hypot(*sites.cell_px[:, 0]) == pytest.approx(9, rel=0.03)
    return gs.classify(sites, species=SPECIES)


def test_an_array_means_what_its_file_means(pixels, tmp_path):
    np.save(tmp_path / "scan.npy", pixels)
    from_file = gs.read_image(tmp_path / "scan.npy", pixel_size=[0.04, 0.05])
    assert from_file.shape == (220, 240)
    assert from_file.pixel_size == (0.04, 0.05)
    assert gs.read_image(pixels).pixel_size is None
    assert np.array_equal(from_file.to_array(), gs.read_image(pixels).to_array())


def test_pixels_that_are_not_square_are_averaged():
    """A scan with four lines where it has one point: measured like one with as many lines as points."""
    crystal = gs.simulate(species=SPECIES, columns=40, rows=40, sweeps=8, seed=3)
    fine = gs.render(crystal, columns=1040, rows=1040, spacing=36, noise=0.2, line_noise=0, seed=3)
    fine = fine.to_array()
    square = fine.reshape(260, 4, 260, 4).mean(axis=(1, 3))
    coarse_across = fine.reshape(1040, 260, 4).mean(axis=2)
    expected = gs.find_atoms(gs.read_image(square, pixel_size=0.4))
    image = gs.read_image(coarse_across, pixel_size=[0.4, 0.1])
    assert image.shape == (1040, 260)
    atoms = gs.find_atoms(image)
    assert atoms.warnings == [
        "pixels of 0.4 x 0.1 nm are not square: averaged to 0.4 x 0.4 nm, in which positions in px count"
    ]
    found, wanted = ({name: t[name] for name in ("x_px", "y_px", "intensity")} for t in
                     (atoms.to_table(), expected.to_table()))  # fmt: skip
    apart = np.hypot(*(np.subtract.outer(found[axis], wanted[axis]) for axis in ("x_px", "y_px")))
    nearest = apart.argmin(axis=1)
    assert (apart.min(axis=1) < 0.1).mean() > 0.98  # the border's atoms aside
    assert np.median(np.abs(found["intensity"] / wanted["intensity"][nearest] - 1)) < 0.02
    sites = gs.classify(gs.index_atoms(atoms, lattice="square"), species=SPECIES)
    assert sites == gs.measure(image, lattice="square", species=SPECIES)
    assert len(sites.to_table()) > 700


def test_atoms_come_as_a_table(pixels):
    table = gs.find_atoms(gs.read_image(pixels)).to_table()
    assert table.dtype.names[:2] == ("x_px", "y_px")
    assert 240 * 220 / 81 * 0.9 < len(table) < 240 * 220 / 81 * 1.15


def test_atoms_of_a_drawn_image_are_those_drawn():
    """Lines as strong as atoms are, and a tilt: no steps in between that one could forget."""
    crystal = gs.simulate(species=SPECIES, columns=40, rows=40, sweeps=8, seed=3)
    drawn = gs.render(crystal, columns=180, rows=171, spacing=9, line_noise=0.5, tilt=[1, 2], seed=3)
    read = gs.read_image(drawn.to_array())
    assert (drawn.is_levelled, read.is_levelled) == (False, True)
    atoms = gs.find_atoms(drawn)
    assert atoms == gs.find_atoms(read)
    assert len(atoms) == pytest.approx(180 * 171 / 81, rel=0.05)
    assert gs.measure(drawn, species=SPECIES) == gs.measure(read, species=SPECIES)


def test_what_was_not_to_be_levelled_stays_so(pixels):
    raw = gs.read_image(pixels, level_plane=False, level_lines="never")
    assert np.array_equal(raw.to_array(), pixels)
    assert gs.find_atoms(raw) != gs.find_atoms(gs.read_image(pixels))


def test_sites_are_classified(occupancy):
    table = occupancy.to_table()
    seen = table[table["species"] != ""]
    assert set(seen["species"]) == set(SPECIES)
    assert np.mean(seen["species"] == "Se") == pytest.approx(0.45, abs=0.08)
    assert np.allclose(seen["p_Te"] + seen["p_Se"], 1)
    codes = occupancy.to_array()
    for code, name in enumerate(SPECIES):
        assert np.sum(codes == code) == np.sum(seen["species"] == name)


def test_the_steps_make_the_whole(pixels, occupancy, tmp_path):
    """The classes overlap, so that a fit which forgot how sure each species is would differ."""
    np.save(tmp_path / "scan.npy", pixels)
    whole = gs.run(tmp_path / "scan.npy", lattice="square", species=SPECIES, null_twins=0, **FIT)
    steps = gs.fit(occupancy, **FIT)
    assert np.array_equal(whole.occupancy.to_array(), occupancy.to_array())
    energy = whole.best.parameters["pair1"]
    assert energy.value == steps.best.parameters["pair1"].value
    assert abs(energy.value - 0.4) < 4 * energy.std
    assert len(whole.atoms) == len(gs.find_atoms(whole.image))
    assert len(whole.sites) == len(whole.occupancy.to_table())


def test_a_refused_image_keeps_what_was_reached(tmp_path):
    noise = np.random.default_rng(1).normal(size=(128, 128))
    np.save(tmp_path / "noise.npy", noise)
    result = gs.run(tmp_path / "noise.npy", species=SPECIES)
    assert result.status == "refused"
    assert result.image.shape == (128, 128)
    assert result.occupancy is None
    with pytest.raises(gs.DataError) as refusal:
        _ = result.best
    assert str(refusal.value) == result.reasons[0]


@pytest.mark.parametrize(
    ("pixels", "error", "words"),
    [
        (np.zeros((64, 64)), gs.DataError, "image is constant (array)"),
        (np.full((64, 64), np.nan), gs.DataError, "array"),
        (np.eye(8), gs.DataError, "array"),
        (np.arange(64.0), gs.InputError, "expected 2 dimensions"),
        ("no such file.tif", gs.InputError, "no such file.tif"),
    ],
)
def test_what_is_no_image_is_refused(pixels, error, words):
    with pytest.raises(error) as refusal:
        gs.read_image(pixels)
    assert words in str(refusal.value)
