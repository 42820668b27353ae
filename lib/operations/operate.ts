/** What an operator asks of the program besides serving; it writes to the terminal. */
import { join } from "@std/path";
import { systemClock } from "../clock.ts";
import type { ProgramCommand } from "../config/commands.ts";
import type { Config, Invocation } from "../config/config.ts";
import { OperatorError } from "../errors.ts";
import { createLog } from "../log.ts";
import { backUp } from "./backup.ts";
import { checkBlobs } from "./blob_check.ts";
import { examine } from "./doctor.ts";
import type { Finding } from "./finding.ts";
import { exportFrom, exportRoom, jsonLines, save } from "./export.ts";
import { moveData } from "./move.ts";
import { grouped, Progress, sizeOf } from "./progress.ts";
import { reindex } from "./reindex.ts";
import { Transcript } from "./transcript.ts";
import { openBlobs, openPostgres } from "../app/storage.ts";

/** How often a move says how far it is, where there is no terminal, in milliseconds. */
const moveLineMs = 10_000;

/** A command that works with what is stored. */
export type Operation = Extract<
  Invocation,
  { command: "backup" | "export" | "doctor" | "migrate" }
>;

/**
 * Does what an operator asks for.
 *
 * @param folder The folder that holds `templates`.
 * @returns Whether all is well.
 * @throws {OperatorError} when it cannot be done.
 */
export async function operate(operation: Operation, folder: string): Promise<boolean> {
  const { config } = operation;
  switch (operation.command) {
    case "backup":
      await copyDatabase(operation.file, config);
      return true;
    case "export":
      await writeRoom(operation, folder, config);
      return true;
    case "doctor":
      if (operation.reindex) rebuildIndex(config);
      return await isSound(config);
    case "migrate":
      return await moveAll(operation, config);
  }
}

async function copyDatabase(file: string, config: Config): Promise<void> {
  const { data } = config;
  demandFile(config, "copy", "pg_dump makes a copy");
  const progress = createProgress();
  const bytes = await backUp({ from: databaseIn(data), to: file, progress });
  const besides =
    `Keep ${join(data, "guests.key")}, push.key and webhooks.key too: by them guests ` +
    "are known when they come back, and the server by push services and webhooks";
  say(`Copied all that was said to ${file}, ${sizeOf(bytes)}. ${besides}.`);
}

async function writeRoom(
  { room, format, output }: Extract<ProgramCommand, { command: "export" }>,
  programFolder: string,
  config: Config,
): Promise<void> {
  const folder = join(programFolder, "templates");
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
  say(`Built the search index anew, of ${grouped(messages)} entries.`);
}

/** Tells of everything that is kept whether it is as it should be. */
async function isSound(config: Config): Promise<boolean> {
  demandFile(config, "examine", "pg_amcheck looks whether it is sound");
  let failed = 0;
  let checks = 0;
  const tell = (finding: Finding) => {
    checks++;
    if (!finding.isWell) failed++;
    say(`${finding}`);
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
  say(failed === 0 ? "All is well." : `${failed} of ${checks} checks failed.`);
  return failed === 0;
}

/** Brings a data folder to PostgreSQL; tells whether all is the same there. */
async function moveAll(
  { from, to, skipsLost }: Extract<ProgramCommand, { command: "migrate" }>,
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
    tell: (line) => say(line),
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

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
