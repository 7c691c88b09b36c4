"""How far long work is: shown by tqdm, or told to a function."""

import importlib.util
import sys
import threading
import warnings
from collections.abc import Callable
from typing import Any, Protocol

from gibbsight._errors import usage


class Display(Protocol):
    """Takes the name of a stage and the fraction done, in [0, 1]."""

    def __call__(self, stage: str, fraction: float) -> None: ...
    def close(self) -> None: ...


class Silence:
    def __call__(self, stage: str, fraction: float) -> None:
        pass

    def close(self) -> None:
        pass


def _load(module: str) -> Any:
    """The module, imported by a thread of its own: Ctrl-C would leave it and what it imports in pieces."""
    loading = threading.Thread(target=importlib.import_module, args=(module,))
    loading.start()
    loading.join()
    return sys.modules[module]


class Bar:
    """A bar of tqdm: on a terminal, or as a widget in a notebook; nowhere else."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a notebook without widgets: there is no bar then
            tqdm = _load("tqdm.auto").tqdm

        form = "{desc}: {percentage:3.0f}%|{bar}| {elapsed}"
        self.bar: Any = tqdm(total=1.0, disable=None, leave=False, bar_format=form)

    def __call__(self, stage: str, fraction: float) -> None:
        self.bar.set_description_str(stage, refresh=False)
        self.bar.n = fraction
        self.bar.refresh()

    def close(self) -> None:
        self.bar.close()


class Told:
    def __init__(self, function: Callable[[str, float], object]) -> None:
        self.function = function

    def __call__(self, stage: str, fraction: float) -> None:
        self.function(stage, fraction)

    def close(self) -> None:
        pass


def _has_tqdm() -> bool:
    if "tqdm" in sys.modules:
        return sys.modules["tqdm"] is not None
    return importlib.util.find_spec("tqdm") is not None


def display(progress: object) -> Display:
    """What the keyword `progress` asks for: None for tqdm where it is installed, True for tqdm, False
    for nothing, or a function."""
    if progress is False or (progress is None and not _has_tqdm()):
        return Silence()
    if progress is None or progress is True:
        if not _has_tqdm():
            raise usage("tqdm is not installed", "progress", progress, "pip install tqdm, or a function")
        return Bar()
    if callable(progress):
        return Told(progress)
    raise usage("not a way to show progress", "progress", repr(progress),
                "True, False, None or a function of a stage and a fraction")  # fmt: skip
