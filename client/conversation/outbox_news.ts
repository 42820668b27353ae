import { effect, untracked } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { ConnectionStatus } from "../connection/connection.ts";
import type { PendingMessage } from "../outbox/outbox_store.ts";
import type { PendingMessages } from "../outbox/pending.ts";
import { refusalText } from "../outbox/refusal_text.ts";
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
 * Tells those who cannot see the rows that messages wait, once however many there are, that they
 * are sent, and that one was refused; and tells everybody, once, when this browser would lose them with the page.
 */
export class OutboxNews {
  readonly #parts: OutboxNewsParts;
  readonly #stop: () => void;
  #isTold = false;
  #isWarned = false;
  /** Keys of those of which it is known that they were refused. */
  #refused: ReadonlySet<string> = new Set();

  /** Begins to watch at once. */
  constructor(parts: OutboxNewsParts) {
    this.#parts = parts;
    this.#stop = effect(() => {
      const { pending, status } = parts;
      const { kind } = status.value;
      const [waiting, isAtRisk] = [pending.waiting.value, pending.isAtRisk.value];
      const refused = pending.list.value.filter((message) =>
        message.refusal !== undefined && !pending.isForeign(message)
      );
      untracked(() => {
        this.#changed(kind, waiting, isAtRisk);
        this.#tellOf(refused);
      });
    });
  }

  /** Stops watching. */
  close(): void {
    this.#stop();
  }

  /** However many earlier pages left, they are told of once: the newest with its reason. */
  #tellOf(refused: readonly PendingMessage[]): void {
    const newest = refused.findLast(({ ref }) => !this.#refused.has(ref));
    this.#refused = new Set(refused.map(({ ref }) => ref));
    if (newest) this.#parts.say(`${texts.pending.failed} ${refusalText(newest)}`);
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
