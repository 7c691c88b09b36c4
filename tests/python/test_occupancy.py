"""Occupancies from and to arrays, and their local configurations against a count by numpy."""

import gibbsight as gs
import numpy as np
import pytest

SPECIES = ["Te", "Se"]


def from_array(codes, **options):
    return gs.Occupancy.from_array(codes, **{"lattice": "square", "species": SPECIES, **options})


def random_codes(seed, species=2, shape=(23, 31), unseen=0.05):
    generator = np.random.default_rng(seed)
    codes = generator.integers(0, species, shape)
    codes[generator.random(shape) < unseen] = -1
    return codes


def count_by_numpy(codes, species):
    """Raw codes of a centre and its neighbours (1,0), (0,1), (-1,0), (0,-1); columns are a, rows b."""
    sites = [codes[1:-1, 1:-1], codes[1:-1, 2:], codes[2:, 1:-1], codes[1:-1, :-2], codes[:-2, 1:-1]]
    seen = np.all([site >= 0 for site in sites], axis=0)
    raw = sum(site * species**digit for digit, site in enumerate(sites))[seen]
    return np.bincount(raw, minlength=species**5)


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint8, ">i4"])
def test_codes_come_back(dtype):
    codes = random_codes(1, unseen=0).astype(dtype)
    assert np.array_equal(from_array(codes).to_array(), codes)
    assert np.array_equal(from_array(codes.T).to_array(), codes.T)


def test_a_basis_of_two_sites_is_a_third_axis():
    codes = np.stack([random_codes(2), random_codes(3)], axis=-1)
    occupancy = from_array(codes, lattice="honeycomb")
    assert np.array_equal(occupancy.to_array(), codes)
    assert occupancy.species == {"A": SPECIES, "B": SPECIES}


@pytest.mark.parametrize("names", [["Te", "Se"], ["S", "Se", "Te"]])
def test_counts_are_those_of_numpy(names):
    codes = random_codes(4, species=len(names))
    histogram = gs.count_motifs(from_array(codes, species=names), shells=1, symmetry="p1")
    expected = count_by_numpy(codes, len(names))
    assert histogram.total == expected.sum() > 300
    assert np.array_equal(histogram.counts, expected)


def test_symmetry_sums_the_counts_over_orbits():
    codes = random_codes(5)
    table = gs.count_motifs(from_array(codes)).to_table()
    raw = count_by_numpy(codes, 2)
    assert len(table) == 12
    assert table["multiplicity"].sum() == 32
    four_of_a_kind = table[table["configuration"] == "Te|Se,Se,Se,Se"]
    assert four_of_a_kind["count"] == raw[0b11110]
    one_unlike = table[table["configuration"] == "Te|Se,Te,Te,Te"]
    assert one_unlike["count"] == raw[[0b00010, 0b00100, 0b01000, 0b10000]].sum()


def test_the_table_names_what_the_codes_count():
    table = from_array(np.array([[0, 1], [-1, 1], [1, 0]])).to_table()
    assert [tuple(row) for row in table[["a", "b", "species"]]] == [
        (0, 0, "Te"), (1, 0, "Se"), (0, 1, ""), (1, 1, "Se"), (0, 2, "Se"), (1, 2, "Te")]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "error", "words"),
    [
        (np.zeros((4, 4)), gs.UsageError, "codes are no integers (codes): float64"),
        (np.zeros(4, int), gs.UsageError, "rows (b) by columns (a)"),
        (np.full((4, 4), 2), gs.DataError, "no such species"),
        (np.full((4, 4), -2), gs.DataError, "expected -1 (not seen) to 1"),
    ],
)
def test_codes_that_make_no_sense_are_refused(codes, error, words):
    with pytest.raises(error) as refusal:
        from_array(codes)
    assert words in str(refusal.value)


def test_distance_is_the_angle_between_the_roots():
    first, second = (gs.count_motifs(from_array(random_codes(seed))) for seed in (6, 7))
    p, q = first.probabilities, second.probabilities
    expected = np.arccos(np.sqrt(p * q).sum())
    assert gs.statistical_distance(p, q) == pytest.approx(expected, rel=1e-9)
    assert gs.statistical_distance(first, second) == gs.statistical_distance(p, q) > 0.01
    with pytest.raises(gs.UsageError, match="histograms of different motifs"):
        gs.statistical_distance(first, gs.count_motifs(from_array(random_codes(6)), shells=2))
