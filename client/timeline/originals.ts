import type { Clock } from "../../lib/clock.ts";
import type { FetchMessages } from "./message_pages.ts";
import type { Original } from "./state.ts";

/** What {@linkcode Originals} needs from outside. */
export interface OriginalsParts {
  /** Runs the waits between tries. */
  readonly clock: Clock;
  /** Reads messages of the room. */
  fetchMessages: FetchMessages;
  /** What came of it. */
  found(seq: number, original: Original): void;
}

/** Messages that are asked for at the same time. */
const maxAtOnce = 3;
/** Milliseconds before the second try, the third, and so on; then it has failed. */
const waitsMs: readonly number[] = [2_000, 8_000];

/** One message under way. */
interface Errand {
  /** Tries that failed. */
  failures: number;
  /** Ends the wait for the next try. */
  cancel(): void;
}

/** Fetches messages that are not loaded but that loaded ones answer: each once, a few at a time. */
export class Originals {
  readonly #parts: OriginalsParts;
  readonly #errands = new Map<number, Errand>();
  /** Those whose turn has not come. The newest goes first: it is what the reader looks at. */
  #waiting: number[] = [];
  #running = 0;

  /** Fetches nothing yet. */
  constructor(parts: OriginalsParts) {
    this.#parts = parts;
  }

  /** Fetches a message, unless that is under way. */
  want(seq: number): void {
    if (this.#errands.has(seq)) return;
    this.#errands.set(seq, { failures: 0, cancel: () => {} });
    this.#queue(seq);
  }

  /**
   * What is known was thrown away: an answer that is under way may be older than what is known
   * next, or of another log, so everything that is wanted is asked for anew.
   */
  restart(): void {
    const wanted = [...this.#errands.keys()];
    this.close();
    for (const seq of wanted) this.want(seq);
  }

  /** Stops its timers and hears no answers any more. */
  close(): void {
    for (const errand of this.#errands.values()) errand.cancel();
    this.#errands.clear();
    this.#waiting = [];
  }

  #queue(seq: number): void {
    this.#waiting.push(seq);
    this.#next();
  }

  #next(): void {
    while (this.#running < maxAtOnce && this.#waiting.length > 0) {
      const seq = this.#waiting.pop()!;
      void this.#run(seq, this.#errands.get(seq)!);
    }
  }

  async #run(seq: number, errand: Errand): Promise<void> {
    this.#running++;
    const original = await this.#ask(seq);
    this.#running--;
    if (this.#errands.get(seq) === errand) this.#answered(seq, errand, original);
    this.#next();
  }

  async #ask(seq: number): Promise<Original> {
    try {
      const query = `after=${seq - 1}&before=${seq + 1}&limit=1`;
      const { messages } = await this.#parts.fetchMessages(query);
      return messages.find((message) => message.seq === seq) ?? "gone";
    } catch {
      return "failed";
    }
  }

  #answered(seq: number, errand: Errand, original: Original): void {
    const waitMs = waitsMs[errand.failures];
    if (original === "failed" && waitMs !== undefined) {
      errand.failures++;
      errand.cancel = this.#parts.clock.schedule(waitMs, () => this.#queue(seq));
      return;
    }
    this.#errands.delete(seq);
    this.#parts.found(seq, original);
  }
}
