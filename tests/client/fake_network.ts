import type { Command } from "../../lib/wire/commands.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import type { OpenSocket, SocketListener } from "../../client/socket.ts";
import type { Surroundings } from "../../client/surroundings.ts";

/** One socket that a test plays the server of. */
export class FakeSocket {
  /** Commands that the client sent. */
  readonly sent: Command[] = [];
  isClosed = false;

  constructor(readonly path: string, readonly listener: SocketListener) {}

  /** Lets the handshake succeed and says what the server says, in one frame. */
  accept(...messages: ServerMessage[]): void {
    this.listener.opened();
    this.say(...messages);
  }

  say(...messages: ServerMessage[]): void {
    this.listener.heard(messages.map((message) => JSON.stringify(message)).join("\n"));
  }

  /** The server closes, or with 1006 the connection breaks. */
  close(code: number): void {
    this.isClosed = true;
    this.listener.closed(code);
  }

  /** The commands of one type that the client sent. */
  sentOf<T extends Command["type"]>(type: T): Extract<Command, { type: T }>[] {
    return this.sent.filter((command): command is Extract<Command, { type: T }> =>
      command.type === type
    );
  }
}

/** A network on which every socket is a {@linkcode FakeSocket}, and a browser around it. */
export class FakeNetwork implements Surroundings {
  readonly sockets: FakeSocket[] = [];
  #isOnline = true;
  #changed: ((change: "online" | "offline" | "visible") => void) | undefined;

  readonly openSocket: OpenSocket = (path, listener) => {
    const socket = new FakeSocket(path, listener);
    this.sockets.push(socket);
    return {
      send: (frame) => void socket.sent.push(JSON.parse(frame)),
      close: () => socket.isClosed = true,
    };
  };

  /** The newest socket. */
  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  isOnline(): boolean {
    return this.#isOnline;
  }

  watch(changed: (change: "online" | "offline" | "visible") => void): () => void {
    this.#changed = changed;
    return () => this.#changed = undefined;
  }

  go(change: "online" | "offline" | "visible"): void {
    if (change !== "visible") this.#isOnline = change === "online";
    this.#changed?.(change);
  }
}
