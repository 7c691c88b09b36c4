"""Types: the package under mypy's strict rules, and what they tell those who call it."""

import os
import subprocess
import sys
from pathlib import Path

import gibbsight

CONFIGURATION = Path(__file__).parents[2] / "pyproject.toml"


def check(*arguments):
    package = Path(gibbsight.__file__).parent
    cache = package.parents[1] / "mypy"
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", CONFIGURATION, *arguments],
        env={**os.environ, "MYPYPATH": str(package.parent), "MYPY_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
    )


def test_the_package_is_typed():
    done = check("-p", "gibbsight")
    assert done.returncode == 0, done.stdout + done.stderr


def test_callers_are_told_what_is_wrong(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("""import gibbsight as gs

atoms = gs.find_atoms(gs.read_image("scan.tif"), spacing=9.0)
sites = gs.index_atoms(atoms, lattice="square")
occupancy = gs.classify(sites, species=["Te", "Se"])
interaction: float = gs.fit(occupancy, bulk={"Se": 0.45}).best.parameters["pair1"].value
gs.find_atoms(atoms)
gs.index_atoms(atoms, latice="square")
gs.count_motifs(occupancy, shells="two")
""")
    done = check(str(script))
    wrong = [line.split(":")[1] for line in done.stdout.splitlines() if ": error:" in line]
    assert wrong == ["7", "8", "9"], done.stdout + done.stderr
