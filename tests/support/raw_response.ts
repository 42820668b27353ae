import type { RawSocket } from "./raw_socket.ts";

/** An answer as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Without the framing of chunks; as Latin-1, one character a byte. */
  readonly body: string;
}

/**
 * Reads one answer, and no byte more: after `101`, what follows is frames.
 *
 * @param isHead Whether it answers `HEAD`, and so has no body whatever its head says.
 * @returns `undefined` when the connection ends before its head is whole.
 * @throws {Error} when its head or its chunks are not well formed.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9112#section-6.3 | RFC 9112 section 6.3}
 */
export async function readResponse(
  socket: RawSocket,
  { isHead = false }: { isHead?: boolean } = {},
): Promise<RawResponse | undefined> {
  const head = await socket.readHead();
  if (head === undefined) return undefined;
  const [first, ...lines] = head.trimEnd().split("\r\n");
  const [, code] = /^HTTP\/1\.[01] (\d{3}) /.exec(first!) ?? [];
  if (code === undefined) throw new Error(`Cannot read an answer that begins "${first}"`);
  const headers = new Headers(lines.map((line) => {
    const [, name, value] = /^([^\s:]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`Cannot read the header "${line}"`);
    return [name, value!] as [string, string];
  }));
  const status = Number(code);
  const hasBody = !isHead && status >= 200 && status !== 204 && status !== 304;
  return { status, headers, body: hasBody ? await readBody(socket, headers) : "" };
}

async function readBody(socket: RawSocket, headers: Headers): Promise<string> {
  const reader = new Reader(socket);
  if (headers.get("transfer-encoding") === "chunked") {
    let body = "";
    while (true) {
      const size = await reader.line();
      if (!/^[0-9a-f]+$/i.test(size)) throw new Error(`Cannot read a chunk of "${size}" bytes`);
      const chunk = await reader.take(parseInt(size, 16));
      if (await reader.line() !== "") throw new Error("Cannot read a chunk: it does not end");
      if (chunk === "") return body;
      body += chunk;
    }
  }
  const length = headers.get("content-length");
  if (length === null) return await reader.rest();
  return await reader.take(Number(length));
}

/** Bytes of a socket as Latin-1; what it does not take stays unread there. */
class Reader {
  readonly #socket: RawSocket;

  constructor(socket: RawSocket) {
    this.#socket = socket;
  }

  async take(count: number): Promise<string> {
    let text = "";
    while (text.length < count) {
      const bytes = await this.#socket.read();
      if (bytes.length === 0) throw new Error(`Cannot read ${count} bytes: ${text.length} came`);
      const missing = count - text.length;
      if (bytes.length > missing) this.#socket.unread(bytes.subarray(missing));
      text += latin1.decode(bytes.subarray(0, missing));
    }
    return text;
  }

  async line(): Promise<string> {
    let text = "";
    while (!text.endsWith("\r\n")) text += await this.take(1);
    return text.slice(0, -2);
  }

  async rest(): Promise<string> {
    let text = "";
    while (true) {
      const bytes = await this.#socket.read();
      if (bytes.length === 0) return text;
      text += latin1.decode(bytes);
    }
  }
}

const latin1 = new TextDecoder("latin1");
