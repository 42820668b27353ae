import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";

const nothing = Buffer.alloc(0);

/** How a {@linkcode Peer} connects. */
export interface PeerOptions {
  /** Of the server, on 127.0.0.1. */
  readonly port: number;
  /** An address of this machine to come from, so that each has its own 28,000 ports. */
  readonly localAddress?: string;
  /** Takes the payload of each text frame. */
  readonly onText?: (payload: Buffer) => void;
}

/**
 * One TCP connection that says what it is told to, decent or not, and remembers what came of it. It answers
 * pings, and never throws: what goes wrong is one of its properties.
 */
export class Peer {
  /** Of the server's answer; none has come where it is `undefined`. */
  status: number | undefined;
  /** What followed the head of an answer other than 101. */
  body = "";
  closeCode: number | undefined;
  /** Whether the connection is gone. */
  isEnded = false;
  texts = 0;
  /** Pings that it answered. */
  pings = 0;
  pongs = 0;
  bytes = 0;
  /** Settles with the answer, a refusal whole, or the end. */
  readonly answered: Promise<void>;
  /** Settles with the first text frame, or the end. */
  readonly greeted: Promise<void>;
  readonly #tcp: Socket;
  readonly #onText: (payload: Buffer) => void;
  #answer = () => {};
  #greet = () => {};
  #rest: Buffer = nothing;

  constructor({ port, localAddress, onText = () => {} }: PeerOptions) {
    this.#onText = onText;
    this.answered = new Promise((resolve) => this.#answer = resolve);
    this.greeted = new Promise((resolve) => this.#greet = resolve);
    const tcp = this.#tcp = connect({ host: "127.0.0.1", port, localAddress, noDelay: true });
    tcp.on("data", (chunk) => this.#take(chunk));
    tcp.on("error", () => {});
    tcp.on("close", () => {
      this.isEnded = true;
      this.#answer();
      this.#greet();
    });
  }

  /** Asks for a WebSocket. */
  upgrade(path: string, headers: Readonly<Record<string, string>> = {}): this {
    const further = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return this.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
        `${further.join("")}\r\n`,
    );
  }

  /** Sends bytes, or characters of Latin-1, as they are. */
  write(bytes: Buffer | string): this {
    if (!this.isEnded) this.#tcp.write(bytes as string, "latin1");
    return this;
  }

  /** Whether so much is written that more should wait. */
  get isFull(): boolean {
    return this.#tcp.writableLength > 1_048_576;
  }

  /** Reads no more. */
  stall(): void {
    this.#tcp.pause();
  }

  /** Reads again. */
  resume(): void {
    this.#tcp.resume();
  }

  /** Ends the connection as a network does that is gone. */
  drop(): void {
    this.#tcp.destroy();
  }

  #take(chunk: Buffer): void {
    this.bytes += chunk.length;
    let rest = this.#rest === nothing ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.status === undefined) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return void (this.#rest = rest);
      this.status = Number(rest.toString("latin1", 9, 12));
      rest = rest.subarray(end + 4);
    }
    if (this.status === 101) rest = this.#takeFrames(rest);
    else this.body += rest.toString("latin1");
    if (this.status === 101 || this.body.endsWith("}")) this.#answer();
    // A copy, or the whole of what was read would stay.
    this.#rest = this.status === 101 && rest.length > 0 ? Buffer.from(rest) : nothing;
  }

  /** Gives what is left. */
  #takeFrames(bytes: Buffer): Buffer {
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = bytes[at + 1] & 127;
      const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      if (start > bytes.length) break;
      const size = short < 126
        ? short
        : short === 126
        ? bytes.readUInt16BE(at + 2)
        : Number(bytes.readBigUInt64BE(at + 2));
      if (start + size > bytes.length) break;
      this.#takeFrame(bytes[at] & 15, bytes.subarray(start, start + size));
      at = start + size;
    }
    return bytes.subarray(at);
  }

  #takeFrame(opcode: number, payload: Buffer): void {
    if (opcode === 1) {
      this.texts++;
      this.#onText(payload);
      this.#greet();
    } else if (opcode === 8) {
      this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.write(frame(8, payload));
      this.#tcp.end();
    } else if (opcode === 9) {
      this.pings++;
      this.write(frame(10, payload));
    } else if (opcode === 10) {
      this.pongs++;
    }
  }
}

/**
 * Makes a client's frame, masked with zeros.
 *
 * @param opcode 0 goes on, 1 is text, 8 closes, 9 pings, 10 pongs.
 * @param isLast Whether no other part follows.
 */
export function frame(opcode: number, payload: Buffer | string, isLast = true): Buffer {
  const body = typeof payload === "string" ? Buffer.from(payload) : payload;
  const { length } = body;
  const head = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
  head[0] = (isLast ? 0x80 : 0) | opcode;
  if (length < 126) head[1] = 0x80 | length;
  else if (length < 65_536) head[1] = 0xfe, head.writeUInt16BE(length, 2);
  else head[1] = 0xff, head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, body]);
}
