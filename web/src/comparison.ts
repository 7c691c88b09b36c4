// The candidates side by side, and what the best of them predicts of what was not fitted.
import modelsChart from "../charts/models.vl.json";
import orderChart from "../charts/order.vl.json";
import { chart, type ChartOptions, type Tables } from "./charts";
import { besideInterval, digits, element, figure, paragraph, percent, section, significant, table, withError } from "./dom";
import type { Model, Prediction, Report } from "./report";

const mostOdds = 1000; // what evidences of a few hundred twins can tell

function odds(model: Model, best: Model): string {
  const ratio = (model.probability ?? 0) / (best.probability ?? 1);
  if (model === best) return "1";
  if (ratio < 1 / mostOdds) return `< 1:${mostOdds}`;
  return `1:${digits(1 / ratio, 2)}`;
}

/** "90 % ", which all intervals of a report have. */
function level(report: Report): string {
  const all = report.models.flatMap((model) => model.parameters.map((parameter) => parameter.level));
  return all[0] === undefined ? "" : `${digits(100 * all[0])} % `;
}

/** No smaller p than the twins allow. */
export function pText(p: number | null, twins: number): string {
  if (p === null) return "–";
  const smallest = 1 / (twins + 1);
  return twins > 0 && p <= smallest * (1 + 1e-9) ? `≤ ${digits(smallest, 1)}` : significant(p, 2);
}

/** Tables and options of the chart of the candidates' distances. */
export function modelsChartOf(report: Report): [Tables, ChartOptions] {
  const bars = report.models.map((model) => ({
    name: model.name,
    distance: model.distance,
    low: model.distance_expected[0],
    high: model.distance_expected[1],
  }));
  return [{ models: bars }, { series: report.models.map((model) => model.name) }];
}

export function models(report: Report): HTMLElement[] {
  const best = report.models.find((model) => model.name === report.best_model);
  if (!best) return [];
  const twins = report.counts?.twins ?? 0;
  const rows = report.models.map((model) => [
    model === best ? element("strong", {}, model.name) : model.name,
    besideInterval(model.distance_expected).of(model.distance),
    besideInterval(model.distance_expected).text,
    pText(model.p_value, twins),
    withError(model.log_evidence, model.log_evidence_error),
    percent(model.probability),
    odds(model, best),
    `${percent(model.probability_prior_halved).replace(" %", "")} / ${percent(model.probability_prior_doubled)}`,
  ]);
  const headings = ["model", "#distance\u00a0s", "#s if true", "#p", "#log evidence", "#probability", "#odds", "#with\u00a0priors\u00a0half\u00a0/ twice\u00a0as\u00a0wide"];
  const names = report.models.map((model) => model.name);
  return [
    section(
      "Models compared",
      table(headings, rows),
      paragraph(
        `Candidates: ${names.join(", ")}, all equally likely beforehand; ${priorSentence(report)} ` +
          "A p-value is the share of simulated images of a model that lie at least as far from it; a good one does not prove the model.",
        "note",
      ),
      figure(
        `Goodness of fit. Symbol: distance of the model to the measurement that no value of its parameters takes away. Bar: the ${level(report)}interval where that would lie if the model were true.`,
        chart("models", modelsChart, ...modelsChartOf(report)).place,
      ),
      ...predictions(report),
    ),
  ];
}

function priorSentence(report: Report): string {
  const priors = new Set(
    report.models.flatMap((model) =>
      model.parameters.flatMap((p) =>
        p.prior && p.unit === "kT" ? [`${digits(p.prior.mean, 2)} ± ${digits(p.prior.std, 2)} kT`] : [],
      ),
    ),
  );
  return priors.size > 0 ? `every interaction is normal with ${[...priors].join(" or ")} beforehand.` : "";
}

const order = /^short_range_order(\d+)(?::([^@]*))?(?:@(.*))?/;

/** "short_range_order2@north" is what it is called in fit.json, of one image of several. */
function label(name: string): string {
  const [what = "", image] = name.split("@");
  const words = what.replaceAll("_", " ").replace("short range order", "short-range order ");
  return image === undefined ? words : `${words}, ${image}`;
}

function predictions(report: Report): HTMLElement[] {
  const all = report.predictions;
  if (all.length === 0) return [];
  const twins = report.counts?.twins ?? 0;
  const rows = all.map((p) => {
    const { of, text } = besideInterval(p.interval);
    return [label(p.name), of(p.measured), of(p.expected), text, (p.deviations ?? 0).toFixed(1), pText(p.p_value, twins)];
  });
  const orders = all.filter((p) => order.test(p.name));
  const table_ = table(["not fitted", "#measured", "#predicted", `#${level(report)}interval`, "#σ", "#p"], rows);
  return [
    element("h3", {}, "Predicted, though not fitted"),
    paragraph(`What ${report.best_model} says of statistics that no fit used.`),
    element("div", { class: "columns beside-table" }, table_, ...(orders.length > 0 ? [orderFigure(orders)] : [])),
  ];
}

function orderFigure(orders: Prediction[]): HTMLElement {
  const kindOf = (p: Prediction) => (order.exec(p.name) ?? []).slice(2).filter((part) => part).join(", ");
  const several = new Set(orders.map(kindOf)).size > 1;
  const data = {
    orders: orders.map((p) => {
      const shell = order.exec(p.name)?.[1] ?? "";
      return {
        shell: several ? `${shell} ${kindOf(p)}` : shell,
        measured: p.measured,
        expected: p.expected,
        low: p.interval[0],
        high: p.interval[1],
      };
    }),
  };
  return figure(
    "Warren-Cowley short-range order by shell: measured (diamond) against predicted (bar, its line the mean). Negative: unlike neighbours; 0: random.",
    chart("order", orderChart, data).place,
  );
}
