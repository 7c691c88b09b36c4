"""Fitted interactions as those who expand in clusters have them: the same energies."""

import gibbsight as gs
import numpy as np
import pytest

SQUARE = {"lattice": "square", "species": ["Ag", "Au"]}


def codes_of(shape, species, seed):
    return np.random.default_rng(seed).integers(0, species, shape)


def test_energies_are_sums_over_clusters():
    """Against a count by numpy: unlike bonds of a periodic box."""
    codes = codes_of((6, 9), 2, 1)
    box = gs.Occupancy.from_array(codes, **SQUARE)
    near = sum(np.sum(codes != np.roll(codes, 1, axis)) for axis in (0, 1))
    far = sum(np.sum(codes != np.roll(codes, (1, step), (0, 1))) for step in (1, -1))
    assert gs.energy(box, parameters={"pair1": 0.4, "pair2": -0.07}) == pytest.approx(0.4 * near - 0.07 * far)
    assert gs.energy(box) == 0
    codes[2, 3] = -1
    with pytest.raises(gs.DataError, match="sites that were not seen .occupancy.: 53 of 54 seen"):
        gs.energy(gs.Occupancy.from_array(codes, **SQUARE), parameters={"pair1": 0.4})


def fit_of(model, truth, **options):
    occupancy = gs.simulate(parameters=truth, columns=40, rows=40, seed=3, **options)
    symmetry = {"symmetry": options["symmetry"]} if "symmetry" in options else {}
    return gs.fit(occupancy, models=[model], twins=64, points=2, seed=1, shells=1, **symmetry)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("model", "truth", "options"),
    [
        ("pair1+pair2", {"pair1": 0.3, "pair2": 0.1}, SQUARE),
        ("pair1+triplet1", {"pair1": 0.2}, {"lattice": "triangular", "species": ["W", "Mo"]}),
        ("pair1", {"pair1:Ag-Au": 0.3, "pair1:Ag-Pd": 0.1, "pair1:Au-Pd": -0.1},
         {"lattice": "square", "species": ["Ag", "Au", "Pd"]}),
        ("pair1", {"pair1": 0.3}, {"lattice": "honeycomb", "species": ["Ag", "vacancy"]}),
    ],
)  # fmt: skip
def test_twenty_random_configurations_have_the_same_energy(model, truth, options):
    pytest.importorskip("icet")
    from gibbsight._icet import Layer

    fit = fit_of(model, truth, **options)
    expansion = fit.to_icet(model, length=3.0)
    parameters = {name: p.value for name, p in fit.models[model].parameters.items() if p.unit == "kT"}
    assert any(abs(value) > 0.02 for value in parameters.values())
    gap = expansion.get_cluster_space_copy().primitive_structure.cell[2, 2]
    layer = Layer(gs.Occupancy._empty(**options), {}, 3.0, gap)
    sites = layer.basis_count
    for seed in range(20):
        shape = (10, 12) if sites == 1 else (10, 12, sites)
        codes = codes_of(shape, len(options["species"]), seed)
        ours = gs.energy(gs.Occupancy.from_array(codes, **options), parameters=parameters)
        box = layer.structure(codes.reshape(10, 12, sites))
        assert abs(expansion.predict(box) * len(box) - ours) < 1e-9


@pytest.mark.filterwarnings("ignore")
def test_what_icet_has_no_clusters_for():
    pytest.importorskip("icet")
    lower = {**SQUARE, "symmetry": "pmm"}
    fit = fit_of("pair1", {"pair1[1,0]": 0.4, "pair1[0,1]": 0.1}, **lower)
    with pytest.raises(gs.UsageError, match="interactions that icet's clusters do not have .*full symmetry"):
        fit.to_icet("pair1")
    named = fit_of("pair1", {"pair1": 0.3}, lattice="triangular", species=["SSe", "Se"])
    with pytest.raises(gs.UsageError, match="not a chemical element .symbols.: SSe"):
        named.to_icet("pair1")
    assert named.to_icet("pair1", symbols={"SSe": "S"})
    with pytest.raises(gs.UsageError, match="no such model .model.: pair9; expected one of random, pair1"):
        named.to_icet("pair9")
    with pytest.raises(gs.DataError, match="no interaction was fitted"):
        named.to_icet("random")
