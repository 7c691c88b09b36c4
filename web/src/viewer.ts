// A picture to zoom and move in, alone or together with others. Wheel with Ctrl, double click, dragging, pinching
// the page, buttons; with the keyboard arrows, +, - and 0.
import { button, element } from "./dom";
import { paintGround, readValues, type Ground, type Values } from "./grounds";
import { drawEdited, drawLit, drawMarks, type Brush, type Mark } from "./marks";
import type { Picture } from "./report";
import { Shared, type Scene } from "./scene";
import { saveBlob } from "./save";

/** The part of the image in view: its centre in px, and how many times larger than all of it. */
export interface Sight {
  x: number;
  y: number;
  scale: number;
}

export interface ViewerOptions {
  name: string;
  label: string;
  picture: Picture;
  scene: Scene | null;
  sight: Shared<Sight>;
  nmPerPixel: number | null;
  mark: Mark;
  lit: Shared<number[]>; // sites that are shown up
  kindOf: (site: number) => number;
  edited: () => number[];
  onPoint: (at: { x: number; y: number; value: number | null; site: number } | null) => void;
  onPick: (site: number) => void;
}

const tallest = 620;

export function wholeOf(picture: Picture): Sight {
  const { columns, rows, step } = picture;
  return { x: (columns * step - 1) / 2, y: (rows * step - 1) / 2, scale: 1 };
}

/** The longest round length that takes at most a quarter of the width. */
function roundLength(longest: number): number {
  const power = 10 ** Math.floor(Math.log10(longest));
  return power * (longest / power >= 5 ? 5 : longest / power >= 2 ? 2 : 1);
}

export class Viewer {
  readonly place: HTMLElement;
  readonly canvas = element("canvas");
  private readonly image = new Image();
  private readonly grounds = new Map<Ground, CanvasImageSource>();
  private values: Values | undefined;
  private ground: Ground = "levelled";
  private waiting = false;

