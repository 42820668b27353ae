import type { Command } from "../../../lib/wire/commands.ts";
import type { Message, ServerMessage } from "../../../lib/wire/messages.ts";
import type { MessagePage } from "../../../client/timeline/message_pages.ts";
import type { OpenSocket, SocketListener } from "../../../client/platform/socket.ts";
import type { Surroundings } from "../../../client/platform/surroundings.ts";

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

/** One question by HTTP that a test answers. */
export interface FakeFetch {
  /** With its query. */
  readonly path: string;
  /** Answers with these messages, and with no more behind them. */
  answer(...messages: Message[]): Promise<void>;
  /** Answers with a page that others follow. */
  answerWithMore(...messages: Message[]): Promise<void>;
  /** The network fails, or the server refuses. */
  fail(): Promise<void>;
}

/** A network on which every socket is a {@linkcode FakeSocket}, and a browser around it. */
export class FakeNetwork implements Surroundings {
  readonly sockets: FakeSocket[] = [];
  /** Questions by HTTP, oldest first. */
  readonly fetches: FakeFetch[] = [];
  #isOnline = true;
  readonly #watchers = new Set<(change: "online" | "offline" | "visible") => void>();

  readonly openSocket: OpenSocket = (path, listener) => {
    const socket = new FakeSocket(path, listener);
    this.sockets.push(socket);
    return {
      send: (frame) => void socket.sent.push(JSON.parse(frame)),
      close: () => socket.isClosed = true,
    };
  };

  readonly fetchMessages = (path: string): Promise<MessagePage> => {
    const { promise, resolve, reject } = Promise.withResolvers<MessagePage>();
    this.fetches.push({
      path,
      answer: (...messages) => (resolve({ messages, more: false }), settled()),
      answerWithMore: (...messages) => (resolve({ messages, more: true }), settled()),
      fail: () => (reject(new Error(`Cannot read ${path}`)), settled()),
    });
    return promise;
  };

  /** The newest socket of a room. */
  socketOf(room: string): FakeSocket {
    const path = `/room?${new URLSearchParams({ room })}`;
    return this.sockets.findLast((socket) => socket.path.startsWith(path))!;
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  isOnline(): boolean {
    return this.#isOnline;
  }

  watch(changed: (change: "online" | "offline" | "visible") => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  go(change: "online" | "offline" | "visible"): void {
    if (change !== "visible") this.#isOnline = change === "online";
    for (const changed of this.#watchers) changed(change);
  }
}

/** Resolves once whoever waited for an answer has taken it in. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
