"""Values of gibbsight as those of other packages, which are imported when they are asked for."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gibbsight import _core
from gibbsight._errors import unusable
from gibbsight._placing import place


def to_ase(occupancy: _core.Occupancy, pixel_size: float | Sequence[float] | None = None) -> Any:
    from ase.io import read

    size = None
    if pixel_size is not None:
        x, *rest = np.atleast_1d(np.asarray(pixel_size, float)).tolist()
        size = (x, rest[0] if rest else x)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sites.extxyz"
        occupancy.save_extxyz(path, pixel_size=size)
        atoms: Any = read(path, format="extxyz")
    rows, columns = occupancy.to_array().shape[:2]
    atoms.info["window"] = [*occupancy.origin, columns, rows]  # whose edges may be unseen
    return atoms


def from_ase(atoms: Any, **options: Any) -> _core.Occupancy:
    empty = _core.Occupancy._empty(**options)
    basis = list(empty.species.values())
    names = atoms.arrays["label"] if "label" in atoms.arrays else atoms.get_chemical_symbols()
    if all(name in atoms.arrays for name in ("a", "b")):
        sites, window, absent = *_named_sites(atoms, empty), [-1] * len(basis)
    else:
        sites, window, absent = _placed_sites(atoms, names, empty)
    a0, b0, columns, rows = window
    codes = np.tile(np.asarray(absent), (rows, columns, 1))
    taken = np.zeros(codes.shape, bool)
    for i, ((a, b, s), name) in enumerate(zip(sites - [a0, b0, 0], names, strict=True)):
        if not (0 <= a < columns and 0 <= b < rows) or taken[b, a, s]:
            raise unusable("two atoms on a site, or one outside the window", f"atom {i}", name, "one a site")
        if name not in basis[s]:
            raise unusable("unknown species", f"atom {i}", name, "one of " + ", ".join(basis[s]))
        codes[b, a, s] = basis[s].index(name)
        taken[b, a, s] = True
    array = codes if len(basis) > 1 else codes[:, :, 0]
    return _core.Occupancy.from_array(array, origin=(a0, b0), **options)


Window = tuple[int, int, int, int]  # a and b of the first cell, columns and rows


def _around(sites: NDArray[np.int64]) -> Window:
    low, high = sites[:, :2].min(axis=0), sites[:, :2].max(axis=0)
    return int(low[0]), int(low[1]), int(high[0] - low[0]) + 1, int(high[1] - low[1]) + 1


def _placed_sites(atoms: Any, names: Sequence[str],
                  empty: _core.Occupancy) -> tuple[NDArray[np.int64], Window, list[int]]:  # fmt: skip
    """Sites, which begin at (0, 0), the window, and what sites of the basis without an atom hold."""
    placed = place(np.asarray(atoms.positions), names, empty)
    sites = placed.sites
    sites[:, :2] -= sites[:, :2].min(axis=0)
    box = placed.box(np.asarray(atoms.cell)[:2, :2], empty.cell) if np.all(atoms.pbc[:2]) else None
    if box is None:
        return sites, _around(sites), [-1] * len(empty.basis)
    sites[:, :2] %= box  # an atom at the far edge is one at the near
    absent = [names.index("vacancy") if "vacancy" in names else -1 for names in empty.species.values()]
    return sites, (0, 0, *box), absent


def _named_sites(atoms: Any, empty: _core.Occupancy) -> tuple[NDArray[np.int64], Window]:
    number = {name: s for s, name in enumerate(empty.basis)}
    names = atoms.arrays.get("sublattice", [next(iter(number))] * len(atoms))
    unknown = sorted({str(name) for name in names} - set(number))
    if unknown:
        raise unusable("unknown sublattice", "sublattice", unknown[0], "one of " + ", ".join(number))
    sublattice = [number[str(name)] for name in names]
    sites = np.column_stack([atoms.arrays["a"], atoms.arrays["b"], sublattice]).astype(np.int64)
    a0, b0, columns, rows = (int(n) for n in atoms.info.get("window", _around(sites)))
    return sites, (a0, b0, columns, rows)


def to_xarray(image: _core.Image) -> Any:
    import xarray

    rows, columns = image.shape
    x, y = image.pixel_size or (1.0, 1.0)
    units = {"units": "px" if image.pixel_size is None else "nm"}
    coordinates = {"y": ("y", np.arange(rows) * y, units), "x": ("x", np.arange(columns) * x, units)}
    return xarray.DataArray(image.to_array(), coords=coordinates, dims=("y", "x"), name="intensity")


def to_arviz(fit: _core.Fit) -> Any:
    groups = fit._posterior()
    if not groups:
        raise unusable("no parameter was fitted", "to_arviz")
    try:
        import arviz
    except ImportError:
        import arviz_base

        return arviz_base.from_dict(groups)
    if arviz.__version__.startswith("0."):  # each group was an argument
        return arviz.from_dict(**groups)
    return arviz.from_dict(groups)
