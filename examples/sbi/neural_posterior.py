#!/usr/bin/env python3
"""gibbsight's lattice simulator under sbi (https://sbi.readthedocs.io), beside gibbsight's own posterior.

A network learns the posterior from simulated windows, and is then shown the observed one. Needs
gibbsight and `pip install sbi`, which brings PyTorch (written with sbi 0.27). Usage: neural_posterior.py [SIMULATIONS]
"""

import sys

import gibbsight as gs
import numpy as np
import torch
from sbi.inference import NPE
from sbi.utils import BoxUniform

TRUTH = 0.4  # k_B T
LOW, HIGH = -0.4, 0.8  # the prior is flat between these
BULK = {"Se": 0.45}


def window(pair1: float, seed: int) -> gs.Occupancy:
    """What is observed, or simulated in its place."""
    return gs.simulate(lattice="square", species=["Te", "Se"], bulk=BULK, parameters={"pair1": pair1},
                       columns=32, rows=32, sweeps=60, seed=seed)  # fmt: skip


def look(occupancy: gs.Occupancy) -> torch.Tensor:
    """Square roots of the probabilities of all orbits: counts scatter alike in them."""
    return torch.tensor(np.sqrt(gs.count_motifs(occupancy).probabilities), dtype=torch.float32)


def main() -> None:
    simulations = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    torch.manual_seed(1)
    prior = BoxUniform(torch.tensor([LOW]), torch.tensor([HIGH]))
    parameters = prior.sample((simulations,))
    seen = torch.stack([look(window(float(p), seed)) for seed, p in enumerate(parameters, 1)])

    network = NPE(prior=prior)
    network.append_simulations(parameters, seen).train()
    observed = window(TRUTH, seed=0)
    posterior = network.build_posterior()
    draws = posterior.sample((4000,), x=look(observed), show_progress_bars=False).numpy()

    fit = gs.fit(observed, models=["pair1"], bulk=BULK)
    print(f"\ntrue       {TRUTH}")
    print(f"sbi        {draws.mean():.3f} ± {draws.std():.3f}")
    print(f"gibbsight  {fit.best.parameters['pair1']}")


if __name__ == "__main__":
    main()
