/**
 * Properties that remember: what failed once is kept in `tests/saved_failures`, and tried first in each
 * run from then on.
 */
import { join } from "@std/path";
import fc from "fast-check";
import { projectFolder } from "./server.ts";

/** Where they are kept: a file for each property that ever failed, a list of its arguments in each. */
export const savedFailures = join(projectFolder, "tests", "saved_failures");

/** In CI the same is drawn each time, so that what passed once passes again. */
const seedInCi = 9;

/** What may be set of a property; the rest is as fast-check has it. */
export type Settings<Arguments> = Pick<fc.Parameters<Arguments>, "numRuns" | "seed" | "path"> & {
  /** Where failures are kept, unless in {@linkcode savedFailures}. */
  folder?: string;
};

/**
 * Makes sure that a property holds: for what failed once, then for what fast-check draws.
 *
 * `PARLEY_FUZZ=50` in the environment draws 50 times as much.
 *
 * @param name Lower-case words with dashes between, which no other property has: the file of its failures.
 * @throws {Error} with the smallest counterexample, how to see it again, and how to keep it.
 */
export function assertHolds<Arguments>(
  name: string,
  property: fc.IAsyncProperty<Arguments>,
  settings?: Settings<Arguments>,
): Promise<void>;
export function assertHolds<Arguments>(
  name: string,
  property: fc.IProperty<Arguments>,
  settings?: Settings<Arguments>,
): void;
export function assertHolds<Arguments>(
  name: string,
  property: fc.IRawProperty<Arguments>,
  { folder = savedFailures, numRuns = 100, ...settings }: Settings<Arguments> = {},
): unknown {
  const examples = readSaved<Arguments>(join(folder, `${name}.json`));
  const factor = Number(Deno.env.get("PARLEY_FUZZ") ?? 1);
  return fc.assert(property, {
    ...(Deno.env.has("CI") && { seed: seedInCi }),
    ...settings,
    numRuns: examples.length + Math.ceil(numRuns * factor),
    examples,
    reporter: (details) => report(name, details),
  });
}

function report<Arguments>(name: string, details: fc.RunDetails<Arguments>): void {
  if (!details.failed) return;
  const { counterexample, errorInstance: cause } = details;
  const words = fc.defaultReportMessage(details) ?? "Property failed";
  throw new Error(`${words}\n\n${howToKeep(name, counterexample)}`, { cause });
}

function howToKeep(name: string, counterexample: unknown): string {
  const text = JSON.stringify(counterexample, write);
  const isWhole = fc.stringify(JSON.parse(text, read)) === fc.stringify(counterexample);
  return isWhole
    ? `To keep it, add this to the list in tests/saved_failures/${name}.json:\n${text}`
    : "JSON cannot hold it: to keep it, write a test of its own";
}

function readSaved<Arguments>(file: string): Arguments[] {
  try {
    return JSON.parse(Deno.readTextFileSync(file), read);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new Error(`Cannot read what failed once, in ${file}`, { cause: error });
  }
}

/** Bytes are `{"bytes!": HEX}`. */
function write(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { "bytes!": value.toHex() } : value;
}

function read(_key: string, value: unknown): unknown {
  const isBytes = typeof value === "object" && value !== null && "bytes!" in value;
  return isBytes ? Uint8Array.fromHex(`${value["bytes!"]}`) : value;
}
