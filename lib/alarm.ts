import type { Clock } from "./clock.ts";

/** Calls back once at the earliest of the times that were asked for. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #set: { readonly atMs: number; readonly cancel: () => void } | undefined;

  /** @param ring What to do when the time has come. */
  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings after `delayMs`, unless it rings earlier anyway. */
  wakeIn(delayMs: number): void {
    const atMs = this.#clock.now() + delayMs;
    if (this.#set && this.#set.atMs <= atMs) return;
    this.cancel();
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#set = undefined;
      this.#ring();
    });
    this.#set = { atMs, cancel };
  }

  /** Rings no more until it is asked to again. */
  cancel(): void {
    this.#set?.cancel();
    this.#set = undefined;
  }
}
