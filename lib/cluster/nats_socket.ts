import type { ConnectionOptions } from "@nats-io/transport-node";
import { NodeTransport } from "@nats-io/transport-node/lib/node_transport.js";
import type { Socket } from "node:net";
import { createConnection } from "node:net";

/** What a {@linkcode NatsSocket} is opened with. */
export interface DialOptions extends ConnectionOptions {
  /** Ends the connection at once, also one that is not made yet. For one connection only. */
  signal: AbortSignal;
}

/**
 * The library's socket, but for how it ends. The library's own stays open when the server says
 * nothing within the time for that, and waits for a stuck server to read before it gives it up.
 */
export class NatsSocket extends NodeTransport {
  /** Under TLS too, the socket of TCP. */
  #socket: Socket | undefined;

  override async connect(
    server: { hostname: string; port: number; tlsName: string },
    options: ConnectionOptions,
  ): Promise<void> {
    const { signal } = options as DialOptions;
    signal.addEventListener("abort", () => this.#destroy(), { once: true });
    await super.connect(server, options);
  }

  override dial({ hostname, port }: { hostname: string; port: number }): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(port, hostname);
      this.#socket = socket;
      let why: Error | undefined;
      socket.setNoDelay(true);
      socket.on("error", (error) => why = error);
      socket.on("close", () => reject(why ?? new Error("the connection was closed")));
      socket.on("connect", () => {
        socket.removeAllListeners();
        resolve(socket);
      });
    });
  }

  override async close(why?: Error): Promise<void> {
    if (this.connected) return await super.close(why);
    this.done = true;
    this.#destroy();
  }

  override disconnect(): void {
    // With a reason, the library waits for nothing.
    void super.close(new Error("it does not answer"));
  }

  #destroy(): void {
    this.socket?.destroy();
    this.#socket?.destroy();
  }
}
