"""How far long work is: told to a function, or shown by tqdm."""

import io
import sys
import time

import gibbsight as gs
import pytest

OPTIONS = {"models": ["pair1"], "bulk": {"Se": 0.5}, "twins": 128, "points": 4, "seed": 1}


@pytest.fixture(scope="module")
def occupancy():
    return gs.simulate(species=["Te", "Se"], parameters={"pair1": 0.3}, columns=48, rows=48, seed=1)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_function_is_told(occupancy):
    told = []
    fit = gs.fit(occupancy, progress=lambda *said: told.append(said), **OPTIONS)
    assert told[-1] == ("fit", 1.0)
    assert all(isinstance(stage, str) and 0 <= fraction <= 1 for stage, fraction in told)
    assert fit == gs.fit(occupancy, progress=False, **OPTIONS)


def test_what_a_function_raises_stops_the_work(occupancy):
    def stop(stage, fraction):
        raise LookupError(stage)

    with pytest.raises(LookupError, match="fit"):
        gs.fit(occupancy, progress=stop, **{**OPTIONS, "twins": 4096})


@pytest.mark.parametrize("progress", [None, True])
def test_tqdm_shows_it_on_a_terminal_and_nowhere_else(occupancy, progress, monkeypatch):
    pytest.importorskip("tqdm")
    for terminal, shown in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr(sys, "stderr", terminal)
        gs.fit(occupancy, progress=progress, **OPTIONS)
        assert ("fit" in terminal.getvalue()) == shown
        assert ("%" in terminal.getvalue()) == shown


def test_ctrl_c_does_not_leave_tqdm_half_imported(occupancy, seconds_to_stop, tmp_path, monkeypatch):
    for name in ("tqdm", "tqdm.auto"):
        monkeypatch.setitem(sys.modules, name, None)  # so that what was there comes back
        del sys.modules[name]
    (tmp_path / "tqdm").mkdir()
    (tmp_path / "tqdm" / "__init__.py").touch()
    (tmp_path / "tqdm" / "auto.py").write_text("import time\ntime.sleep(1)\nclass tqdm: whole = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert seconds_to_stop(0.4, lambda: gs.fit(occupancy, **{**OPTIONS, "twins": 4096})) < 1
    time.sleep(1)
    assert sys.modules["tqdm.auto"].tqdm.whole


def test_without_tqdm(occupancy, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setattr(sys, "stderr", Terminal())
    gs.fit(occupancy, **OPTIONS)
    assert sys.stderr.getvalue() == ""
    with pytest.raises(gs.UsageError, match="tqdm is not installed"):
        gs.fit(occupancy, progress=True, **OPTIONS)


def test_other_answers_are_refused(occupancy):
    with pytest.raises(gs.UsageError, match="not a way to show progress .progress.: 3"):
        gs.fit(occupancy, progress=3, **OPTIONS)
    with pytest.raises(gs.UsageError, match="unknown option"):
        gs.count_motifs(occupancy, progress=True)
