import { create } from "content-disposition";
import type { Rooms } from "../chat/rooms.ts";
import { ChatError, isNotFound } from "../errors.ts";
import type { Blobs } from "../files/blobs.ts";
import { freeBytes } from "../files/free_bytes.ts";
import type { Log } from "../log.ts";
import type { Files, StoredFile } from "../store/files.ts";
import { mediaKindOf } from "../wire/inline_types.ts";
import type { ByteRange } from "./byte_ranges.ts";
import { contentRange, multipart, parseByteRanges } from "./byte_ranges.ts";
import { answerCondition } from "./conditions.ts";
import { filePolicy } from "./headers.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode Downloads} are made of. */
export interface DownloadsOptions {
  readonly rooms: Pick<Rooms, "admit">;
  readonly files: Files;
  readonly blobs: Blobs;
  readonly visitors: Visitors;
  readonly log: Log;
}

/** Gives the bytes of files to those who may read the room, which is looked up each time. */
export class Downloads {
  readonly #options: DownloadsOptions;

  constructor(options: DownloadsOptions) {
    this.#options = options;
  }

  /**
   * `GET /files/ID/NAME`: all of a file, or the parts that `Range` names.
   *
   * @throws {ChatError} `not_found` for whoever may not know of the room as well, `forbidden` for
   * who is banned from it, `unauthenticated` where guests may not come.
   */
  async give(request: Request, visit: Visit): Promise<Response> {
    const file = await this.#find(request, visit);
    const { hash, size, type, name } = file;
    const etag = `"${hash.slice(0, 32)}"`;
    const headers = new Headers({
      "accept-ranges": "bytes",
      // Asked for anew each time, for who may have it can change. What is compressed on the way has
      // other parts.
      "cache-control": "private, no-cache, no-transform",
      "content-disposition": create(name, {
        type: mediaKindOf(type) === "other" ? "attachment" : "inline",
      }),
      "content-security-policy": filePolicy,
      "content-type": contentTypeOf(type),
      etag,
    });
    const condition = answerCondition(request, etag, headers);
    if (condition) return condition;
    const ifRange = request.headers.get("if-range");
    // Of all methods, only GET has parts (RFC 9110, section 14.2).
    const isWanted = request.method === "GET" && (ifRange === null || ifRange === etag);
    const ranges = parseByteRanges(isWanted ? request.headers.get("range") : null, size);
    if (ranges === "none") {
      headers.set("content-range", `bytes */${size}`);
      headers.delete("content-disposition");
      headers.delete("content-type");
      return new Response(null, { status: 416, headers });
    }
    return this.#body(request, headers, { hash, size, ranges });
  }

  #body(
    request: Request,
    headers: Headers,
    { hash, size, ranges }: {
      hash: string;
      size: number;
      ranges: readonly ByteRange[] | "all";
    },
  ): Response {
    const { blobs } = this.#options;
    const isHead = request.method === "HEAD";
    if (ranges === "all" || ranges.length === 1) {
      const [only = { start: 0, end: size }] = ranges === "all" ? [] : ranges;
      headers.set("content-length", `${only.end - only.start}`);
      if (ranges !== "all") headers.set("content-range", contentRange(only, size));
      const body = isHead
        ? nothing()
        : ReadableStream.from(sent(blobs.read(hash, only.start, only.end)));
      return new Response(body, { status: ranges === "all" ? 200 : 206, headers });
    }
    const { type, length, seams } = multipart(ranges, { type: headers.get("content-type")!, size });
    headers.set("content-type", type);
    headers.set("content-length", `${length}`);
    const parts = async function* () {
      for (const [index, { start, end }] of ranges.entries()) {
        yield seams[index]!;
        yield* sent(blobs.read(hash, start, end));
      }
      yield seams.at(-1)!;
    };
    return new Response(ReadableStream.from(parts()), { status: 206, headers });
  }

  async #find(request: Request, visit: Visit): Promise<StoredFile> {
    const { rooms, files, blobs, visitors, log } = this.#options;
    const known = await visitors.find(request, visit);
    visit.actor = known?.person;
    if (!known) visitors.checkGuests();
    const file = await files.find(visit.params.id!);
    if (!file) throw noFile();
    try {
      await rooms.admit(file.room, known?.person);
    } catch (error) {
      // The name of a room that one may not know of is not told by its files either.
      if (isNotFound(error)) throw noFile();
      throw error;
    }
    if (await blobs.size(file.hash) === file.size) return file;
    const { requestId } = visit;
    log.error("the bytes of a file are not there; ask parley doctor", { requestId, file: file.id });
    throw noFile();
  }
}

/** Pieces whose memory is given back when the runtime, which has its own hold on them, asks for the next. */
async function* sent(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const piece of bytes) {
    yield piece;
    freeBytes(piece);
  }
}

/** A body that is not sent: without any, the runtime would say that there are no bytes. */
function nothing(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ pull: (controller) => controller.close() });
}

function contentTypeOf(type: string): string {
  return type.startsWith("text/") ? `${type}; charset=utf-8` : type;
}

function noFile(): ChatError {
  return new ChatError("not_found", "Cannot find this file", { reason: "no_page" });
}
