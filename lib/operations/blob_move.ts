import { createHash } from "node:crypto";
import type { Blobs } from "../files/blobs.ts";
import { ChatError, OperatorError } from "../errors.ts";
import type { MoveSource, NeededBlob } from "./move_source.ts";
import type { Progress } from "./progress.ts";
import { grouped } from "./progress.ts";

/** What {@linkcode moveBlobs} needs. */
export interface BlobMoveOptions {
  /** Says which there are. */
  readonly source: MoveSource;
  readonly from: Blobs;
  readonly to: Blobs;
  /** Whether files are left without their bytes where these are lost. */
  readonly skipsLost: boolean;
  readonly progress: Progress;
}

/** What became of blobs: how many there are now, and how many bytes that is; and which are nowhere. */
export interface MovedBlobs {
  readonly count: number;
  readonly bytes: number;
  readonly lost: number;
}

/** Blobs that are on their way at the same time. */
const atOnce = 4;

/**
 * Brings the bytes of files, and those of uploads that are under way, from one storage to another.
 * What is there already stays, so it may be broken off and called again.
 *
 * @throws {OperatorError} when bytes are lost or damaged, unless these are skipped.
 */
export async function moveBlobs(options: BlobMoveOptions): Promise<MovedBlobs> {
  const { source, skipsLost, progress } = options;
  const lost: NeededBlob[] = [];
  let [count, bytes] = [0, 0];
  try {
    for await (const { blob, isThere } of moveEach(options)) {
      if (isThere) [count, bytes] = [count + 1, bytes + blob.size];
      else lost.push(blob);
    }
    await moveUploads(options);
  } catch (cause) {
    // The log has told why.
    if (!(cause instanceof ChatError)) throw cause;
    const message =
      "Cannot move the bytes of files: their storage fails; mend it, and run this again";
    throw new OperatorError(message, { cause });
  }
  progress.end();
  if (lost.length > 0 && !skipsLost) throw lostError(lost, source.folder);
  return { count, bytes, lost: lost.length };
}

async function* moveEach(
  options: BlobMoveOptions,
): AsyncGenerator<{ blob: NeededBlob; isThere: boolean }> {
  const { source, progress } = options;
  const total = source.countBlobs();
  progress.begin("Moving the bytes of files");
  let page: NeededBlob[];
  let [last, done] = ["", 0];
  do {
    page = source.blobs(last, atOnce);
    yield* await Promise.all(
      page.map(async (blob) => ({ blob, isThere: await moveBlob(blob, options) })),
    );
    progress.update(done += page.length, total);
    last = page.at(-1)?.hash ?? last;
  } while (page.length === atOnce);
}

async function moveUploads({ source, from, to }: BlobMoveOptions): Promise<void> {
  for await (const { upload, size } of from.listStaged()) {
    if (!source.hasUpload(upload) || await to.staged(upload) === size) continue;
    await to.abandon(upload);
    await to.append(upload, 0, from.readStaged(upload));
  }
}

/** Tells whether the blob is where it belongs in the end. */
async function moveBlob(
  { hash, size }: NeededBlob,
  { from, to }: BlobMoveOptions,
): Promise<boolean> {
  if (await to.size(hash) === size) return true;
  if (await from.size(hash) !== size) return false;
  const staged = `move-${hash}`;
  const sum = createHash("sha256");
  async function* summed(): AsyncGenerator<Uint8Array> {
    for await (const piece of from.read(hash, 0, size)) {
      sum.update(piece);
      yield piece;
    }
  }
  // What an earlier try left is begun anew, for all of it has to be summed up.
  await to.abandon(staged);
  await to.append(staged, 0, summed());
  const isSound = sum.digest("hex") === hash;
  if (isSound) await to.keep(staged, hash);
  else await to.abandon(staged);
  return isSound;
}

function lostError(lost: readonly NeededBlob[], folder: string): OperatorError {
  const [{ name }] = lost as [NeededBlob];
  const files = lost.length === 1
    ? `file "${name}"`
    : `${grouped(lost.length)} files, as "${name}"`;
  return new OperatorError(
    `Cannot move the bytes of ${files}: they are not whole in "${folder}"; put them back from a ` +
      "backup and run this again, or go on without them with --skip-lost",
  );
}
