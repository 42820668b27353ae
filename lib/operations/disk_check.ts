import { statfsSync } from "node:fs";
import { join } from "@std/path";
import { Finding } from "./finding.ts";
import { sizeOf } from "./progress.ts";

/** Free space is short when it is less than both of these: bytes, and a part of the volume. */
const bytesWanted = 2 ** 30;
const partWanted = 0.1;

/** Everything that the server keeps in its folder. */
const files = [
  "parley.db",
  "parley.db-wal",
  "parley.db-shm",
  "parley.db.lock",
  "guests.key",
  "push.key",
  "webhooks.key",
  "files",
];

/** How much room a volume has, in bytes. */
export interface Space {
  readonly free: number;
  readonly total: number;
}

/** Looks whether the data folder's files are for their owner alone, as the server makes them. */
export function checkFiles(folder: string): Finding {
  const finding = new Finding("files", `take the rights of others away: chmod go= FILE`);
  for (const name of files) {
    const mode = find(join(folder, name))?.mode ?? 0;
    if ((mode & 0o077) !== 0) {
      finding.fault(`others than its owner may use ${name} (mode ${(mode & 0o777).toString(8)})`);
    }
  }
  finding.facts = "for their owner alone";
  return finding;
}

/** Looks whether the data folder's volume has room for what is still to come. */
export function checkDisk(folder: string, { free, total }: Space = spaceAt(folder)): Finding {
  const finding = new Finding("disk", "make room; the server needs no restart");
  const database = find(join(folder, "parley.db"))?.size ?? 0;
  const log = find(join(folder, "parley.db-wal"))?.size ?? 0;
  const sizes = `${sizeOf(free)} of ${sizeOf(total)} are free`;
  if (free < bytesWanted && free < total * partWanted) finding.fault(sizes);
  finding.facts = `${sizes}; the database takes ${sizeOf(database)}, its log ${sizeOf(log)}`;
  return finding;
}

/** How much room the volume of `folder` has for the program. */
export function spaceAt(folder: string): Space {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}

function find(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