  constructor(private readonly options: ViewerOptions) {
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `${options.label}; arrow keys move, plus and minus zoom`);
    this.canvas.tabIndex = 0;
    this.canvas.dataset["figure"] = options.name;
    this.place = element("div", { class: "viewer" }, this.canvas);
    this.listen();
    this.image.onload = () => {
      this.grounds.set("levelled", this.image);
      this.values = readValues(options.picture, this.image);
      this.draw();
    };
    this.image.src = `data:image/png;base64,${options.picture.png}`;
    options.sight.listen(() => this.drawSoon());
    options.lit.listen(() => this.drawSoon());
    new ResizeObserver(() => this.drawSoon()).observe(this.place);
  }

  buttons(): HTMLElement[] {
    return [
      button("−", "zoom out", () => this.zoom(1 / 1.5)),
      button("+", "zoom in", () => this.zoom(1.5)),
      button("⟲", "show all", () => this.show(wholeOf(this.options.picture))),
      button("PNG", `save ${this.options.name} as PNG`, () =>
        this.canvas.toBlob((blob) => blob && saveBlob(`${this.options.name}.png`, blob)),
      ),
    ];
  }

  show(sight: Sight): void {
    const { columns, rows, step } = this.options.picture;
    const half = 0.5 / sight.scale;
    const inside = (value: number, size: number) =>
      Math.min(size * (1 - half) - 0.5, Math.max(size * half - 0.5, value));
    this.options.sight.value = {
      x: inside(sight.x, columns * step),
      y: inside(sight.y, rows * step),
      scale: sight.scale,
    };
  }

  set(change: { ground?: Ground; mark?: Mark }): void {
    if (change.mark) this.options.mark = change.mark;
    if (change.ground) this.ground = change.ground;
    this.drawSoon();
  }

  drawSoon(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  private zoom(factor: number): void {
    const sight = this.options.sight.value;
    this.show({ ...sight, scale: Math.min(40, Math.max(1, sight.scale * factor)) });
  }

  private move(right: number, down: number): void {
    const { x, y, scale } = this.options.sight.value;
    this.show({ x: x + right, y: y + down, scale });
  }

  private listen(): void {
    let dragged = 0;
    this.canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 300));
    });
    this.canvas.addEventListener("pointerdown", (event) => {
      dragged = 0;
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      this.point(event);
      if (!this.canvas.hasPointerCapture(event.pointerId)) return;
      dragged += Math.abs(event.movementX) + Math.abs(event.movementY);
      this.move(-event.movementX / this.pixel(), -event.movementY / this.pixel());
    });
    this.canvas.addEventListener("pointerleave", () => this.options.onPoint(null));
    this.canvas.addEventListener("click", (event) => {
      const [x, y] = this.at(event);
      if (dragged < 4) this.options.onPick(this.options.scene?.nearest(x, y) ?? -1);
    });
    this.canvas.addEventListener("dblclick", () => this.zoom(2));
    this.canvas.addEventListener("keydown", (event) => this.press(event));
  }

  private press(event: KeyboardEvent): void {
    const { x, y, scale } = this.options.sight.value;
    const step = (0.1 * this.options.picture.columns * this.options.picture.step) / scale;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => this.move(-step, 0),
      ArrowRight: () => this.move(step, 0),
      ArrowUp: () => this.move(0, -step),
      ArrowDown: () => this.move(0, step),
      "+": () => this.zoom(1.5),
      "=": () => this.zoom(1.5),
      "-": () => this.zoom(1 / 1.5),
      "0": () => this.show(wholeOf(this.options.picture)),
      Enter: () => this.options.onPick(this.options.scene?.nearest(x, y) ?? -1),
    };
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
    const here = this.options.sight.value;
    this.tell(here.x, here.y);
  }

  private at(event: MouseEvent): [number, number] {
    const { x, y } = this.options.sight.value;
    const box = this.canvas.getBoundingClientRect();
    const pixel = this.pixel();
    return [
      x + (event.clientX - box.left - box.width / 2) / pixel,
      y + (event.clientY - box.top - box.height / 2) / pixel,
    ];
  }

  private point(event: MouseEvent): void {
    const [x, y] = this.at(event);
    this.tell(x, y);
  }

  private tell(x: number, y: number): void {
    const { picture, scene, onPoint } = this.options;
    const [column, row] = [Math.round(x / picture.step), Math.round(y / picture.step)];
    const inside = column >= 0 && row >= 0 && column < picture.columns && row < picture.rows;
    const value = inside ? (this.values?.at[row * picture.columns + column] ?? null) : null;
    onPoint({ x, y, value, site: scene?.nearest(x, y) ?? -1 });
  }

  /** Screen pixels a pixel of the image takes when all of it is in view. */
  private fit(): number {
    const { columns, rows, step } = this.options.picture;
    return Math.min(this.place.clientWidth / columns, tallest / rows) / step;
  }

  private pixel(): number {
    return this.fit() * this.options.sight.value.scale;
  }

  private groundNow(): CanvasImageSource {
    let ground = this.grounds.get(this.ground);
    if (!ground && this.values && this.options.scene) {
      ground = paintGround(this.ground, this.values, this.options.scene.report);
      this.grounds.set(this.ground, ground);
    }
    return ground ?? this.image;
  }

  private draw(): void {
    const context = this.canvas.getContext("2d");
    if (!context || !this.values || this.place.clientWidth === 0) return;
    const { picture, scene } = this.options;
    const sight = this.options.sight.value;
    const width = this.fit() * picture.columns * picture.step;
    const height = this.fit() * picture.rows * picture.step;
    const ratio = window.devicePixelRatio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    const pixel = this.pixel();
    // Integer coordinates are the centres of pixels.
    const left = width / 2 - (sight.x + 0.5) * pixel;
    const top = height / 2 - (sight.y + 0.5) * pixel;
    context.setTransform(ratio, 0, 0, ratio, ratio * left, ratio * top);
    context.imageSmoothingEnabled = pixel * picture.step < 3;
    const size = pixel * picture.step;
    context.drawImage(this.groundNow(), 0, 0, picture.columns * size, picture.rows * size);
    context.translate(0.5 * pixel, 0.5 * pixel);
    const reach = { x: width / pixel / 2, y: height / pixel / 2 };
    const bounds = {
      left: sight.x - reach.x,
      right: sight.x + reach.x,
      top: sight.y - reach.y,
      bottom: sight.y + reach.y,
    };
    const times = scene ? this.drawOver(scene, { context, pixel, bounds }) : null;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.drawScale(context, width, height, times);
    this.canvas.dataset["drawn"] = "yes";
  }

  private drawOver(scene: Scene, brush: Brush): number | null {
    const { mark, kindOf, edited, lit } = this.options;
    const times = drawMarks(mark, scene, brush, kindOf);
    drawEdited(scene, brush, edited());
    if (lit.value.length > 0) drawLit(scene, brush, lit.value);
    return times;
  }

  private drawScale(context: CanvasRenderingContext2D, width: number, height: number, times: number | null): void {
    const { nmPerPixel } = this.options;
    const unit = this.pixel() / (nmPerPixel ?? 1);
    const length = roundLength(width / 4 / unit);
    const enlarged = times === null ? "" : `, arrows × ${times}`;
    const text = `${Number(length.toPrecision(2))} ${nmPerPixel === null ? "px" : "nm"}${enlarged}`;
    context.font = "600 13px system-ui, sans-serif";
    const box = Math.max(length * unit, context.measureText(text).width) + 16;
    context.fillStyle = "rgba(0, 0, 0, 0.65)";
    context.fillRect(8, height - 40, box, 32);
    context.fillStyle = "#ffffff";
    context.fillRect(16, height - 16, length * unit, 3);
    context.fillText(text, 16, height - 22);
  }
}
