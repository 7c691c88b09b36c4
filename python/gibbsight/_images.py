"""Images of other packages, told by what they have and not by their type, and files of other formats."""

import importlib
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gibbsight import _core
from gibbsight._docs import core_text
from gibbsight._errors import usage

NM_PER = {
    "nm": 1.0, "nanometer": 1.0, "nanometre": 1.0, "nanometers": 1.0, "nanometres": 1.0,
    "pm": 1e-3, "å": 0.1, "a": 0.1, "angstrom": 0.1, "angstroms": 0.1, "ångström": 0.1,
    "µm": 1e3, "μm": 1e3, "um": 1e3, "micron": 1e3, "micrometer": 1e3, "micrometre": 1e3,
    "mm": 1e6, "m": 1e9, "meter": 1e9, "metre": 1e9, "meters": 1e9, "metres": 1e9,
}  # fmt: skip


class Axis(NamedTuple):
    """An axis of an array: its place, what one step is, and in which unit."""

    place: int
    scale: float
    units: str


class Picture(NamedTuple):
    """Rows by columns, perhaps after an axis of frames, and the pixel size (x, y) in nm if known."""

    pixels: NDArray[Any]
    pixel_size: tuple[float, float] | None


def nm(axis: Axis) -> float | None:
    """Length of a step in nm; None where the unit is none of length."""
    factor = NM_PER.get(axis.units.strip().lower())
    size = abs(axis.scale) * (factor or 0)
    return size if np.isfinite(size) and size > 0 else None


def _picture(data: Any, x: Axis, y: Axis) -> Picture:
    """Rows are y and columns x, whatever the order was; an axis that runs backwards is turned."""
    array = np.moveaxis(np.asarray(data), (y.place, x.place), (-2, -1))
    if x.scale < 0:
        array = array[..., ::-1]
    if y.scale < 0:
        array = array[..., ::-1, :]
    sizes = nm(x), nm(y)
    known = None if sizes[0] is None or sizes[1] is None else (sizes[0], sizes[1])
    return Picture(array.reshape(-1, *array.shape[-2:]), known)


def _step(values: Any, where: str) -> float:
    """The distance of equally spaced coordinates."""
    coordinates = np.asarray(values, float)
    steps = np.diff(coordinates)
    if len(steps) == 0 or not np.allclose(steps, steps[0], rtol=1e-3, atol=0):
        raise usage("coordinates are not equally spaced", where, coordinates[:4], "equal steps")
    return float((coordinates[-1] - coordinates[0]) / len(steps))


def _text(units: Any) -> str:
    return units if isinstance(units, str) else ""


def _two(names: Sequence[str], first: int, second: int) -> tuple[int, int]:
    """Places of the axes named x and y; where none is, those that the package's order says."""
    lower = [str(name).strip().lower() for name in names]
    if lower.count("x") == 1 and lower.count("y") == 1:
        return lower.index("x"), lower.index("y")
    return first, second


def _from_hyperspy(signal: Any) -> Picture:
    axes = signal.axes_manager.signal_axes
    if len(axes) != 2:
        raise usage("not an image", "image", f"signal of {len(axes)} dimensions", "a Signal2D")
    x, y = (Axis(a.index_in_array, a.scale, _text(a.units)) for a in axes)
    return _picture(signal.data, x, y)


def _from_xarray(array: Any) -> Picture:
    if array.ndim < 2:
        raise usage("not an image", "image", f"{array.ndim} dimension", "2 dimensions")

    def axis(index: int) -> Axis:
        name = array.dims[index]
        if name not in array.coords:
            return Axis(index, 1.0, "")
        coordinate = array.coords[name]
        return Axis(index, _step(coordinate.values, name), _text(coordinate.attrs.get("units")))

    x, y = _two(array.dims, array.ndim - 1, array.ndim - 2)
    return _picture(array.values, axis(x), axis(y))


def _from_sidpy(dataset: Any) -> Picture:
    """sidpy's first spatial dimension is x."""
    dimensions = [dataset._axes[i] for i in range(dataset.ndim)]
    spatial = [i for i, d in enumerate(dimensions) if "SPATIAL" in str(d.dimension_type).upper()]
    if len(spatial) != 2:
        raise usage("not an image", "image", f"{len(spatial)} spatial dimensions", "2")
    place = _two([d.name for d in dimensions], spatial[0], spatial[1])
    x, y = (Axis(i, _step(dimensions[i].values, dimensions[i].name), _text(dimensions[i].units))
            for i in place)  # fmt: skip
    return _picture(dataset, x, y)


def _from_rosettasciio(path: str, channel: str | None) -> Picture | None:
    """The first picture of a file that RosettaSciIO reads; None where it does not, or is missing."""
    try:
        from rsciio import IO_PLUGINS
    except ImportError:
        return None
    extension = os.path.splitext(path)[1][1:].lower()
    readers = [p for p in IO_PLUGINS if extension in (e.lower() for e in p["file_extensions"])]
    if not readers:
        return None
    # Some of its readers open files of any kind: the most particular is asked.
    reader = min(readers, key=lambda p: len(p["file_extensions"]))
    for content in importlib.import_module(reader["api"]).file_reader(path):
        title = content.get("metadata", {}).get("General", {}).get("title", "")
        axes = [a for a in content["axes"] if not a.get("navigate", False)]
        if len(axes) < 2 or (channel and channel != title):
            continue
        place = {id(a): i for i, a in enumerate(content["axes"])}
        y, x = (Axis(place[id(a)], a.get("scale", 1.0), _text(a.get("units"))) for a in axes[-2:])
        return _picture(content["data"], x, y)
    return None


def _from_other(source: Any) -> Picture | None:
    """What HyperSpy, sidpy and xarray make, known by their parts."""
    if hasattr(source, "axes_manager"):
        return _from_hyperspy(source)
    if hasattr(source, "_axes") and hasattr(source, "data_type"):
        return _from_sidpy(source)
    if hasattr(source, "dims") and hasattr(source, "coords") and hasattr(source, "values"):
        return _from_xarray(source)
    return None


def _read(picture: Picture, options: dict[str, Any]) -> _core.Image:
    frame = options.pop("frame", None) or 0
    options.pop("channel", None)
    count = len(picture.pixels)
    if not isinstance(frame, (int, np.integer)) or not 0 <= frame < count:
        raise usage("no such frame", "frame", frame, f"an integer from 0 to {count - 1}")
    if options.get("pixel_size") is None and picture.pixel_size is not None:
        options["pixel_size"] = list(picture.pixel_size)
    return _core.read_image(np.ascontiguousarray(picture.pixels[frame]), **options)


def read_image(source: Any, **options: Any) -> _core.Image:
    if not isinstance(source, (str, os.PathLike)):
        picture = _from_other(source)
        return _core.read_image(source, **options) if picture is None else _read(picture, options)
    try:
        return _core.read_image(source, **options)
    except _core.InputError as problem:
        path = os.fspath(source)
        picture = None
        try:
            if os.path.isfile(path):
                picture = _from_rosettasciio(path, options.get("channel"))
        except Exception as other:  # whatever its readers come upon in a damaged file
            problem.add_note(f"RosettaSciIO: {type(other).__name__}: {other}")
        if picture is None:
            raise
    return _read(picture, options)


read_image.__doc__ = core_text(_core.read_image)
