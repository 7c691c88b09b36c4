// Charts: a template compiled from charts/*.vl.json, filled with data.
import { parse, View, type Config, type Scale, type Spec } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { colour, onThemeChange, themed } from "./colours";
import { element } from "./dom";

export type Rows = Record<string, unknown>[];

/** Names in the order of their colours and shapes. */
export type Series = string[];

const shapes = ["diamond", "circle", "triangle-up", "square", "cross", "triangle-down"];

function config(): Config {
  const ink = themed("ink");
  const quiet = themed("quiet");
  const line = themed("line");
  const font = themed("font");
  return {
    axis: {
      domainColor: line,
      gridColor: line,
      tickColor: line,
      labelColor: quiet,
      titleColor: ink,
      labelFont: font,
      titleFont: font,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      labelLimit: 260,
    },
    legend: {
      labelColor: ink,
      titleColor: ink,
      labelFont: font,
      titleFont: font,
      labelFontSize: 12,
      titleFontSize: 12,
      labelLimit: 260,
    },
    text: { font, fontSize: 12 },
    style: { cell: { stroke: "transparent" } },
  };
}

/** Fixes which colour and shape belongs to which name, whatever the data begin with. */
function assignSeries(scales: Scale[], series: Series): Scale[] {
  const range = (kind: string) =>
    series.map((_, i) => (kind === "color" ? colour(i) : (shapes[i % shapes.length] ?? "circle")));
  return scales.map((scale) =>
    scale.name === "color" || scale.name === "shape"
      ? ({ ...scale, type: "ordinal", domain: series, range: range(scale.name) } as Scale)
      : scale,
  );
}

/** The chart in an element; `data` fills the template's named tables. */
export function chart(name: string, template: Spec, data: Record<string, Rows>, series: Series = []): HTMLElement {
  const place = element("div", { class: "chart", "data-chart": name });
  const spec = { ...template, scales: assignSeries(template.scales ?? [], series) };
  let view: View | undefined;
  const draw = async () => {
    view?.finalize();
    const runtime = parse(spec, config(), { ast: true } as object);
    view = new View(runtime, { expr: expressionInterpreter, renderer: "svg", container: place, hover: true });
    for (const name of ["ink", "quiet"]) view.signal(name, themed(name));
    for (const [table, rows] of Object.entries(data)) view.data(table, rows);
    await view.runAsync();
    place.dataset["drawn"] = "yes";
  };
  // The width of a chart is that of its place, so the place has to be on the page first.
  requestAnimationFrame(() => void draw());
  onThemeChange(() => void draw());
  return place;
}
