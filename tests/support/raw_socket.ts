import { closeCodeOf, frameIn, maskedFrame } from "./socket_frames.ts";

/** What an HTTP or WebSocket client does with literal bytes, and what a decent one never would. */
export class RawSocket implements Disposable {
  readonly #conn: Deno.Conn;
  /** What was read and given back. */
  #unread: Uint8Array = new Uint8Array();

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Connects to `origin` and sends nothing yet; each write will be a packet of its own. */
  static async connect(origin: string): Promise<RawSocket> {
    const { hostname, port } = new URL(origin);
    const conn = await Deno.connect({ hostname, port: Number(port) });
    conn.setNoDelay();
    return new RawSocket(conn);
  }

  /** Connects and upgrades; what the server sent beyond the handshake stays unread. */
  static async upgrade(origin: string, path: string): Promise<RawSocket> {
    const socket = await RawSocket.connect(origin);
    await socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nConnection: Upgrade\r\n` +
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    const head = await socket.readHead();
    if (!head?.startsWith("HTTP/1.1 101")) throw new Error(`Cannot upgrade: ${head}`);
    return socket;
  }

  /** Sends bytes, or text as UTF-8, just as they are. */
  async write(bytes: Uint8Array | string): Promise<void> {
    const whole = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    for (let sent = 0; sent < whole.length;) sent += await this.#conn.write(whole.subarray(sent));
  }

  /** The next bytes that come; empty at the end of the connection. */
  async read(): Promise<Uint8Array> {
    const unread = this.#unread;
    this.#unread = new Uint8Array();
    if (unread.length > 0) return unread;
    const buffer = new Uint8Array(65_536);
    const count = await this.#conn.read(buffer).catch(() => null);
    return buffer.subarray(0, count ?? 0);
  }

  /** Gives back what was read too much: the next {@linkcode read} begins with it. */
  unread(bytes: Uint8Array): void {
    this.#unread = joined(bytes, this.#unread);
  }

  /**
   * The head of an answer, with the empty line at its end, and no byte more; `undefined` when the
   * connection ends before that.
   */
  async readHead(): Promise<string | undefined> {
    const latin1 = new TextDecoder("latin1");
    for (let bytes: Uint8Array = new Uint8Array();;) {
      const chunk = await this.read();
      if (chunk.length === 0) return undefined;
      bytes = joined(bytes, chunk);
      const end = latin1.decode(bytes).indexOf("\r\n\r\n") + 4;
      if (end < 4) continue;
      this.unread(bytes.subarray(end));
      return latin1.decode(bytes.subarray(0, end));
    }
  }

  /** Everything up to the server's close frame, or to the end of the connection. */
  async readToClose(): Promise<Uint8Array> {
    let bytes: Uint8Array = new Uint8Array();
    while (closeCodeIn(bytes) === undefined) {
      const chunk = await this.read();
      if (chunk.length === 0) break;
      bytes = joined(bytes, chunk);
    }
    return bytes;
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }
}

/**
 * One client frame, masked with zeros (RFC 6455 section 5.2).
 *
 * @param opcode 1 text, 2 binary, 8 close, 9 ping, 10 pong.
 */
export function clientFrame(opcode: number, payload: Uint8Array | string): Uint8Array {
  return maskedFrame(0x80 | opcode, payload, [0, 0, 0, 0]);
}

/** The close code in the server frames of `bytes`, which may end within a frame. */
export function closeCodeIn(bytes: Uint8Array): number | undefined {
  for (let rest = bytes;;) {
    const frame = frameIn(rest);
    if (frame === undefined) return undefined;
    if (frame.firstByte === 0x88) return closeCodeOf(frame);
    rest = rest.subarray(frame.size);
  }
}

/** One piece of two. */
function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
