"""Several inputs, each with options of its own from a table [[input]]."""

import json

import numpy as np
import pytest

import files
from conftest import MIXTURE, QUICK, contents

BOLTZMANN = 8.617333262e-2  # meV / K

QUICK_MIXTURE = """[lattice]
species = ["Te", "Se"]
[fit]
twins = 64
[scan]
points = 4
[microscope]
null_twins = 0
"""

MANY = QUICK_MIXTURE + """[model]
bulk = ["Se=0.45"]
[[input]]
path = "cold.csv"
temperature = 500
[[input]]
path = "./hot.csv"
bulk = ["Se=0.3"]
temperature = 800
"""


def fitted(folder):
    """Temperature, and pair1 by unit."""
    fit = json.loads((folder / "fit.json").read_text())
    return fit["temperature"], {p["unit"]: p for p in fit["models"][1]["parameters"]
                                if p["name"] == "pair1"}


@pytest.fixture
def tables(gibbsight):
    """The same energy of 17.2 meV at 500 K and at 800 K, of two compositions."""
    for name, bulk, pair1, seed in (("cold", 0.45, 0.4, 1), ("hot", 0.3, 0.25, 2)):
        gibbsight("simulate", *MIXTURE, "--bulk", f"Se={bulk}", "--parameters", f"pair1={pair1}",
                  "--seed", seed, "-o", f"{name}.csv").worked()
    (gibbsight / "many.toml").write_text(MANY)
    return gibbsight


def test_joint_fit_of_tables_with_their_own_options(tables):
    tables("fit", "--config", "many.toml", "-o", "joint").worked()
    temperature, whole = fitted(tables / "joint")
    assert temperature == 500
    assert whole["meV"]["value"] == pytest.approx(whole["kT"]["value"] * 500 * BOLTZMANN)
    assert abs(whole["meV"]["value"] - 0.4 * 500 * BOLTZMANN) < 4 * whole["meV"]["std"]
    for part in ("cold", "hot"):
        assert fitted(tables / "joint" / part) == (temperature, whole)
        own = (tables / "joint" / part / "gibbsight.toml").read_text()
        assert "[[input]]" not in own
        assert f"temperature = {500 if part == 'cold' else 800}.0" in own
        assert f'bulk = ["Se={0.45 if part == "cold" else 0.3}"]' in own
    names = {p["name"] for p in json.loads((tables / "joint/fit.json").read_text())["models"][1][
        "parameters"]}
    assert names == {"pair1"}  # both bulk compositions are known
    effective = (tables / "joint/gibbsight.toml").read_text()
    assert effective.endswith("""[[input]]
path = "cold.csv"
temperature = 500.0

[[input]]
path = "./hot.csv"
bulk = ["Se=0.3"]
temperature = 800.0

""")


def test_effective_configuration_of_a_joint_fit(tables):
    """With and without the files, in any order: the same bytes."""
    tables("fit", "hot.csv", "cold.csv", "--config", "many.toml", "-o", "joint").worked()
    first = contents(tables / "joint")
    assert fitted(tables / "joint")[0] == 800  # that of the first
    tables("fit", "--config", "joint/gibbsight.toml", "-o", "again").worked()
    tables("fit", "hot.csv", "cold.csv", "--config", "joint/gibbsight.toml", "-o", "typed").worked()
    assert contents(tables / "again") == first == contents(tables / "typed")


def test_some_inputs_have_no_table(tables):
    """The effective configuration then has one for each, so that it names them all."""
    text = MANY[:MANY.index("[[input]]")] + '[[input]]\npath = "hot.csv"\nbulk = ["Se=0.3"]\n'
    (tables / "one.toml").write_text(text)
    tables("fit", "cold.csv", "hot.csv", "--config", "one.toml", "-o", "joint").worked()
    assert '[[input]]\npath = "cold.csv"\n\n' in (tables / "joint/gibbsight.toml").read_text()
    tables("fit", "--config", "joint/gibbsight.toml", "-o", "again").worked()
    assert contents(tables / "again") == contents(tables / "joint")


