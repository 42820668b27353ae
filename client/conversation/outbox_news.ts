import { effect, untracked } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { ConnectionStatus } from "../connection/connection.ts";
import type { PendingMessages } from "../outbox/pending.ts";
import { texts } from "../i18n/texts.ts";

/** What {@linkcode OutboxNews} needs from outside. */
export interface OutboxNewsParts {
  /** What waits. */
  readonly pending: PendingMessages;
  /** Whether it can leave. */
  readonly status: ReadonlySignal<ConnectionStatus>;
  /** Reads something out. */
  say(text: string): void;
  /** Shows something until it is dismissed. */
  warn(text: string): void;
}

/**
 * Tells those who cannot see the rows that messages wait, once however many there are, and that
 * they are sent; and tells everybody, once, when this browser would lose them with the page.
 */
export class OutboxNews {
  readonly #parts: OutboxNewsParts;
  readonly #stop: () => void;
  #isTold = false;
  #isWarned = false;

  /** Begins to watch at once. */
  constructor(parts: OutboxNewsParts) {
    this.#parts = parts;
    this.#stop = effect(() => {
      const { pending, status } = parts;
      const { kind } = status.value;
      const [waiting, isAtRisk] = [pending.waiting.value, pending.isAtRisk.value];
      untracked(() => this.#changed(kind, waiting, isAtRisk));
    });
  }

  /** Stops watching. */
  close(): void {
    this.#stop();
  }

  #changed(kind: ConnectionStatus["kind"], waiting: number, isAtRisk: boolean): void {
    const isAway = kind === "waiting" || kind === "retrying" || kind === "offline";
    if (isAway && waiting > 0 && !this.#isTold) {
      this.#isTold = true;
      this.#parts.say(texts.pending.toldWaiting);
    }
    if (waiting === 0 && this.#isTold) {
      this.#isTold = false;
      if (kind === "open") this.#parts.say(texts.pending.toldNone);
    }
    if (isAway && isAtRisk && !this.#isWarned) {
      this.#isWarned = true;
      this.#parts.warn(texts.pending.atRisk);
    }
  }
}
