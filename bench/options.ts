import { parseArgs } from "node:util";
import { clusterLoads, quickKeys } from "./cluster/loads.ts";
import { loads } from "./loads.ts";

/** How to call the benchmark. */
export const usage =
  `deno task bench [--cluster] [--quick] [--only a,c] [--parley PATH] [--json FILE] [--write]

  --cluster      1, 2 and 3 nodes on PostgreSQL and NATS, beside socket.io and Redis
  --quick        one short round of each, 40 to 80 s in all instead of 4 to 10 minutes
  --only a,c     only these of the loads ${Object.keys(loads).join(", ")}; of several nodes ${
    Object.keys(clusterLoads).join(", ")
  }
  --parley PATH  an executable to measure; the sources, under this Deno, unless given
  --json FILE    also writes the figures of every round there
  --write        also writes docs/BENCHMARKS.md, or BENCHMARKS_CLUSTER.md and the figures beside
                 it, from which deno task bench-scaling computes; wants a whole run
`;

/** What was asked for on the command line. */
export interface Options {
  readonly isHelp: boolean;
  /** Whether several nodes are measured. */
  readonly isCluster: boolean;
  readonly isQuick: boolean;
  /** Of {@linkcode loads}, or of {@linkcode clusterLoads}; all of them unless some are named. */
  readonly keys: readonly string[];
  /** Path of an executable to measure; the sources unless given. */
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
      cluster: { type: "boolean", default: false },
      only: { type: "string" },
      parley: { type: "string" },
      json: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const known = Object.keys(values.cluster ? clusterLoads : loads);
  const unnamed = values.cluster && values.quick ? quickKeys : known;
  const keys = values.only?.split(",") ?? unnamed;
  const unknown = keys.find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`Cannot run load "${unknown}": there are ${known.join(", ")}`);
  }
  const isWhole = !values.quick && keys.length === known.length;
  if (values.write && !isWhole) {
    throw new TypeError(
      "Cannot write the page from a part of the run: leave --quick and --only out",
    );
  }
  return {
    isHelp: values.help,
    isCluster: values.cluster,
    isQuick: values.quick,
    keys,
    parley: values.parley,
    json: values.json,
    isForPage: values.write,
  };
}
