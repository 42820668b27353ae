import type { Log } from "../log.ts";
import { isDamage } from "./sqlite_errors.ts";

/** So long nothing may fail before trouble counts as over, in milliseconds. */
const calmMs = 5_000;

/**
 * Tells the operator of trouble with a database, once when it begins and once when it is over.
 *
 * A disk that is nearly full takes a short message and refuses a long one, again and again: that is
 * one trouble, and ends when messages are kept and nothing has failed for some seconds.
 */
export class SqliteTrouble {
  readonly #log: Log;
  readonly #path: string;
  /** What the operator was told of. */
  readonly #told = new Set<string>();
  #calm: ReturnType<typeof setTimeout> | undefined;

  /** @param path The database's file. */
  constructor(log: Log, path: string) {
    this.#log = log;
    this.#path = path;
  }

  /** Something failed; `why` is as `explainSqlite` says it. */
  failed(why: string): void {
    clearTimeout(this.#calm);
    this.#calm = undefined;
    if (this.#told.has(why)) return;
    this.#told.add(why);
    this.#log.error("the database cannot be used", { path: this.#path, why });
  }

  /** Messages were kept. */
  kept(): void {
    if (this.#told.size === 0 || [...this.#told].some(isDamage)) return;
    this.#calm ??= setTimeout(() => this.#end(), calmMs);
  }

  /** The database is closed; if it was well of late, the operator hears of it now. */
  close(): void {
    if (this.#calm === undefined) return;
    clearTimeout(this.#calm);
    this.#end();
  }

  #end(): void {
    this.#calm = undefined;
    this.#told.clear();
    this.#log.info("the database is well again", { path: this.#path });
  }
}
