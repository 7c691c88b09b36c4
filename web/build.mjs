// Bundles the page into dist/page.html, and that into dist/page_template.cpp for the library.
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

/** Compiles chart templates while bundling, so that the page carries Vega alone. */
const chartTemplates = {
  name: "chart-templates",
  setup(build) {
    build.onLoad({ filter: /\.vl\.json$/ }, async ({ path }) => {
      const { spec } = compile(JSON.parse(await readFile(path, "utf8")), { logger: strict });
      return { contents: JSON.stringify(spec), loader: "json" };
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

/** A C++ file that holds `text` in literals short enough for every compiler. */
function toCpp(text) {
  const bytes = Buffer.from(text, "utf8");
  const pieces = [];
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + 15000, bytes.length);
    while (end < bytes.length && (bytes[end] & 0xc0) === 0x80) --end; // keep characters whole
    pieces.push(`    R"~page~(${bytes.subarray(start, end).toString("utf8")})~page~"sv,`);
    start = end;
  }
  return `// Made from web/ by its build.mjs.
#include "gibbsight/report/page_template.hpp"

namespace gibbsight::report {
namespace {
using namespace std::string_view_literals;
constexpr std::string_view kPieces[] = {
${pieces.join("\n")}
};
}  // namespace

std::span<const std::string_view> page_template() { return kPieces; }

}  // namespace gibbsight::report
`;
}

const style = await bundle("src/style.css");
const script = (await bundle("src/main.ts", [chartTemplates])).replaceAll("</script", "<\\/script");
const page = (await readFile("src/page.html", "utf8"))
  .replace("PAGE_STYLE", () => style)
  .replace("PAGE_SCRIPT", () => script);
const places = page.split("REPORT_JSON").length - 1;
if (places !== 1) throw new Error(`the page has ${places} places for the report; expected 1`);

await mkdir("dist", { recursive: true });
await writeFile("dist/page.html", page);
await writeFile("dist/page_template.cpp", toCpp(page));
