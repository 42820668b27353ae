import { Connection, roomPath } from "../../client/connection/connection.ts";
import type { ConnectionStatus } from "../../client/connection/connection.ts";
import type { Socket, SocketListener } from "../../client/platform/socket.ts";
import { systemClock } from "../../lib/clock.ts";
import type { Command } from "../../lib/wire/commands.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { ErrorMessage, RoomEvent, ServerMessage, Welcome } from "../../lib/wire/messages.ts";
import type { Ledger } from "./ledger.ts";

/** What a {@linkcode ResumingClient} is made of. */
export interface ResumingClientOptions {
  /** For the words of faults. */
  name: string;
  /** Where it connects to, as `http://127.0.0.1:PORT`. */
  origin: string;
  /** Says who it is, however often it comes back. */
  cookie: string;
  /** The room, and what everybody in it heard. */
  ledger: Ledger;
  /** Takes a line for each thing that the protocol does not allow. */
  faults: string[];
  /** A number from 0 up to, not including, 1: how much of each wait it takes. */
  random: () => number;
}

/** What somebody does with what a {@linkcode ResumingClient} hears. */
export interface Listener {
  /** The server lets it in; what it missed comes next. */
  welcomed(): void;
  /** The connection stands, for the first time or anew; now things can be sent. */
  connected(): void;
  /** An entry of the log, or an earlier one once more in answer to a repeated `ref`. */
  heard(event: RoomEvent): void;
  /** A command was refused. */
  refused(error: ErrorMessage): void;
  /** Whether an entry heard before may come again: it answers a repeated `ref`. */
  expectsAgain(event: RoomEvent): boolean;
}

/** Waits are this much shorter than in a browser: 300 ms at most. */
const haste = 100;

/**
 * The browser's own connection on a real `WebSocket`, with the memory of a decent client: the
 * number it heard last, with which it resumes. Whatever is heard has to follow on that number.
 */
export class ResumingClient implements AsyncDisposable {
  readonly name: string;
  readonly #options: ResumingClientOptions;
  readonly #connection: Connection;
  readonly #underway = new Set<Promise<unknown>>();
  #listener: Listener | undefined;
  #status: ConnectionStatus = { kind: "connecting" };
  #welcome: Welcome | undefined;
  #resumes = 0;
  #seq = 0;
  #entries = 0;
  /** What anybody had heard when this try began. */
  #committed = 0;
  /** What comes up to here after a welcome without resume is a page of messages, no entries. */
  #pageUpTo = 0;
  #onNews: (() => void)[] = [];

