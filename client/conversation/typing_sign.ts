import type { Clock } from "../../lib/clock.ts";

/** Milliseconds between two signs; the server counts one every 2 s, others forget after 6 s. */
const intervalMs = 3_000;

/** Tells the room that one is typing: at most every 3 s, and at once when the box is emptied. */
export class TypingSign {
  #shownAtMs = -Infinity;
  readonly #clock: Clock;
  readonly #send: (on: boolean) => void;

  /** Nobody is typing yet; `send` puts the sign on the wire, or drops it without a connection. */
  constructor(clock: Clock, send: (on: boolean) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Call at each change of the box, with what it holds now. */
  changed(text: string): void {
    if (text.trim() === "") return this.#withdraw();
    const nowMs = this.#clock.now();
    if (nowMs - this.#shownAtMs < intervalMs) return;
    this.#shownAtMs = nowMs;
    this.#send(true);
  }

  /** Call when the message was sent: the message itself takes the sign away. */
  sent(): void {
    this.#shownAtMs = -Infinity;
  }

  #withdraw(): void {
    if (this.#shownAtMs === -Infinity) return;
    this.#shownAtMs = -Infinity;
    this.#send(false);
  }
}
