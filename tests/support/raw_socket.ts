/** What an HTTP or WebSocket client does with literal bytes, and what a decent one never would. */
export class RawSocket implements Disposable {
  readonly #conn: Deno.Conn;

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Connects to `origin` and sends nothing yet. */
  static async connect(origin: string): Promise<RawSocket> {
    const { hostname, port } = new URL(origin);
    return new RawSocket(await Deno.connect({ hostname, port: Number(port) }));
  }

  /** Connects and upgrades; what the server sent beyond the handshake stays unread or is dropped. */
  static async upgrade(origin: string, path: string): Promise<RawSocket> {
    const socket = await RawSocket.connect(origin);
    await socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nConnection: Upgrade\r\n` +
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    const answer = new TextDecoder().decode(await socket.read());
    if (!answer.startsWith("HTTP/1.1 101")) throw new Error(`Cannot upgrade: ${answer}`);
    return socket;
  }

  /** Sends bytes, or text as UTF-8, just as they are. */
  async write(bytes: Uint8Array | string): Promise<void> {
    const whole = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    for (let sent = 0; sent < whole.length;) sent += await this.#conn.write(whole.subarray(sent));
  }

  /** The next bytes that come; empty at the end of the connection. */
  async read(): Promise<Uint8Array> {
    const buffer = new Uint8Array(65_536);
    const count = await this.#conn.read(buffer).catch(() => null);
    return buffer.subarray(0, count ?? 0);
  }

  /** Everything up to the server's close frame, or to the end of the connection. */
  async readToClose(): Promise<Uint8Array> {
    let bytes: Uint8Array = new Uint8Array();
    while (closeCodeIn(bytes) === undefined) {
      const chunk = await this.read();
      if (chunk.length === 0) break;
      bytes = Uint8Array.from([...bytes, ...chunk]);
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
  const body = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const head = body.length < 126
    ? [0x80 | body.length]
    : body.length < 65_536
    ? [0x80 | 126, body.length >> 8, body.length & 255]
    : [
      0x80 | 127,
      0,
      0,
      0,
      0,
      body.length >>> 24,
      (body.length >> 16) & 255,
      (body.length >> 8) & 255,
      body.length & 255,
    ];
  return Uint8Array.from([0x80 | opcode, ...head, 0, 0, 0, 0, ...body]);
}

/** The close code in the server frames of `bytes`, which may end within a frame. */
export function closeCodeIn(bytes: Uint8Array): number | undefined {
  for (let start = 0; start + 1 < bytes.length;) {
    const opcode = bytes[start]! & 15;
    let length = bytes[start + 1]! & 127;
    let head = 2;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    if (start + 10 > bytes.length && length > 125) return undefined;
    if (length === 126) [length, head] = [view.getUint16(start + 2), 4];
    else if (length === 127) [length, head] = [Number(view.getBigUint64(start + 2)), 10];
    if (start + head + length > bytes.length) return undefined;
    if (opcode === 8) return length >= 2 ? view.getUint16(start + head) : undefined;
    start += head + length;
  }
}
