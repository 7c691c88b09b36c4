// The measured image with its atoms, and a simulated twin beside it.
import { certainty, colour } from "./colours";
import { button, choice, digits, element, paragraph, percent, section } from "./dom";
import { Edits } from "./edits";
import type { Ground } from "./grounds";
import type { Mark } from "./marks";
import type { Picture, Report } from "./report";
import { Shared, type Scene } from "./scene";
import { saveBlob } from "./save";
import { Viewer, wholeOf, type Sight } from "./viewer";

function ring(stroke: string): HTMLElement {
  const made = element("span", { class: "ring" });
  made.style.borderColor = stroke;
  return made;
}

function cross(): HTMLElement {
  return element("span", { class: "cross" }, "×");
}

function chip(sign: HTMLElement, text: string): HTMLElement {
  return element("span", { class: "chip" }, sign, text);
}

/** What the rings mean, for the marks that are shown. */
function legend(report: Report, mark: Mark): HTMLElement {
  const unseen = report.sites.species.filter((kind) => kind < 0).length;
  const chips = unseen > 0 ? [chip(cross(), `not seen (${unseen})`)] : [];
  if (mark === "probability") {
    const levels = [0.5, 0.75, 0.95, 1];
    chips.unshift(...levels.map((p) => chip(ring(certainty(p)), `p = ${p}`)));
  } else if (mark !== "none") {
    chips.unshift(
      ...report.species.map((name, i) => {
        const count = report.sites.species.filter((kind) => kind === i).length;
        return chip(ring(colour(i)), `${name} (${count})`);
      }),
    );
  }
  return element("p", { class: "legend" }, ...chips);
}

function sizeText(report: Report, picture: Picture): string {
  const { nm_per_pixel } = report;
  const [across, down] = [picture.columns * picture.step, picture.rows * picture.step];
  if (nm_per_pixel === null) return `${across} × ${down} pixels of unknown size`;
  return `${digits(across * nm_per_pixel)} × ${digits(down * nm_per_pixel)} nm`;
}

/** What lies under the pointer, in one line. */
export function describePoint(
  report: Report,
  kindOf: (site: number) => number,
  at: { x: number; y: number; value: number | null; site: number },
): string {
  const { sites, species, nm_per_pixel, configurations } = report;
  const nm = nm_per_pixel === null ? "" : ` (${(at.x * nm_per_pixel).toFixed(2)}, ${(at.y * nm_per_pixel).toFixed(2)} nm)`;
  const words = [`x ${at.x.toFixed(1)}, y ${at.y.toFixed(1)} px${nm}`];
  if (at.value !== null) words.push(`value ${digits(at.value, 4)}`);
  const i = at.site;
  if (i < 0) return words.join(" · ");
  const name = species[kindOf(i)] ?? "not seen";
  words.push(`site (${sites.a[i]}, ${sites.b[i]}): ${name}${sites.manual[i] === 1 ? ", by hand" : ""}`);
  const intensity = sites.intensity[i];
  if (intensity !== null && intensity !== undefined) words.push(`intensity ${digits(intensity, 4)}`);
  const probabilities = sites.probabilities[i] ?? [];
  words.push(...probabilities.map((p, k) => `p(${species[k]}) ${digits(p)}`));
  const around = configurations[sites.orbit[i] ?? -1];
  if (around) words.push(`configuration ${around.configuration}`);
  return words.join(" · ");
}

const hint = "Drag to move; Ctrl and wheel, double click or + and − to zoom.";

/** The measured viewer, what can be shown in it, and corrections. */
export class Measured {
  readonly viewer: Viewer;
  readonly edits: Edits;
  private readonly said = element("p", { class: "readout", role: "status" });
  private readonly key = element("div", {});
  private readonly saving = element("div", { class: "controls edits" });
  private relabels = false;

  constructor(
    private readonly report: Report,
    picture: Picture,
    scene: Scene,
    sight: Shared<Sight>,
    lit: Shared<number[]>,
  ) {
    this.edits = new Edits(report);
    this.viewer = new Viewer({
      name: "measured",
      label: "The measured image with the atoms found in it",
      picture,
      scene,
      sight,
      nmPerPixel: report.nm_per_pixel,
      mark: this.hasSites ? "species" : "none",
      lit,
      kindOf: (site) => this.edits.kindOf(site),
      edited: () => this.edits.sites,
      onPoint: (at) => {
        this.said.textContent = at ? describePoint(report, (i) => this.edits.kindOf(i), at) : this.hint;
      },
      onPick: (site) => this.pick(site),
    });
    this.showKey(this.hasSites ? "species" : "none");
    this.said.textContent = this.hint;
  }

  private get hint(): string {
    return this.hasSites ? `Point at an atom. ${hint}` : hint;
  }

  private get hasSites(): boolean {
    return this.report.sites.a.length > 0;
  }

  private showKey(mark: Mark): void {
    this.key.replaceChildren(...(this.hasSites ? [legend(this.report, mark)] : []));
  }

  private pick(site: number): void {
    if (site < 0 || !this.relabels) return;
    this.edits.next(site);
    this.viewer.drawSoon();
    this.showEdits();
  }

