import type { ServerMessage } from "../../lib/wire/messages.ts";

/** How to join. */
export interface ClientOptions {
  room: string;
  /** A display name; left out where a cookie says who it is. */
  name?: string;
  since?: number;
  epoch?: string;
  headers?: Record<string, string>;
  protocols?: string[];
}

/** A message of one type. */
export type OfType<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;

/** A real `WebSocket` that remembers what it heard. */
export class TestClient implements AsyncDisposable {
  /** Everything heard so far, in order. */
  readonly heard: ServerMessage[] = [];
  /** Settles with the close event. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  /** What {@linkcode hear} has not given yet. */
  readonly #waiting: ServerMessage[] = [];
  #onNews: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      for (const line of data.split("\n")) {
        const message = JSON.parse(line);
        this.heard.push(message);
        this.#waiting.push(message);
      }
      for (const wake of this.#onNews.splice(0)) wake();
    };
    this.closed = new Promise((resolve) => {
      socket.onclose = ({ code, reason }) => {
        resolve({ code, reason });
        for (const wake of this.#onNews.splice(0)) wake();
      };
    });
  }

  /** Connects; rejects when the upgrade is refused. */
  static async open(origin: string, options: ClientOptions): Promise<TestClient> {
    const url = new URL("/room", origin.replace("http", "ws"));
    for (const field of ["room", "name", "since", "epoch"] as const) {
      if (options[field] !== undefined) url.searchParams.set(field, `${options[field]}`);
    }
    const { headers = {}, protocols = [] } = options;
    const socket = new WebSocket(url, { headers, protocols });
    const client = new TestClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = (event) => reject(new Error((event as ErrorEvent).message));
    });
    socket.onerror = null;
    return client;
  }

  /** The subprotocol that was agreed on. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Sends text as it is, bytes as a binary frame, anything else as JSON. */
  send(frame: string | Uint8Array<ArrayBuffer> | Record<string, unknown>): void {
    const isRaw = typeof frame === "string" || frame instanceof Uint8Array;
    this.#socket.send(isRaw ? frame : JSON.stringify(frame));
  }

  /**
   * The first message of `type` that was not given before, once it is heard.
   *
   * @throws {Error} when the socket closes first.
   */
  async hear<T extends ServerMessage["type"]>(
    type: T,
    fits: (message: OfType<T>) => boolean = () => true,
  ): Promise<OfType<T>> {
    const heard = await this.hearAny(
      (message) => message.type === type && fits(message as OfType<T>),
      type,
    );
    return heard as OfType<T>;
  }

  /**
   * The first message that `fits` and was not given before, once it is heard.
   *
   * @param what What it is, for the error when the socket closes first.
   */
  async hearAny(
    fits: (message: ServerMessage) => boolean,
    what = "what fits",
  ): Promise<ServerMessage> {
    while (true) {
      const index = this.#waiting.findIndex(fits);
      if (index >= 0) return this.#waiting.splice(index, 1)[0]!;
      if (this.#socket.readyState === WebSocket.CLOSED) {
        throw new Error(`Cannot hear "${what}": the socket is closed`);
      }
      await new Promise<void>((resolve) => this.#onNews.push(resolve));
    }
  }

  /** The texts of `count` messages, in the order heard. */
  async hearTexts(count: number): Promise<(string | undefined)[]> {
    const texts = [];
    while (texts.length < count) texts.push((await this.hear("message")).text);
    return texts;
  }

  /** Waits until everything that this client sent before is published or refused. */
  async settled(): Promise<void> {
    const ref = crypto.randomUUID();
    // A refusal passes through the room's queue like anything else and leaves no trace.
    this.send({ type: "delete", target: Number.MAX_SAFE_INTEGER, ref });
    await this.hear("error", (message) => message.ref === ref);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
