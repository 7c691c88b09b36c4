"""Images one by one: what is done is kept, so that a call that was stopped goes on."""

import json
import shutil

import numpy as np
import pytest

import files
from conftest import MIXTURE, QUICK, Program, contents

IMAGES = ["one.tif", "two.tif", "three.tif"]
SIDE = 160  # px
CALL = ["run", *IMAGES, "--separate", *MIXTURE, *QUICK, "-o", "many"]


def result(gibbsight, name):
    return gibbsight / "many" / name / "fit.json"


@pytest.fixture(scope="session")
def image(tmp_path_factory):
    """Small, for it is fitted again and again."""
    program = Program(tmp_path_factory.mktemp("image"))
    program("simulate", *MIXTURE, "--bulk", "Se=0.45", "--parameters", "pair1=0.4", "--image", "image.tif",
            "-o", "truth.csv", "--rendering.columns", SIDE, "--rendering.rows", SIDE).worked()
    return program / "image.tif"


@pytest.fixture
def images(gibbsight, image):
    """Three files of one image."""
    for name in IMAGES:
        shutil.copy(image, gibbsight / name)
    return gibbsight


@pytest.fixture(scope="session")
def unbroken(image, tmp_path_factory):
    """All three run without a break."""
    program = Program(tmp_path_factory.mktemp("separate"))
    for name in IMAGES:
        shutil.copy(image, program / name)
    program(*CALL).worked()
    return program


@pytest.fixture
def done(gibbsight, unbroken):
    """The same again, to be changed."""
    shutil.copytree(unbroken.folder, gibbsight.folder, dirs_exist_ok=True)
    return gibbsight


def test_what_is_complete_is_kept(done):
    again = done(*CALL).worked()
    assert again.made == {}
    assert again.out.splitlines() == [f"{image}: kept as it is, many/{image[:-4]}"
                                      for image in IMAGES] + ["index   many/index.html"]
    assert done(*CALL, "--threads", 2, "--quiet").worked().made == {}


def test_half_done(done, unbroken):
    """One folder gone, one half-written: these are done again."""
    shutil.rmtree(done / "many/one")
    result(done, "two").unlink()
    (done / "many/two/posterior.nc").unlink()
    (done / "many/two/sites.csv").write_text("of another run")
    (done / "many/two/report.html.123.part").write_text("<ht")
    again = done(*CALL).worked()
    assert contents(done / "many") == contents(unbroken / "many")
    assert "three.tif: kept as it is" in again.out and again.out.count("kept") == 1


@pytest.mark.parametrize("once", ["one/fit.json", "two/atoms.csv", "three"])
def test_killed(images, unbroken, once):
    """Between two images, while results are written, and while they are computed."""
    images.kill(*CALL, once="many/" + once)
    first = contents(images / "many/one")
    inode = result(images, "one").stat().st_ino
    assert not result(images, "three").exists()
    images(*CALL).worked()
    assert contents(images / "many/one") == first and result(images, "one").stat().st_ino == inode
    assert contents(images / "many") == contents(unbroken / "many")


def test_other_options(done, unbroken):
    result(done, "two").unlink()
    other = done(*CALL, "--seed", 2)
    assert other.status == 73 and other.err.count("output exists (many/") == 2
    assert json.loads(result(done, "two").read_text())["provenance"]["seed"] == 2
    done(*CALL, "--seed", 2, "--force").worked()
    assert all(json.loads(result(done, image[:-4]).read_text())["provenance"]["seed"] == 2
               for image in IMAGES)
    done(*CALL, "--force").worked()
    assert contents(done / "many") == contents(unbroken / "many")


def test_force_does_all_again(done, unbroken):
    inodes = [result(done, image[:-4]).stat().st_ino for image in IMAGES]
    again = done(*CALL, "--force").worked()
    assert "kept" not in again.out and contents(done / "many") == contents(unbroken / "many")
    assert inodes != [result(done, image[:-4]).stat().st_ino for image in IMAGES]


def test_other_image(done):
    """A file that has changed is not what the results are of."""
    pixels = np.frombuffer((done / "two.tif").read_bytes(), "<f4", SIDE * SIDE, offset=8)
    (done / "two.tif").write_bytes(files.tiff(pixels.reshape(SIDE, SIDE)[:SIDE - 20]))
    again = done(*CALL)
    assert again.status == 73 and "many/two" in again.err and again.out.count("kept") == 2
    assert again.made.keys() == {"many/index.html"}  # which says so
    assert b"output exists" in again.made["many/index.html"]
    (done / "two.tif").unlink()
    again = done(*CALL)
    assert again.status == 66 and "two.tif" in again.err and again.out.count("kept") == 2


@pytest.mark.parametrize("text", ["", "{", "{}"])
def test_results_that_are_none(done, text):
    result(done, "two").write_text(text)
    again = done(*CALL)
    assert again.status == 73 and "many/two" in again.err and again.out.count("kept") == 2


def test_failing_half_way_leaves_no_result(done, unbroken):
    """Files of two runs in one folder would look complete."""
    (done / "many/two/report.json").unlink()
    (done / "many/two/report.json").mkdir()
    assert done(*CALL, "--force").status == 73
    assert not result(done, "two").exists()
    (done / "many/two/report.json").rmdir()
    done(*CALL).worked()
    assert contents(done / "many") == contents(unbroken / "many")


def test_a_kept_refusal(images):
    (images / "two.tif").write_bytes(files.tiff(files.noise((128, 128))))
    first = images(*CALL)
    again = images(*CALL)
    assert first.status == again.status == 65
    assert again.err == first.err and again.out.count("kept") == 3 and again.made == {}


def test_one_image(images):
    call = ["run", "one.tif", "--separate", *MIXTURE, *QUICK, "-o", "out"]
    images(*call).worked()
    assert "one.tif: kept as it is, out" in images(*call).worked().out
    images(*[word for word in call if word != "--separate"]).failed(73, "out")


def test_inputs_of_their_own(images):
    """Each folder is compared with what its own table says."""
    tables = "".join(f'[[input]]\npath = "{image}"\ntemperature = {500 + 100 * i}\n'
                     for i, image in enumerate(IMAGES))
    (images / "many.toml").write_text(tables)
    call = ["run", "--separate", *MIXTURE, *QUICK, "--config", "many.toml", "-o", "many"]
    images(*call).worked()
    assert images(*call).worked().out.count("kept") == 3
    (images / "many.toml").write_text(tables.replace("700", "800"))
    again = images(*call)
    assert again.status == 73 and "many/three" in again.err and again.out.count("kept") == 2
