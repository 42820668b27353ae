// `deno task bench-scaling`: computes docs/SCALING.md from what `deno task bench --cluster` measured.
import { join } from "@std/path";
import { parseArgs } from "node:util";
import { printReport, readPage, tell } from "../report_page.ts";
import { readCosts } from "./costs.ts";
import { figuresPath, readFigures } from "./figures_file.ts";
import { assumptions } from "./scaling.ts";
import { renderAssumptions, renderCeilings, renderCosts, renderShapes } from "./scaling_report.ts";

const usage = `deno task bench-scaling [--figures FILE] [--print]

  --figures FILE  other figures than docs/BENCHMARKS_CLUSTER.json: what --json FILE wrote
  --print         prints the page instead of writing docs/SCALING.md
`;

async function main(): Promise<void> {
  const { values: { figures, print, help } } = parseArgs({
    args: Deno.args,
    options: {
      figures: { type: "string", default: figuresPath },
      print: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (help) return await printReport(usage);
  const file = await readFigures(figures);
  const costs = readCosts(file);
  const parts: Readonly<Record<string, string>> = {
    setting: file.setting,
    costs: renderCosts(costs),
    assumptions: renderAssumptions(assumptions),
    ceilings: renderCeilings(costs, assumptions),
    shapes: renderShapes(costs, assumptions),
  };
  const template = await readPage("SCALING.md");
  const page = template.replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
  if (print) return await printReport(page);
  await Deno.writeTextFile(join(import.meta.dirname!, "../../docs/SCALING.md"), page);
}

try {
  await main();
} catch (error) {
  tell(`${error instanceof Error ? error.message : String(error)}\n`);
  Deno.exit(1);
}
