import type { Clock } from "../../lib/clock.ts";
import { sleep } from "../../lib/clock.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Draft, Outcome } from "../../lib/store/store.ts";

/** A store on a slow disk: each commit takes a while, all else is as fast as ever. */
export class SlowStore extends MemoryStore {
  /** How long a commit takes, in milliseconds. */
  static readonly commitMs = 500;
  readonly #clock: Clock;
  readonly #begun = Promise.withResolvers<void>();

  /** @param clock Tells when a commit is over. */
  constructor(clock: Clock) {
    super();
    this.#clock = clock;
  }

  /** Settles when the first commit begins. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  override async append(
    room: string,
    drafts: readonly Draft[],
    epoch?: string,
  ): Promise<Outcome[]> {
    this.#begun.resolve();
    await sleep(this.#clock, SlowStore.commitMs);
    return await super.append(room, drafts, epoch);
  }
}
