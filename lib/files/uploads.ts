import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { rateLimited, RateLimiter } from "../rate_limiter.ts";
import type { Rooms } from "../chat/rooms.ts";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { FilePage, FileQuery, Files, Quotas, StoredFile, Upload } from "../store/files.ts";
import type { UploadRefusal } from "../store/files.ts";
import { makeToken } from "../token.ts";
import { toFileName } from "../wire/file_names.ts";
import type { Person } from "../wire/messages.ts";
import { keptLimits } from "../wire/kept_limits.ts";
import { isDirectName } from "../wire/names.ts";
import type { Blobs } from "./blobs.ts";
import type { Description } from "./content_type.ts";
import { describe, headBytes } from "./content_type.ts";
import { intake } from "./intake.ts";
import type { Vault } from "./vault.ts";

/** What {@linkcode Uploads} are made of. */
export interface UploadsOptions {
  readonly rooms: Pick<Rooms, "admit" | "admitTo">;
  readonly files: Files;
  readonly blobs: Blobs;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Bytes of one file; 0 takes none. */
  readonly maxUpload: number;
  readonly quotas: Quotas;
  /** Requests a second that each person may bring; 0 limits nobody. */
  readonly rate: number;
}

/** A file that somebody wants to send. */
export interface UploadWish {
  /** As the sender calls it. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** As it is shown, in pixels, where only the sender can tell. */
  readonly width?: number;
  readonly height?: number;
  /** Id of a file in the room that is a smaller picture of it. */
  readonly thumbnail?: string;
}

/** A file that comes in one go. */
export interface WholeFile {
  readonly name: string;
  /** Bytes that there are at most; `undefined` where nobody said. */
  readonly atMost: number | undefined;
  /** How many of these may be something around the file. */
  readonly around: number;
  readonly bytes: ReadableStream<Uint8Array>;
}

/** How far an upload has come. */
export interface UploadProgress {
  /** Bytes that are here, and that need not come again. */
  readonly offset: number;
  readonly size: number;
}

/** A request that brings something of an upload. */
interface Run {
  readonly controller: AbortController;
  readonly ended: Promise<unknown>;
}

/** What files of direct rooms are, whatever somebody says of them, and what they are called. */
const sealed: Description = { type: "application/octet-stream" };
const sealedName = "sealed";
/** Random bytes of an id: who knows it may attach the file. */
const idBytes = 16;
/** How often it is noted that something of an upload comes: much more often than uploads are removed. */
const notedEveryMs = 10 * 60_000;
/** How often the space that is left is looked at: others come at the same time. */
const spaceEveryBytes = 2 ** 20;
/** Uploads whose hash is kept between two requests; others are read again. */
const hashesKept = 200;

