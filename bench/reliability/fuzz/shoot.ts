/** Sends pieces to a server over a connection of their own, and looks what comes of it. */
import { deadline, delay } from "@std/async";
import { Buffer } from "node:buffer";
import type { Piece } from "./piece.ts";
import { encodePiece, isUpgrade } from "./piece.ts";

/** How long an answer is waited for where perhaps there is none to come, in milliseconds. */
const quietMs = 100;
/** How long the server may keep a connection whose other end has said that nothing more comes. */
const endMs = 5_000;
/** What is kept of what the server sends, in bytes; the rest is read and forgotten. */
const keptBytes = 1 << 20;
const closeFrame = Uint8Array.of(0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8);

/** What came of it. */
export interface Hit {
  /** What the server said: statuses of HTTP, codes of errors, close codes. */
  readonly answers: readonly string[];
  /** Whether the server ended the connection by itself, once it knew that nothing more comes. */
  readonly isEnded: boolean;
}

/**
 * Sends `pieces`, each request once the one before was answered, and ends the connection.
 *
 * @throws {Error} when nobody takes connections there.
 */
export async function shoot(origin: string, pieces: readonly Piece[]): Promise<Hit> {
  const { hostname, port } = new URL(origin);
  const conn = await Deno.connect({ hostname, port: Number(port) });
  conn.setNoDelay();
  try {
    const ear = new Ear(conn);
    for (const piece of [...pieces, closing(pieces)]) {
      if (ear.isOver || !await write(conn, encodePiece(piece))) break;
      if (piece.type === "request") await ear.hear(quietMs);
    }
    await ear.end(quietMs);
    await conn.closeWrite().catch(() => {});
    await ear.end(endMs);
    return { answers: answersIn(ear.heard), isEnded: ear.isOver };
  } finally {
    conn.close();
  }
}

/** What makes the server end the connection when it has read all before. */
function closing(pieces: readonly Piece[]): Piece {
  const isSocket = pieces.some(isUpgrade);
  return { type: "bytes", bytes: isSocket ? closeFrame : new Uint8Array() };
}

/** Whether the other end took it. */
async function write(conn: Deno.Conn, bytes: Uint8Array): Promise<boolean> {
  try {
    for (let sent = 0; sent < bytes.length;) sent += await conn.write(bytes.subarray(sent));
    return true;
  } catch {
    return false;
  }
}

/** Reads all that comes over a connection. */
class Ear {
  isOver = false;
  readonly #pieces: Uint8Array[] = [];
  #bytes = 0;
  #news = Promise.withResolvers<void>();
  readonly #ended: Promise<void>;

  constructor(conn: Deno.Conn) {
    this.#ended = this.#listen(conn);
  }

  get heard(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** Waits for more, or for the end, but not for long. */
  async hear(ms: number): Promise<void> {
    const stop = new AbortController();
    await Promise.race([
      this.#news.promise,
      delay(ms, { signal: stop.signal }).catch(() => {}),
    ]);
    stop.abort();
  }

  /** Waits for the end, but not for long. */
  async end(ms: number): Promise<void> {
    await deadline(this.#ended, ms).catch(() => {});
  }

  async #listen(conn: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(16_384);
    while (true) {
      const count = await conn.read(buffer).catch(() => null);
      this.isOver = count === null;
      if (count !== null && this.#bytes < keptBytes) this.#pieces.push(buffer.slice(0, count));
      this.#bytes += count ?? 0;
      const { resolve } = this.#news;
      this.#news = Promise.withResolvers();
      resolve();
      if (this.isOver) return;
    }
  }
}

/** What is refused and how, in what a server sent: looked for, since frames and pages follow each other. */
function answersIn(heard: Buffer): string[] {
  const text = heard.toString("latin1");
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => `HTTP ${status}`);
  const errors = [...text.matchAll(/\{"type":"error","code":"(\w+)"/g)].map(([, code]) => code!);
  // deno-lint-ignore no-control-regex -- the heads of close frames
  const closes = [...text.matchAll(/\x88[\x02-\x7d]([\x03\x0f-\x13][^])/g)]
    .map(([, code]) => `close ${Buffer.from(code!, "latin1").readUInt16BE()}`)
    .filter((close) => /^close (?:10[01]\d|4\d{3})$/.test(close) && close !== "close 1000");
  return [...statuses, ...errors, ...closes];
}
