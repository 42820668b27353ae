import type { Clock } from "../../lib/clock.ts";
import type { ConnectionStatus } from "../connection/connection.ts";
import { texts } from "../i18n/texts.ts";

/** Milliseconds that a connection may be gone without a word, as `overlay.css` has it. */
const blinkMs = 600;

/**
 * Tells those who cannot see the status line that the connection is lost, once however many tries
 * fail, and that it is back. A conversation that ended for good has an alert of its own.
 */
export class ConnectionNews {
  readonly #clock: Clock;
  readonly #say: (text: string) => void;
  #isToldLost = false;
  #isOffline = false;
  #cancel: (() => void) | undefined;

  /** Waits for the first change; `say` reads something out. */
  constructor(clock: Clock, say: (text: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /** Call at each change of the status. */
  changed({ kind }: ConnectionStatus): void {
    switch (kind) {
      case "connecting":
        return;
      case "open":
      case "ended":
        this.close();
        if (this.#isToldLost && kind === "open") this.#say(texts.announcement.connected);
        this.#isToldLost = false;
        return;
      case "waiting":
      case "retrying":
      case "offline":
        this.#isOffline = kind === "offline";
        if (!this.#isToldLost) this.#cancel ??= this.#clock.schedule(blinkMs, () => this.#lost());
        return;
      default:
        return kind satisfies never;
    }
  }

  /** Stops its timer. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #lost(): void {
    this.#cancel = undefined;
    this.#isToldLost = true;
    this.#say(this.#isOffline ? texts.status.offline : texts.announcement.lost);
  }
}
