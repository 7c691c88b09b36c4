"""Values of gibbsight as those of other packages, which are imported when they are asked for."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gibbsight import _core


def to_ase(occupancy: _core.Occupancy, pixel_size: float | Sequence[float] | None = None) -> Any:
    from ase.io import read

    size = None
    if pixel_size is not None:
        x, *rest = np.atleast_1d(np.asarray(pixel_size, float)).tolist()
        size = (x, rest[0] if rest else x)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sites.extxyz"
        occupancy.save_extxyz(path, pixel_size=size)
        return read(path, format="extxyz")


def to_xarray(image: _core.Image) -> Any:
    import xarray

    rows, columns = image.shape
    x, y = image.pixel_size or (1.0, 1.0)
    units = {"units": "px" if image.pixel_size is None else "nm"}
    coordinates = {"y": ("y", np.arange(rows) * y, units), "x": ("x", np.arange(columns) * x, units)}
    return xarray.DataArray(image.to_array(), coords=coordinates, dims=("y", "x"), name="intensity")


def to_arviz(fit: _core.Fit) -> Any:
    groups = fit._posterior()
    if not groups:
        raise _core.DataError(_core._problem("no parameter was fitted", "to_arviz"))
    try:
        from arviz import from_dict
    except ImportError:
        from arviz_base import from_dict
    try:
        return from_dict(groups)
    except TypeError:  # before ArviZ 1.0 each group was an argument
        return from_dict(**groups)
