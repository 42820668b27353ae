/**
 * Reads the command line, and either serves (and goes down cleanly on a signal) or does what an
 * operator asks for.
 */
import project from "./deno.json" with { type: "json" };
import type { Config, Invocation } from "./lib/config/config.ts";
import { helpText, readConfig } from "./lib/config/config.ts";
import { narrowEnvironment } from "./lib/server/environment.ts";
import { OperatorError } from "./lib/errors.ts";
import { addressOf } from "./lib/server/own_address.ts";
import { giveUpPermissions } from "./lib/server/server_permissions.ts";
import { ServerThread } from "./lib/server/server_thread.ts";

/** The exit code for what the operator can mend. */
const exitMisused = 2;
/** How long the answer to `parley health` may take, in milliseconds. */
const healthMs = 5_000;

if (import.meta.main) await main();

async function main(): Promise<void> {
  try {
    await run(readConfig(Deno.args, (name) => Deno.env.get(name)));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    write(Deno.stderr, `parley: ${error.message}`);
    Deno.exit(exitMisused);
  }
}

async function run(invocation: Invocation): Promise<void> {
  switch (invocation.command) {
    case "help":
      return write(Deno.stdout, helpText());
    case "version":
      return write(Deno.stdout, `${project.version} (deno ${Deno.version.deno})`);
    case "serve":
      return await serve(invocation.config);
    case "health":
      return Deno.exit(await isHealthy(invocation.config) ? 0 : 1);
    default: {
      narrowEnvironment();
      // Only now, for it loads libraries.
      const { operate } = await import("./lib/operations/operate.ts");
      return Deno.exit(await operate(invocation, import.meta.dirname!) ? 0 : 1);
    }
  }
}

async function serve(config: Config): Promise<void> {
  const { version } = project;
  const server = new ServerThread({ config, version, folder: import.meta.dirname! });
  let signals = 0;
  async function stop(): Promise<void> {
    if (++signals > 1) Deno.exit(1);
    Deno.exit(await server.close() ? 0 : 1);
  }
  // Before it says that it is ready: whoever reads that may end it.
  Deno.addSignalListener("SIGINT", () => void stop());
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", () => void stop());
  await server.opened;
  // From here on this thread waits for signals. What the server needs, its own thread has.
  giveUpPermissions();
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

function write(to: typeof Deno.stdout | typeof Deno.stderr, line: string): void {
  to.writeSync(new TextEncoder().encode(`${line}\n`));
}
