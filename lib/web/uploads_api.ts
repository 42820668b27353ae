/**
 * The part of the HTTP API by which files are sent: in one go, or resumable by tus 1.0.
 *
 * The server's side of tus is our own, a hundred lines on top of `Uploads`: the library for it leads every
 * byte through three streams of Node's, and speaks of errors, origins and time in its own ways.
 *
 * @see {@link https://tus.io/protocols/resumable-upload | tus 1.0.0}
 */
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import { maxSide } from "../files/content_type.ts";
import { uploadRestsMs } from "../files/janitor.ts";
import type { Uploads, UploadWish } from "../files/uploads.ts";
import type { StoredFile } from "../store/files.ts";
import { limits } from "../wire/limits.ts";
import type { Person } from "../wire/messages.ts";
import { parseRoomName } from "../wire/names.ts";
import { json } from "./answers.ts";
import { readFile } from "./file_body.ts";
import type { OriginPolicy } from "./origin.ts";
import { problem } from "./problem.ts";
import { readLimit } from "./query.ts";
import { RequestBody } from "./request_body.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode UploadsApi} is made of. */
export interface UploadsApiOptions {
  readonly uploads: Uploads;
  readonly visitors: Visitors;
  readonly origin: OriginPolicy;
  readonly clock: Clock;
}

const tusVersion = "1.0.0";
const tusExtensions = "creation,termination,expiration";
const partType = "application/offset+octet-stream";

/** Answers requests that bring files; what fails is a `ChatError`. */
export class UploadsApi {
  readonly #options: UploadsApiOptions;

  constructor(options: UploadsApiOptions) {
    this.#options = options;
  }

  /**
   * `POST /api/rooms/NAME/files`: `201`; with `Tus-Resumable` an upload begins, at `Location`, else the
   * body is a file, and the answer says what it is.
   */
  async send(request: Request, visit: Visit): Promise<Response> {
    const { uploads, clock } = this.#options;
    const [room, by] = await this.#sender(request, visit);
    if (!request.headers.has("tus-resumable")) {
      const body = new RequestBody(request);
      try {
        const file = await readFile(request.headers, body.stream, clock);
        return json(fileView(await uploads.receive(room, by, file)), 201);
      } finally {
        await body.leave();
      }
    }
    if (!speaksTus(request)) return otherVersion();
    const { id, at } = await uploads.begin(room, by, readWish(request.headers));
    const location = `/api/rooms/${encodeURIComponent(room)}/files/${id}`;
    return tus(201, { location, "upload-expires": new Date(at + uploadRestsMs).toUTCString() });
  }

  /** `OPTIONS /api/rooms/NAME/files`: `204`; what of tus is spoken here. */
  options(): Response {
    return tus(204, {
      "tus-version": tusVersion,
      "tus-extension": tusExtensions,
      "tus-max-size": `${this.#options.uploads.maxUpload}`,
    });
  }

  /**
   * `HEAD /api/rooms/NAME/files/ID`: how far an upload has come. `GET`: what it has become, `{id, name,
   * size, type, width?, height?, thumbnail?}`; `409` while not all of it is here.
   */
  async show(request: Request, visit: Visit): Promise<Response> {
    const { uploads, visitors } = this.#options;
    const room = parseRoomName(visit.params.name!);
    const { person: by } = await visitors.identify(request, visit);
    if (request.method !== "HEAD") {
      return json(fileView(await uploads.find(room, by, visit.params.id!)));
    }
    if (!speaksTus(request)) return otherVersion();
    const { offset, size } = await uploads.progress(room, by, visit.params.id!);
    return tus(200, { "upload-offset": `${offset}`, "upload-length": `${size}` });
  }

  /** `PATCH /api/rooms/NAME/files/ID`: `204`; goes on with an upload. */
  async append(request: Request, visit: Visit): Promise<Response> {
    const [room, by] = await this.#sender(request, visit);
    if (!speaksTus(request)) return otherVersion();
    if (request.headers.get("content-type") !== partType) {
      throw new ChatError("unsupported_media", `Cannot read the body: it needs to be ${partType}`);
    }
    const offset = readBytes(request.headers, "upload-offset");
    const body = new RequestBody(request);
    try {
      const reached = await this.#options.uploads
        .append(room, by, { id: visit.params.id!, offset, body: body.stream });
      return tus(204, { "upload-offset": `${reached.offset}` });
    } finally {
      await body.leave();
    }
  }