  private showEdits(): void {
    const { edits } = this;
    const count = edits.sites.length;
    const words = this.relabels
      ? `Click an atom to change its species. ${count} by hand, ${edits.added} of them new.`
      : "";
    const save = button("save edits.csv", "save edits.csv for the next run", () =>
      saveBlob("edits.csv", new Blob([edits.csv()], { type: "text/csv" })),
    );
    const undo = button("undo all", "undo all changes made on this page", () => {
      edits.undo();
      this.viewer.drawSoon();
      this.showEdits();
    });
    this.saving.replaceChildren(...(this.relabels ? [element("span", {}, words), save, undo] : []));
  }

  figure(): HTMLElement {
    const { report } = this;
    const grounds: [Ground, string][] = [["levelled", "levelled"]];
    if (report.levelling) grounds.unshift(["raw", "raw"]);
    if (report.atoms.x_px.length > 0) grounds.push(["residual", "residual"]);
    const marks: [Mark, string][] = [
      ["species", "species"],
      ["probability", "class probability"],
      ["sites", "sites"],
      ["none", "nothing"],
    ];
    const relabel = element("input", { type: "checkbox" });
    relabel.onchange = () => {
      this.relabels = relabel.checked;
      this.showEdits();
    };
    const controls = [
      ...(grounds.length > 1
        ? [choice("image", grounds, "levelled", (ground) => this.viewer.set({ ground }))]
        : []),
      ...(this.hasSites
        ? [
            choice("over it", marks, "species", (mark) => {
              this.viewer.set({ mark });
              this.showKey(mark);
            }),
          ]
        : []),
    ];
    const relabelling = this.hasSites ? [element("label", { class: "tick" }, relabel, "relabel atoms")] : [];
    return titled(
      `Measured, ${sizeText(report, this.report.measured as Picture)}`,
      this.viewer.place,
      element("div", { class: "controls" }, ...this.viewer.buttons(), ...relabelling),
      this.saving,
      this.said,
      element("div", { class: "controls" }, ...controls),
      this.key,
    );
  }
}

/** With its caption above, so that pictures side by side stand level. */
function titled(caption: string, ...children: HTMLElement[]): HTMLElement {
  return element("figure", {}, element("figcaption", {}, caption), ...children);
}

function twin(report: Report, picture: Picture, sight: Shared<Sight>): Viewer {
  return new Viewer({
    name: "simulated",
    label: "A simulated image of the best fit",
    picture,
    scene: null,
    sight,
    nmPerPixel: report.nm_per_pixel,
    mark: "none",
    lit: new Shared<number[]>([]),
    kindOf: () => -1,
    edited: () => [],
    onPoint: () => undefined,
    onPick: () => undefined,
  });
}

/** Hides which is which, changes places by chance, and says afterwards whether the guess was right. */
function blindTest(pair: HTMLElement, measured: Measured): HTMLElement {
  const answer = element("span", { role: "status" });
  const place = element("div", { class: "controls blind" });
  let rounds = 0;
  let right = 0;
  const end = (words: string) => {
    pair.classList.remove("hidden-names", "swapped");
    measured.viewer.set({ mark: "species" });
    answer.textContent = words;
    place.replaceChildren(start, answer);
  };
  const begin = () => {
    const swapped = Math.random() < 0.5;
    pair.classList.add("hidden-names");
    pair.classList.toggle("swapped", swapped);
    measured.viewer.set({ mark: "none", ground: "levelled" });
    const guess = (first: boolean) => {
      rounds += 1;
      const correct = first !== swapped;
      if (correct) right += 1;
      end(`${correct ? "Right" : "Wrong"}: the measured one was ${swapped ? "the second" : "the first"}. ${right} of ${rounds} right.`);
    };
    place.replaceChildren(
      "Which one was measured?",
      button("the first", "the first image was measured", () => guess(true)),
      button("the second", "the second image was measured", () => guess(false)),
    );
  };
  const start = button("Which is real?", "hide which image was measured, and guess", begin);
  place.append(start, answer);
  return place;
}

/** How many sites rest on a hand, and the answer without it. */
function editsSentence(report: Report): HTMLElement[] {
  const edits = report.counts?.edits ?? 0;
  if (edits === 0) return [];
  const said = `${edits} ${edits === 1 ? "site holds" : "sites hold"} a species that was set by hand; the numbers on this page rest on them. `;
  const without = report.variations.filter((variation) => variation.aspect === "without edits");
  const answers = without.map((variation) => `${variation.parameter} = ${variation.text}`);
  const rest = answers.length > 0 ? `Without them: ${answers.join(", ")}.` : "Run again without --edits for the answer without them.";
  return [paragraph(said + rest)];
}

export function pictures(report: Report, scene: Scene, lit: Shared<number[]>): HTMLElement[] {
  if (!report.measured) return [];
  const sight = new Shared<Sight>(wholeOf(report.measured));
  const measured = new Measured(report, report.measured, scene, sight, lit);
  const pair = element("div", { class: "pictures" }, measured.figure());
  if (report.simulated) {
    const viewer = twin(report, report.simulated, sight);
    const controls = element("div", { class: "controls" }, ...viewer.buttons());
    const note = `Simulated twin: ${report.best_model}, same microscope`;
    const twinFigure = titled(note, viewer.place, controls, blindTest(pair, measured));
    pair.append(twinFigure);
  }
  const { counts } = report;
  const composition = counts
    ? [
        paragraph(
          `${counts.sites} sites were seen: ` +
            report.species.map((name, i) => `${percent(counts.composition[i], 3)} ${name}`).join(", ") +
            `. ${counts.motifs} of them with all their neighbours.`,
        ),
      ]
    : [];
  return [section("The image", ...composition, pair, ...editsSentence(report))];
}
