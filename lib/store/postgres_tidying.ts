import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { PostgresPool } from "./postgres_pool.ts";

/** Does some of what may wait, in a transaction; tells whether there may be more. */
type Step = (sql: PostgresSql) => Promise<boolean>;

/** Between two steps, so that others get their turn; and until what failed is tried again. */
const pauseMs = 20;
const retryMs = 10_000;

/**
 * Does what may wait, in small steps: removes what is left of rooms and archives that are gone. What
 * one server leaves undone, another does, or the next that starts.
 */
export class PostgresTidying {
  readonly #pool: PostgresPool;
  readonly #log: Log;
  readonly #steps: readonly Step[];
  /** Mistakes of the program that were told of: each is told once, however often it is made. */
  readonly #told = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #working: Promise<void> = Promise.resolve();
  #isAwake = false;
  #isClosed = false;

  constructor(pool: PostgresPool, log: Log, steps: readonly Step[]) {
    this.#pool = pool;
    this.#log = log;
    this.#steps = steps;
  }

  /** There is something to do, or may be. */
  wake(): void {
    this.#isAwake = true;
    this.#schedule(0);
  }

  /** Begins nothing more; resolves once what is under way is done. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  #schedule(delayMs: number): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => this.#working = this.#work(), delayMs);
  }

  async #work(): Promise<void> {
    this.#isAwake = false;
    let hasFailed = false;
    for (const step of this.#steps) {
      try {
        if (await this.#pool.transaction(step)) this.#isAwake = true;
      } catch (error) {
        // Of its own trouble, the pool has told.
        if (!(error instanceof ChatError)) this.#tell(error);
        hasFailed = true;
      }
    }
    this.#timer = undefined;
    if (hasFailed) this.#schedule(retryMs);
    else if (this.#isAwake) this.#schedule(pauseMs);
  }

  #tell(error: unknown): void {
    const why = `${error}`;
    if (!this.#told.has(why)) this.#log.error("cannot tidy the database", { error });
    this.#told.add(why);
  }
}
