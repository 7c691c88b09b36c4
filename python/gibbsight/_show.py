"""How values look in notebooks: their own words, and the first rows of their table."""

from html import escape
from typing import Any

from gibbsight import _core

ROWS = 8


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else escape(str(value))


def _table(header: list[str], rows: list[list[object]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{_cell(v)}</td>" for v in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _models(fit: _core.Fit) -> str:
    rows: list[list[object]] = []
    for model in fit.models.values():
        numbers = ", ".join(repr(p) for p in model.parameters.values())
        rows.append([model.name, model.distance, model.p_value, model.probability, numbers])
    return _table(["model", "distance", "p", "probability", "parameters"], rows)


def repr_html(value: Any) -> str:
    text = f"<div>{escape(repr(value))}</div>"
    if isinstance(value, _core.Fit):
        return text + "".join(f"<div>{escape(r)}</div>" for r in value.reasons) + _models(value)
    if not hasattr(value, "to_table"):
        return text
    table = value.to_table()
    rows = [[field.item() for field in row] for row in table[:ROWS]]
    more = f"<div>and {len(table) - ROWS} more rows</div>" if len(table) > ROWS else ""
    return text + _table(list(table.dtype.names), rows) + more
