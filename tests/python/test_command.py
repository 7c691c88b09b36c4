"""The package's command is the program, not something of Python: statuses, streams, signals and paths."""

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
import time

import gibbsight
import numpy as np

COMMAND = [sys.executable, "-c", "import sys; from gibbsight._command import main; sys.exit(main())"]


def run(*words):
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True)


def test_it_says_its_version_and_what_is_wrong():
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"gibbsight {gibbsight.__version__}\n", "")
    done = run("atoms", "missing.tif")
    assert (done.returncode, done.stdout) == (66, "")
    assert done.stderr.startswith("gibbsight: error: ") and done.stderr.count("\n") == 1
    assert run("atom").returncode == 64


def test_a_path_need_not_be_text(tmp_path):
    output = os.fsencode(tmp_path) + b"/\xff.csv"
    done = run("simulate", "--species", "Te,Se", "--simulate.columns", "8", "--simulate.rows", "8", "-o", output)
    assert done.returncode == 0, done.stderr
    assert os.path.exists(output)


FEW = {"twins": 64, "points": 2, "seed": 3}
TYPED = ["--species", "Te,Se", "--fit.twins", "64", "--scan.points", "2", "--seed", "3"]


def test_run_gives_the_bytes_of_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    crystal = gibbsight.simulate(species=["Te", "Se"], parameters={"pair1": 0.4}, columns=24, rows=24, seed=2)
    np.save("scan.npy", gibbsight.render(crystal, columns=150, rows=140, noise=0.03, seed=2).to_array())
    done = run("run", "scan.npy", *TYPED, "--models", "pair1", "--microscope.null_twins", "4", "-o", "typed")
    assert done.returncode == 0, done.stderr
    options = {"models": ["pair1"], "null_twins": 4, **FEW}
    gibbsight.run("scan.npy", species=["Te", "Se"], **options).save("called")
    typed, called = ({p.name: p.read_bytes() for p in (tmp_path / made).iterdir()} for made in ("typed", "called"))
    assert typed.keys() == called.keys() >= {"fit.json", "posterior.nc", "report.html", "simulated.tif", "sites.csv"}
    assert [name for name in typed if typed[name] != called[name]] == ["log.txt"]


def test_simulate_and_fit_give_the_numbers_of_the_command(tmp_path):
    sites, folder = tmp_path / "sites.csv", tmp_path / "fit"
    size = ["--simulate.columns", "30", "--simulate.rows", "26"]
    done = run("simulate", "--species", "Te,Se", "--parameters", "pair1=0.4", *size, "--seed", "3", "-o", str(sites))
    assert done.returncode == 0, done.stderr
    crystal = gibbsight.simulate(species=["Te", "Se"], parameters={"pair1": 0.4}, columns=30, rows=26, seed=3)
    with sites.open() as file:
        typed = [(int(row["a"]), int(row["b"]), row["species"]) for row in csv.DictReader(file)]
    assert typed == [tuple(row) for row in crystal.to_table()[["a", "b", "species"]].tolist()]
    done = run("fit", str(sites), *TYPED, "-o", str(folder))
    assert done.returncode == 0, done.stderr
    called = gibbsight.fit(crystal, **FEW)
    ours, theirs = json.loads(called._file("fit.json")), json.loads((folder / "fit.json").read_bytes())
    del ours["provenance"], theirs["provenance"]  # which file it was, there is none here
    assert ours == theirs


def read_terminal(reader, until=None):
    """Up to some words, else until the last program that writes to it has ended."""
    said = b""
    with contextlib.suppress(OSError):
        while until is None or until not in said:
            said += os.read(reader, 1024)
    return said


def test_ctrl_c_ends_it_with_its_status(tmp_path):
    """Sent when it shows on its terminal how far it is."""
    sites = str(tmp_path / "sites.csv")
    run("simulate", "--species", "Te,Se", "--simulate.columns", "64", "--simulate.rows", "64", "-o", sites)
    reader, terminal = os.openpty()
    words = ["fit", sites, "--species", "Te,Se", "--fit.twins", "4096", "-o", str(tmp_path / "fit")]
    started = subprocess.Popen([*COMMAND, *words], stderr=terminal)
    os.close(terminal)
    assert b"] fit" in read_terminal(reader, until=b"] fit")
    started.send_signal(signal.SIGINT)
    sent = time.monotonic()
    said = read_terminal(reader)
    assert started.wait(timeout=20) == 130
    assert time.monotonic() - sent < 1
    assert b"Traceback" not in said
    assert not (tmp_path / "fit").exists()


def test_a_closed_pipe_ends_it_as_any_program():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*COMMAND, "config"], stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, "")
