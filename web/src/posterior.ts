// The parameters: what was believed before, what the image leaves of it, and how two of them hang together.
import marginalChart from "../charts/marginal.vl.json";
import pairChart from "../charts/pair.vl.json";
import { chart, type ChartOptions, type Tables } from "./charts";
import { besideError, choice, digits, element, figure, paragraph, section, table, typeset, type Child } from "./dom";
import { mostProbable } from "./explorer";
import type { Model, Parameter, Report } from "./report";

const bins = 28;

function withUnit(parameter: Parameter): string {
  return parameter.unit ? `${parameter.name} (${parameter.unit})` : parameter.name;
}

function density({ mean, std, low, high }: NonNullable<Parameter["prior"]>, x: number): number {
  if ((low !== null && x < low) || (high !== null && x > high)) return 0;
  return Math.exp(-(((x - mean) / std) ** 2) / 2) / (std * Math.sqrt(2 * Math.PI));
}

/** Normal densities cut off by a range hold less than 1. */
function priorCurve(parameter: Parameter, low: number, high: number): { x: number; density: number }[] {
  const { prior } = parameter;
  if (!prior) return [];
  const steps = 60;
  const from = prior.low ?? prior.mean - 6 * prior.std;
  const to = prior.high ?? prior.mean + 6 * prior.std;
  let whole = 0;
  for (let i = 0; i < 400; ++i) whole += (density(prior, from + ((i + 0.5) * (to - from)) / 400) * (to - from)) / 400;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const x = low + ((high - low) * i) / steps;
    return { x, density: density(prior, x) / whole };
  });
}

/** Tables and options of the chart of a parameter's posterior. */
export function marginalChartOf(parameter: Parameter): [Tables, ChartOptions] {
  const { draws, interval, value, std } = parameter;
  const least = draws.reduce((m, v) => Math.min(m, v), Infinity);
  const most = draws.reduce((m, v) => Math.max(m, v), -Infinity);
  const margin = Math.max(std ?? 0, 1e-12);
  const [low, high] = [least - margin, most + margin];
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const draw of draws) {
    const bin = Math.min(bins - 1, Math.floor((draw - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const data = {
    bins: counts.map((count, i) => ({
      low: low + i * width,
      high: low + (i + 1) * width,
      density: count / (draws.length * width),
    })),
    prior: priorCurve(parameter, low, high),
    interval: [{ low: interval[0], high: interval[1], value }],
  };
  return [data, { titles: { X: withUnit(parameter) } }];
}

function marginal(parameter: Parameter): HTMLElement {
  const caption = typeset(`${parameter.name} = ${parameter.text} ${parameter.unit}`);
  const [data, options] = marginalChartOf(parameter);
  return figure(caption, chart(`posterior ${parameter.name}`, marginalChart, data, options).place);
}

function pair(first: Parameter, second: Parameter): HTMLElement {
  const data = { draws: first.draws.map((x, i) => ({ x, y: second.draws[i] })) };
  const titles = { X: withUnit(first), Y: withUnit(second) };
  return figure(`${first.name} and ${second.name}`, chart(`posterior ${first.name} ${second.name}`, pairChart, data, { titles }).place);
}

function drawnParameters(model: Model): Parameter[] {
  return model.parameters.filter((parameter) => parameter.draws.length > 0);
}

/** Marginals with their priors, and every two parameters of up to four. */
function posteriorOf(model: Model): HTMLElement[] {
  const parameters = drawnParameters(model);
  const pairs = parameters
    .slice(0, 4)
    .flatMap((first, i, all) => all.slice(i + 1).map((second) => pair(first, second)));
  return [...parameters.map(marginal), ...pairs];
}

function parameterRows(model: Model): Child[][] {
  return model.parameters.map((parameter) => [
    parameter.name,
    parameter.text,
    parameter.unit,
    `${parameter.interval_text} at ${digits(100 * parameter.level)} %`,
    parameter.prior ? `${digits(parameter.prior.mean, 2)} ± ${digits(parameter.prior.std, 2)}` : "",
    element(parameter.identifiable ? "span" : "strong", { class: "whole" }, parameter.identifiable ? "told by the data" : "not identifiable"),
  ]);
}

/** Boltzmann's constant has a subscript. */
function energyNote(text: string): HTMLElement {
  const [first, ...rest] = text.split("k_B");
  const children = rest.flatMap((part): Child[] => ["k", element("sub", {}, "B"), part]);
  return element("p", { class: "note" }, first ?? "", ...children);
}

const parameterHeadings = ["parameter", "#value\u00a0±\u00a0error", "unit", "#interval", "#prior", ""];

export function interactions(report: Report): HTMLElement[] {
  const models = report.models.filter((model) => model.parameters.length > 0);
  const chosen = models.find((model) => model.name === report.best_model && model.name !== "random");
  const first = chosen ?? mostProbable(models.filter((model) => model.name !== "random")) ?? models[0];
  if (!first) return [];
  const place = element("div");
  const show = (name: string) => {
    const model = models.find((one) => one.name === name) ?? first;
    place.replaceChildren(
      table(parameterHeadings, parameterRows(model)),
      ...model.undetermined.map((direction) => paragraph(`Undetermined by the data: ${direction}.`)),
      element("div", { class: "small-multiples" }, ...posteriorOf(model)),
    );
  };
  show(first.name);
  const names = models.map((model): [string, string] => [
    model.name,
    model.name === report.best_model ? `${model.name} (best)` : model.name,
  ]);
  const pick = models.length > 1 ? [element("div", { class: "controls" }, choice("model", names, first.name, show))] : [];
  return [
    section(
      "Interactions",
      paragraph("Bars: the posterior. Dashed: what was believed before the image was seen. Line below: the interval, its dot the mean."),
      ...pick,
      place,
      ...averages(report),
      ...(report.energy_note ? [energyNote(report.energy_note)] : []),
    ),
  ];
}

/** Where the single models' values lie. */
function range({ std, models }: Report["averaged"][number]): string {
  const [low, high] = models.map(besideError(std));
  return low === high ? `${low}` : `${low} to ${high}`;
}

function averages(report: Report): HTMLElement[] {
  if (report.averaged.length === 0) return [];
  const rows = report.averaged.map((average) => [
    average.name,
    average.text,
    average.unit,
    `${average.interval_text} at ${digits(100 * average.level)} %`,
    range(average),
  ]);
  return [
    element("h3", {}, "Averaged over the models that the data support"),
    table(["parameter", "#value\u00a0±\u00a0error", "unit", "#interval", "#single\u00a0models"], rows),
  ];
}