/**
 * Takes files in: streamed to the storage, hashed on the way, identified by what they hold.
 *
 * Of one upload, one request is served at a time: a newer one ends the one before, for that is a
 * connection that its sender has given up. Every method throws a `ChatError`: `not_found` and `forbidden`
 * as `Rooms.admitTo`, `not_found` also for an id that is no upload in the room, `unavailable` when the
 * storage cannot do it now.
 */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #limiter: RateLimiter;
  readonly #running = new Map<string, Run>();
  /** Of what came so far, by upload; the one used last comes last. */
  readonly #hashes = new Map<string, { readonly hash: Hash; readonly offset: number }>();

  constructor(options: UploadsOptions) {
    this.#options = options;
    this.#limiter = new RateLimiter(options.rate);
  }

  /** Bytes of the largest file that is taken. */
  get maxUpload(): number {
    return this.#options.maxUpload;
  }

  /**
   * Begins an upload of a known size.
   *
   * @throws {ChatError} `empty`, `too_large`, `quota`, `rate_limited`.
   */
  async begin(room: string, by: Person, wish: UploadWish): Promise<Upload> {
    const { files, blobs, clock, quotas } = this.#options;
    const { record } = await this.#admit(room, by);
    this.#take(by);
    this.#checkSize(wish.size);
    if (!await blobs.hasSpaceFor(wish.size)) throw noSpace();
    const upload: Upload = {
      // Of a sealed file nobody is to know more than its size.
      ...(isDirectName(record.name) ? { size: wish.size } : wish),
      id: makeToken(idBytes),
      room: record.name,
      by: by.id,
      name: isDirectName(record.name) ? sealedName : toFileName(wish.name),
      at: clock.now(),
    };
    const refused = await files.begin(upload, quotas);
    if (refused) throw refusal(refused, room);
    return upload;
  }

  /** Tells how far an upload has come; one of which all is here is a file then. */
  async progress(room: string, by: Person, id: string): Promise<UploadProgress> {
    const { files, blobs } = this.#options;
    const { record } = await this.#admit(room, by);
    return await this.#alone(id, async () => {
      const file = await files.find(id);
      if (file?.room === record.name) return { offset: file.size, size: file.size };
      const { size } = await this.#underway(record.name, id);
      const offset = await blobs.staged(id);
      if (offset === size) await this.#finish(record.name, id, size);
      return { offset, size };
    });
  }

  /**
   * Adds what a body brings to an upload; when that is all, it is a file.
   *
   * @param offset How many bytes the sender knows to be here.
   * @throws {ChatError} `conflict` when these are not as many as there are, `too_large` when more come
   * than were announced, `bad_request` when the body ends too early; what came is kept all the same.
   * `rate_limited`, and nothing is read.
   */
  async append(
    room: string,
    by: Person,
    { id, offset, body }: { id: string; offset: number; body: ReadableStream<Uint8Array> },
  ): Promise<UploadProgress> {
    const { files, blobs, clock } = this.#options;
    const { record } = await this.#admit(room, by);
    this.#take(by);
    return await this.#alone(id, async (signal) => {
      const { size } = await this.#underway(record.name, id);
      const staged = await blobs.staged(id);
      if (staged !== offset) {
        throw new ChatError("conflict", `Cannot go on at ${offset}: ${staged} bytes are here`);
      }
      const tooMuch = () =>
        new ChatError("too_large", `Cannot take more than the ${size} bytes that were announced`);
      const bytes = intake(body, { max: size - offset, tooMuch, clock, signal });
      try {
        const reached = await this.#store(id, offset, bytes);
        if (reached === size) await this.#finish(record.name, id, size);
        return { offset: reached, size };
      } finally {
        await files.touchUpload(id, clock.now());
      }
    });
  }

  /**
   * Takes a whole file; when that fails, nothing is left of it.
   *
   * @throws {ChatError} as {@linkcode begin} and {@linkcode append}.
   */
  async receive(room: string, by: Person, whole: WholeFile): Promise<StoredFile> {
    const { maxUpload, clock, files, blobs } = this.#options;
    const { name, atMost = maxUpload, around, bytes: body } = whole;
    if (atMost - around > maxUpload) throw this.#tooLarge();
    const size = Math.min(atMost, maxUpload);
    const { id, room: called } = await this.begin(room, by, { name, size: Math.max(size, 1) });
    try {
      return await this.#alone(id, async (signal) => {
        const bytes = intake(body, { max: size, tooMuch: () => this.#tooLarge(), clock, signal });
        const reached = await this.#store(id, 0, bytes);
        this.#checkSize(reached);
        return await this.#finish(called, id, reached);
      });
    } catch (error) {
      // What cannot be cleared now is the janitor's; the sender is to hear what went wrong first.
      await Promise.allSettled([files.abandon(id), blobs.abandon(id)]);
      throw error;
    }
  }

  /** What an upload has become; `conflict` while not all of it is here. */
  async find(room: string, by: Person, id: string): Promise<StoredFile> {
    const { record } = await this.#admit(room, by);
    const file = await this.#options.files.find(id);
    if (file?.room === record.name) return file;
    await this.#underway(record.name, id);
    throw new ChatError("conflict", "Cannot tell of this file: not all of it is here");
  }

  /** Gives up an upload, or a file that no message has. */
  async cancel(room: string, by: Person, id: string): Promise<void> {
    const { files, blobs } = this.#options;
    const { record } = await this.#admit(room, by);
    await this.#alone(id, async () => {
      const found = await files.findUpload(id) ?? await files.find(id);
      if (found?.room !== record.name) throw noUpload();
      this.#hashes.delete(id);
      const wasThere = await files.abandon(id);
      await blobs.abandon(id);
      if (!wasThere) throw new ChatError("forbidden", "Cannot remove this file: a message has it");
    });
  }

  /** The files that messages of a room have, for whoever may read it. */
  async list(room: string, by: Person | undefined, query: FileQuery): Promise<FilePage> {
    const { record } = await this.#options.rooms.admit(room, by);
    return await this.#options.files.list(record.name, { ...query, epoch: record.epoch });
  }

  /** Counts a request that brings something. */
  #take(by: Person): void {
    const retryAfterMs = this.#limiter.take(by.id, this.#options.clock.now());
    if (retryAfterMs > 0) throw rateLimited(retryAfterMs);
  }

  #admit(room: string, by: Person) {
    return this.#options.rooms.admitTo({ what: "upload", right: "write" }, room, by);
  }

  #checkSize(size: number): void {
    if (size > this.#options.maxUpload) throw this.#tooLarge();
    if (size <= 0) throw new ChatError("empty", "Cannot take an empty file");
  }

  #tooLarge(): ChatError {
    const { maxUpload } = this.#options;
    return maxUpload === 0
      ? new ChatError("forbidden", "Cannot take a file: this server takes none")
      : new ChatError("too_large", `Cannot take this file: it holds over ${maxUpload} bytes`);
  }

  async #underway(room: string, id: string): Promise<Upload> {
    const upload = await this.#options.files.findUpload(id);
    if (upload?.room === room) return upload;
    throw noUpload();
  }

  /** Ends what another request does with an upload, then does `work`. */
  async #alone<T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const before = this.#running.get(id);
    before?.controller.abort();
    const controller = new AbortController();
    const turn = (async () => {
      await before?.ended;
      return await work(controller.signal);
    })();
    const run = { controller, ended: turn.then(() => {}, () => {}) };
    this.#running.set(id, run);
    try {
      return await turn;
    } finally {
      if (this.#running.get(id) === run) this.#running.delete(id);
    }
  }

  /** Hands bytes on to the storage, and hashes them on their way. */
  async #store(id: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const hash = await this.#hashOf(id, offset);
    // What failed midway is on the disk or not: then it is read again.
    this.#hashes.delete(id);
    const noted = this.#noted(id, hashed(bytes, hash));
    const reached = await this.#options.blobs.append(id, offset, this.#withinSpace(noted));
    this.#hashes.set(id, { hash, offset: reached });
    const [oldest] = this.#hashes.keys();
    if (this.#hashes.size > hashesKept) this.#hashes.delete(oldest!);
    return reached;
  }

  /** What comes slowly does not rest: {@linkcode Janitor} is told that something came. */
  async *#noted(id: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { files, clock } = this.#options;
    let notedAt = clock.now();
    for await (const chunk of bytes) {
      yield chunk;
      if (clock.now() - notedAt < notedEveryMs) continue;
      notedAt = clock.now();
      await files.touchUpload(id, notedAt);
    }
  }

  /** Ends what comes before the disk is full: what people write needs a place as well. */
  async *#withinSpace(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let unlooked = 0;
    for await (const chunk of bytes) {
      unlooked += chunk.length;
      if (unlooked >= spaceEveryBytes) {
        unlooked = 0;
        if (!await this.#options.blobs.hasSpaceFor(spaceEveryBytes)) throw noSpace();
      }
      yield chunk;
    }
  }

  /** The hash of the first `length` bytes of an upload, to go on with. */
  async #hashOf(id: string, length: number): Promise<Hash> {
    const known = this.#hashes.get(id);
    if (known?.offset === length) return known.hash;
    const hash = createHash("sha256");
    if (length > 0) {
      for await (const chunk of this.#options.blobs.readStaged(id)) hash.update(chunk);
    }
    return hash;
  }

  async #finish(room: string, id: string, size: number): Promise<StoredFile> {
    const { vault, clock } = this.#options;
    const hash = (await this.#hashOf(id, size)).digest("hex");
    this.#hashes.delete(id);
    // What is sealed looks like anything now and then, and is nothing to be shown.
    const description = isDirectName(room) ? sealed : await describe(await this.#head(id));
    const content = { hash, size, ...description };
    const file = await vault.keep(id, content, clock.now());
    if (file) return file;
    throw noUpload();
  }

  /** The first bytes of an upload. */
  async #head(id: string): Promise<Uint8Array> {
    const head = new Uint8Array(headBytes);
    let length = 0;
    for await (const chunk of this.#options.blobs.readStaged(id)) {
      const part = chunk.subarray(0, headBytes - length);
      head.set(part, length);
      length += part.length;
      if (length === headBytes) break;
    }
    return head.subarray(0, length);
  }
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

function noSpace(): ChatError {
  return new ChatError("unavailable", "Cannot take this file: the server's disk is nearly full");
}

function noUpload(): ChatError {
  return new ChatError("not_found", "Cannot find this upload: it ended, or was never begun here");
}

function refusal(why: UploadRefusal, room: string): ChatError {
  switch (why) {
    case "no_room":
      return new ChatError("not_found", `Cannot find room "${room}"`);
    case "room_full":
      return new ChatError("quota", "Cannot take this file: the room's files take all they may");
    case "person_full":
      return new ChatError("quota", "Cannot take this file: yours take all they may; delete some");
    case "too_many":
      return new ChatError(
        "quota",
        `Cannot begin: ${keptLimits.uploadsPerPerson} of your uploads are under way`,
      );
  }
}
