"""Charts in notebooks are the report's: the same templates, filled with the same tables."""

import json
import shutil
import subprocess
from pathlib import Path

import gibbsight as gs
import pytest

altair = pytest.importorskip("altair")
WEB = Path(gs.__file__).parents[2] / "web"


@pytest.fixture(scope="module")
def fit():
    occupancy = gs.simulate(species=["Te", "Se"], parameters={"pair1": 0.4}, columns=32, rows=32, seed=5)
    return gs.fit(occupancy, models=["pair1"], bulk={"Se": 0.5}, twins=64, points=6, seed=1)


@pytest.fixture(scope="module")
def charts(fit):
    return {"configurations": fit.plot_histogram(), "scan": fit.plot_scan(), "models": fit.plot_models(),
            "marginal": fit.plot_posterior("pair1")}  # fmt: skip


@pytest.fixture(scope="module")
def compared(fit, charts):
    """What the page makes of the report, and what these charts are, compiled by Vega-Lite."""
    if shutil.which("node") is None or not (WEB / "node_modules").is_dir():
        pytest.skip("no node, or the page was not bundled in this build tree")
    given = {"report": json.loads(fit._file("report.json")),
             "specs": {name: chart.to_dict() for name, chart in charts.items()}}  # fmt: skip
    done = subprocess.run(["node", Path(__file__).with_name("page_charts.mjs"), WEB], input=json.dumps(given),
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_they_are_charts_of_altair(charts):
    for chart in charts.values():
        assert isinstance(chart, altair.LayerChart)
        assert "vega-lite" in chart.to_dict()["$schema"]


@pytest.mark.parametrize("name", ["configurations", "scan", "models", "marginal"])
def test_they_are_the_pages(compared, name):
    theirs, ours = compared[name]["page"], compared[name]["python"]
    assert all(ours["tables"].values())
    for table, rows in theirs["tables"].items():
        # But for the last digit of an exponential function.
        assert ours["tables"][table] == [pytest.approx(row, rel=1e-12) if table == "prior" else row for row in rows]
    for part, value in theirs["spec"].items():
        assert ours["spec"][part] == value, part


def test_pictograms_have_a_legend(charts):
    assert charts["configurations"].to_dict()["title"]["text"] == "Te sky blue, Se orange"


def test_what_there_is_no_chart_of(fit):
    with pytest.raises(gs.UsageError, match="no such parameter .parameter.: pair2; expected one of pair1"):
        fit.plot_posterior("pair2")
    random = gs.fit(gs.simulate(species=["Te", "Se"], columns=24, rows=24, seed=1), models=["random"],
                    bulk={"Se": 0.5}, twins=64, points=2)  # fmt: skip
    with pytest.raises(gs.DataError, match="no parameter was fitted"):
        random.plot_posterior()
    assert random.plot_histogram().to_dict()["datasets"]["models"]
