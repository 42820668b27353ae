/** Reads the configuration, builds the app, serves it, and closes it cleanly on a signal. */
import { deadline } from "@std/async";
import project from "./deno.json" with { type: "json" };
import { createApp } from "./lib/app.ts";
import { systemClock } from "./lib/clock.ts";
import type { Config } from "./lib/config.ts";
import { helpText, readConfig } from "./lib/config.ts";
import { OperatorError } from "./lib/errors.ts";
import { createLog } from "./lib/log.ts";

/** The exit code for what the operator can mend. */
const exitMisused = 2;
/** How long going down may take in all, and how long running requests may, in milliseconds. */
const goingDownMs = 9_000;
const requestsMs = 5_000;
/** How long the answer to `parley health` may take, in milliseconds. */
const healthMs = 5_000;

if (import.meta.main) await main();

async function main(): Promise<void> {
  try {
    const invocation = readConfig(Deno.args, (name) => Deno.env.get(name));
    if (invocation.command === "serve") await serve(invocation.config);
    else if (invocation.command === "health") Deno.exit(await isHealthy(invocation.config) ? 0 : 1);
    else write(Deno.stdout, invocation.command === "help" ? helpText() : project.version);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    write(Deno.stderr, `parley: ${error.message}`);
    Deno.exit(exitMisused);
  }
}

async function serve(config: Config): Promise<void> {
  const clock = systemClock;
  const log = createLog({ level: config.logLevel, format: config.logFormat, clock });
  const folder = import.meta.dirname!;
  const app = await createApp({ config, clock, log, version: project.version, folder });
  const server = listen(config, (request) => app.fetch(request), (url) => {
    log.info(`Parley ${project.version} is ready`, { url });
  });

  let signals = 0;
  async function stop(): Promise<void> {
    if (++signals > 1) Deno.exit(1);
    log.info("going down; a second signal ends at once");
    // Requests that do not end, such as a body that never comes, must not hold up the rest.
    const answered = deadline(server.shutdown(), requestsMs).catch(() => {});
    try {
      await deadline(app.close(), goingDownMs);
      await answered;
      Deno.exit(0);
    } catch (error) {
      log.error("could not end everything", { error });
      Deno.exit(1);
    }
  }
  Deno.addSignalListener("SIGINT", () => void stop());
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => void stop());
  await server.finished;
}

/** Asks the server on this machine, for containers that hold no other program to ask with. */
async function isHealthy({ host, port }: Config): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(healthMs);
    const response = await fetch(new URL("healthz", addressOf(host, port)), { signal });
    return response.ok;
  } catch {
    return false;
  }
}

/** Where a browser on this machine finds the server. */
function addressOf(host: string, port: number): string {
  const isAny = host === "0.0.0.0" || host === "::";
  return `http://${isAny ? "localhost" : host.includes(":") ? `[${host}]` : host}:${port}/`;
}

function listen(
  { host: hostname, port }: Config,
  handle: (request: Request) => Promise<Response>,
  onReady: (url: string) => void,
): Deno.HttpServer {
  try {
    return Deno.serve({
      hostname,
      port,
      onListen: ({ hostname, port }) => onReady(addressOf(hostname, port)),
    }, handle);
  } catch (cause) {
    const why = cause instanceof Deno.errors.AddrInUse
      ? "it is in use; stop the other program or choose another with --port"
      : `${(cause as Error).message}; choose others with --host and --port`;
    throw new OperatorError(`Cannot listen on ${hostname} port ${port}: ${why}`, { cause });
  }
}

function write(to: typeof Deno.stdout | typeof Deno.stderr, line: string): void {
  to.writeSync(new TextEncoder().encode(`${line}\n`));
}
