import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { expire, hear } from "./typists.ts";
import type { Typist } from "./typists.ts";

/** Follows who else is typing; who goes quiet is taken off without a word of the server. */
export class TypingWatch {
  readonly #clock: Clock;
  readonly #typists = signal<readonly Typist[]>([]);
  #cancel: () => void = () => {};

  /** Nobody is typing yet. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Who is typing, oldest first. */
  get typists(): ReadonlySignal<readonly Typist[]> {
    return this.#typists;
  }

  /**
   * Takes in what the server said.
   *
   * @param you One's own id, never listed.
   */
  heard(message: ServerMessage, you: string | undefined): void {
    const typists = this.#typists.peek();
    const changed = hear(typists, message, { you, nowMs: this.#clock.now() });
    if (changed !== typists) this.#change(changed);
  }

  /** Call when nothing is heard any more: nobody is known to type then. */
  disconnected(): void {
    this.#change([]);
  }

  /** Stops its timer. */
  close(): void {
    this.#cancel();
  }

  #change(typists: readonly Typist[]): void {
    this.#cancel();
    this.#typists.value = typists;
    const soonest = Math.min(...typists.map(({ untilMs }) => untilMs));
    if (soonest === Infinity) return;
    this.#cancel = this.#clock.schedule(
      soonest - this.#clock.now(),
      () => this.#change(expire(typists, this.#clock.now())),
    );
  }
}
