import { parseArgs } from "node:util";
import { loads } from "./loads.ts";

/** How to call the benchmark. */
export const usage = `deno task bench [--quick] [--only a,c] [--parley PATH] [--json FILE] [--write]

  --quick        one short round of each, some 40 s in all instead of 4 minutes
  --only a,c     only these of the loads ${Object.keys(loads).join(", ")}
  --parley PATH  a compiled executable instead of the sources
  --json FILE    also writes the figures of every round there
  --write        also writes docs/BENCHMARKS.md, which wants a whole run
`;

/** What was asked for on the command line. */
export interface Options {
  readonly isHelp: boolean;
  readonly isQuick: boolean;
  /** Of {@linkcode loads}; all of them unless some are named. */
  readonly keys: readonly string[];
  /** Path of an executable. */
  readonly parley?: string;
  /** Path of a file to write. */
  readonly json?: string;
  readonly isForPage: boolean;
}

/**
 * Reads the command line.
 *
 * @throws {TypeError} When an option is not known, has no value, or does not go with another.
 */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      only: { type: "string", default: Object.keys(loads).join(",") },
      parley: { type: "string" },
      json: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const keys = values.only.split(",");
  const unknown = keys.find((key) => !(key in loads));
  if (unknown !== undefined) {
    throw new TypeError(`Cannot run load "${unknown}": there are ${Object.keys(loads).join(", ")}`);
  }
  const isWhole = !values.quick && keys.length === Object.keys(loads).length;
  if (values.write && !isWhole) {
    throw new TypeError(
      "Cannot write the page from a part of the run: leave --quick and --only out",
    );
  }
  return {
    isHelp: values.help,
    isQuick: values.quick,
    keys,
    parley: values.parley,
    json: values.json,
    isForPage: values.write,
  };
}
