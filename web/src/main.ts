// The page from top to bottom, in the order of the argument: image, atoms, lattice, configurations, model, doubt.
import { configurations } from "./configurations";
import { models } from "./comparison";
import { response } from "./explorer";
import { intensities, lattice } from "./lattice";
import { parts } from "./parts";
import { pictures } from "./pictures";
import { interactions } from "./posterior";
import { provenance } from "./provenance";
import type { Report } from "./report";
import { makeScene, Shared } from "./scene";
import { trust } from "./trust";
import { contents, header } from "./verdict";

function show(report: Report): void {
  document.title = `${report.title} – gibbsight`;
  const scene = makeScene(report);
  const lit = new Shared<number[]>([]);
  const sections = [
    ...parts(report),
    ...pictures(report, scene, lit),
    ...lattice(report, scene),
    ...intensities(report),
    ...configurations(report, scene, lit),
    ...response(report),
    ...interactions(report),
    ...models(report),
    ...trust(report),
    provenance(report),
  ];
  document.querySelector("main")?.append(header(report), ...contents(sections), ...sections);
}

show(JSON.parse(document.getElementById("report")?.textContent ?? "{}") as Report);
