// Charts: a template compiled from charts/*.vl.json, filled with data.
import { parse, View, type Axis, type Config, type Scale, type Spec } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { colour, onThemeChange, seriesColour, themed } from "./colours";
import { button, element } from "./dom";
import { saveBlob } from "./save";

export type Rows = Record<string, unknown>[];
export type Tables = Record<string, Rows>;

export interface ChartOptions {
  series?: string[]; // names in the order of their colours and shapes
  drawn?: string[]; // those of them that the legend shows; all where not given
  species?: boolean; // colours are those of species
  ticks?: number[]; // of the x axis
  titles?: Record<string, string>; // what replaces a title of an axis in the template
  logarithmic?: [number, number]; // the range of a logarithmic x axis
  onHover?: (datum: Record<string, unknown> | null) => void;
}

/** A chart on the page; `update` fills it anew, `set` also changes options. */
export interface Chart {
  place: HTMLElement;
  update(data: Tables): void;
  set(data: Tables, options: ChartOptions): void;
}

// The first is the random mixture's in every series of models: a bar, seen behind what lies on it.
const shapes = ["M-0.22,-1.2L0.22,-1.2L0.22,1.2L-0.22,1.2Z", "circle", "triangle-up", "square", "cross", "triangle-down"];

function config(): Config {
  const ink = themed("ink");
  const quiet = themed("quiet");
  const line = themed("line");
  const font = themed("font");
  const text = { labelFont: font, titleFont: font, labelFontSize: 12, titleFontSize: 12, labelLimit: 260 };
  return {
    axis: {
      ...text,
      domainColor: line,
      gridColor: line,
      tickColor: line,
      labelColor: quiet,
      titleColor: ink,
      titleFontWeight: 500,
    },
    legend: { ...text, labelColor: ink, titleColor: ink },
    text: { font, fontSize: 12 },
    style: { cell: { stroke: "transparent" } },
  };
}

/** Fixes which colour and shape belongs to which name, whatever the data begin with. */
export function assignScales(scales: Scale[], options: ChartOptions): Scale[] {
  const { series = [], drawn = series, logarithmic } = options;
  const paint = options.species ? colour : seriesColour;
  const range = (kind: string) =>
    drawn.map((name) => {
      const i = Math.max(0, series.indexOf(name));
      return kind === "color" ? paint(i) : (shapes[i % shapes.length] ?? "circle");
    });
  return scales.map((scale) => {
    if ((scale.name === "color" || scale.name === "shape") && series.length > 0) {
      return { ...scale, type: "ordinal", domain: drawn, range: range(scale.name) } as Scale;
    }
    if (scale.name === "x" && logarithmic) {
      const log = { ...scale, type: "log", domain: logarithmic, nice: false, clamp: true } as Record<string, unknown>;
      delete log["zero"];
      return log as unknown as Scale;
    }
    return scale;
  });
}

export function assignAxes(axes: Axis[], { titles = {}, ticks }: ChartOptions): Axis[] {
  return axes.map((axis) => {
    const title = typeof axis.title === "string" ? titles[axis.title] : undefined;
    return {
      ...axis,
      ...(title === undefined ? {} : { title }),
      ...(ticks && axis.scale === "x" ? { values: ticks } : {}),
    };
  });
}

async function save(view: View, name: string, kind: "svg" | "png"): Promise<void> {
  if (kind === "svg") {
    saveBlob(`${name}.svg`, new Blob([await view.toSVG()], { type: "image/svg+xml" }));
    return;
  }
  // On the ground of the page: text of a dark page is bright.
  view.background(themed("paper"));
  const canvas = await view.toCanvas(2);
  view.background("transparent");
  canvas.toBlob((blob) => blob && saveBlob(`${name}.png`, blob));
}

/** The chart in an element, with links that save it; `data` fills the template's named tables. */
export function chart(name: string, template: Spec, data: Tables, options: ChartOptions = {}): Chart {
  const label = String((template as { description?: string }).description ?? name);
  const drawing = element("div", { class: "drawing", "data-chart": name, role: "img", "aria-label": label });
  let view: View | undefined;
  const draw = async () => {
    view?.finalize();
    const spec = {
      ...template,
      scales: assignScales(template.scales ?? [], options),
      axes: assignAxes(template.axes ?? [], options),
    };
    const runtime = parse(spec, config(), { ast: true } as object);
    view = new View(runtime, { expr: expressionInterpreter, renderer: "svg", container: drawing, hover: true });
    for (const colourName of ["ink", "quiet", "accent"]) {
      if (spec.signals?.some((signal) => signal.name === colourName)) view.signal(colourName, themed(colourName));
    }
    for (const [table, rows] of Object.entries(data)) view.data(table, rows);
    if (options.onHover) {
      const { onHover } = options;
      view.addEventListener("pointermove", (_, item) => onHover((item?.datum as Record<string, unknown>) ?? null));
      view.addEventListener("pointerout", () => onHover(null));
    }
    await view.runAsync();
    drawing.dataset["drawn"] = "yes";
  };
  // The width of a chart is that of its place, so the place has to be on the page first.
  requestAnimationFrame(() => void draw());
  onThemeChange(() => void draw());
  const links = (["svg", "png"] as const).map((kind) =>
    button(kind.toUpperCase(), `save ${name} as ${kind.toUpperCase()}`, () => view && void save(view, name, kind)),
  );
  return {
    place: element("div", { class: "chart" }, drawing, element("div", { class: "links" }, ...links)),
    update(changed) {
      data = changed;
      if (!view) return;
      for (const [table, rows] of Object.entries(changed)) view.data(table, rows);
      void view.runAsync();
    },
    set(changed, changedOptions) {
      data = changed;
      options = { ...options, ...changedOptions };
      void draw();
    },
  };
}
