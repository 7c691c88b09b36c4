"""The report's charts as Altair's: its templates, filled with the tables that its page fills them with."""

import base64
import json
import math
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from typing import Any

from gibbsight import _core
from gibbsight._errors import unusable, usage

Spec = dict[str, Any]
Rows = list[dict[str, Any]]

WIDTH = 480  # px; on the page a chart is as wide as its place

# Okabe and Ito: species, with their names for who has no legend of pictograms, and series of models.
COLOUR_NAMES = ["sky blue", "orange", "green", "pink", "vermilion", "yellow", "blue"]
SPECIES_COLOURS = ["#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#f0e442", "#0072b2"]
SERIES_COLOURS = ["#d55e00", "#0083c8", "#009e73", "#cc79a7", "#8a6d00", "#7a7f87"]
# The first is the random mixture's in every series of models: a bar, seen behind what lies on it.
SHAPES = ["M-0.22,-1.2L0.22,-1.2L0.22,1.2L-0.22,1.2Z", "circle", "triangle-up", "square", "cross",
          "triangle-down"]  # fmt: skip


def _encodings(spec: Spec) -> Iterator[dict[str, Any]]:
    yield from (part["encoding"] for part in [spec, *spec.get("layer", [])] if "encoding" in part)


def filled(template: str, tables: dict[str, Rows]) -> Spec:
    text = files("gibbsight").joinpath("charts", f"{template}.vl.json").read_text(encoding="utf-8")
    spec: Spec = json.loads(text)
    assert set(spec["datasets"]) == set(tables), template
    spec["datasets"] = tables
    spec["width"] = WIDTH
    return spec


def set_title(spec: Spec, placeholder: str, title: str) -> None:
    for encoding in _encodings(spec):
        for channel in encoding.values():
            if isinstance(channel, dict) and channel.get("title") == placeholder:
                channel["title"] = title


def set_series(spec: Spec, series: list[str], drawn: list[str]) -> None:
    """Fixes which colour and shape belongs to which name, whatever the data begin with."""
    places = [max(0, series.index(name) if name in series else 0) for name in drawn]
    ranges = {"color": SERIES_COLOURS, "shape": SHAPES}
    for encoding in _encodings(spec):
        for channel, palette in ranges.items():
            if "field" in encoding.get(channel, {}):
                scale = {"domain": drawn, "range": [palette[i % len(palette)] for i in places]}
                encoding[channel]["scale"] = scale


def set_logarithmic(spec: Spec, low: float, high: float, ticks: list[float]) -> None:
    for encoding in _encodings(spec):
        if "scale" in encoding.get("x", {}):
            encoding["x"]["scale"] = {"type": "log", "domain": [low, high], "nice": False, "clamp": True}
            encoding["x"]["axis"] = {**encoding["x"].get("axis", {}), "values": ticks, "labelOverlap": True}


def _fixed(value: float) -> str:
    """To one decimal, as the page rounds."""
    return str(Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP))


def pictogram(positions: list[list[float]], species: list[int]) -> str:
    """A centre and its neighbours as discs, joined to the centre; `species` of every site."""
    half = 20
    lengths = [math.hypot(x, y) for x, y in positions]
    reach = max(*lengths, 1e-9)
    radius = min(5.5, 0.3 * min([*lengths[1:], math.inf]) * half / reach)
    unit = (half - radius - 1) / reach
    at = [(_fixed(half + x * unit), _fixed(half + y * unit)) for x, y in positions]
    lines = [f'<line x1="{half}" y1="{half}" x2="{x}" y2="{y}" stroke="#8a929b" stroke-width="1"/>'
             for x, y in at[1:]]  # fmt: skip
    discs = []
    for i, (x, y) in enumerate(at):
        colour = SPECIES_COLOURS[species[i] % len(SPECIES_COLOURS)]
        size, width = (_fixed(radius * 1.15), 1.6) if i == 0 else (_fixed(radius), 0.8)
        discs.append(f'<circle cx="{x}" cy="{y}" r="{size}" fill="{colour}" stroke="#3b4249" '
                     f'stroke-width="{width}"/>')  # fmt: skip
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * half}" height="{2 * half}">'
           f"{''.join(lines)}{''.join(discs)}</svg>")  # fmt: skip
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _or_zero(value: float | None) -> float:
    return 0.0 if value is None else value


def histogram_spec(report: Spec, most: int = 26) -> Spec:
    """Measured, fitted and random probability of every local configuration that was seen or is expected."""
    names = report["histogram_models"]
    best = report["best_model"]
    fitted = (report["scan"] or {}).get("model") if best == "random" else best
    drawn = [name for name in names if name in ("random", fitted)]
    few = 0.5 / max(1, report["counts"]["motifs"])
    rows = [row for row in report["configurations"]
            if row["count"] > 0 or any(_or_zero(p) > few for p in row["probabilities"])]  # fmt: skip
    rows = sorted(rows, key=lambda row: -_or_zero(row["measured"]))[:most]
    measured, models = [], []
    for row in rows:
        value, error = _or_zero(row["measured"]), _or_zero(row["measured_error"])
        picture = pictogram(report["motif"]["positions"], row["species"])
        measured.append({**row, "species": None, "picture": picture, "base": 0, "low": max(0, value - error),
                         "high": value + error})  # fmt: skip
        for name in drawn:
            probability = max(0, _or_zero(row["probabilities"][names.index(name)]))
            models.append({"configuration": row["configuration"], "orbit": row["orbit"], "model": name,
                           "probability": probability})  # fmt: skip
    spec = filled("configurations", {"measured": measured, "models": models})
    legend = ", ".join(f"{name} {colour}" for name, colour in zip(report["species"], COLOUR_NAMES, strict=False))
    spec["title"] = {"text": legend, "anchor": "start", "fontWeight": "normal", "fontSize": 12}
    set_series(spec, names, drawn)
    return spec


