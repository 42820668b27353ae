import { Socket } from "node:net";

/** Where the driver connects to: a host and its port, or the path of a socket. */
export interface PostgresPlace {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false;
}

/**
 * What carries bytes to PostgreSQL and back, for the driver.
 *
 * The driver stops listening when a connection closes. The runtime may only then say that what was
 * being written is lost, and an error that nobody listens for would end the process.
 */
export class PostgresSocket extends Socket {
  /** Begins to connect; what is written meanwhile waits. */
  static connect({ host: [host], port: [port], path }: PostgresPlace): PostgresSocket {
    const socket = new PostgresSocket();
    // The driver asks for the name when it begins with TLS.
    Object.assign(socket, { host, port });
    if (path) socket.connect(path);
    else socket.connect(port!, host!);
    return socket;
  }

  override removeAllListeners(...events: [] | [string | symbol]): this {
    super.removeAllListeners(...events);
    if (events.length === 0) this.on("error", () => {});
    return this;
  }
}
