"""A crystal whose rows pair up tells directions apart."""

import json

import numpy as np

import files
from conftest import QUICK

SPACING = 12  # px
PAIRING = 1.2  # px: rows move towards each other by this in turn


def draw_paired_rows(occupancy, noise=0.02):
    """Every second row of a triangular lattice a little lower, the others a little higher."""
    rows, columns = occupancy.shape
    height = SPACING * np.sqrt(3) / 2
    b, a = np.indices(occupancy.shape).reshape(2, -1)
    centres = np.stack([(a + b / 2 + 0.8) * SPACING, (b + 0.8) * height + PAIRING * np.where(b % 2 == 0, 1, -1)], -1)
    shape = int((rows + 1) * height), int((columns + rows / 2 + 1) * SPACING)
    image = files.atoms(shape, centres, 1 + occupancy.ravel(), 2.6)
    image += np.random.default_rng(3).normal(0, noise, image.shape)
    first, last = (rows // 2 + 1) * SPACING, (columns - 1) * SPACING
    return image[:, first:last].astype(np.float32)


def test_a_split_shell_adds_the_candidate_that_follows_it(gibbsight):
    gibbsight("simulate", "--lattice", "triangular", "--species", "A,B", "--symmetry", "pmm", "--bulk", "B=0.5",
              "--parameters", "pair1[1,0]=-0.6", "--parameters", "pair1[0,1]=0.3",
              "--simulate.columns", 48, "--simulate.rows", 40, "-o", "truth.csv").worked()
    truth = np.genfromtxt(gibbsight / "truth.csv", delimiter=",", names=True, dtype=None, encoding=None)
    occupancy = np.zeros((40, 48), int)
    occupancy[truth["b"], truth["a"]] = truth["species"] == "B"
    (gibbsight / "image.tif").write_bytes(files.tiff(draw_paired_rows(occupancy)))
    gibbsight("run", "image.tif", "--lattice", "triangular", "--species", "A,B", *QUICK, "-o", "out").worked()
    fit = json.loads((gibbsight / "out/fit.json").read_text())
    assert [m["name"] for m in fit["models"]] == ["random", "pair1/lattice", "pair1+pair2/lattice", "pair1"]
    assert fit["best_model"] == "pair1"
    found = {p["name"]: p for p in fit["models"][-1]["parameters"]}
    for name, true in (("pair1[1,0]", -0.6), ("pair1[0,1]", 0.3)):
        assert abs(found[name]["value"] - true) < 4 * found[name]["std"]
    assert any("leaves the symmetry pmm" in w for w in fit["warnings"])
