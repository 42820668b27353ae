import { join } from "@std/path";
import type { Load } from "../loads.ts";
import type { ClusterContender } from "./contender.ts";
import type { ClusterFigures } from "./rounds.ts";

/** Where the figures are kept that `docs/SCALING.md` is computed from. */
export const figuresPath = join(import.meta.dirname!, "../../docs/BENCHMARKS_CLUSTER.json");

/** Whose figures these are, and the medians of their rounds. */
export type MeasuredFigures =
  & Pick<ClusterContender, "family" | "nodes">
  & ClusterFigures;

/** What was measured, of all loads by their keys. */
export interface FiguresFile {
  /** On what, and when. */
  readonly setting: string;
  readonly loads: Readonly<
    Record<string, { readonly load: Load; readonly figures: readonly MeasuredFigures[] }>
  >;
}

/** Writes figures, in as many digits as they are worth. */
export async function writeFigures(path: string, figures: FiguresFile): Promise<void> {
  const round = (_key: string, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value;
  await Deno.writeTextFile(path, `${JSON.stringify(figures, round, 2)}\n`);
}

/**
 * Reads figures.
 *
 * @throws {Error} When there are none.
 */
export async function readFigures(path: string): Promise<FiguresFile> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    const mend = "deno task bench --cluster --write measures them";
    throw new Error(`Cannot read figures from "${path}": ${mend}`, { cause });
  }
}