  /** `DELETE /api/rooms/NAME/files/ID`: `204`; gives up an upload, or a file that no message has. */
  async remove(request: Request, visit: Visit): Promise<Response> {
    const [room, by] = await this.#sender(request, visit);
    await this.#options.uploads.cancel(room, by, visit.params.id!);
    return tus(204);
  }

  /** `GET /api/rooms/NAME/files?limit=&cursor=`: `{files: [{…, seq, at, from}], next?}`. */
  async list(request: Request, visit: Visit): Promise<Response> {
    const { uploads, visitors } = this.#options;
    const known = await visitors.find(request, visit);
    if (!known) visitors.checkGuests();
    const limit = readLimit(visit.url, limits.historyMessagesByDefault, limits.historyMessages);
    const before = readCursor(visit.url);
    const room = parseRoomName(visit.params.name!);
    const query = { limit, ...(before && { before }) };
    const { files, next } = await uploads.list(room, known?.person, query);
    return json({ files, ...(next && { next: `${next.seq}.${next.place}` }) });
  }

  async #sender(request: Request, visit: Visit): Promise<[room: string, by: Person]> {
    this.#options.origin.checkChange(request);
    const room = parseRoomName(visit.params.name!);
    return [room, (await this.#options.visitors.identify(request, visit)).person];
  }
}

function fileView({ room: _r, by: _b, at: _a, hash: _h, seq: _s, ...file }: StoredFile) {
  return file;
}

function tus(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, {
    status,
    headers: { "tus-resumable": tusVersion, "cache-control": "no-store", ...headers },
  });
}

function speaksTus(request: Request): boolean {
  return request.headers.get("tus-resumable") === tusVersion;
}

function otherVersion(): Response {
  const error = new ChatError(
    "bad_request",
    `Cannot go on: Tus-Resumable needs to be ${tusVersion}`,
  );
  const headers = { "tus-version": tusVersion };
  return problem(error, { status: 412, title: "Precondition Failed", headers });
}

function readWish(headers: Headers): UploadWish {
  const given = readMetadata(headers.get("upload-metadata") ?? "");
  const [width, height] = ["width", "height"].map((key) => Number(given.get(key)));
  const isSized = [width, height].every((side) =>
    Number.isInteger(side) && side! > 0 && side! <= maxSide
  );
  const thumbnail = given.get("thumbnail") ?? "";
  return {
    name: given.get("filename") ?? "",
    size: readBytes(headers, "upload-length"),
    ...(isSized && { width: width!, height: height! }),
    ...(/^[\w-]{1,64}$/.test(thumbnail) && { thumbnail }),
  };
}

/** Pairs of a key and a value in base64, separated by commas. */
function readMetadata(header: string): Map<string, string> {
  try {
    return new Map(
      header.split(",").map((pair): [string, string] => {
        const [key = "", value = ""] = pair.trim().split(" ");
        return [key, new TextDecoder().decode(Uint8Array.fromBase64(value))];
      }),
    );
  } catch (cause) {
    throw new ChatError("bad_request", "Cannot read Upload-Metadata: it is not in base64", {
      cause,
    });
  }
}

function readBytes(headers: Headers, name: string): number {
  const given = headers.get(name) ?? "";
  if (/^\d{1,15}$/.test(given)) return Number(given);
  throw new ChatError("bad_request", `Cannot go on: ${name} needs to be a number of bytes`);
}

function readCursor(url: URL): { seq: number; place: number } | undefined {
  const given = url.searchParams.get("cursor");
  if (given === null) return undefined;
  const [, seq, place] = /^(\d{1,15})\.(\d{1,2})$/.exec(given) ?? [];
  if (seq !== undefined) return { seq: Number(seq), place: Number(place) };
  throw new ChatError("bad_request", "Cannot use cursor: it needs to be one that a page gave");
}