def scan_spec(report: Spec) -> Spec:
    """s along one parameter, between the random mixture's and the floor of finite counting."""
    scan = report["scan"]
    if not scan or len(scan["axes"]) != 1:
        raise unusable("no scan over one parameter", "plot_scan")
    axis, points = scan["axes"][0], scan["points"]
    random, floor = scan["random_distance"], scan["floor"]
    is_temperature = axis == "temperature"
    spec = filled("scan", {
        "points": [{**point, "x": point["at"][0]} for point in points],
        "random": [] if random is None else [{"distance": random, "label": "random mixture"}],
        "floor": [] if floor is None else [{"distance": floor, "label": "floor of finite counting"}],
        "fit": [{"x": 1}] if is_temperature else []})  # fmt: skip
    set_title(spec, "X", "temperature / fitted temperature" if is_temperature else axis)
    if is_temperature:
        xs = [point["at"][0] for point in points]
        ticks = [t for t in (0.1, 0.2, 0.5, 1, 2, 4, 8, 16, 32, 64) if 0.999 * min(xs) <= t <= 1.001 * max(xs)]
        set_logarithmic(spec, min(xs), max(xs), ticks)
    return spec


def models_spec(report: Spec) -> Spec:
    """Distance of every candidate, and where it would lie if the model were true."""
    if not report["models"]:
        raise unusable("no model was fitted", "plot_models")
    rows = [{"name": m["name"], "distance": m["distance"], "low": m["distance_expected"][0],
             "high": m["distance_expected"][1]} for m in report["models"]]  # fmt: skip
    spec = filled("models", {"models": rows})
    names = [m["name"] for m in report["models"]]
    set_series(spec, names, names)
    return spec


def _density(prior: Spec, x: float) -> float:
    if (prior["low"] is not None and x < prior["low"]) or (prior["high"] is not None and x > prior["high"]):
        return 0.0
    mean, std = float(prior["mean"]), float(prior["std"])
    return math.exp(-(((x - mean) / std) ** 2) / 2) / (std * math.sqrt(2 * math.pi))


def _prior_curve(prior: Spec | None, low: float, high: float, steps: int = 60, fine: int = 400) -> Rows:
    """Normal densities cut off by a range hold less than 1."""
    if not prior:
        return []
    start = prior["low"] if prior["low"] is not None else prior["mean"] - 6 * prior["std"]
    end = prior["high"] if prior["high"] is not None else prior["mean"] + 6 * prior["std"]
    whole = 0.0
    for i in range(fine):
        whole += _density(prior, start + ((i + 0.5) * (end - start)) / fine) * (end - start) / fine
    xs = [low + ((high - low) * i) / steps for i in range(steps + 1)]
    return [{"x": x, "density": _density(prior, x) / whole} for x in xs]


def posterior_spec(parameter: Spec, bins: int = 28) -> Spec:
    """Posterior of a parameter, what was believed before, its interval and mean."""
    draws = parameter["draws"]
    margin = max(_or_zero(parameter["std"]), 1e-12)
    low, high = min(draws) - margin, max(draws) + margin
    width = (high - low) / bins
    counts = [0] * bins
    for draw in draws:
        counts[min(bins - 1, math.floor((draw - low) / width))] += 1
    spec = filled("marginal", {
        "bins": [{"low": low + i * width, "high": low + (i + 1) * width, "density": count / (len(draws) * width)}
                 for i, count in enumerate(counts)],
        "prior": _prior_curve(parameter["prior"], low, high),
        "interval": [{"low": parameter["interval"][0], "high": parameter["interval"][1],
                      "value": parameter["value"]}]})  # fmt: skip
    unit = f" ({parameter['unit']})" if parameter["unit"] else ""
    set_title(spec, "X", parameter["name"] + unit)
    return spec


def _report(fit: _core.Fit) -> Spec:
    report: Spec = json.loads(fit._file("report.json"))
    return report


def _chart(fit: _core.Fit, make: Callable[[Spec], Spec], where: str) -> Any:
    import altair

    report = _report(fit)
    if report["status"] == "refused":
        raise unusable(report["reasons"][0], where)
    return altair.Chart.from_dict(make(report))


def plot_histogram(fit: _core.Fit) -> Any:
    return _chart(fit, histogram_spec, "plot_histogram")


def plot_scan(fit: _core.Fit) -> Any:
    return _chart(fit, scan_spec, "plot_scan")


def plot_models(fit: _core.Fit) -> Any:
    return _chart(fit, models_spec, "plot_models")


def plot_posterior(fit: _core.Fit, parameter: str | None = None) -> Any:
    def make(report: Spec) -> Spec:
        best = next(m for m in report["models"] if m["name"] == report["best_model"])
        drawn = {p["name"]: p for p in best["parameters"] if p["draws"]}
        if not drawn:
            raise unusable("no parameter was fitted", "plot_posterior")
        name = next(iter(drawn)) if parameter is None else parameter
        if name not in drawn:
            raise usage("no such parameter", "parameter", name, "one of " + ", ".join(drawn))
        return posterior_spec(drawn[name])

    return _chart(fit, make, "plot_posterior")