def test_one_input(tables):
    """A table alone says what the command line could."""
    (tables / "one.toml").write_text(MANY[:MANY.rindex("[[input]]")])
    tables("fit", "--config", "one.toml", "-o", "table").worked()
    tables("fit", "cold.csv", *MIXTURE, *QUICK, "--bulk", "Se=0.45", "--temperature", 500, "-o",
           "typed").worked()
    assert contents(tables / "table") == contents(tables / "typed")


def test_command_line_wins_for_all(tables):
    tables("fit", "--config", "many.toml", "--temperature", 600, "-o", "joint").worked()
    assert fitted(tables / "joint")[0] == 600
    effective = (tables / "joint/gibbsight.toml").read_text()
    assert effective.count("temperature = ") == 1
    assert 'bulk = ["Se=0.3"]' in effective


def test_other_verbs_use_the_table_of_their_file(tables):
    for name, bulk in (("cold", 0.45), ("hot", 0.3)):
        tables("scan", f"{name}.csv", "--config", "many.toml", "-o", "table.csv").worked()
        tables("scan", f"{name}.csv", *MIXTURE, *QUICK, "--bulk", f"Se={bulk}", "-o",
               "typed.csv").worked()
        assert (tables / "table.csv").read_bytes() == (tables / "typed.csv").read_bytes()
        (tables / "table.csv").unlink()
        (tables / "typed.csv").unlink()


INPUTS = [
    ('[[input]]\npath = "cold.csv"\nbulks = ["Se=0.3"]\n',
     ["line 3", "input.bulks", "did you mean bulk"]),
    ('[[input]]\nbulk = ["Se=0.3"]\n', ["line 1", "[[input]]", "without a path"]),
    ('[[input]]\npath = "cold.csv"\n[[input]]\npath = "./cold.csv"\n', ["line 3", "same path"]),
    ('[input]\npath = "cold.csv"\n', ["line 1", "[[input]]"]),
    ('input = "cold.csv"\n', ["line 1", "[[input]]"]),
    ('[[input]]\npath = "cold.csv"\n[[input]]\npath = "warm.csv"\n',
     ["line 4", "input.path", "warm.csv", "cold.csv, hot.csv"]),
    ('[[input]]\npath = "hot.csv"\nbulk = ["S=0.3"]\n', ["line 3", "input.bulk", "S", "Te, Se"]),
    ('[[input]]\npath = "hot.csv"\ntemperature = 300\n', ["input.temperature", "hot", "each"]),
]


@pytest.mark.parametrize("text, words", INPUTS, ids=lambda part: str(part))
def test_wrong_tables(tables, text, words):
    (tables / "wrong.toml").write_text(text)
    tables("fit", "cold.csv", "hot.csv", *MIXTURE, *QUICK, "--config", "wrong.toml", "-o",
           "joint").failed(78, *words)


def test_no_input_at_all(gibbsight):
    (gibbsight / "none.toml").write_text("[fit]\ntwins = 64\n")
    for verb in ("run", "fit"):
        for more in ([], ["--config", "none.toml"]):
            gibbsight(verb, *MIXTURE, *more).failed(64, "no input", "[[input]]")
    (gibbsight / "missing.toml").write_text('[[input]]\npath = "no.csv"\n')
    for verb in ("run", "fit"):
        gibbsight(verb, *MIXTURE, "--config", "missing.toml").failed(66, "no.csv")


IMAGES = QUICK_MIXTURE + """[[input]]
path = "cold.tif"
temperature = 400
pixel_size = [0.1]
[[input]]
path = "hot.tif"
temperature = 2400
mask = "mask.tif"
polarity = "dark"
"""


@pytest.fixture
def images(gibbsight):
    """The same energy at 400 K and at 2400 K; the second negative, and of use in one half."""
    for name, pair1 in (("cold", 0.6), ("hot", 0.1)):
        gibbsight("simulate", *MIXTURE, "--parameters", f"pair1={pair1}", "--image", f"{name}.tif",
                  "-o", f"{name}.csv", "--rendering.columns", 240, "--rendering.rows", 240).worked()
    bright = (gibbsight / "hot.tif").read_bytes()
    pixels = np.frombuffer(bright, "<f4", 240 * 240, offset=8).reshape(240, 240)  # one strip
    (gibbsight / "hot.tif").write_bytes(files.tiff(-pixels))
    mask = np.ones((240, 240), np.float32)
    mask[:, :100] = 0
    (gibbsight / "mask.tif").write_bytes(files.tiff(mask))
    (gibbsight / "many.toml").write_text(IMAGES)
    return gibbsight


