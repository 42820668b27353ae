import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Bytes of a file that is made up as it is sent. */
const pieceBytes = 256 * 1024;
/** Bytes of one request of a resumable upload, as the page has it. */
const partBytes = 8 * 1024 * 1024;

/** A file that no two servers, and no two uploads, have seen before: bytes that cannot be guessed. */
export class MadeUpFile {
  readonly size: number;
  readonly #noise = new Uint8Array(pieceBytes);

  constructor(size: number) {
    this.size = size;
    for (let at = 0; at < pieceBytes; at += 65_536) {
      crypto.getRandomValues(this.#noise.subarray(at, at + 65_536));
    }
  }

  /** Its bytes from `start` to before `end`, in pieces. */
  *bytes(start = 0, end = this.size): Generator<Uint8Array<ArrayBuffer>, void, void> {
    for (let at = start; at < end;) {
      const index = Math.floor(at / pieceBytes);
      const piece = this.#noise.slice();
      new DataView(piece.buffer).setUint32(0, index);
      const part = piece.subarray(
        at % pieceBytes,
        Math.min(pieceBytes, at % pieceBytes + end - at),
      );
      yield part;
      at += part.length;
    }
  }

  /** SHA-256, in hex. */
  hash(): string {
    const hash = createHash("sha256");
    for (const piece of this.bytes()) hash.update(piece);
    return hash.digest("hex");
  }
}

/** How a server is sent files, and asked for them. */
export interface FileServer {
  /** Ways to send one; each gives the address that it has then. */
  readonly ways: readonly {
    readonly title: string;
    upload(file: MadeUpFile): Promise<string>;
  }[];
}

/** A plain server of files. */
export function plainFiles(origin: string): FileServer {
  return {
    ways: [{
      title: "in one go",
      async upload(file) {
        const address = `${origin}/${crypto.randomUUID()}`;
        await send("POST", address, { bytes: file.bytes(), length: file.size, headers: {} });
        return address;
      },
    }],
  };
}

/** Parley, with a room `files` of its own and a guest who is in it. */
export async function parleyFiles(origin: string): Promise<FileServer> {
  const entry = await fetch(`${origin}/chat?room=files&name=bench`, { redirect: "manual" });
  await entry.body?.cancel();
  const cookie = entry.headers.get("set-cookie")!.split(";")[0]!;
  const headers = { cookie, origin };
  const made = await fetch(`${origin}/api/rooms`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ name: "files" }),
  });
  await made.body?.cancel();
  const address = `${origin}/api/rooms/files/files`;
  return {
    ways: [
      {
        title: "in one go",
        async upload(file) {
          const whole = { bytes: file.bytes(), length: file.size, headers };
          const { id } = JSON.parse(await send("POST", address, whole));
          return `${origin}/files/${id}/file`;
        },
      },
      {
        title: "resumable, in parts of 8 MiB",
        async upload(file) {
          const tus = { ...headers, "tus-resumable": "1.0.0" };
          const begun = await checked(
            await fetch(address, {
              method: "POST",
              headers: { ...tus, "upload-length": `${file.size}` },
            }),
          );
          await begun.body?.cancel();
          const location = new URL(begun.headers.get("location")!, origin);
          for (let offset = 0; offset < file.size; offset += partBytes) {
            const end = Math.min(file.size, offset + partBytes);
            await send("PATCH", location, {
              bytes: file.bytes(offset, end),
              length: end - offset,
              headers: {
                ...tus,
                "upload-offset": `${offset}`,
                "content-type": "application/offset+octet-stream",
              },
            });
          }
          return `${origin}/files/${location.pathname.split("/").at(-1)}/file`;
        },
      },
    ],
  };
}

/**
 * Reads a file to its end.
 *
 * @throws {Error} When it is not the file that was sent.
 */
export async function receive(address: string, hash: string): Promise<void> {
  const found = createHash("sha256");
  const response = await checked(await fetch(address));
  for await (const piece of response.body!) found.update(piece);
  if (found.digest("hex") !== hash) throw new Error(`Cannot use ${address}: its bytes are others`);
}

/** Sends some of a file; by Node's client, for `fetch` does not say how long a stream is. */
async function send(
  method: string,
  address: string | URL,
  { bytes, length, headers }: {
    bytes: Iterable<Uint8Array>;
    length: number;
    headers: Record<string, string>;
  },
): Promise<string> {
  const answered = Promise.withResolvers<IncomingMessage>();
  const outgoing = request(address, {
    method,
    headers: { ...headers, "content-length": `${length}` },
  }, answered.resolve);
  outgoing.on("error", answered.reject);
  pipeline(Readable.from(bytes, { objectMode: false }), outgoing).catch(answered.reject);
  const answer = await answered.promise;
  const text = (await Array.fromAsync(answer)).join("");
  if (answer.statusCode! < 300) return text;
  throw new Error(`Cannot go on: ${answer.statusCode} ${text}`);
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new Error(`Cannot go on: ${response.status} ${await response.text()}`);
}
