"""Many images, each for itself: on this machine, or wherever the workers of a dask client are."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gibbsight import _core
from gibbsight._errors import usage
from gibbsight._progress import display


@dataclass(frozen=True)
class Outcome:
    """What became of one of many images.

    Attributes
    ----------
    image : str
        Its path, as it was given.
    fit : Fit or None
        None where there is none; `reason` says why.
    error : str
        Why there is none.
    folder : str or None
        Where the results are.
    kept : bool
        Whether they were there already.
    """

    image: str
    fit: _core.Fit | None
    error: str = ""
    folder: str | None = None
    kept: bool = False

    @property
    def status(self) -> str:
        """ok, uninformative, refused (the data can't be used), or failed (no results)."""
        return "failed" if self.fit is None else self.fit.status

    @property
    def reason(self) -> str:
        """Why it is not ok."""
        return self.error if self.fit is None else "; ".join(self.fit.reasons)

    @property
    def row(self) -> dict[str, object]:
        """A line for a table: pandas.DataFrame(outcome.row for outcome in run_many(...))."""
        row: dict[str, object] = {"image": self.image, "status": self.status, "reason": self.reason}
        if self.fit is None or self.status == "refused":
            return row
        best = self.fit.best
        row |= {"sites": self.fit.site_count, "best_model": best.name, "distance": best.distance,
                "p_value": best.p_value}  # fmt: skip
        for name, parameter in best.parameters.items():
            row |= {name: parameter.value, f"{name}_std": parameter.std}
        return row


Result = tuple[str, _core.Fit | None, str]  # image, fit, why there is none


def _words(error: BaseException) -> str:
    return str(error) if isinstance(error, _core.Error) else f"{type(error).__name__}: {error}"


def _fit_of(path: str, options: dict[str, Any]) -> Result:
    try:
        return path, _core.run(path, progress=False, **options).fit, ""
    except Exception as error:  # the others go on
        return path, None, _words(error)


def _fit_at_worker(path: str, options: dict[str, Any]) -> Result:
    """With as many threads as the worker has; results do not depend on them."""
    from distributed import get_worker

    return _fit_of(path, {"threads": get_worker().state.nthreads, **options})


def _results(client: Any, path_of: dict[Any, str]) -> Iterator[Result]:
    from distributed import as_completed

    try:
        for future in as_completed(list(path_of)):  # type: ignore[no-untyped-call,unused-ignore]
            path = path_of.pop(future)
            error = future.exception()
            yield future.result() if error is None else (path, None, _words(error))
    finally:
        client.cancel(list(path_of))


def _on_workers(client: Any, paths: list[str], options: dict[str, Any]) -> Iterator[Result]:
    """They begin at once. One that dies leaves its image to the others; an image that many die of is
    given up."""
    path_of = {client.submit(_fit_at_worker, path, options, pure=False): path for path in paths}
    return _results(client, path_of)


def _folders(paths: list[str], folder: str | os.PathLike[str] | None) -> dict[str, Path]:
    """Of each image, by the name of its file."""
    if folder is None:
        return {}
    folders: dict[str, Path] = {}
    for path in paths:
        target = Path(folder, Path(path).stem)
        if target in folders.values():
            raise usage("two inputs would have the same folder", "folder", target, "files of different names")
        folders[path] = target
    return folders


def _found(path: str, folder: Path, force: bool, options: dict[str, Any]) -> Outcome | None:
    """Results that are there already, or what stands where they would; None where there is work."""
    if force or not (folder / "fit.json").exists():
        return None
    try:
        fit = _core._find_same_fit(path, folder, **options)
    except _core.Error as error:
        return Outcome(path, None, str(error), str(folder))
    if fit is not None:
        return Outcome(path, fit, "", str(folder), kept=True)
    problem = _core._problem("output exists", str(folder), "", "another folder, or force=True")
    return Outcome(path, None, problem, str(folder))


def _saved(result: Result, folder: Path | None, force: bool) -> Outcome:
    path, fit, error = result
    if fit is None or folder is None:
        return Outcome(path, fit, error, None)
    try:
        fit.save(folder, force=force)
    except _core.Error as problem:
        return Outcome(path, None, str(problem), str(folder))
    return Outcome(path, fit, "", str(folder))


def _outcomes(paths: list[str], client: Any, folders: dict[str, Path], force: bool,
              options: dict[str, Any]) -> Iterator[Outcome]:  # fmt: skip
    found = {path: _found(path, folders[path], force, options) if folders else None for path in paths}
    work = [path for path in paths if found[path] is None]
    here = (_fit_of(path, options) for path in work)
    results = here if client is None else _on_workers(client, work, options)
    yield from (outcome for outcome in found.values() if outcome is not None)
    for result in results:
        yield _saved(result, folders.get(result[0]), force)


def _indexed(outcomes: Iterator[Outcome], paths: list[str], folder: Path) -> Iterator[Outcome]:
    """With index.html, a table of all images, when they are done."""
    errors = {}
    for outcome in outcomes:
        errors[outcome.image] = outcome.error
        yield outcome
    if folder.is_dir():  # else nothing could be written
        _core._write_index(folder, [(path, Path(path).stem, errors[path]) for path in paths])


def _shown(outcomes: Iterator[Outcome], count: int, progress: object) -> Iterator[Outcome]:
    shown = display(progress)
    try:
        for done, outcome in enumerate(outcomes, 1):
            shown(f"{done} of {count} images", done / count)
            yield outcome
    finally:
        shown.close()


def run_many(images: Iterable[str | os.PathLike[str]], client: Any = None, *,
             folder: str | os.PathLike[str] | None = None, force: bool = False,
             progress: bool | Callable[[str, float], object] | None = None,
             **options: Any) -> Iterator[Outcome]:  # fmt: skip
    """The whole chain for each of many images, one outcome after the other as they come.

    For instance::

        for outcome in gs.run_many(paths, client, folder="results", species=["Te", "Se"]):
            print(outcome.image, outcome.status, outcome.reason)

    An image that can't be used, or whose worker died again and again, is an outcome with its reason;
    the others go on. Every result is that of gs.run for its image alone, byte by byte.

    Parameters
    ----------
    images : iterable of paths
        The workers must be able to read them.
    client : dask.distributed.Client, optional
        Its workers each take one image at a time. None: one image after the other on this machine, each
        on all its cores.
    folder : path, optional
        Results are saved into one folder an image below this one, named after its file, and in the end
        index.html, as ``gibbsight run --separate`` does. Called again, those that the same call would only
        make again are kept, so that one that was stopped goes on.
    force : bool, default False
        Make and overwrite what is there.
    progress : True, False or a function
        How many are done: as of gs.run.
    **options
        Those of gs.run.

    Returns
    -------
    iterator of Outcome
        In the order in which they are done.

    Raises
    ------
    UsageError, ConfigurationError
        Options that gs.run would refuse, at once.
    """
    if isinstance(images, (str, os.PathLike)):
        raise usage("one path", "images", os.fspath(images), "a list of paths; gs.run takes one")
    paths = [os.fspath(path) for path in images]
    _core._check_run(**options)
    outcomes = _outcomes(paths, client, _folders(paths, folder), force, options)
    if folder is not None:
        outcomes = _indexed(outcomes, paths, Path(folder))
    return _shown(outcomes, len(paths), progress)