  constructor(options: ResumingClientOptions) {
    const { name, random, ledger } = options;
    this.name = name;
    this.#options = options;
    this.#connection = new Connection({
      clock: systemClock,
      surroundings: { isOnline: () => true, watch: () => () => {} },
      random: () => random() / haste,
      openSocket: (path, listener) => this.#openSocket(path, listener),
      address: () => roomPath(ledger.room, this.#resumePoint()),
      knownSeq: () => this.#seq,
      probe: () => this.#awaited(this.#probe()),
      heard: (messages) => this.#hear(messages),
      changed: (status) => this.#changed(status),
    });
  }

  /** The room that it is in. */
  get room(): string {
    return this.#options.ledger.room;
  }

  /** Its id, once it was welcomed. */
  get id(): string | undefined {
    return this.#welcome?.you.id;
  }

  /** Number of the newest entry that it heard, all before included. */
  get seq(): number {
    return this.#seq;
  }

  /** How many entries it heard as such, each of them next after the one before. */
  get entries(): number {
    return this.#entries;
  }

  /** How often it was welcomed again. */
  get resumes(): number {
    return this.#resumes;
  }

  /** Whether the connection stands. */
  get isOpen(): boolean {
    return this.#status.kind === "open";
  }

  /** Connects, and from then on comes back by itself. */
  open(listener?: Listener): void {
    this.#listener = listener;
    this.#connection.open();
  }

  /** Sends one command; `false` when there is no connection to send it by. */
  send(command: Command): boolean {
    return this.#connection.send(command);
  }

  /** Closes the socket as one does, in the middle of everything, and comes back. */
  drop(): void {
    this.#connection.resync();
  }

  /**
   * Waits until `holds`, which is asked again at each thing heard.
   *
   * @throws {Error} when the server sends the client away for good.
   */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.#status.kind === "ended") {
        throw new Error(`${this.name} was sent away with ${this.#status.code}`);
      }
      await new Promise<void>((resolve) => this.#onNews.push(resolve));
    }
  }

  /** Closes the connection and waits until nothing of it is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.close();
    while (this.#underway.size > 0) await Promise.all(this.#underway);
  }

  #hear(messages: readonly ServerMessage[]): void {
    for (const message of messages) {
      if (message.type === "welcome") this.#welcomed(message);
      else if (message.type === "error") this.#listener?.refused(message);
      else if ("at" in message) this.#hearEvent(message);
    }
    this.#tell();
  }

  #welcomed(welcome: Welcome): void {
    const missed = welcome.seq - this.#seq;
    this.#options.ledger.reaches(welcome.seq, this.#committed);
    if (this.#welcome) {
      this.#resumes++;
      if (welcome.epoch !== this.#welcome.epoch) this.#fault("the epoch is another");
      if (welcome.you.id !== this.#welcome.you.id) this.#fault("it is somebody else now");
      if (!welcome.resumed && missed >= 0 && missed <= limits.resumeEvents) {
        this.#fault(`it did not resume, though it missed only ${missed}`);
      }
    }
    if (!welcome.resumed) this.#seq = this.#pageUpTo = welcome.seq;
    this.#welcome = welcome;
    this.#listener?.welcomed();
  }

  #hearEvent(event: RoomEvent): void {
    const isRepeat = event.seq <= this.#seq;
    if (isRepeat && event.type === "message" && event.seq <= this.#pageUpTo) {
      return this.#listener?.heard(event);
    }
    if (event.seq > this.#seq + 1) this.#fault(`after ${this.#seq} came ${event.seq}`);
    if (isRepeat && !this.#listener?.expectsAgain(event)) this.#fault(`${event.seq} came twice`);
    if (!isRepeat) {
      this.#seq = event.seq;
      this.#entries++;
    }
    this.#options.ledger.heard(event, this.name);
    this.#listener?.heard(event);
  }

  #changed(status: ConnectionStatus): void {
    this.#status = status;
    if (status.kind === "open") this.#listener?.connected();
    if (status.kind === "ended") this.#fault(`it was sent away with ${status.code}`);
    this.#tell();
  }

  #tell(): void {
    for (const wake of this.#onNews.splice(0)) wake();
  }

  #fault(what: string): void {
    const { ledger, faults } = this.#options;
    faults.push(`${ledger.room}: ${this.name}: ${what}`);
  }

  #resumePoint(): { since: number; epoch: string } | undefined {
    return this.#welcome && { since: this.#seq, epoch: this.#welcome.epoch };
  }

  #openSocket(path: string, listener: SocketListener): Socket {
    const { origin, cookie, ledger } = this.#options;
    const headers = { origin, cookie };
    this.#committed = ledger.newest;
    const socket = new WebSocket(new URL(path, origin.replace("http", "ws")), { headers });
    socket.onopen = () => listener.opened();
    socket.onmessage = ({ data }) => listener.heard(data);
    void this.#awaited(
      new Promise<void>((resolve) => {
        socket.onclose = ({ code }) => {
          // Deno says 0 where a browser says that the connection broke.
          listener.closed(code || 1006);
          resolve();
        };
      }),
    );
    return { send: (frame) => socket.send(frame), close: () => socket.close(1000) };
  }

  async #probe(): Promise<number> {
    const { origin, cookie, ledger } = this.#options;
    const response = await fetch(`${origin}/api/rooms/${ledger.room}`, { headers: { cookie } });
    await response.body?.cancel();
    return response.status;
  }

  /** Keeps `work` until it is done, so that nothing outlives the client. */
  #awaited<T>(work: Promise<T>): Promise<T> {
    const done = work.catch(() => {}).then(() => void this.#underway.delete(done));
    this.#underway.add(done);
    return work;
  }
}
