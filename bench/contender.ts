import { join, resolve } from "@std/path";
import { permissions, v8Flags } from "../tasks/compile.ts";
import { getNpmPackage } from "../tasks/npm_package.ts";
import { findRuntime, findVersion } from "./program_version.ts";

const wsVersion = "8.23.0";
const bunVersion = "1.4.4";

/**
 * How a server passes messages on: as Parley's numbered events, each frame as it came, or as events of
 * socket.io.
 */
export type Dialect = "parley" | "plain" | "socket.io";

/** A server that takes part. */
export interface Contender {
  readonly name: "Parley" | "Parley in memory" | "ws" | "Bun" | "Node" | "socket.io";
  /** What it runs on, with versions. */
  readonly runsOn: string;
  readonly dialect: Dialect;
  /** Its program and the arguments; `dataFolder` is empty and goes when the server has stopped. */
  command(options: { port: number; dataFolder: string }): readonly string[];
}

/**
 * Parley without a rate limit: with its own store, SQLite at full durability, where each commit is
 * written through to the disk, with the one in memory, which keeps as little as the others do, or with
 * PostgreSQL.
 *
 * @param executable Path of a compiled one; by default the sources run under this Deno.
 * @param more Further arguments; for PostgreSQL, where it is.
 */
export function parley(
  store: "sqlite" | "memory" | "postgres",
  executable?: string,
  more: readonly string[] = [],
): Contender {
  const isCompiled = executable !== undefined;
  const program = isCompiled
    ? [resolve(executable)]
    : [Deno.execPath(), "run", ...permissions, v8Flags, join(import.meta.dirname!, "../main.ts")];
  const settings = "--host 127.0.0.1 --rate-limit 0 --log-level error".split(" ");
  return {
    name: store === "memory" ? "Parley in memory" : "Parley",
    runsOn: isCompiled
      ? `its executable, ${findRuntime(program[0]!)}`
      : `deno ${Deno.version.deno}`,
    dialect: "parley",
    command: ({ port, dataFolder }) => [
      ...program,
      ...settings,
      ...["--store", store],
      ...["--port", String(port), "--data", dataFolder],
      ...more,
    ],
  };
}

/**
 * A plain server on `npm:ws` and Node.
 *
 * @throws {Error} When Node or the package cannot be had.
 */
export async function plainWs(): Promise<Contender> {
  const nodeVersion = await findVersion("node");
  if (nodeVersion === undefined) throw new Error(`Cannot run "node": it is not on this machine`);
  const folder = await getNpmPackage("ws", wsVersion);
  const server = join(import.meta.dirname!, "servers/plain_ws.mjs");
  return {
    name: "ws",
    runsOn: `ws ${wsVersion} on node ${nodeVersion}`,
    dialect: "plain",
    command: ({ port }) => ["node", server, String(port), folder],
  };
}

/**
 * A plain server on Bun, which npm delivers.
 *
 * @throws {Error} When Bun cannot be had, or does not run on this machine.
 */
export async function plainBun(): Promise<Contender> {
  const arch = Deno.build.arch === "x86_64" ? "x64" : Deno.build.arch;
  const bun = join(await getNpmPackage(`@oven/bun-linux-${arch}`, bunVersion), "bin/bun");
  if (await findVersion(bun) === undefined) throw new Error(`Cannot run "${bun}" on this machine`);
  const server = join(import.meta.dirname!, "servers/plain_bun.mjs");
  return {
    name: "Bun",
    runsOn: `bun ${bunVersion}`,
    dialect: "plain",
    command: ({ port }) => [bun, server, String(port)],
  };
}
