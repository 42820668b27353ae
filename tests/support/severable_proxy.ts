import type { AddressInfo, Server, Socket } from "node:net";
import { connect, createServer } from "node:net";

/** A TCP proxy on loopback whose cable can be pulled: the network between a browser and a server. */
export class SeverableProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: URL;
  #isCut = false;
  #connections = 0;

  private constructor(target: URL, heard: (bytes: Uint8Array, connection: number) => void) {
    this.#target = target;
    this.#server = createServer((client) => {
      if (this.#isCut) return void client.destroy();
      const connection = this.#connections++;
      const server = connect(Number(this.#target.port), this.#target.hostname);
      client.on("data", (bytes) => heard(bytes, connection));
      client.pipe(server).pipe(client);
      for (const socket of [client, server]) {
        this.#sockets.add(socket);
        // A connection that is cut fails both ways, which is what it is for.
        socket.on("error", () => socket.destroy());
        socket.on("close", () => {
          this.#sockets.delete(socket);
          client.destroy();
          server.destroy();
        });
      }
    });
  }

  /**
   * @param target Where the proxy leads, as `http://127.0.0.1:PORT`.
   * @param heard Called with what clients send, and over which connection: 0, 1, 2 …
   */
  static async open(
    target: string,
    heard: (bytes: Uint8Array, connection: number) => void = () => {},
  ): Promise<SeverableProxy> {
    const proxy = new SeverableProxy(new URL(target), heard);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** What a browser connects to: `http://127.0.0.1:PORT`. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends every connection; new ones end at once until {@linkcode mend}. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Leads new connections to another server, as one that was started anew on another port. */
  leadTo(target: string): void {
    this.#target = new URL(target);
  }

  /** Lets connections through again. */
  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
