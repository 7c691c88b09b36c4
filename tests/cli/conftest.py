"""Calls the program and keeps everything that a caller can see of it."""

import json
import os
import pathlib
import resource
import signal
import subprocess
import time
from dataclasses import dataclass

import numpy as np
import pytest

import files

BINARY = os.environ.get("GIBBSIGHT_BINARY", "gibbsight")

SANITIZED = bool(os.environ.get("GIBBSIGHT_SANITIZE"))  # five to ten times as slow
# Small enough for a second a fit; the numbers are not what is tested here.
QUICK = ["--fit.twins", "64", "--scan.points", "4", "--microscope.null_twins", "0"]
MIXTURE = ["--species", "Te,Se"]
# What `run` and `fit` may leave behind; log.txt alone differs between two runs.
RESULTS = {
    "gibbsight.toml", "atoms.csv", "sites.csv", "sites.extxyz", "lattice.json", "histogram.csv",
    "scan.csv", "fit.json", "posterior.nc", "simulated.tif", "report.json", "report.html", "log.txt",
}


@dataclass
class Outcome:
    status: int
    out: str
    err: str
    made: dict  # path below the working folder -> bytes, of files that were not there or changed

    def failed(self, status, *words):
        """One clear line on standard error, nothing on standard output, nothing written."""
        assert self.status == status, (self.status, self.err)
        assert self.err.startswith("gibbsight: error: "), self.err
        assert self.err.count("\n") == 1, self.err
        assert "bug" not in self.err
        for word in words:
            assert str(word) in self.err, (word, self.err)
        assert self.out == ""
        assert self.made == {}, list(self.made)
        return self

    def refused(self, *words):
        """The folder `out` says why, and holds what came before."""
        assert self.status == 65, (self.status, self.err)
        assert self.err.startswith("gibbsight: error: ") and self.err.count("\n") == 1, self.err
        fit = json.loads(self.made["out/fit.json"])
        assert fit["status"] == "refused" and len(fit["reasons"]) == 1
        for word in words:
            assert word in self.err and word in fit["reasons"][0], (word, self.err)
        assert {"out/report.html", "out/report.json", "out/gibbsight.toml"} <= self.made.keys()
        assert {"out/posterior.nc", "out/scan.csv", "out/simulated.tif"}.isdisjoint(self.made)
        return self

    def worked(self):
        assert self.status == 0, (self.status, self.err)
        assert not [path for path in self.made if path.endswith(".part")]
        return self


class Program:
    """A working folder of its own, and calls in it."""

    def __init__(self, folder):
        self.folder = folder

    def __truediv__(self, name):
        return self.folder / name

    def contents(self):
        everything = {}
        for path in sorted(self.folder.rglob("*")):
            name = str(path.relative_to(self.folder))
            everything[name] = path.read_bytes() if path.is_file() else None
        return everything

    def __call__(self, *arguments, memory=None, stdout=subprocess.PIPE):
        before = self.contents()

        def limit():
            if memory and not SANITIZED:  # they reserve terabytes
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

        done = subprocess.run([BINARY, *map(str, arguments)], cwd=self.folder, stdout=stdout,
                              stderr=subprocess.PIPE, timeout=600 if SANITIZED else 60,
                              preexec_fn=limit)
        after = self.contents()
        made = {k: v for k, v in after.items() if k not in before or before[k] != v}
        out = done.stdout.decode() if done.stdout is not None else ""
        return Outcome(done.returncode, out, done.stderr.decode(), made)

    def interrupt(self, *arguments, after=0.3):
        """Starts the program, sends Ctrl-C once it listens, and says how long it then took to end."""
        before = self.contents()
        process = subprocess.Popen([BINARY, *map(str, arguments)], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while process.poll() is None and not catches(process.pid, signal.SIGINT):
            time.sleep(0.01)
        time.sleep(after)
        assert process.poll() is None, "ended before it could be interrupted"
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        waited = time.monotonic() - start
        made = {k: v for k, v in self.contents().items() if before.get(k, b"") != v}
        return Outcome(process.returncode, out.decode(), err.decode(), made), waited


    def kill(self, *arguments, once):
        """Starts the program and kills it as soon as a file is there."""
        process = subprocess.Popen([BINARY, *map(str, arguments)], cwd=self.folder,
                                   stdout=subprocess.DEVNULL)
        while process.poll() is None and not (self.folder / once).exists():
            time.sleep(0.001)
        assert process.poll() is None, "ended before it could be killed"
        process.kill()
        process.wait(timeout=30)


def contents(folder):
    """Every file below a folder by name, but those that differ between two runs."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*")
            if p.is_file() and p.name != "log.txt"}


def catches(pid, number):
    """Whether a process has a handler for a signal; a slow machine may not have come so far."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    mask = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(mask, 16) >> (number - 1) & 1)


@pytest.fixture
def gibbsight(tmp_path):
    return Program(tmp_path)


@pytest.fixture(scope="session")
def chain(tmp_path_factory):
    """One mixture, its image, and what `run` makes of it."""
    program = Program(tmp_path_factory.mktemp("chain"))
    program("simulate", *MIXTURE, "--bulk", "Se=0.45", "--parameters", "pair1=0.4", "--image",
            "image.tif", "-o", "truth.csv", "--rendering.columns", 240, "--rendering.rows",
            240).worked()
    program("run", "image.tif", *MIXTURE, *QUICK, "-o", "out").worked()
    return program


@pytest.fixture(scope="session")
def noise():
    return files.noise((64, 64))


@pytest.fixture
def table(gibbsight):
    """A small table of sites that can be counted and fitted."""
    codes = np.random.default_rng(1).integers(0, 2, (20, 20))
    rows = [f"{a},{b},{'Te' if codes[b, a] else 'Se'}" for b in range(20) for a in range(20)]
    path = gibbsight / "sites.csv"
    path.write_text("a,b,species\n" + "\n".join(rows) + "\n")
    return path
