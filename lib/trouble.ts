import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Part, TroubleList } from "./trouble_list.ts";

/** What a {@linkcode Trouble} is about. */
export interface TroubleOptions {
  /** What the operator reads when it begins, and when it is over. */
  readonly begins: string;
  readonly ends: string;
  /** Where it is, for both lines: no secrets. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Tells of a cause that does not go away by itself; none does unless given. */
  readonly isForGood?: (why: string) => boolean;
  /** Of which part of the server it is, and who is to know; nobody is unless both are given. */
  readonly part?: Part;
  readonly troubles?: TroubleList;
  readonly log: Log;
  readonly clock: Clock;
}

/** So long nothing may fail before trouble counts as over, in milliseconds. */
const calmMs = 5_000;

/**
 * Tells the operator of trouble, of each cause once when it begins, and once when it is over.
 *
 * A disk that is nearly full takes what is small and refuses what is large, again and again: that is
 * one trouble, and ends when something works and nothing has failed for some seconds.
 */
export class Trouble {
  readonly #options: TroubleOptions;
  /** What the operator was told of. */
  readonly #told = new Set<string>();
  /** Ends the wait for the end of trouble. */
  #cancel: (() => void) | undefined;

  constructor(options: TroubleOptions) {
    this.#options = options;
  }

  /** Something failed; `why` says what is wrong and how to mend it. */
  failed(why: string): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { log, begins, facts, part, troubles } = this.#options;
    if (part) troubles?.met(this, part);
    if (this.#told.has(why)) return;
    this.#told.add(why);
    log.error(begins, { ...facts, why });
  }

  /** Something worked. */
  worked(): void {
    const { isForGood = () => false, clock } = this.#options;
    if (this.#told.size === 0 || [...this.#told].some(isForGood)) return;
    this.#cancel ??= clock.schedule(calmMs, () => this.#end());
  }

  /** Waits no more; if all was well of late, the operator hears of it now. */
  close(): void {
    if (!this.#cancel) return;
    this.#cancel();
    this.#end();
  }

  #end(): void {
    this.#cancel = undefined;
    this.#told.clear();
    const { log, ends, facts, troubles } = this.#options;
    troubles?.over(this);
    log.info(ends, { ...facts });
  }
}
