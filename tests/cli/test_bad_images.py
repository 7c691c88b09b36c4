"""Images that can't be used: one line, the right status, nothing written."""

import numpy as np
import pytest

import files

MIXTURE = ["--species", "Te,Se"]
MEGABYTE = 1 << 20

UNREADABLE = {
    "missing.tif": None,
    "empty.tif": b"",
    "cut.tif": files.tiff(files.noise((64, 64)))[:5000],
    "cut.png": files.png(100 + 20 * files.noise((64, 64)))[:2000],
    "cut.npy": files.npy(files.noise((64, 64)))[:5000],
    "table.csv": b"a,b\n1,2\n",
    "scan.sxm": b":NANONIS_VERSION:\n2\n" * 60,
    "scan.dm3": b"\0\0\0\x03" * 60,
}
SUGGESTED = {
    "table.csv": ["TIFF", "PNG", "NPY", "HDF5", "Nanonis", "GXSM"],
    "scan.dm3": ["in Python the array that RosettaSciIO", "gibbsight.read_image"],
}

USELESS = {
    "dot.tif": (files.tiff(np.ones((1, 1))), ["1 x 1"]),
    "dot.png": (files.png(np.ones((1, 1))), ["1 x 1"]),
    "dot.npy": (files.npy(np.ones((1, 1))), ["1 x 1"]),
    "flat.tif": (files.tiff(np.full((64, 64), 3.5)), ["constant", "3.5"]),
    "flat.png": (files.png(np.full((64, 64), 9)), ["constant", "9"]),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable(gibbsight, name):
    if UNREADABLE[name] is not None:
        (gibbsight / name).write_bytes(UNREADABLE[name])
    for call in (["run", name, *MIXTURE, "-o", "out"], ["atoms", name], ["info", name]):
        gibbsight(*call).failed(66, name, *SUGGESTED.get(name, []))


def check_useless(program, name, words):
    """`atoms` writes nothing; `run` leaves its reason, and no result."""
    program("atoms", name).failed(65, name, *words)
    done = program("run", name, *MIXTURE, "-o", "out").refused(*words)
    assert {"out/atoms.csv", "out/sites.csv", "out/histogram.csv"}.isdisjoint(done.made)


@pytest.mark.parametrize("name", USELESS)
def test_useless(gibbsight, name):
    content, words = USELESS[name]
    (gibbsight / name).write_bytes(content)
    check_useless(gibbsight, name, words)


def test_directory(gibbsight):
    (gibbsight / "folder.tif").mkdir()
    for call in (["run", "folder.tif", *MIXTURE], ["atoms", "folder.tif"], ["info", "folder.tif"]):
        gibbsight(*call).failed(66, "folder.tif", "directory")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("write", [files.tiff, files.npy])
def test_numbers_that_are_none(gibbsight, noise, value, write):
    image = noise.copy()
    image[3, 5] = value
    name = "holes." + write.__name__
    (gibbsight / name).write_bytes(write(image))
    check_useless(gibbsight, name, ["row 3, column 5"])


@pytest.mark.parametrize("write", [files.tiff, files.png])
def test_header_that_promises_too_much(gibbsight, write):
    content = write(np.zeros((16, 15)), rows=60000, columns=60000)
    assert len(content) < 2000
    name = "huge." + write.__name__
    (gibbsight / name).write_bytes(content)
    for verb in (["info", name], ["atoms", name]):
        gibbsight(*verb, memory=600 * MEGABYTE).failed(66, name, "60000 x 60000")


def test_no_atoms_in_noise(gibbsight, noise):
    """The refusal names its stage, and no later file is there."""
    (gibbsight / "noise.npy").write_bytes(files.npy(noise))
    done = gibbsight("run", "noise.npy", *MIXTURE, "-o", "out").refused("atoms")
    assert "out/sites.csv" not in done.made


@pytest.mark.parametrize("roi", ["0,0,10", "0,0,65,64", "50,50,10,10", "0,0,2,2"])
def test_region_outside(gibbsight, noise, roi):
    (gibbsight / "noise.npy").write_bytes(files.npy(noise))
    gibbsight("atoms", "noise.npy", "--roi", roi).failed(64, "--roi")


def test_mask_of_another_size(gibbsight, noise):
    (gibbsight / "noise.npy").write_bytes(files.npy(noise))
    (gibbsight / "mask.npy").write_bytes(files.npy(noise[:, :32]))
    gibbsight("atoms", "noise.npy", "--mask", "mask.npy").failed(64, "mask.npy", "32 x 64")
    gibbsight("atoms", "noise.npy", "--mask", "none.npy").failed(66, "none.npy")


@pytest.mark.parametrize("write, name", [(files.tiff, "TIFF"), (files.npy, "NPY")])
def test_info(gibbsight, noise, write, name):
    (gibbsight / "image").write_bytes(write(noise[:48]))
    out = gibbsight("info", "image").worked().out
    assert name in out and "64 x 48" in out and "unknown" in out


def test_info_of_png(gibbsight):
    (gibbsight / "image").write_bytes(files.png(np.arange(48 * 64).reshape(48, 64) % 256))
    out = gibbsight("info", "image").worked().out
    assert "PNG" in out and "64 x 48" in out


def test_info_of_a_scan(gibbsight, noise):
    (gibbsight / "scan").write_bytes(files.sxm(noise[:48], noise[:48]))
    out = gibbsight("info", "scan").worked().out
    for words in ("Nanonis", "64 x 48", "Z in m", "forward, backward", "0.25 x 0.25 nm"):
        assert words in out


@pytest.mark.parametrize("option, value, hint", [("--channel", "z", "Z"), ("--frame", "1", "0 to 0"),
                                                 ("--direction", "both", "forward or backward")])
def test_what_a_file_does_not_hold(gibbsight, noise, option, value, hint):
    (gibbsight / "scan").write_bytes(files.sxm(noise, noise))
    gibbsight("atoms", "scan", option, value).failed(64, "scan", value, hint)
