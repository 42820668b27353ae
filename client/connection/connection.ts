/**
 * The one connection of a page to its room: opens it, notices when it is dead, comes back and
 * resumes. Knows nothing of messages beyond `welcome` and `pong`.
 */
import { afterClose } from "../../lib/wire/close_codes.ts";
import type { Command } from "../../lib/wire/commands.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { retryDelayMs } from "./backoff.ts";
import type { Clock } from "../../lib/clock.ts";
import type { OpenSocket, Socket } from "../platform/socket.ts";
import type { Surroundings } from "../platform/surroundings.ts";

/** How the connection stands. */
export type ConnectionStatus =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  | { readonly kind: "waiting"; readonly retryAtMs: number }
  | { readonly kind: "retrying" }
  | { readonly kind: "offline" }
  /** For good. `code` is a close code, or the HTTP status with which the server refused. */
  | { readonly kind: "ended"; readonly code: number };

/** What a {@linkcode Connection} needs from outside. */
export interface ConnectionParts {
  /** Runs every wait and timeout. */
  readonly clock: Clock;
  /** Says when the network or the reader is back. */
  readonly surroundings: Surroundings;
  /** Opens the sockets, one at a time. */
  readonly openSocket: OpenSocket;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  /** Where to connect now, resume included; asked before each try. */
  address(): string;
  /** Up to where the log is known; a `pong` that names more means something was lost. */
  knownSeq(): number;
  /** Asks by plain HTTP why the server will not have us; gives the status. */
  probe(): Promise<number>;
  /** What one frame held. */
  heard(messages: readonly ServerMessage[]): void;
  /** How the connection stands now; called at each change, and before `open` returns. */
  changed(status: ConnectionStatus): void;
}

/** Silence, in milliseconds, after which the connection has to prove that it lives. */
const silenceMs = 25_000;
/** The same when the page comes back into view: the machine may have slept. */
const silenceOnReturnMs = 5_000;
/** Milliseconds that the answer to a `ping` may take. */
const answerMs = 10_000;
/** The same when the browser says that there is no network; it may be wrong. */
const offlineAnswerMs = 2_000;
/** Milliseconds from the start of a try to the `welcome`. */
const welcomeMs = 15_000;
/** A connection that held for so many milliseconds was a good one: waits start small again. */
const steadyMs = 10_000;
/** The server closes sockets with it when it goes away itself. */
const goingAway = 1001;
/** Statuses of a refused handshake that a second try would not change. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404]);

/** See the module's words. Open it once; close it once. */
export class Connection {
  #status: ConnectionStatus = { kind: "connecting" };
  #socket: Socket | undefined;
  /** Number of the current try; what an earlier one still says is not heard. */
  #try = 0;
  #failures = 0;
  #frames = 0;
  #lastHeardMs = 0;
  #welcomedAtMs: number | undefined;
  #cancelTimer: () => void = () => {};
  #unwatch: () => void = () => {};
  readonly #parts: ConnectionParts;

  /** Does nothing yet, see {@linkcode open}. */
  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Connects, and stays connected until {@linkcode close} or until the server says stop. */
  open(): void {
    this.#unwatch = this.#parts.surroundings.watch((change) => this.#surroundingsChanged(change));
    this.#connect();
  }

  /** Ends it; the server sees an ordinary goodbye. */
  close(): void {
    this.#unwatch();
    this.#drop();
  }

