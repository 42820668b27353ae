import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import type { Clock } from "../clock.ts";

/** What a {@linkcode Tunnel} is made of. */
export interface TunnelOptions {
  /** Connects to a name; rejects when nobody may, or can. The tunnel closes what it gives. */
  connect: (name: string, signal: AbortSignal) => Promise<Socket>;
  clock: Clock;
}

/** Connections through it, at most; one more ends the oldest. */
const maxOpen = 64;
/** How long one may take until it is connected. */
const connectMs = 10_000;
/** Bytes in which a connection says where it wants to go. */
const maxHeadBytes = 4_096;

/**
 * A way for `fetch` to where we say: a proxy on loopback, for this process alone, that connects each
 * name by a function of ours. TLS goes through it from end to end.
 *
 * Left to itself, `fetch` would resolve a name once more after we had checked its addresses, when
 * whoever owns it may have another answer ready. Made of Node's sockets, for those of Deno 2.8 stay
 * open for as long as the other side likes when they are closed while something waits to be read.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6 | RFC 9110 section 9.3.6, CONNECT}
 */
export class Tunnel {
  readonly #server: Server;
  readonly #options: TunnelOptions;
  /** Known to whoever may go through. */
  readonly #password = crypto.randomUUID();
  /** What ends each of those that are open, the oldest first, and where it leads, once that is known. */
  readonly #open = new Map<() => void, string | undefined>();

  private constructor(options: TunnelOptions) {
    this.#options = options;
    this.#server = createServer((near) => void this.#lead(near));
    // What cannot be accepted is refused; the process may have as many files open as it may.
    this.#server.on("error", () => {});
  }

  /** Opens a tunnel on a free port. */
  static async open(options: TunnelOptions): Promise<Tunnel> {
    const tunnel = new Tunnel(options);
    tunnel.#server.listen(0, "127.0.0.1");
    await once(tunnel.#server, "listening");
    return tunnel;
  }

  /** What `Deno.createHttpClient` needs to know of it. */
  get proxy(): Deno.Proxy {
    const { port } = this.#server.address() as AddressInfo;
    const basicAuth = { username: "parley", password: this.#password };
    return { url: `http://127.0.0.1:${port}`, basicAuth };
  }

  /** Ends it, and all that goes through; may be called twice. */
  close(): void {
    this.#server.close();
    for (const end of this.#open.keys()) end();
  }

  /** Ends what leads to a name. */
  end(name: string): void {
    for (const [end, to] of this.#open) if (to === name) end();
  }

  /** Leads one connection from its one end to the other, until either is closed. */
  async #lead(near: Socket): Promise<void> {
    const ended = new AbortController();
    const { signal } = ended;
    const end = () => ended.abort();
    this.#open.set(end, undefined);
    signal.addEventListener("abort", () => this.#open.delete(end));
    // What came last is still sent to our own end; the other is not waited for.
    tie(near, ended, () => near.destroySoon());
    if (this.#open.size > maxOpen) this.#open.keys().next().value!();
    const cancel = this.#options.clock.schedule(connectMs, end);
    try {
      const name = this.#nameIn(await readHead(near, signal));
      this.#open.set(end, name);
      const far = await this.#options.connect(name, signal);
      tie(far, ended, () => far.destroy());
      near.write("HTTP/1.1 200 Connected\r\n\r\n");
      near.pipe(far);
      far.pipe(near);
    } catch {
      // Whoever wanted to go there learns it from the end of the connection.
      end();
    } finally {
      cancel();
    }
  }

  /** Where a connection wants to go; throws where it is none of ours. */
  #nameIn(head: string): string {
    const name = /^CONNECT ([^\s:]+):\d+ HTTP\/1\.1\r\n/.exec(head)?.[1];
    const given = /\r\nproxy-authorization: basic ([\w+/=]*)\r\n/i.exec(head)?.[1] ?? "";
    const right = btoa(`parley:${this.#password}`);
    const isOurs = given.length === right.length &&
      timingSafeEqual(Buffer.from(given), Buffer.from(right));
    if (name !== undefined && isOurs) return name;
    throw new Error("Cannot lead a connection: it is not ours");
  }
}

/** Reads how a connection begins, and nothing of what comes then. */
function readHead(near: Socket, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = "";
    near.on("data", function take(chunk: Buffer) {
      head += chunk.toString("latin1");
      if (head.length < maxHeadBytes && !head.endsWith("\r\n\r\n")) return;
      near.off("data", take);
      near.pause();
      resolve(head);
    });
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

/** Ties an end of a connection to the other: both end together. */
function tie(socket: Socket, ended: AbortController, close: () => void): void {
  socket.on("error", () => ended.abort());
  socket.on("close", () => ended.abort());
  ended.signal.addEventListener("abort", close);
  if (ended.signal.aborted) close();
}
