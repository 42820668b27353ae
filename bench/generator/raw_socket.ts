import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";

const headroomBytes = 1024 * 1024;
const readBytes = 256 * 1024;

/**
 * All sockets read into this one buffer, behind a headroom. The start of a frame whose end has not
 * come yet is kept by its socket and put back just before the bytes that continue it. So a whole
 * frame always lies in one piece, and hardly a byte is copied.
 */
const buffer = Buffer.allocUnsafe(headroomBytes + readBytes);
const readInto = buffer.subarray(headroomBytes);
const nothing = Buffer.alloc(0);

/**
 * A WebSocket client on 127.0.0.1 that spends as little as it can on a frame: no event, no promise,
 * no string. A subclass says what a frame means to it.
 *
 * Bounds: unfragmented text frames of at most 1 MiB, which is what the measured servers send.
 * Another frame, or the end of the connection, throws where nobody catches: the process ends.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6455#section-5.2 | RFC 6455 section 5.2}
 */
export abstract class RawSocket {
  /** Resolves when the server has agreed to the upgrade. */
  readonly opened: Promise<void>;

  readonly #path: string;
  readonly #tcp: Socket;
  #open = () => {};
  #isOpen = false;
  #hasLeft = false;
  #rest = nothing;

  /** Connects at once; `path` is that of the upgrade request, with its query. */
  constructor(port: number, path: string) {
    this.#path = path;
    this.opened = new Promise((resolve) => this.#open = resolve);
    const onread = { buffer: readInto, callback: (count: number) => this.#read(count) };
    this.#tcp = connect({ host: "127.0.0.1", port, noDelay: true, onread });
    this.#tcp.on("close", () => {
      if (!this.#hasLeft) this.#fail("the server ended the connection");
    });
    this.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
  }

  /** Ends the connection as a network does that is gone: without a word. */
  leave(): void {
    this.#hasLeft = true;
    this.#tcp.destroy();
  }

  /** Takes the text frame whose payload is `bytes` from `start` up to `end`, during the call only. */
  protected abstract onFrame(bytes: Buffer, start: number, end: number): void;

  /** Called when all frames of one read from the kernel have been taken. */
  protected onRead(): void {}

  /** Sends what {@linkcode encodeFrame} made, as one write even if it is several frames. */
  protected write(frames: string): void {
    this.#tcp.write(frames, "latin1");
  }

  #read(count: number): boolean {
    const start = headroomBytes - this.#rest.length;
    const end = headroomBytes + count;
    if (this.#rest !== nothing) this.#rest.copy(buffer, start);
    const taken = this.#isOpen ? this.#takeFrames(start, end) : this.#takeAnswer(start, end);
    if (end - taken > headroomBytes) this.#fail(`a frame is over ${headroomBytes} bytes`);
    this.#rest = taken === end ? nothing : Buffer.from(buffer.subarray(taken, end));
    this.onRead();
    return true;
  }

  /** Gives the offset of the first byte that it has not taken. */
  #takeAnswer(start: number, end: number): number {
    const [answer, rest] = buffer.toString("latin1", start, end).split("\r\n\r\n", 2);
    if (rest === undefined) return start;
    if (!answer.startsWith("HTTP/1.1 101 ")) this.#fail(`the server answered "${answer}"`);
    this.#isOpen = true;
    this.#open();
    return this.#takeFrames(start + answer.length + 4, end);
  }

  /** Gives the offset of the first byte that it has not taken. */
  #takeFrames(start: number, end: number): number {
    let at = start;
    while (end - at >= 2) {
      const short = buffer[at + 1];
      const payload = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      if (payload > end) break;
      const size = short < 126
        ? short
        : short === 126
        ? buffer.readUInt16BE(at + 2)
        : buffer.readUInt32BE(at + 6);
      const next = payload + size;
      if (next > end) break;
      if (buffer[at] === 0x81) this.onFrame(buffer, payload, next);
      else this.#takeOther(buffer[at], buffer.toString("latin1", payload, next));
      at = next;
    }
    return at;
  }

  #takeOther(firstByte: number, payload: string): void {
    if (firstByte !== 0x89) {
      this.#fail(`the server sent a frame of kind 0x${firstByte.toString(16)}: "${payload}"`);
    }
    this.write(encodeFrame(payload, 0x8a));
  }

  #fail(reason: string): never {
    throw new Error(`Cannot go on with "${this.#path}": ${reason}`);
  }
}

/**
 * Makes a client's frame, one character for each byte.
 *
 * @param payload At most 65,535 characters of Latin-1.
 * @param firstByte A whole text frame by default.
 */
export function encodeFrame(payload: string, firstByte = 0x81): string {
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : [0xfe, length >> 8, length & 255];
  // A mask of zeros is a valid mask and leaves the payload as it is.
  return String.fromCharCode(firstByte, ...size, 0, 0, 0, 0) + payload;
}
