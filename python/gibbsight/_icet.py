"""Fitted interactions as a cluster expansion of icet."""

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gibbsight import _core
from gibbsight._errors import unusable, usage

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

TOLERANCE = 1e-9  # k_B T a site


def _symbols(species: list[str], given: Mapping[str, str]) -> list[str]:
    """What icet calls species: elements, and X for a vacancy."""
    from ase.data import atomic_numbers

    symbols = [given.get(name, "X" if name == "vacancy" else name) for name in species]
    for name, symbol in zip(species, symbols, strict=True):
        if symbol not in atomic_numbers:
            raise usage("not a chemical element", "symbols", name, f'symbols={{"{name}": ELEMENT}}')
    if len(set(symbols)) < len(symbols):
        raise usage("two species with the same symbol", "symbols", ", ".join(symbols), "one a species")
    return symbols


class Layer:
    """The sites that can hold species, as a crystal of ASE with a plane far from its images."""

    def __init__(self, empty: _core.Occupancy, symbols: Mapping[str, str], length: float,
                 gap: float) -> None:  # fmt: skip
        species = list(empty.species.values())
        self.places = [s for s, names in enumerate(species) if names]
        self.symbols = [_symbols(species[s], symbols) for s in self.places]
        self.basis_count = len(species)
        self.cell = np.zeros((3, 3))
        self.cell[:2, :2] = length * empty.cell.T
        self.cell[2, 2] = gap
        fractional = np.array(list(empty.basis.values()))[self.places]
        self.positions = np.column_stack([length * fractional @ empty.cell.T, np.zeros(len(self.places))])

    def primitive(self) -> Any:
        from ase import Atoms

        return Atoms([s[0] for s in self.symbols], positions=self.positions, cell=self.cell, pbc=True)

    def random_codes(self, size: int, rng: np.random.Generator) -> Codes:
        """Species of rows b by columns a by sites of the basis, of any composition."""
        codes = np.full((size, size, self.basis_count), -1)
        for s, symbols in zip(self.places, self.symbols, strict=True):
            codes[..., s] = rng.choice(len(symbols), (size, size), p=rng.dirichlet(np.ones(len(symbols))))
        return codes

    def structure(self, codes: Codes) -> Any:
        rows, columns = codes.shape[:2]
        box = self.primitive().repeat((columns, rows, 1))  # a varies slowest
        names = np.stack([np.array(symbols)[codes[..., s].T] for s, symbols in
                          zip(self.places, self.symbols, strict=True)], axis=-1)  # fmt: skip
        box.set_chemical_symbols(names.ravel().tolist())
        return box


def _expand(space: Any, layer: Layer, size: int, energy_of: Callable[[Codes], float]) -> Floats:
    """The parameters that give random boxes their energies, which are more than there are parameters;
    icet knows by itself how its cluster functions count."""
    rng = np.random.default_rng(1)
    boxes = [layer.random_codes(size, rng) for _ in range(3 * len(space) + 10)]
    vectors = np.array([space.get_cluster_vector(layer.structure(codes)) for codes in boxes])
    energies = np.array([energy_of(codes) / (size * size * len(layer.places)) for codes in boxes])
    parameters: Floats = np.linalg.lstsq(vectors, energies, rcond=None)[0]
    misfit = float(np.abs(vectors @ parameters - energies).max())
    if misfit > TOLERANCE:
        raise usage("interactions that icet's clusters do not have", "to_icet", f"off by {misfit:.2g} kT a site",
                    "those of the lattice's full symmetry")  # fmt: skip
    return parameters


def to_icet(fit: _core.Fit, model: str | None = None, symbols: Mapping[str, str] | None = None,
            length: float = 1.0) -> Any:  # fmt: skip
    from icet import ClusterExpansion, ClusterSpace

    chosen = fit.best if model is None else fit.models.get(model)
    if chosen is None:
        raise usage("no such model", "model", model, "one of " + ", ".join(fit.models))
    configuration = tomllib.loads(fit._file("gibbsight.toml").decode())
    lattice = {f"lattice_{name}": value for name, value in configuration["lattice"].items()}
    own_symmetry = chosen.name.partition("/")[2]
    terms: dict[str, Any] = {
        "parameters": {name: p.value for name, p in chosen.parameters.items() if p.unit == "kT"},
        "symmetry": own_symmetry or configuration["model"]["symmetry"]}  # fmt: skip
    if not terms["parameters"]:
        raise unusable("no interaction was fitted", "to_icet", chosen.name)
    empty = _core.Occupancy._empty(**lattice)
    lengths = _core._cluster_lengths(empty, **terms).values()
    pairs, triplets = (max([side for corners, side in lengths if corners == n], default=0) for n in (2, 3))
    cutoffs = [1.001 * length * side for side in ([pairs, triplets] if triplets > 0 else [pairs])]
    layer = Layer(empty, symbols or {}, length, gap=10 * length + 2 * max(cutoffs))

    def energy_of(codes: Codes) -> float:
        array = codes if layer.basis_count > 1 else codes[..., 0]
        return _core.energy(_core.Occupancy.from_array(array, **lattice), **terms)

    space = ClusterSpace(layer.primitive(), cutoffs, chemical_symbols=layer.symbols)
    size = 2 * int(np.ceil(max(cutoffs) / length)) + 2  # cells of a box in which no cluster meets itself
    return ClusterExpansion(space, _expand(space, layer, size, energy_of))
