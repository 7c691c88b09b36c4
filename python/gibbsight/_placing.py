"""Atoms of a plane crystal onto the sites of its lattice, where they lie on it but for scale, direction
and a slight strain."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gibbsight import _core
from gibbsight._errors import unusable

Floats = NDArray[np.float64]
Sites = NDArray[np.int64]

NO_CRYSTAL = "atoms do not lie on the lattice"
TOLERANCE = 0.2  # root mean square misfit, in units of the distance of neighbours


class Placer:
    """An ideal lattice: cell vectors as columns, fractional coordinates of the basis as rows."""

    def __init__(self, empty: _core.Occupancy) -> None:
        species = empty.species
        self.cell = empty.cell
        self.numbers = [s for s, name in enumerate(species) if species[name]]  # no spectators
        fractional = np.array(list(empty.basis.values()))[self.numbers]
        self.basis = fractional @ self.cell.T
        steps = np.array([(a, b) for b in (-1, 0, 1) for a in (-1, 0, 1)]) @ self.cell.T
        pairs = steps[None, None] + self.basis[None, :, None] - self.basis[:, None, None]
        lengths = np.linalg.norm(pairs, axis=-1)
        self.spacing = float(lengths[lengths > 1e-6].min())
        self.neighbours = [p[(d > 1e-6) & (d < 1.01 * self.spacing)] for p, d in zip(pairs, lengths, strict=True)]

    def nearest(self, points: Floats) -> tuple[Sites, Floats]:
        """Sites (a, b, number of the basis) and how far each point is from its own."""
        offsets = points[:, None] - self.basis
        cells = np.rint(offsets @ np.linalg.inv(self.cell).T)
        left = offsets - cells @ self.cell.T
        # Of an oblique cell the corner that rounding finds need not be the nearest.
        around = np.array([(a, b) for b in (-1, 0, 1) for a in (-1, 0, 1)])
        distances = np.linalg.norm(left[:, :, None] - around @ self.cell.T, axis=-1)
        best = distances.reshape(len(points), -1).argmin(axis=1)
        s, step = best // len(around), best % len(around)
        each = np.arange(len(points))
        found = cells[each, s] + around[step]
        return np.column_stack([found, s]).astype(np.int64), distances[each, s, step]

    def position(self, sites: Sites) -> Floats:
        return sites[:, :2] @ self.cell.T + self.basis[sites[:, 2]]


class Placed(NamedTuple):
    """Sites of all atoms, the map (3 x 2) from their positions to the ideal ones, and the root mean
    square misfit in units of the distance of neighbours."""

    sites: Sites
    affine: Floats
    misfit: float

    def box(self, vectors: Floats, cell: Floats) -> tuple[int, int] | None:
        """Numbers of cells along a and b, where the vectors span such a box."""
        steps = vectors @ self.affine[:2] @ np.linalg.inv(cell).T
        counts = np.rint(np.diag(steps)).astype(int)
        fits = np.allclose(steps, np.diag(counts), atol=0.1) and (counts > 0).all()
        return (int(counts[0]), int(counts[1])) if fits else None


def _follow(points: Floats, affine: Floats, placer: Placer) -> Placed:
    """From the map that holds near the first point outwards: each round fits it to twice as far."""
    design = np.column_stack([points, np.ones(len(points))])
    far = np.linalg.norm(points - points[0], axis=1) * np.linalg.norm(affine[0]) / placer.spacing
    radius = 4.0
    while True:
        near = far <= radius
        sites, distances = placer.nearest(design[near] @ affine)
        if near.all():
            return Placed(sites, affine, float(np.sqrt(np.mean(distances**2))) / placer.spacing)
        if near.sum() >= 8:
            affine = np.linalg.lstsq(design[near], placer.position(sites), rcond=None)[0]
        radius *= 2


def _first_bond(points: Floats) -> tuple[int, Floats]:
    """An atom with a neighbour at the usual distance, and the vector to that."""
    from scipy.spatial import cKDTree

    distances, partners = cKDTree(points).query(points, k=2)
    first = int(np.argmin(distances[:, 1] > (1 + TOLERANCE) * np.median(distances[:, 1])))
    return first, points[partners[first, 1]] - points[first]


def place(positions: Floats, names: Sequence[str], empty: _core.Occupancy) -> Placed:
    """Raises DataError where the atoms are no such crystal."""
    if len(positions) < 4 or np.ptp(positions[:, 2]) > 1e-3 * np.ptp(positions[:, :2]):
        raise unusable(NO_CRYSTAL, "atoms", f"{len(positions)} atoms", "at least 4, in one plane z")
    placer, species = Placer(empty), list(empty.species.values())
    points = positions[:, :2]
    first, bond = _first_bond(points)
    order = np.r_[first, np.delete(np.arange(len(points)), first)]
    tried = []
    for s, vectors in enumerate(placer.neighbours):
        for vector in vectors:
            # Complex numbers turn and scale the bond into the vector.
            turn = complex(*vector) / complex(*bond)
            linear = np.array([[turn.real, turn.imag], [-turn.imag, turn.real]])
            start = np.vstack([linear, placer.basis[s] - points[first] @ linear])
            placed = _follow(points[order], start, placer)
            sites = np.empty_like(placed.sites)
            sites[order] = placed.sites
            sites[:, 2] = np.array(placer.numbers)[sites[:, 2]]
            strange = sum(name not in species[k] for name, k in zip(names, sites[:, 2], strict=True))
            direction = abs(round(float(np.angle(turn)), 6))
            tried.append((round(placed.misfit, 3), strange, direction, placed._replace(sites=sites)))
    # Of those that fit as well, the one whose sites may hold these species, then a nearest to +x.
    *_, best = min(tried, key=lambda t: t[:3])
    if best.misfit > TOLERANCE:
        raise unusable(NO_CRYSTAL, "atoms", f"off by {best.misfit:.2f} of the distance of neighbours",
                       f"less than {TOLERANCE}")  # fmt: skip
    return best
