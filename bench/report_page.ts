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

/** Why a page is not written from figures of a short run. */
export const cannotWriteQuick = "Cannot write the page from a part of the run: leave --quick out";

/**
 * Writes a report as a page of `docs`, into the words that the file of its name in `bench/pages` holds.
 *
 * @param page Name of both files.
 */
export async function writePage(report: string, page: string): Promise<void> {
  const words = await readPage(page);
  const path = join(import.meta.dirname!, "../docs", page);
  await Deno.writeTextFile(path, words.replace("{{results}}", () => report));
}

/** Reads what a page of `docs` says around its figures, and where these belong, in `{{…}}`. */
export async function readPage(page: string): Promise<string> {
  const words = await Deno.readTextFile(join(import.meta.dirname!, "pages", page));
  return `<!-- Written by a task; its words are in bench/pages/${page}. -->\n\n${words}`;
}
