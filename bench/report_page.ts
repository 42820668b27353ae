/** What the benchmarks share in telling their results: on the screen, and on a page of `docs`. */
import { join } from "@std/path";

/** Says how far a run is; standard output is for the results. */
export function tell(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

/**
 * A Markdown table whose first column is text and whose others are numbers.
 *
 * @param columns Their titles.
 * @param rows With as many cells each.
 */
export function renderTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [columns, columns.map((_, index) => index === 0 ? "---" : "---:"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Prints a report. */
export async function printReport(report: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${report}\n`));
}

/**
 * Writes a report as a page of `docs`.
 *
 * @param template Name of the file in this folder that says where in the page it stands.
 * @param page Name of the file in `docs`.
 */
export async function writePage(report: string, template: string, page: string): Promise<void> {
  const text = await Deno.readTextFile(join(import.meta.dirname!, template));
  const path = join(import.meta.dirname!, "../docs", page);
  await Deno.writeTextFile(path, text.replace("{{results}}", () => report));
}
