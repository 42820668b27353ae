/** What somebody does with a thing: changes it, reads it, or looks at it and holds nobody up. */
export type Access = "change" | "read" | "glance";

interface Lane {
  /** The last change. */
  change: Promise<unknown>;
  /** What has been read since. */
  reads: Set<Promise<unknown>>;
  /** How many are on it. */
  count: number;
}

/**
 * Has calls for one thing take effect in the order in which they were made, though they go over
 * several connections: each change by itself, reads between two changes together. A glance sees what
 * was changed before it, and what is changed after it does not wait for it.
 */
export class Turns {
  readonly #lanes = new Map<string, Lane>();
  readonly #closed: () => Error;
  #isClosed = false;

  /** @param closed Makes the error that calls after {@linkcode close} fail with. */
  constructor(closed: () => Error) {
    this.#closed = closed;
  }

  /**
   * Does `work` when its turn has come.
   *
   * @param keys Name the things that it is about.
   */
  async take<T>(access: Access, keys: readonly string[], work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw this.#closed();
    const lanes = keys.map((key) => this.#enter(key));
    const before = lanes.flatMap(({ change, reads }) =>
      access === "change" ? [change, ...reads] : [change]
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const lane of lanes) {
      if (access === "change") [lane.change, lane.reads] = [promise, new Set()];
      else if (access === "read") lane.reads.add(promise);
    }
    try {
      await Promise.all(before);
      return await work();
    } finally {
      resolve();
      for (const key of keys) this.#leave(key, promise);
    }
  }

  /** Takes no more calls; resolves once all that wait for their turn have had it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#lanes.size > 0) {
      await Promise.all(
        [...this.#lanes.values()].flatMap(({ change, reads }) => [change, ...reads]),
      );
    }
  }

  #enter(key: string): Lane {
    let lane = this.#lanes.get(key);
    if (!lane) {
      this.#lanes.set(key, lane = { change: Promise.resolve(), reads: new Set(), count: 0 });
    }
    lane.count++;
    return lane;
  }

  #leave(key: string, promise: Promise<void>): void {
    const lane = this.#lanes.get(key)!;
    lane.reads.delete(promise);
    if (--lane.count === 0) this.#lanes.delete(key);
  }
}

/** Names what is kept of a room besides its log, where the room's own name stands for that. */
export function aside(room: string): string {
  return `aside:${room}`;
}
