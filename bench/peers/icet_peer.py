"""icet: its Monte Carlo module mchammer, with the ensembles that its manual tells to use."""

from importlib.metadata import version

import numpy as np
from ase import Atoms
from icet import ClusterExpansion, ClusterSpace
from peers.jobs import SIZE, spin_parameters
from mchammer.calculators import ClusterExpansionCalculator
from mchammer.ensembles import CanonicalEnsemble, SemiGrandCanonicalEnsemble

NAME = "icet"
VERSION = version("icet")
SPECIES = ("Ag", "Au")
NUMBERS = np.array([47, 79])
NEVER = 10**15  # attempts between two records: only attempts are measured


class Peer:
    def __init__(self, job):
        primitive = Atoms([SPECIES[0]], positions=[[0, 0, 0]], cell=job.cell, pbc=True)
        space = ClusterSpace(primitive, cutoffs=[job.cutoff], chemical_symbols=list(SPECIES))
        constant, pairs = spin_parameters(job)
        # Constant, single sites, pairs by distance.
        expansion = ClusterExpansion(space, [constant, 0.0, *pairs])
        box = primitive.repeat((SIZE, SIZE, 1))
        cells = np.rint(np.linalg.solve(job.cell.T, box.positions.T)).astype(int)
        self._site_of = np.empty((SIZE, SIZE), dtype=int)
        self._site_of[cells[0] % SIZE, cells[1] % SIZE] = np.arange(len(box))
        self._calculator = ClusterExpansionCalculator(box, expansion)
        box.numbers = self._numbers(job.random_species(np.random.default_rng(2)))
        common = dict(
            structure=box,
            calculator=ClusterExpansionCalculator(box, expansion),
            temperature=1.0,
            boltzmann_constant=1.0,
            random_seed=1,
            ensemble_data_write_interval=NEVER,
            trajectory_write_interval=NEVER,
        )
        if job.exchange:
            self._ensemble = CanonicalEnsemble(**common)
        else:
            potentials = dict.fromkeys(SPECIES, 0.0)
            self._ensemble = SemiGrandCanonicalEnsemble(chemical_potentials=potentials, **common)

    def _numbers(self, species):
        numbers = np.empty(SIZE * SIZE, dtype=int)
        numbers[self._site_of] = NUMBERS[species]
        return numbers

    def energy(self, species):
        return self._calculator.calculate_total(occupations=self._numbers(species))

    def change(self, species, moves):
        numbers = self._numbers(species)
        self._calculator.set_occupations(numbers)
        return self._calculator.calculate_change(
            sites=[self._site_of[site] for site, _ in moves],
            current_occupations=numbers,
            new_site_occupations=[NUMBERS[new] for _, new in moves],
        )

    def run(self, attempts):
        self._ensemble.run(attempts)
