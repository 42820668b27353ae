import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { isDamage } from "./sqlite_errors.ts";

/** So long nothing may fail before trouble counts as over, in milliseconds. */
const calmMs = 5_000;

/** What {@linkcode SqliteTrouble} needs. */
export interface SqliteTroubleOptions {
  /** The database's file. */
  path: string;
  log: Log;
  clock: Clock;
}

/**
 * Tells the operator of trouble with a database, once when it begins and once when it is over.
 *
 * A disk that is nearly full takes a short message and refuses a long one, again and again: that is
 * one trouble, and ends when messages are kept and nothing has failed for some seconds.
 */
export class SqliteTrouble {
  readonly #path: string;
  readonly #log: Log;
  readonly #clock: Clock;
  /** What the operator was told of. */
  readonly #told = new Set<string>();
  /** Ends the wait for the end of trouble. */
  #cancel: (() => void) | undefined;

  constructor({ path, log, clock }: SqliteTroubleOptions) {
    this.#path = path;
    this.#log = log;
    this.#clock = clock;
  }

  /** Something failed; `why` is as `explainSqlite` says it. */
  failed(why: string): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#told.has(why)) return;
    this.#told.add(why);
    this.#log.error("the database cannot be used", { path: this.#path, why });
  }

  /** Messages were kept. */
  kept(): void {
    if (this.#told.size === 0 || [...this.#told].some(isDamage)) return;
    this.#cancel ??= this.#clock.schedule(calmMs, () => this.#end());
  }

  /** The database is closed; if it was well of late, the operator hears of it now. */
  close(): void {
    if (!this.#cancel) return;
    this.#cancel();
    this.#end();
  }

  #end(): void {
    this.#cancel = undefined;
    this.#told.clear();
    this.#log.info("the database is well again", { path: this.#path });
  }
}
