/** Sends pieces to a server over a connection of their own, and looks what comes of it. */
import { deadline } from "@std/async";
import { Buffer } from "node:buffer";
import { closeCodeIn } from "../../../tests/support/raw_socket.ts";
import type { Piece } from "./piece.ts";
import { encodePiece, isUpgrade } from "./piece.ts";

/** How long an answer is waited for where perhaps there is none to come, in milliseconds. */
const quietMs = 100;
/** The same where one is to come, unless the damage is to what the server has to read whole. */
const answerMs = 2_000;
/** How long the server may keep a connection whose other end has said that nothing more comes. */
const endMs = 5_000;
/** What is kept of what the server sends, in bytes; the rest is read and forgotten. */
const keptBytes = 1 << 20;

/** What goes through the room behind all before, is refused, and leaves no trace. */
const last: Piece = {
  type: "frame",
  opcode: 1,
  payload: new TextEncoder().encode('{"type":"delete","target":9007199254740991,"ref":"last"}'),
};
const close: Piece = { type: "frame", opcode: 8, payload: Uint8Array.of(0x03, 0xe8) };

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
    // Who waits for the rest of a request answers none of those behind it.
    let isAnswering = true;
    for (const piece of pieces) {
      const before = ear.bytes;
      if (ear.isOver || !await write(conn, encodePiece(piece))) break;
      if (piece.type !== "request" || !isAnswering) continue;
      const ms = isUpgrade(piece) ? answerMs : quietMs;
      isAnswering = await ear.until(() => ear.bytes > before, ms);
      // What comes before it is obeyed, but answered behind it.
      if (ear.says(/^HTTP\/1\.1 101 /)) {
        await ear.until(() => ear.says(/"type":"welcome"|\x88/), answerMs);
      }
    }
    if (ear.says(/^HTTP\/1\.1 101 /)) {
      await write(conn, encodePiece(last));
      await ear.until(() => ear.says(/"ref":"last"/), isWhole(pieces) ? answerMs : quietMs);
      await write(conn, encodePiece(close));
      await ear.until(() => false, isWhole(pieces) ? answerMs : quietMs);
    }
    await conn.closeWrite().catch(() => {});
    await ear.until(() => false, endMs);
    return { answers: answersIn(ear.heard), isEnded: ear.isOver };
  } finally {
    conn.close();
  }
}

/** Whether each frame is what it says, so that those behind it are read too. */
function isWhole([, ...frames]: readonly Piece[]): boolean {
  return frames.every((frame) =>
    frame.type === "frame" && frame.opcode === 1 && Object.keys(frame).length === 3
  );
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
  bytes = 0;
  readonly #pieces: Uint8Array[] = [];
  #news = Promise.withResolvers<void>();

  constructor(conn: Deno.Conn) {
    void this.#listen(conn);
  }

  get heard(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** Whether it was said so far, as Latin-1. */
  says(words: RegExp): boolean {
    return words.test(this.heard.toString("latin1"));
  }

  /** Waits until something is so, or the end, but not for long; tells whether it is so. */
  async until(isSo: () => boolean, ms: number): Promise<boolean> {
    const end = performance.now() + ms;
    while (!isSo() && !this.isOver) {
      const left = end - performance.now();
      if (left <= 0) return false;
      await deadline(this.#news.promise, left).catch(() => {});
    }
    return isSo();
  }

  async #listen(conn: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(16_384);
    while (!this.isOver) {
      const count = await conn.read(buffer).catch(() => null);
      this.isOver = count === null;
      if (count !== null && this.bytes < keptBytes) this.#pieces.push(buffer.slice(0, count));
      this.bytes += count ?? 0;
      const { resolve } = this.#news;
      this.#news = Promise.withResolvers();
      resolve();
    }
  }
}

/** What is refused and how, in what a server sent: looked for, since frames and pages follow each other. */
function answersIn(heard: Buffer): string[] {
  const text = heard.toString("latin1");
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => `HTTP ${status}`);
  const errors = [...text.matchAll(/\{"type":"error","code":"(\w+)"/g)].map(([, code]) => code!);
  const upgraded = /HTTP\/1\.1 101 [^]*?\r\n\r\n/.exec(text);
  const frames = upgraded ? heard.subarray(upgraded.index + upgraded[0].length) : Buffer.alloc(0);
  const code = closeCodeIn(frames) ?? 0;
  // What is no such code was no frame: an answer to a request behind the one that opened the socket.
  const isOne = (code > 1000 && code < 1016) || (code >= 4000 && code < 5000);
  return [...statuses, ...errors, ...(isOne ? [`close ${code}`] : [])];
}
