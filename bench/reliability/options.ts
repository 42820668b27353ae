import { parseArgs } from "node:util";
import { Random } from "../../tests/support/random.ts";
import type { Run, Size } from "./run.ts";

/** What was asked for on the command line. */
export interface Options {
  readonly isHelp: boolean;
  readonly size: Size;
  readonly chosen: readonly Run[];
  readonly seed: number;
  /** Whether the page is written anew, with what these runs give. */
  readonly isForPage: boolean;
  /** Path of a file to write. */
  readonly json?: string;
}

/** How to call it. */
export function usageOf(runs: readonly Run[]): string {
  return `deno task reliability [--short] [--only KEY,…] [--seed N] [--write] [--json FILE]

  --short     each within seconds, as the tests do it
  --only      only these of the runs:
${runs.map(({ key, title }) => `              ${key.padEnd(20)}${title}`).join("\n")}
  --seed N    what is drawn by chance is drawn from it
  --write     puts what they give into docs/RELIABILITY.json and writes docs/RELIABILITY.md; of
              those left out by --only, what was measured before stays
  --json FILE also writes what they give there

It takes ./parley where it was compiled, else the sources; --write takes nothing but ./parley.
`;
}

/**
 * Reads the command line.
 *
 * @param runs All that there are.
 * @throws {TypeError} When an option is not known, has a wrong value, or does not go with another.
 */
export function parseOptions(args: readonly string[], runs: readonly Run[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      short: { type: "boolean", default: false },
      only: { type: "string" },
      seed: { type: "string" },
      write: { type: "boolean", default: false },
      json: { type: "string" },
    },
  });
  const keys = values.only?.split(",") ?? runs.map(({ key }) => key);
  const unknown = keys.find((key) => !runs.some((run) => run.key === key));
  if (unknown !== undefined) {
    const known = runs.map(({ key }) => key).join(", ");
    throw new TypeError(`Cannot do run "${unknown}": there are ${known}`);
  }
  if (values.write && values.short) {
    throw new TypeError("Cannot write the page from runs in short: leave --short out");
  }
  return {
    isHelp: values.help,
    size: values.short ? "short" : "full",
    chosen: runs.filter(({ key }) => keys.includes(key)),
    seed: values.seed === undefined ? Random.newSeed() : parseSeed(values.seed),
    isForPage: values.write,
    json: values.json,
  };
}

function parseSeed(given: string): number {
  const seed = /^\d{1,10}$/.test(given) ? Number(given) : NaN;
  if (seed >= 1 && seed < 2 ** 32) return seed;
  throw new TypeError(`Cannot use --seed "${given}": it needs to be a whole number from 1`);
}
