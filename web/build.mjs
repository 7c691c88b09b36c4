// Bundles the pages into dist/*.html, and those into dist/page_template.cpp for the library.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import * as esbuild from "esbuild";
import { compile } from "vega-lite";

/** Turns warnings about a template into errors, but for one that every chart with rows of a fixed height gets. */
const strict = {
  level: () => strict,
  debug: () => strict,
  info: () => strict,
  warn(...words) {
    if (!/Dropping "fit-y"/.test(words.join(" "))) throw new Error(words.join(" "));
    return strict;
  },
  error(...words) {
    throw new Error(words.join(" "));
  },
};

/** A chart is one picture with one label, and its numbers stand in tables: its marks say nothing to a screen reader. */
const silent = (marks) => marks.map((mark) => ({ ...mark, aria: false, ...(mark.marks ? { marks: silent(mark.marks) } : {}) }));

/** Compiles chart templates while bundling, so that the page carries Vega alone. */
const chartTemplates = {
  name: "chart-templates",
  setup(build) {
    build.onLoad({ filter: /\.vl\.json$/ }, async ({ path }) => {
      const template = JSON.parse(await readFile(path, "utf8"));
      const { spec } = compile(template, { logger: strict, config: { aria: false } });
      return { contents: JSON.stringify({ ...spec, marks: silent(spec.marks) }), loader: "json" };
    });
  },
};

async function bundle(entry, plugins = []) {
  const result = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    plugins,
  });
  return result.outputFiles[0].text;
}

/** A C++ array that holds `text` in literals short enough for every compiler. */
function toLiterals(name, text) {
  const bytes = Buffer.from(text, "utf8");
  const pieces = [];
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + 15000, bytes.length);
    while (end < bytes.length && (bytes[end] & 0xc0) === 0x80) --end; // keep characters whole
    pieces.push(`    R"~page~(${bytes.subarray(start, end).toString("utf8")})~page~"sv,`);
    start = end;
  }
  return `constexpr std::string_view ${name}[] = {\n${pieces.join("\n")}\n};`;
}

function toCpp(pages) {
  return `// Made from web/ by its build.mjs.
#include "gibbsight/report/page_template.hpp"

namespace gibbsight::report {
namespace {
using namespace std::string_view_literals;
${toLiterals("kPage", pages.page)}
${toLiterals("kIndex", pages.index)}
}  // namespace

std::span<const std::string_view> page_template() { return kPage; }
std::span<const std::string_view> index_template() { return kIndex; }

}  // namespace gibbsight::report
`;
}

/** A page of the shell src/page.html, with the script that begins in `entry`. */
async function makePage(entry, style) {
  const script = (await bundle(entry, [chartTemplates])).replaceAll("</script", "<\\/script");
  const page = (await readFile("src/page.html", "utf8"))
    .replace("PAGE_STYLE", () => style)
    .replace("PAGE_SCRIPT", () => script);
  const places = page.split("REPORT_JSON").length - 1;
  if (places !== 1) throw new Error(`the page has ${places} places for the report; expected 1`);
  return page;
}

const style = await bundle("src/style.css");
const pages = { page: await makePage("src/main.ts", style), index: await makePage("src/index.ts", style) };
await mkdir("dist", { recursive: true });
for (const [name, text] of Object.entries(pages)) await writeFile(`dist/${name}.html`, text);
await writeFile("dist/page_template.cpp", toCpp(pages));
