import { delay } from "@std/async";
import { freePort } from "../tests/support/free_port.ts";
import type { Contender } from "./contender.ts";
import { isListening } from "./generator/process_usage.ts";

const patienceMs = 15_000;
const stopMs = 3_000;

/** A server process that answers. Leaving its scope ends it. */
export interface RunningServer extends AsyncDisposable {
  readonly pid: number;
  /** On 127.0.0.1. */
  readonly port: number;
}

/** Where a server runs. */
export interface ServerPlace {
  /** Where it gets an empty folder for its data. */
  readonly folder: string;
  /** Ends it when aborted. */
  readonly signal: AbortSignal;
  /** On 127.0.0.1; a free one unless given. */
  readonly port?: number;
}

/**
 * Starts a server and waits until it answers.
 *
 * @throws {Error} When it ends, or has not answered `GET /healthz` within 15 s.
 */
export async function startServer(
  contender: Contender,
  { folder, signal, port = freePort() }: ServerPlace,
): Promise<RunningServer> {
  const dataFolder = await Deno.makeTempDir({ dir: folder });
  const [program, ...args] = contender.command({ port, dataFolder });
  const server = new Deno.Command(program, { args, stdin: "null", stdout: "null", signal }).spawn();
  let hasEnded = false;
  void server.status.then(() => hasEnded = true);
  const startedAtMs = performance.now();
  while (!hasEnded && performance.now() - startedAtMs < patienceMs) {
    // Who answers on a port that is shared may be another.
    if (isListening(server.pid, port) && await isHealthy(port)) {
      return { pid: server.pid, port, [Symbol.asyncDispose]: () => stop(server) };
    }
    await delay(20);
  }
  await stop(server);
  const ending = hasEnded ? "ended" : `has not answered for ${patienceMs} ms`;
  throw new Error(`Cannot start ${contender.name}: "${program} ${args.join(" ")}" ${ending}`);
}

async function isHealthy(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

async function stop(server: Deno.ChildProcess): Promise<void> {
  const kill = (signal: Deno.Signal) => {
    try {
      server.kill(signal);
    } catch {
      // It has ended of its own accord.
    }
  };
  kill("SIGTERM");
  const late = setTimeout(() => kill("SIGKILL"), stopMs);
  await server.status;
  clearTimeout(late);
}
