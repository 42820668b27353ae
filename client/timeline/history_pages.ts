import { batch, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { LogWindow, Page } from "./log_window.ts";
import { readPage } from "./message_pages.ts";
import type { FetchMessages } from "./message_pages.ts";

/** How the page stands that was asked for last. */
export type PageStatus = "idle" | "loading" | "failed";

/** Where one reads on: towards the beginning of the room, or towards the newest messages. */
export type Direction = "older" | "newer";

/** What {@linkcode HistoryPages} needs from outside. */
export interface HistoryPagesParts {
  /** What is loaded already. */
  state(): LogWindow;
  /** Reads messages of the room. */
  fetchMessages: FetchMessages;
  /** A page came. */
  came(page: Page): void;
  /** A page did not come. */
  failed(): void;
}

/** Asks for the messages on either side of those that are loaded, a page at a time each. */
export class HistoryPages {
  readonly #statuses: Readonly<Record<Direction, Signal<PageStatus>>> = {
    older: signal("idle"),
    newer: signal("idle"),
  };
  readonly #parts: HistoryPagesParts;
  /** What the answers have to be of to be heard. */
  #era = {};

  /** Asks for nothing yet. */
  constructor(parts: HistoryPagesParts) {
    this.#parts = parts;
  }

  /** How the last page in a direction stands. */
  status(direction: Direction): ReadonlySignal<PageStatus> {
    return this.#statuses[direction];
  }

  /** Asks for the next page in a direction, unless there is none or it was asked for. */
  load(direction: Direction): void {
    const { messages, hasOlder, hasNewer } = this.#parts.state();
    const edge = direction === "older" ? messages[0] : messages.at(-1);
    const isThere = direction === "older" ? hasOlder : hasNewer;
    if (!isThere || edge === undefined || this.#statuses[direction].value === "loading") return;
    void this.#run(direction, edge.seq);
  }

  /** Hears no answers any more that are under way: what is loaded now is something else. */
  restart(): void {
    this.#era = {};
    for (const status of Object.values(this.#statuses)) status.value = "idle";
  }

  /** The network is back: what failed may be tried again. */
  reconnected(): void {
    for (const status of Object.values(this.#statuses)) {
      if (status.value === "failed") status.value = "idle";
    }
  }

  async #run(direction: Direction, from: number): Promise<void> {
    const { state, fetchMessages, came, failed } = this.#parts;
    const era = this.#era;
    this.#statuses[direction].value = "loading";
    const page = await readPage(state(), { kind: direction, from }, fetchMessages);
    if (era !== this.#era) return;
    batch(() => {
      this.#statuses[direction].value = page ? "idle" : "failed";
      if (page) came(page);
      else failed();
    });
  }
}
