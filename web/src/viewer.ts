// Pictures with atoms and lattice drawn over them; wheel with Ctrl, buttons and dragging move around.
import { colour } from "./colours";
import { element } from "./dom";
import type { Picture, Sites } from "./report";

/** The part of the picture in view: its centre and the screen pixels a picture pixel takes. */
interface Sight {
  x: number;
  y: number;
  scale: number;
}

export interface Layers {
  atoms: boolean;
  lattice: boolean;
}

export interface Overlay {
  sites: Sites;
  spacing: number; // px between neighbouring sites
  bonds: [number, number][]; // pairs of sites, along a and b
}

const tallest = 620;

export class Viewer {
  readonly place: HTMLElement;
  private readonly canvas = element("canvas");
  private readonly image = new Image();
  private sight: Sight;
  private readonly home: Sight;

  /** `cells` limits the first view to that many spacings about the middle of the picture. */
  constructor(
    name: string,
    private readonly picture: Picture,
    private readonly overlay: Overlay | null,
    private readonly layers: Layers,
    cells: number | null = null,
  ) {
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", name);
    this.canvas.dataset["figure"] = name;
    const scale = cells !== null && overlay ? this.picture.columns / (cells * overlay.spacing) : 1;
    this.home = { x: (picture.columns - 1) / 2, y: (picture.rows - 1) / 2, scale: Math.max(1, scale) };
    this.sight = { ...this.home };
    this.place = element("div", { class: "viewer" }, this.canvas, this.controls());
    this.listen();
    this.image.onload = () => this.draw();
    this.image.src = `data:image/png;base64,${picture.png}`;
    new ResizeObserver(() => this.draw()).observe(this.place);
  }

  private controls(): HTMLElement {
    const button = (label: string, title: string, action: () => void) => {
      const made = element("button", { type: "button", title, "aria-label": title }, label);
      made.onclick = action;
      return made;
    };
    const toggle = (label: string, layer: keyof Layers) => {
      const box = element("input", { type: "checkbox" });
      box.checked = this.layers[layer];
      box.onchange = () => {
        this.layers[layer] = box.checked;
        this.draw();
      };
      return element("label", {}, box, label);
    };
    const zoom = [
      button("−", "zoom out", () => this.zoom(1 / 1.5)),
      button("+", "zoom in", () => this.zoom(1.5)),
      button("⟲", "first view", () => this.show(this.home)),
    ];
    const toggles = this.overlay ? [toggle("atoms", "atoms"), toggle("lattice", "lattice")] : [];
    return element("div", { class: "controls" }, ...zoom, ...toggles);
  }

  private listen(): void {
    this.canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 300));
    });
    this.canvas.addEventListener("pointerdown", (event) => this.canvas.setPointerCapture(event.pointerId));
    this.canvas.addEventListener("pointermove", (event) => {
      if (!this.canvas.hasPointerCapture(event.pointerId)) return;
      const pixel = this.fit() * this.sight.scale;
      const { x, y, scale } = this.sight;
      this.show({ x: x - event.movementX / pixel, y: y - event.movementY / pixel, scale });
    });
    this.canvas.addEventListener("dblclick", () => this.zoom(2));
  }

  private zoom(factor: number): void {
    this.show({ ...this.sight, scale: Math.min(40, Math.max(1, this.sight.scale * factor)) });
  }

  private show(sight: Sight): void {
    const half = 0.5 / sight.scale;
    const inside = (value: number, size: number) =>
      Math.min(size * (1 - half) - 0.5, Math.max(size * half - 0.5, value));
    this.sight = {
      x: inside(sight.x, this.picture.columns),
      y: inside(sight.y, this.picture.rows),
      scale: sight.scale,
    };
    this.draw();
  }

  /** Screen pixels a picture pixel takes when all of it is in view. */
  private fit(): number {
    return Math.min(this.place.clientWidth / this.picture.columns, tallest / this.picture.rows);
  }

  private draw(): void {
    const context = this.canvas.getContext("2d");
    if (!context || !this.image.complete || this.place.clientWidth === 0) return;
    const width = this.fit() * this.picture.columns;
    const height = this.fit() * this.picture.rows;
    const ratio = window.devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    const pixel = this.fit() * this.sight.scale;
    // Integer picture coordinates are the centres of pixels.
    const left = width / 2 - (this.sight.x + 0.5) * pixel;
    const top = height / 2 - (this.sight.y + 0.5) * pixel;
    context.setTransform(ratio, 0, 0, ratio, ratio * left, ratio * top);
    context.imageSmoothingEnabled = pixel < 3;
    context.drawImage(this.image, 0, 0, this.picture.columns * pixel, this.picture.rows * pixel);
    context.translate(0.5 * pixel, 0.5 * pixel);
    if (this.overlay && this.layers.lattice) drawLattice(context, this.overlay, pixel);
    if (this.overlay && this.layers.atoms) drawAtoms(context, this.overlay, pixel);
    this.canvas.dataset["drawn"] = "yes";
  }
}

function drawLattice(context: CanvasRenderingContext2D, overlay: Overlay, pixel: number): void {
  const { x_px, y_px } = overlay.sites;
  context.beginPath();
  for (const [from, to] of overlay.bonds) {
    context.moveTo((x_px[from] ?? 0) * pixel, (y_px[from] ?? 0) * pixel);
    context.lineTo((x_px[to] ?? 0) * pixel, (y_px[to] ?? 0) * pixel);
  }
  context.strokeStyle = "rgba(255, 255, 255, 0.55)";
  context.lineWidth = 1;
  context.stroke();
}

/** A ring a seen atom, dark below so that it shows on bright ground; a grey cross where none was seen. */
function drawAtoms(context: CanvasRenderingContext2D, overlay: Overlay, pixel: number): void {
  const radius = 0.3 * overlay.spacing * pixel;
  const width = Math.min(3, Math.max(1, radius / 4));
  const { x_px, y_px, species } = overlay.sites;
  x_px.forEach((x, i) => {
    const [u, v] = [x * pixel, (y_px[i] ?? 0) * pixel];
    const kind = species[i] ?? -1;
    context.beginPath();
    if (kind < 0) {
      context.moveTo(u - radius / 2, v - radius / 2);
      context.lineTo(u + radius / 2, v + radius / 2);
      context.moveTo(u + radius / 2, v - radius / 2);
      context.lineTo(u - radius / 2, v + radius / 2);
    } else {
      context.arc(u, v, radius, 0, 2 * Math.PI);
      context.strokeStyle = "rgba(0, 0, 0, 0.6)";
      context.lineWidth = width + 1.5;
      context.stroke();
    }
    context.strokeStyle = kind < 0 ? "#bbbbbb" : colour(kind);
    context.lineWidth = width;
    context.stroke();
  });
}

/** What is drawn over a picture: neighbours along a and b are joined within a sublattice. */
export function makeOverlay(sites: Sites, spacing: number): Overlay | null {
  if (sites.a.length === 0) return null;
  const key = (a: number, b: number, sublattice: number) => `${a},${b},${sublattice}`;
  const known = new Map<string, number>();
  sites.a.forEach((a, i) => known.set(key(a, sites.b[i] ?? 0, sites.sublattice[i] ?? 0), i));
  const bonds: [number, number][] = [];
  sites.a.forEach((a, i) => {
    const b = sites.b[i] ?? 0;
    const sublattice = sites.sublattice[i] ?? 0;
    for (const neighbour of [key(a + 1, b, sublattice), key(a, b + 1, sublattice)]) {
      const other = known.get(neighbour);
      if (other !== undefined) bonds.push([i, other]);
    }
  });
  return { sites, spacing, bonds };
}
