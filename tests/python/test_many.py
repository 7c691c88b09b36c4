"""Many images: as one by one, whoever works on them and whatever happens to some."""

import os
import signal

import gibbsight as gs
import numpy as np
import pytest

# The random mixture alone, which is quick: these tests ask what becomes of images, not of numbers.
OPTIONS = {"species": ["Te", "Se"], "models": ["random"], "bulk": {"Se": 0.5}, "null_twins": 0,
           "twins": 64, "points": 2, "seed": 1}  # fmt: skip
GOOD = ["a", "b", "c", "d"]


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    """Four images, one that is no crystal, and one that is not there."""
    folder = tmp_path_factory.mktemp("images")
    for seed, name in enumerate(GOOD):
        truth = gs.simulate(species=["Te", "Se"], parameters={"pair1": 0.4}, columns=24, rows=24, seed=seed)
        image = gs.render(truth, columns=115, rows=110, noise=0.03, seed=seed)
        np.save(folder / f"{name}.npy", image.to_array())
    np.save(folder / "noise.npy", np.random.default_rng(1).normal(size=(96, 96)))
    return [folder / f"{name}.npy" for name in [*GOOD[:2], "noise", "missing", *GOOD[2:]]]


@pytest.fixture(scope="module")
def alone(paths):
    """Each image for itself; None where that raises."""
    fits = {}
    for path in paths:
        try:
            fits[str(path)] = gs.run(path, **OPTIONS).fit
        except gs.InputError:
            fits[str(path)] = None
    return fits


def contents(folder):
    """Of every file below, but for the logs, which say how long it took."""
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != "log.txt"}


def check(outcomes, alone):
    assert {o.image: o.fit for o in outcomes} == alone
    assert len(outcomes) == len(alone)
    status = {os.path.basename(o.image): o.status for o in outcomes}
    assert status["noise.npy"] == "refused"
    assert status["missing.npy"] == "failed"
    reasons = {os.path.basename(o.image): o.reason for o in outcomes}
    assert "missing.npy" in reasons["missing.npy"]
    assert reasons["noise.npy"]
    assert all(reasons[f"{name}.npy"] == "" for name in GOOD if status[f"{name}.npy"] == "ok")


def test_each_is_what_it_is_alone(paths, alone, tmp_path):
    outcomes = list(gs.run_many(paths, folder=tmp_path / "many", **OPTIONS))
    check(outcomes, alone)
    assert [o.image for o in outcomes] == [str(p) for p in paths]
    for path, fit in alone.items():
        if fit is not None:
            fit.save(tmp_path / "alone" / os.path.basename(path)[:-4])
    index = (tmp_path / "many" / "index.html").read_text()
    assert all(f"{name}.npy" in index for name in [*GOOD, "noise", "missing"])
    os.remove(tmp_path / "many" / "index.html")
    assert contents(tmp_path / "many") == contents(tmp_path / "alone")


def test_it_goes_on_where_it_stopped(paths, alone, tmp_path):
    stopped = gs.run_many(paths, folder=tmp_path, **OPTIONS)
    first = next(stopped)
    stopped.close()
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    written = (tmp_path / "a" / "log.txt").stat().st_mtime_ns
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "report.json").write_text("{")  # of one that was killed before its fit.json
    outcomes = list(gs.run_many(paths, folder=tmp_path, **OPTIONS))
    check(outcomes, alone)
    assert [o.image for o in outcomes if o.kept] == [first.image]
    assert (tmp_path / "a" / "log.txt").stat().st_mtime_ns == written
    again = list(gs.run_many(paths, folder=tmp_path, **OPTIONS))
    check(again, alone)
    assert sum(o.kept for o in again) == 5
    other = list(gs.run_many(paths[:1], folder=tmp_path, **{**OPTIONS, "seed": 2}))[0]
    assert (other.status, other.kept) == ("failed", False)
    assert "output exists" in other.reason
    assert "force=True" in other.reason
    forced = list(gs.run_many(paths[:1], folder=tmp_path, force=True, **OPTIONS))[0]
    assert (forced.fit, forced.kept) == (first.fit, False)


def test_rows_make_a_table(paths):
    told = []
    options = {**OPTIONS, "models": ["pair1"]}
    some = gs.run_many([paths[0], paths[2]], progress=lambda *said: told.append(said), **options)
    rows = [outcome.row for outcome in some]
    assert told == [("1 of 2 images", 0.5), ("2 of 2 images", 1)]
    assert rows[0]["image"] == str(paths[0])
    assert rows[0]["pair1_std"] > 0
    assert rows[0]["best_model"] == "pair1" or rows[0]["status"] != "ok"
    assert list(rows[1]) == ["image", "status", "reason"]


@pytest.mark.parametrize(
    ("images", "options", "words"),
    [
        ("a.npy", {}, "one path (images): a.npy"),
        (["x/a.npy", "y/a.tif"], {"folder": "z"}, "two inputs would have the same folder (folder): z/a"),
        (["a.npy"], {"twin": 3}, "did you mean twins"),
        (["a.npy"], {"species": None}, "no species"),
    ],
)
def test_wrong_calls_raise_at_once(images, options, words):
    with pytest.raises(gs.UsageError) as refusal:
        gs.run_many(images, **{**OPTIONS, **options})
    assert words in str(refusal.value)


@pytest.mark.filterwarnings("ignore")
def test_workers_of_which_one_is_killed(paths, alone, tmp_path):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True,
                                 dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):  # fmt: skip
        processes = set(client.run(os.getpid).values())
        assert len(processes) == 2
        assert os.getpid() not in processes
        outcomes = []
        for outcome in gs.run_many(paths, client, folder=tmp_path, **OPTIONS):
            outcomes.append(outcome)
            if len(outcomes) == 1:
                os.kill(min(processes), signal.SIGKILL)
    check(outcomes, alone)
    kept = list(gs.run_many(paths, folder=tmp_path, **OPTIONS))
    check(kept, alone)
    assert sum(o.kept for o in kept) == 5
