/**
 * Reads the command line, and either serves (builds the app, and closes it cleanly on a signal) or
 * does what an operator asks for.
 */
import { deadline } from "@std/async";
import { join } from "@std/path";
import project from "./deno.json" with { type: "json" };
import { createApp } from "./lib/app.ts";
import { systemClock } from "./lib/clock.ts";
import type { Config, Invocation } from "./lib/config.ts";
import { helpText, readConfig } from "./lib/config.ts";
import type { Command } from "./lib/commands.ts";
import { OperatorError } from "./lib/errors.ts";
import { createLog } from "./lib/log.ts";
import { backUp } from "./lib/operations/backup.ts";
import { checkBlobs } from "./lib/operations/blob_check.ts";
import { examine } from "./lib/operations/doctor.ts";
import type { Finding } from "./lib/operations/finding.ts";
import { exportFrom, exportRoom, jsonLines, save } from "./lib/operations/export.ts";
import { moveData } from "./lib/operations/move.ts";
import { grouped, Progress, sizeOf } from "./lib/operations/progress.ts";
import { reindex } from "./lib/operations/reindex.ts";
import { Transcript } from "./lib/operations/transcript.ts";
import { openBlobs, openPostgres } from "./lib/storage.ts";

/** The exit code for what the operator can mend. */
const exitMisused = 2;
/** How long going down may take in all, and how long running requests may, in milliseconds. */
const goingDownMs = 9_000;
const requestsMs = 5_000;
/** How long the answer to `parley health` may take, in milliseconds. */
const healthMs = 5_000;
/** How often a move says how far it is, where there is no terminal, in milliseconds. */
const moveLineMs = 10_000;

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
      return write(Deno.stdout, project.version);
    case "serve":
      return await serve(invocation.config);
    case "health":
      return Deno.exit(await isHealthy(invocation.config) ? 0 : 1);
    case "backup":
      return await copyDatabase(invocation.file, invocation.config);
    case "export":
      return await writeRoom(invocation, invocation.config);
    case "doctor":
      if (invocation.reindex) rebuildIndex(invocation.config);
      return Deno.exit(await isSound(invocation.config) ? 0 : 1);
    case "migrate":
      return Deno.exit(await moveAll(invocation, invocation.config) ? 0 : 1);
  }
}

