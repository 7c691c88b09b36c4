"""smol: its Monte Carlo module moca, with the processor that it takes where none is named."""

from importlib.metadata import version

import numpy as np
from peers.jobs import SIZE, spin_parameters
from pymatgen.core import Structure
from smol.cofe import ClusterExpansion, ClusterSubspace
from smol.constants import kB
from smol.moca import Ensemble, Sampler

NAME = "smol"
VERSION = version("smol")
SPECIES = ("Ag", "Au")
LENGTH = 3.0  # Angstrom; tolerances of the symmetry search suit atoms


class Peer:
    def __init__(self, job):
        cell = LENGTH * job.cell
        primitive = Structure(cell, [dict.fromkeys(SPECIES, 0.5)], [[0, 0, 0]])
        # The functions of a site are 1 and, in this basis, +-1.
        subspace = ClusterSubspace.from_cutoffs(
            primitive, cutoffs={2: LENGTH * job.cutoff}, basis="sinusoid"
        )
        constant, pairs = spin_parameters(job)
        expansion = ClusterExpansion(subspace, np.array([constant, 0.0, *pairs]))
        potentials = None if job.exchange else dict.fromkeys(SPECIES, 0.0)
        self._ensemble = Ensemble.from_cluster_expansion(
            expansion, np.diag([SIZE, SIZE, 1]), chemical_potentials=potentials
        )
        processor = self._ensemble.processor
        cells = np.rint(processor.structure.cart_coords @ np.linalg.inv(cell)).astype(int)
        self._site_of = np.empty((SIZE, SIZE), dtype=int)
        self._site_of[cells[:, 0] % SIZE, cells[:, 1] % SIZE] = np.arange(SIZE * SIZE)
        names = [str(s.symbol) for s in processor.unique_site_spaces[0]]
        self._code_of = np.array([names.index(name) for name in SPECIES])
        self._sampler = Sampler.from_ensemble(
            self._ensemble,
            step_type="swap" if job.exchange else "flip",
            temperature=1 / kB,
            seeds=[1],
        )
        self._start = self._codes(job.random_species(np.random.default_rng(2)))

    def _codes(self, species):
        codes = np.empty(SIZE * SIZE, dtype=np.int32)
        codes[self._site_of] = self._code_of[species]
        return codes

    def energy(self, species):
        return self._ensemble.processor.compute_property(self._codes(species))

    def change(self, species, moves):
        flips = [(self._site_of[site], self._code_of[new]) for site, new in moves]
        return self._ensemble.processor.compute_property_change(self._codes(species), flips)

    def run(self, attempts):
        # Only the last state is recorded; the next stretch goes on from it.
        self._sampler.run(attempts, initial_occupancies=self._start, thin_by=attempts)
        self._start = None
