"""Configurations to and from ASE."""

import gibbsight as gs
import numpy as np
import pytest

ase = pytest.importorskip("ase")
pytestmark = pytest.mark.filterwarnings("ignore")  # of ASE's own

SQUARE = {"lattice": "square", "species": ["Te", "Se"]}


def codes_of(shape, species=2, seed=1, unseen=0.1):
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, species, shape)
    codes[rng.random(shape) < unseen] = -1
    return codes


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        (SQUARE, (7, 9)),
        ({"lattice": "triangular", "species": ["S", "W", "vacancy"]}, (8, 5)),
        ({"lattice": "honeycomb", "species": {"A": ["Mo", "W"], "B": ["S2", "SSe"]}}, (6, 7, 2)),
        ({"lattice": "kagome", "species": ["Te", "Se"]}, (5, 5, 3)),
    ],
)
def test_round_trip(options, shape):
    codes = codes_of(shape)
    codes[0], codes[:, -1] = -1, -1  # edges that were not seen
    occupancy = gs.Occupancy.from_array(codes, origin=(-3, 5), **options)
    again = gs.Occupancy.from_ase(occupancy.to_ase(), **options)
    assert again == occupancy
    assert (again.origin, again.to_array().shape) == ((-3, 5), shape)


def test_a_measured_layer_keeps_its_sites():
    truth = gs.Occupancy.from_array(codes_of((20, 20), unseen=0), **SQUARE)
    image = gs.render(truth, columns=150, rows=150, noise=0.02, seed=1)
    occupancy = gs.classify(gs.index_atoms(gs.find_atoms(image), lattice="square"), species=SQUARE["species"])
    assert gs.Occupancy.from_ase(occupancy.to_ase(pixel_size=0.04), **SQUARE) == occupancy


def box(codes, names, cell, basis=((0, 0),), angle=0.0, strain=0.0, shift=(1.3, -0.7), length=3.8):
    """A periodic crystal as other programs make it, without a and b."""
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    cell = length * np.asarray(cell, float) @ np.diag([1 + strain, 1]) @ turn
    rows, columns = codes.shape[:2]
    positions, symbols = [], []
    for (b, a, s), code in np.ndenumerate(codes.reshape(rows, columns, -1)):
        if names[code] != "vacancy":
            positions.append([*((np.array([a, b]) + basis[s]) @ cell + shift), 2.0])
            symbols.append(names[code])
    order = np.random.default_rng(0).permutation(len(symbols))
    vectors = np.zeros((3, 3))
    vectors[:2, :2] = [columns * cell[0], rows * cell[1]]
    vectors[2, 2] = 20
    return ase.Atoms([symbols[i] for i in order], positions=np.array(positions)[order], cell=vectors, pbc=True)


TRIANGULAR = [[1, 0], [0.5, 0.75**0.5]]


@pytest.mark.parametrize("angle", [0, 0.1, -0.4])
def test_positions_are_enough(angle):
    codes = codes_of((12, 17), unseen=0)
    atoms = box(codes, SQUARE["species"], np.eye(2), angle=angle, strain=0.01)
    found = gs.Occupancy.from_ase(atoms, **SQUARE)
    assert np.array_equal(found.to_array(), codes)
    assert found.origin == (0, 0)


def test_triangular_honeycomb_and_kagome():
    codes = codes_of((9, 11), 3, unseen=0)
    names = ["S", "Se", "vacancy"]
    found = gs.Occupancy.from_ase(box(codes, names, TRIANGULAR), lattice="triangular", species=names)
    assert np.array_equal(found.to_array(), codes), "a missing atom of a periodic box is a vacancy"
    without = gs.Occupancy.from_ase(box(codes, names, TRIANGULAR), lattice="triangular", species=names[:2])
    assert np.array_equal(without.to_array(), np.where(codes == 2, -1, codes))
    for lattice, sites in {"honeycomb": 2, "kagome": 3}.items():
        codes = codes_of((6, 8, sites), unseen=0)
        ideal = gs.Occupancy.from_array(codes, lattice=lattice, species=["S", "Se"])
        atoms = box(codes, ["S", "Se"], ideal.cell.T, list(ideal.basis.values()))
        found = gs.Occupancy.from_ase(atoms, lattice=lattice, species=["S", "Se"])
        shells = {"shells": 1}
        assert gs.count_motifs(found, **shells).total == gs.count_motifs(ideal, **shells).total
        assert gs.statistical_distance(gs.count_motifs(found), gs.count_motifs(ideal)) < 1e-7


def test_sites_of_a_basis_are_told_by_their_species():
    species = {"A": ["Mo", "W"], "B": ["S", "Se"]}
    codes = codes_of((7, 6, 2), unseen=0)
    ideal = gs.Occupancy.from_array(codes, lattice="honeycomb", species=species)
    atoms = box(codes + [0, 2], ["Mo", "W", "S", "Se"], ideal.cell.T, list(ideal.basis.values()))
    found = gs.Occupancy.from_ase(atoms, lattice="honeycomb", species=species)
    assert gs.count_motifs(found).total == gs.count_motifs(ideal).total
    for site in range(2):
        assert np.array_equal(np.bincount(found.to_array()[..., site].ravel()), np.bincount(codes[..., site].ravel()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda atoms: atoms.rattle(0.9, seed=1), "do not lie on the lattice"),
        (lambda atoms: atoms.positions.__setitem__((slice(0, 9), 2), 9.0), "in one plane"),
        (lambda atoms: atoms.set_chemical_symbols(["Te"] * 3 + ["Cu"] * (len(atoms) - 3)), "(atom 3): Cu"),
        (lambda atoms: atoms.__delitem__(slice(2, None)), "at least 4"),
    ],
)
def test_what_is_no_such_crystal_is_refused(change, words):
    atoms = box(codes_of((8, 8), unseen=0), SQUARE["species"], np.eye(2))
    change(atoms)
    with pytest.raises(gs.DataError) as refusal:
        gs.Occupancy.from_ase(atoms, **SQUARE)
    assert words in str(refusal.value)
