"""What must hold for any input: round trips, symmetries, and errors instead of crashes."""

import pickle
import sys

import gibbsight as gs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SPECIES = ["Te", "Se"]
quick = settings(max_examples=40, deadline=None, derandomize=True, database=None,
                 suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
seeds = st.integers(0, 2**32)
names = st.lists(st.text("ABCDEFGHabcdefgh", min_size=1, max_size=4), min_size=2, max_size=3, unique=True)


def codes_of(seed, shape=(17, 14), species=2):
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, species, shape)
    codes[rng.random(shape) < 0.05] = -1
    return codes


def occupancy_of(codes, **options):
    return gs.Occupancy.from_array(codes, **{"lattice": "square", "species": SPECIES, **options})


@quick
@given(seeds, names, st.integers(1, 30), st.integers(1, 30))
def test_codes_and_pickles_come_back(seed, species, rows, columns):
    codes = codes_of(seed, (rows, columns), len(species))
    occupancy = occupancy_of(codes, species=species)
    assert np.array_equal(occupancy.to_array(), codes)
    assert pickle.loads(pickle.dumps(occupancy)) == occupancy


@quick
@given(seeds, st.sampled_from(["rot90", "flipud", "fliplr", "transpose"]), st.integers(0, 2))
def test_symmetry_of_the_lattice_changes_no_count(seed, name, shells):
    codes = codes_of(seed)
    turned = getattr(np, name)(codes)
    first, second = (gs.count_motifs(occupancy_of(c), shells=shells) for c in (codes, turned))
    assert first == second


@quick
@given(seeds)
def test_swapped_names_only_rename(seed):
    codes = codes_of(seed)
    swapped = np.where(codes < 0, codes, 1 - codes)
    table = gs.count_motifs(occupancy_of(codes)).to_table()
    other = gs.count_motifs(occupancy_of(swapped, species=SPECIES[::-1])).to_table()

    def by_content(rows):
        return sorted((r["configuration"][:2], r["configuration"].count("Se"), r["count"]) for r in rows)

    assert by_content(table) == by_content(other)


@quick
@given(seeds, seeds)
def test_distance_is_a_distance(one, other):
    first, second = (gs.count_motifs(occupancy_of(codes_of(seed))) for seed in (one, other))
    assert gs.statistical_distance(first, first) == pytest.approx(0, abs=1e-7)
    assert gs.statistical_distance(first, second) == gs.statistical_distance(second, first) >= 0


def picture_of(seed):
    truth = gs.simulate(species=SPECIES, parameters={"pair1": 0.4}, bulk={"Se": 0.45}, columns=32,
                        rows=32, seed=seed % 2**31)  # fmt: skip
    return gs.render(truth, columns=200, rows=220, noise=0.02, line_noise=0, tilt=[0, 0], seed=seed).to_array()


def measured(pixels, species=SPECIES):
    """Without levelling, which knows rows from columns."""
    image = gs.read_image(pixels, level_plane=False, level_lines="never")
    return gs.measure(image, lattice="square", species=species)


few = settings(quick, max_examples=4)


@few
@given(seeds, st.sampled_from(["rot90", "flipud", "fliplr", "transpose"]))
def test_an_image_turned_or_mirrored_tells_the_same(seed, name):
    pixels = picture_of(seed)
    turned = np.ascontiguousarray(getattr(np, name)(pixels))
    first, other = (gs.count_motifs(measured(p)) for p in (pixels, turned))
    assert first.total == pytest.approx(other.total, rel=0.01)
    assert gs.statistical_distance(first, other) < 0.02


@few
@given(seeds)
def test_other_names_of_an_image_only_rename(seed):
    pixels = picture_of(seed)
    ours, swapped = measured(pixels), measured(pixels, SPECIES[::-1])
    assert np.array_equal(ours.to_array(), swapped.to_array())
    assert {row["species"] for row in swapped.to_table()} - {""} == set(SPECIES)


@few
@given(seeds)
def test_other_names_change_no_energy(seed):
    """The names alone, and then which of the species comes first."""
    codes = codes_of(seed, (24, 24))
    options = {"models": ["pair1"], "twins": 64, "points": 2, "seed": 1}

    def energy(codes, species, bulk):
        return gs.fit(occupancy_of(codes, species=species), bulk=bulk, **options).models["pair1"].parameters["pair1"]

    ours = energy(codes, ["Te", "Se"], {"Se": 0.45})
    renamed = energy(codes, ["Ge", "Si"], {"Si": 0.45})
    assert (renamed.value, renamed.std, renamed.interval) == (ours.value, ours.std, ours.interval)
    turned = energy(np.where(codes < 0, codes, 1 - codes), ["Se", "Te"], {"Se": 0.45})
    assert turned.value == pytest.approx(ours.value, abs=ours.std), "other random numbers"
    assert turned.std == pytest.approx(ours.std, rel=0.3)


arrays = st.one_of(
    st.builds(lambda s, shape: np.random.default_rng(s).normal(size=shape), seeds,
              st.lists(st.integers(0, 70), min_size=0, max_size=4)),
    st.builds(lambda shape, value: np.full(shape, value), st.tuples(st.integers(0, 70), st.integers(0, 70)),
              st.sampled_from([0, 1.5, np.nan, np.inf, 1e308, -1, True, 2**63 - 1])))  # fmt: skip
anything = st.one_of(arrays, st.none(), st.integers(), st.floats(), st.text(max_size=5),
                     st.lists(st.integers(), max_size=4))  # fmt: skip


@quick
@given(anything)
def test_bad_images_raise_and_never_crash(given_image):
    try:
        image = gs.read_image(given_image)
    except (gs.Error, TypeError, ValueError):
        return
    try:
        gs.find_atoms(image)
    except gs.Error:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Without RosettaSciIO, which leaves damaged files open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "rsciio", None)
        yield tmp_path_factory.mktemp("bad")


BEGINNINGS = {"tif": [b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"], "png": [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
              "npy": [b"\x93NUMPY\x01\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': (64, 64), }"],
              "sxm": [b":NANONIS_VERSION:\n2\n:SCAN_PIXELS:\n64 64\n:SCANIT_END:\n\x1a\x04"], "nc": [b"CDF\x01"],
              "h5": [b"\x89HDF\r\n\x1a\n"]}  # fmt: skip


@quick
@given(st.sampled_from([(kind, start) for kind, starts in BEGINNINGS.items() for start in starts]),
       st.binary(max_size=400))  # fmt: skip
def test_bad_files_raise_and_never_crash(folder, beginning, rest):
    kind, start = beginning
    path = folder / f"scan.{kind}"
    path.write_bytes(start + rest)
    for read in (gs.read_image, lambda p: gs.run(p, species=SPECIES)):
        with pytest.raises((gs.InputError, gs.DataError)):
            read(path)


@quick
@given(anything, names)
def test_bad_codes_raise_and_never_crash(codes, species):
    try:
        gs.count_motifs(occupancy_of(codes, species=species))
    except (gs.Error, TypeError, ValueError, OverflowError):
        pass


@quick
@given(st.dictionaries(st.sampled_from(["species", "lattice", "bulk", "parameters", "columns", "seed"]),
                       anything, max_size=3))  # fmt: skip
def test_bad_options_raise_and_never_crash(options):
    try:
        gs.simulate(**{"species": SPECIES, "columns": 4, "rows": 4, "sweeps": 4, **options})
    except gs.Error:
        pass