  /** Sends one command; `false` when there is no connection to send it by. */
  send(command: Command): boolean {
    if (this.#status.kind !== "open" || this.#socket === undefined) return false;
    this.#socket.send(JSON.stringify(command));
    return true;
  }

  /** Cuts a wait short. */
  retryNow(): void {
    if (this.#status.kind === "waiting" || this.#status.kind === "offline") this.#connect();
  }

  /** Something was lost on the way: comes back, and resumes from what did arrive. */
  resync(): void {
    this.#drop();
    this.#comeBack({ wasDropped: true });
  }

  #connect(): void {
    this.#drop();
    const isFirst = this.#status.kind === "connecting";
    this.#setStatus(isFirst ? { kind: "connecting" } : { kind: "retrying" });
    const current = ++this.#try;
    let hasOpened = false;
    this.#socket = this.#parts.openSocket(this.#parts.address(), {
      opened: () => hasOpened = true,
      heard: (frame) => current === this.#try && this.#heard(frame),
      closed: (code) => current === this.#try && this.#closed(code, hasOpened),
    });
    this.#cancelTimer = this.#parts.clock.schedule(welcomeMs, () => this.#lost());
  }

  #heard(frame: string): void {
    const current = this.#try;
    this.#frames++;
    this.#lastHeardMs = this.#parts.clock.now();
    const messages = parseFrame(frame);
    this.#parts.heard(messages);
    // Hearing it may have shown a gap, and so dropped this very connection.
    if (current !== this.#try) return;
    for (const message of messages) {
      if (message.type === "welcome") this.#welcomed();
      if (message.type === "pong" && message.seq > this.#parts.knownSeq()) return this.resync();
    }
  }

  #welcomed(): void {
    this.#welcomedAtMs = this.#parts.clock.now();
    this.#cancelTimer();
    this.#awaitSilence();
    this.#setStatus({ kind: "open" });
  }

  #closed(code: number, hasOpened: boolean): void {
    this.#socket = undefined;
    if (afterClose(code) === "stop") {
      this.#drop();
      return this.#setStatus({ kind: "ended", code });
    }
    if (hasOpened) {
      const wasIn = this.#welcomedAtMs !== undefined;
      this.#drop();
      // Where nodes are restarted in turn, one may go from each to the next.
      if (wasIn && code === goingAway) this.#failures = 0;
      // A server that goes away has spread that over seconds, or is not there to be stormed.
      return this.#comeBack({ wasDropped: code <= 1006 });
    }
    // A browser does not say why a handshake failed, so ask for the same page without one. The
    // timer of this try goes on: the question may stay without an answer too.
    const current = this.#try;
    this.#parts.probe().catch(() => 0).then((status) => {
      if (current !== this.#try) return;
      this.#drop();
      if (refusals.has(status)) this.#setStatus({ kind: "ended", code: status });
      else this.#comeBack({ wasDropped: true });
    });
  }

  #lost(): void {
    this.#drop();
    this.#comeBack({ wasDropped: true });
  }

  /** Lets go of the socket and of every timer; nothing of this try is heard any more. */
  #drop(): void {
    this.#try++;
    this.#cancelTimer();
    this.#socket?.close();
    this.#socket = undefined;
    const heldMs = this.#parts.clock.now() - (this.#welcomedAtMs ?? Infinity);
    if (heldMs >= steadyMs) this.#failures = 0;
    this.#welcomedAtMs = undefined;
  }

  #comeBack({ wasDropped }: { wasDropped: boolean }): void {
    const { clock, random, surroundings } = this.#parts;
    const waitMs = retryDelayMs(this.#failures++, { wasDropped, random: random() });
    // A browser that says it is offline may be wrong (a server on this machine), so tries go on.
    this.#setStatus(
      surroundings.isOnline()
        ? { kind: "waiting", retryAtMs: clock.now() + waitMs }
        : { kind: "offline" },
    );
    this.#cancelTimer = clock.schedule(waitMs, () => this.#connect());
  }

  #awaitSilence(): void {
    const { clock } = this.#parts;
    const leftMs = Math.max(0, this.#lastHeardMs + silenceMs - clock.now());
    this.#cancelTimer = clock.schedule(leftMs, () => {
      if (clock.now() - this.#lastHeardMs < silenceMs) this.#awaitSilence();
      else this.#ping();
    });
  }

  #ping(patienceMs = answerMs): void {
    this.#cancelTimer();
    const framesBefore = this.#frames;
    this.send({ type: "ping" });
    this.#cancelTimer = this.#parts.clock.schedule(patienceMs, () => {
      if (this.#frames > framesBefore) this.#awaitSilence();
      else this.#lost();
    });
  }

  #surroundingsChanged(change: "online" | "offline" | "visible"): void {
    switch (change) {
      case "online":
        return this.#status.kind === "open" ? this.#ping() : this.retryNow();
      case "offline":
        if (this.#status.kind === "open") return this.#ping(offlineAnswerMs);
        if (this.#status.kind === "waiting") this.#setStatus({ kind: "offline" });
        return;
      case "visible": {
        const quietMs = this.#parts.clock.now() - this.#lastHeardMs;
        if (this.#status.kind === "open" && quietMs >= silenceOnReturnMs) return this.#ping();
        return this.retryNow();
      }
    }
  }

  #setStatus(status: ConnectionStatus): void {
    this.#status = status;
    this.#parts.changed(status);
  }
}

/** Where the socket of a room is, as a path with its query. */
export function roomPath(
  room: string,
  resume?: { readonly since: number; readonly epoch: string },
): string {
  const query = new URLSearchParams({ room });
  if (resume !== undefined) {
    query.set("since", String(resume.since));
    query.set("epoch", resume.epoch);
  }
  return `/room?${query}`;
}

/** The objects of one frame, one a line; a line that is no object with a `type` is passed over. */
function parseFrame(frame: string): ServerMessage[] {
  return frame.split("\n").flatMap((line) => {
    try {
      const message: unknown = JSON.parse(line);
      return isTyped(message) ? [message] : [];
    } catch {
      return [];
    }
  });
}

/** The server is trusted to send what the protocol says, so the type is the whole check. */
function isTyped(message: unknown): message is ServerMessage {
  return typeof message === "object" && message !== null && "type" in message;
}
