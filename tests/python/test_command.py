"""The package's command is the program, not something of Python: statuses, streams, signals and paths."""

import os
import signal
import subprocess
import sys
import time

import gibbsight

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


def test_ctrl_c_ends_it_with_its_status(tmp_path):
    started = subprocess.Popen(
        [*COMMAND, "simulate", "--species", "Te,Se", "--simulate.columns", "2000", "--simulate.rows", "2000",
         "--simulate.sweeps", "1000000", "-o", str(tmp_path / "sites.csv")],
        stderr=subprocess.PIPE, text=True)  # fmt: skip
    time.sleep(3)
    started.send_signal(signal.SIGINT)
    assert "Traceback" not in started.communicate(timeout=20)[1]
    assert started.returncode == 130


def test_a_closed_pipe_ends_it_as_any_program():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*COMMAND, "config"], stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, "")
