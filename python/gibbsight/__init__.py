"""From an atomically resolved image of a mixed crystal to the interaction energies that made it.

    image = gibbsight.read_image("scan.tif")
    atoms = gibbsight.find_atoms(image)
    sites = gibbsight.index_atoms(atoms, lattice="square")
    occupancy = gibbsight.classify(sites, species=["Te", "Se"])
    fit = gibbsight.fit(occupancy, models=["random", "pair1"], bulk={"Se": 0.45}, seed=1)
    fit.best.parameters["pair1"]

Options are keyword arguments with the names, defaults and meanings of the command line; errors are
gibbsight.Error and its kinds. help(gibbsight.fit) lists those of a function. Where a name
is taken, as `from` is by Python, put its section before it: scan_from.
"""

from gibbsight._core import (
    AtomList,
    ConfigurationError,
    DataError,
    Error,
    Fit,
    Histogram,
    Image,
    InputError,
    InternalError,
    Model,
    Occupancy,
    OutputError,
    Parameter,
    ReadWriteError,
    Run,
    Sites,
    UsageError,
    __version__,
    chi_squared,
    classify,
    count_motifs,
    energy,
    find_atoms,
    index_atoms,
    kullback_leibler,
    measure,
    read_fit,
    render,
    run,
    simulate,
    statistical_distance,
)
from gibbsight._generative import fit
from gibbsight._images import read_image
from gibbsight._many import Outcome, run_many
from gibbsight.priors import Normal, Uniform

__all__ = [
    "AtomList",
    "ConfigurationError",
    "DataError",
    "Error",
    "Fit",
    "Histogram",
    "Image",
    "InputError",
    "InternalError",
    "Model",
    "Normal",
    "Occupancy",
    "Outcome",
    "OutputError",
    "Parameter",
    "ReadWriteError",
    "Run",
    "Sites",
    "Uniform",
    "UsageError",
    "__version__",
    "chi_squared",
    "classify",
    "count_motifs",
    "energy",
    "find_atoms",
    "fit",
    "index_atoms",
    "kullback_leibler",
    "measure",
    "read_fit",
    "read_image",
    "render",
    "run",
    "run_many",
    "simulate",
    "statistical_distance",
]