def test_joint_fit_of_images_with_their_own_options(images):
    images("run", "--config", "many.toml", "-o", "joint").worked()
    columns = lambda name: (images / f"joint/{name}/atoms.csv").read_text().splitlines()
    assert "x_nm" in columns("cold")[0] and "x_nm" not in columns("hot")[0]
    assert all(float(row.split(",")[1]) > 95 for row in columns("hot")[1:])
    inputs = json.loads((images / "joint/fit.json").read_text())["provenance"]["inputs"]
    assert [i["path"] for i in inputs] == ["cold.tif", "hot.tif", "mask.tif"]
    temperature, whole = fitted(images / "joint")
    assert temperature == 400 and abs(whole["kT"]["value"] - 0.6) < 4 * whole["kT"]["std"]
    # Each alone, in units of the first's temperature: in its own the hot one would read 0.1.
    variations = json.loads((images / "joint/fit.json").read_text())["variations"]
    alone = {v["label"]: v for v in variations if v["aspect"] == "one image alone"}
    assert list(alone) == ["cold", "hot"]
    for reading in alone.values():
        assert abs(reading["value"] - whole["kT"]["value"]) < 4 * reading["std"]
    assert alone["hot"]["std"] > 2 * alone["cold"]["std"]
    images("run", "--config", "joint/gibbsight.toml", "-o", "again").worked()
    assert contents(images / "again") == contents(images / "joint")
    # What is shown beside the hot image is nearly random, as that is.
    images("run", "joint/hot/simulated.tif", *MIXTURE, *QUICK, "-o", "shown").worked()
    pair1 = json.loads((images / "shown/fit.json").read_text())["models"][1]["parameters"][0]
    assert pair1["value"] < 0.3


def test_wrong_region_of_one_image(images):
    (images / "many.toml").write_text(IMAGES + "roi = [0, 0, 300, 100]\n")
    images("run", "--config", "many.toml", "-o", "joint").failed(
        78, "many.toml, line 18, input.roi", "300")
    images("atoms", "hot.tif", "--config", "many.toml").failed(78, "line 18, input.roi")
    images("atoms", "cold.tif", "--config", "many.toml").worked()


def test_both_directions(gibbsight):
    """A scan back with half as much noise again: where the two differ is more than the probabilities of one say."""
    gibbsight("simulate", *MIXTURE, "--parameters", "pair1=0.5", "--image", "clean.tif", "--rendering.columns",
              240, "--rendering.rows", 240, "--rendering.noise", 0, "--rendering.line_noise", 0).worked()
    clean = np.frombuffer((gibbsight / "clean.tif").read_bytes(), "<f4", 240 * 240, offset=8).reshape(240, 240)
    noise = np.random.default_rng(5).normal(0, 0.2, (2, 240, 240))
    hysteresis = 3
    scan = files.sxm(clean + noise[0], np.roll(clean, hysteresis, axis=1) + 1.5 * noise[1])
    (gibbsight / "scan.sxm").write_bytes(scan)
    widths = {}
    for direction in ("forward", "both"):
        gibbsight("run", "scan.sxm", *MIXTURE, *QUICK, "--direction", direction, "-o", direction).worked()
        fit = json.loads((gibbsight / direction / "fit.json").read_text())
        pair1 = fit["models"][1]["parameters"][0]
        assert abs(pair1["value"] - 0.5) < 4 * pair1["std"]
        widths[direction] = pair1["std"]
    # Both are read, but fitted as one image.
    assert widths["both"] != widths["forward"] and widths["both"] > 0.7 * widths["forward"]
    assert contents(gibbsight / "both")["atoms.csv"] == contents(gibbsight / "forward")["atoms.csv"]


def test_both_directions_of_a_file_with_one(gibbsight):
    (gibbsight / "noise.npy").write_bytes(files.npy(files.noise((64, 64))))
    gibbsight("run", "noise.npy", *MIXTURE, "--direction", "both", "-o", "out").failed(64, "noise.npy", "backward")
