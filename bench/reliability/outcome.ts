import type { Report, Run, Size } from "./run.ts";

/** How a {@linkcode Run} went, and all that is needed to do it again. */
export interface Outcome extends Omit<Report, "picture"> {
  readonly key: string;
  readonly title: string;
  /** What its picture shows, where it has one: `docs/images/KEY.svg`. */
  readonly pictureAlt?: string;
  /** What was done to the server. */
  readonly description: string;
  readonly size: Size;
  readonly seed: number;
  /** What was typed. */
  readonly command: string;
  /** The server: its version, and of which commit. */
  readonly program: string;
  readonly machine: string;
  /** When it ended, ISO 8601 in UTC. */
  readonly endedAt: string;
  readonly tookSeconds: number;
}

/**
 * Puts new outcomes in the place of older ones of the same key; the others stay as they are.
 *
 * @param order The runs that there are, in the order of the page; an outcome of another one goes.
 */
export function mergeOutcomes(
  kept: readonly Outcome[],
  fresh: readonly Outcome[],
  order: readonly Run[],
): Outcome[] {
  const byKey = new Map([...kept, ...fresh].map((outcome) => [outcome.key, outcome]));
  return order.flatMap(({ key }) => byKey.get(key) ?? []);
}

/** Reads outcomes; none where there is no file yet. */
export async function readOutcomes(path: string): Promise<Outcome[]> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new Error(`Cannot read outcomes from "${path}": mend or remove it`, { cause: error });
  }
}

/** Writes outcomes, in as many digits as they are worth. */
export async function writeOutcomes(path: string, outcomes: readonly Outcome[]): Promise<void> {
  const round = (_key: string, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
  await Deno.writeTextFile(path, `${JSON.stringify(outcomes, round, 2)}\n`);
}
