/** A TCP proxy on loopback whose cable can be pulled: the network between a browser and a server. */
export class SeverableProxy implements AsyncDisposable {
  /** What a browser connects to: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly #target: Deno.ConnectOptions;
  readonly #listener: Deno.TcpListener;
  readonly #conns = new Set<Deno.Conn>();
  readonly #ended: Promise<void>;
  #isCut = false;

  /** @param target Where the proxy leads, as `http://127.0.0.1:PORT`. */
  constructor(target: string) {
    const { hostname, port } = new URL(target);
    this.#target = { hostname, port: Number(port) };
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.origin = `http://127.0.0.1:${this.#listener.addr.port}`;
    this.#ended = this.#accept();
  }

  /** Ends every connection; new ones end at once until {@linkcode mend}. */
  cut(): void {
    this.#isCut = true;
    for (const conn of this.#conns) close(conn);
    this.#conns.clear();
  }

  /** Lets connections through again. */
  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#ended;
  }

  async #accept(): Promise<void> {
    const pipes: Promise<void>[] = [];
    for await (const client of this.#listener) {
      if (this.#isCut) close(client);
      else pipes.push(this.#connect(client));
    }
    await Promise.all(pipes);
  }

  async #connect(client: Deno.Conn): Promise<void> {
    const server = await Deno.connect(this.#target);
    this.#conns.add(client).add(server);
    const ways = [client.readable.pipeTo(server.writable), server.readable.pipeTo(client.writable)];
    // A connection that is cut fails both ways, which is what it is for.
    await Promise.allSettled(ways);
    for (const conn of [client, server]) {
      this.#conns.delete(conn);
      close(conn);
    }
  }
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is closed already.
  }
}