async function serve(config: Config): Promise<void> {
  const clock = systemClock;
  const log = createLog({ level: config.logLevel, format: config.logFormat, clock });
  const folder = import.meta.dirname!;
  const app = await createApp({ config, clock, log, version: project.version, folder });
  const server = listen(config, (request, peer) => app.fetch(request, peer), (url) => {
    log.info(`Parley ${project.version} is ready`, { url });
  });

  let signals = 0;
  async function stop(): Promise<void> {
    if (++signals > 1) Deno.exit(1);
    log.info("going down; a second signal ends at once");
    await app.drain();
    // Requests that do not end, such as a body that never comes, must not hold up the rest.
    const answered = deadline(server.shutdown(), requestsMs).catch(() => {});
    try {
      await deadline(app.close(answered), goingDownMs);
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

async function copyDatabase(file: string, config: Config): Promise<void> {
  const { data } = config;
  demandFile(config, "copy", "pg_dump makes a copy");
  const progress = createProgress();
  const bytes = await backUp({ from: databaseIn(data), to: file, progress });
  const besides = `Keep ${join(data, "guests.key")} and push.key too: by them guests are known ` +
    "when they come back, and the server by push services";
  write(Deno.stdout, `Copied all that was said to ${file}, ${sizeOf(bytes)}. ${besides}.`);
}

async function writeRoom(
  { room, format, output }: Extract<Command, { command: "export" }>,
  config: Config,
): Promise<void> {
  const folder = join(import.meta.dirname!, "templates");
  const writer = format === "html"
    ? await Transcript.load({ folder, nowMs: systemClock.now() })
    : jsonLines;
  // On one screen, the progress would stand in the midst of what is written.
  const progress = createProgress({ isHidden: !output && Deno.stdout.isTerminal() });
  if (config.store !== "postgres") {
    return await save(
      exportRoom({ path: databaseIn(config.data), room, writer, progress }),
      output,
    );
  }
  const log = createLog({ level: "error", format: "text", clock: systemClock });
  const store = await openPostgres(config, { log, clock: systemClock, isReadOnly: true });
  try {
    await save(exportFrom({ store, room, writer, progress }), output);
  } finally {
    await store.close();
  }
}

function rebuildIndex(config: Config): void {
  const { data } = config;
  demandFile(config, "reindex", "reindex index search_by_word, in psql, makes its index anew");
  const messages = reindex({ path: databaseIn(data), progress: createProgress() });
  write(Deno.stdout, `Built the search index anew, of ${grouped(messages)} entries.`);
}

/** Tells of everything that is kept whether it is as it should be. */
async function isSound(config: Config): Promise<boolean> {
  demandFile(config, "examine", "pg_amcheck looks whether it is sound");
  let failed = 0;
  let checks = 0;
  const tell = (finding: Finding) => {
    checks++;
    if (!finding.isWell) failed++;
    write(Deno.stdout, `${finding}`);
  };
  const { data } = config;
  for (const finding of examine({ folder: data, progress: createProgress() })) tell(finding);
  const log = createLog({ level: "error", format: "text", clock: systemClock });
  const blobs = await openBlobs(config, { log, clock: systemClock, isReadOnly: true });
  try {
    tell(await checkBlobs({ path: databaseIn(data), blobs, progress: createProgress() }));
  } finally {
    await blobs.close();
  }
  write(Deno.stdout, failed === 0 ? "All is well." : `${failed} of ${checks} checks failed.`);
  return failed === 0;
}

/** Brings a data folder to PostgreSQL; tells whether all is the same there. */
async function moveAll(
  { from, to, skipsLost }: Extract<Command, { command: "migrate" }>,
  config: Config,
): Promise<boolean> {
  const url = to ?? config.databaseUrl;
  if (url === "") {
    const mend = "name PostgreSQL with it, or with PARLEY_DATABASE_URL";
    throw new OperatorError(`Cannot migrate: --to is missing; ${mend}`);
  }
  return await moveData({
    folder: from,
    url,
    openBlobs: (files, isReadOnly) => {
      const log = createLog({ level: "error", format: "text", clock: systemClock });
      const where: Config = { ...config, store: "sqlite", data: from, databaseUrl: url, files };
      return openBlobs(where, { log, clock: systemClock, isReadOnly });
    },
    files: config.files,
    skipsLost,
    progress: createProgress({ lineEveryMs: moveLineMs }),
    clock: systemClock,
    tell: (line) => write(Deno.stdout, line),
  });
}

/** Makes sure that the logs are in a file of ours, which is what commands work with. */
function demandFile({ store }: Config, what: string, instead: string): void {
  if (store !== "postgres") return;
  throw new OperatorError(`Cannot ${what} the database: it is PostgreSQL; ${instead}`);
}

function databaseIn(folder: string): string {
  return join(folder, "parley.db");
}

function createProgress(
  { isHidden = false, lineEveryMs }: { isHidden?: boolean; lineEveryMs?: number } = {},
): Progress {
  return new Progress({
    lineEveryMs,
    clock: systemClock,
    terminal: {
      isTerminal: () => !isHidden && Deno.stderr.isTerminal(),
      writeSync: (bytes) => Deno.stderr.writeSync(bytes),
    },
    columns: consoleColumns,
  });
}

function consoleColumns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    // Some terminals do not tell.
    return 80;
  }
}

/** Where a browser on this machine finds the server. */
function addressOf(host: string, port: number): string {
  const isAny = host === "0.0.0.0" || host === "::";
  return `http://${isAny ? "localhost" : host.includes(":") ? `[${host}]` : host}:${port}/`;
}

function listen(
  { host: hostname, port, reusePort }: Config,
  handle: (request: Request, peer: string) => Promise<Response>,
  onReady: (url: string) => void,
): Deno.HttpServer {
  try {
    return Deno.serve({
      hostname,
      port,
      reusePort,
      onListen: ({ hostname, port }) => onReady(addressOf(hostname, port)),
    }, (request, { remoteAddr }) => handle(request, remoteAddr.hostname));
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
