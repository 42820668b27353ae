import type { NatsConnection, Subscription } from "@nats-io/nats-core";
import { NatsConnectionImpl, setTransportFactory } from "@nats-io/nats-core";
import type { NatsServer } from "./nats_access.ts";
import type { DialOptions } from "./nats_socket.ts";
import { NatsSocket } from "./nats_socket.ts";

/** For how long a server may take to let us in. */
const connectTimeoutMs = 4_000;
/** A silent server is given up after three of these: less than 5 s. */
const pingIntervalMs = 1_500;
const maxPingsOut = 2;
/** How many bytes may be on their way; the server has confirmed what came before them. */
const maxUnconfirmedBytes = 8 * 1_048_576;
/** It is asked to confirm when so many are. */
const confirmBytes = 262_144;
/** What a message takes on its way besides its bytes: its subject and length. */
const messageBytes = 512;

/** One connection to a server of NATS, until it ends. */
export class NatsLink {
  readonly #connection: NatsConnection;
  readonly #give: AbortController;
  readonly #ended = Promise.withResolvers<unknown>();
  /** What the server said before it hung up. */
  #why: unknown;
  #unconfirmedBytes = 0;
  #isConfirming = false;

  private constructor(connection: NatsConnection, give: AbortController) {
    this.#connection = connection;
    this.#give = give;
    void this.#watch();
    void connection.closed().then((why) => this.#ended.resolve(this.#why ?? why ?? undefined));
  }

  /**
   * Connects once.
   *
   * @param give Ends the connection at once, made or not.
   * @throws What came in the way; see `explainNats`.
   */
  static async open(server: NatsServer, give: AbortController): Promise<NatsLink> {
    // The library knows of one way to connect in a process, and this is the only one that we use.
    setTransportFactory({ factory: () => new NatsSocket() });
    const options: DialOptions = {
      servers: `${server.host.includes(":") ? `[${server.host}]` : server.host}:${server.port}`,
      name: "parley",
      ...(server.authenticator && { authenticator: server.authenticator }),
      ...(server.tls && { tls: server.tls }),
      // Connecting again is the bus's: the library does not tell why it fails, nor can it be ended.
      reconnect: false,
      ignoreClusterUpdates: true,
      resolve: false,
      noEcho: true,
      timeout: connectTimeoutMs,
      pingInterval: pingIntervalMs,
      maxPingOut: maxPingsOut,
      signal: give.signal,
    };
    return new NatsLink(await NatsConnectionImpl.connect(options), give);
  }

  /** Settles when the connection has ended, with what the reason is, if there is one. */
  get ended(): Promise<unknown> {
    return this.#ended.promise;
  }

  /** The longest message that the server takes, in bytes. */
  get maxBytes(): number | undefined {
    return this.#connection.info?.max_payload;
  }

  /** Sends a message, unless the connection has ended or too much is on its way. */
  publish(subject: string, bytes: Uint8Array): boolean {
    if (this.#unconfirmedBytes > maxUnconfirmedBytes) return false;
    try {
      this.#connection.publish(subject, bytes);
    } catch {
      return false;
    }
    this.#unconfirmedBytes += bytes.length + messageBytes;
    if (this.#unconfirmedBytes > confirmBytes) void this.#confirm();
    return true;
  }

  /** Hears a subject from when the server has taken it; `undefined` when the connection has ended. */
  subscribe(subject: string, heard: (bytes: Uint8Array) => void): Subscription | undefined {
    try {
      return this.#connection.subscribe(subject, {
        callback: (error, message) => {
          if (!error) heard(message.data);
        },
      });
    } catch {
      return undefined;
    }
  }

  /** Waits until the server has taken all that was sent; `false` when the connection has ended. */
  async flush(): Promise<boolean> {
    const answered = this.#connection.flush().then(() => true, () => false);
    return await Promise.race([answered, this.ended.then(() => false)]);
  }

  /** Ends the connection; what is on its way is lost. */
  async close(): Promise<void> {
    this.#give.abort();
    await this.#connection.close();
  }

  async #watch(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type !== "error") continue;
      this.#why ??= status.error;
      // It stays open when the server refuses a subject, and then nothing would be heard.
      void this.close();
    }
  }

  async #confirm(): Promise<void> {
    if (this.#isConfirming) return;
    this.#isConfirming = true;
    const bytes = this.#unconfirmedBytes;
    await this.flush();
    this.#unconfirmedBytes -= bytes;
    this.#isConfirming = false;
  }
}
