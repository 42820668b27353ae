import type { Clock } from "../../lib/clock.ts";

/** The browser's locks, as far as they are needed; `navigator.locks` is that. */
export interface TabLocks {
  request<T>(
    name: string,
    options: { mode?: "shared"; ifAvailable?: boolean },
    task: (lock: unknown) => T,
  ): Promise<unknown>;
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

/** Milliseconds for which something that one tab does is left alone by the others. */
const claimMs = 30_000;

/**
 * What one's tabs know of each other: which rooms are before the reader's eyes, and who does what
 * only one of them should. By locks, which a browser takes from a tab that crashes. A browser
 * without them (plain http to another machine) has tabs that know nothing of each other.
 */
export class Tabs {
  readonly #locks: TabLocks | undefined;
  readonly #clock: Clock;
  #stopReading: () => void = () => {};

  constructor({ locks, clock }: { locks: TabLocks | undefined; clock: Clock }) {
    this.#locks = locks;
    this.#clock = clock;
  }

  /** Tells the others which room is being read here; nothing is when `room` is `undefined`. */
  reading(room: string | undefined): void {
    this.#stopReading();
    if (room === undefined) return;
    const done = Promise.withResolvers<void>();
    this.#stopReading = done.resolve;
    const lock = readingLock(room);
    void this.#locks?.request(lock, { mode: "shared" }, () => done.promise).catch(() => {});
  }

  /** Whether a room is being read in any tab. */
  isRead(room: string): Promise<boolean> {
    return isRead(this.#locks, room);
  }

  /**
   * Takes something on that only one tab should do.
   *
   * @param what Names it; the same in every tab.
   * @returns Whether it is for this tab to do: no other has begun within the last 30 s.
   */
  async claim(what: string): Promise<boolean> {
    if (this.#locks === undefined) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    void this.#locks.request(`parley-claim:${what}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (lock === null) return;
      return new Promise<void>((release) => this.#clock.schedule(claimMs, () => release()));
    }).catch(() => resolve(true));
    return await promise;
  }
}

/** Whether a room is being read in any tab; for the worker, which has no room itself. */
export async function isRead(locks: TabLocks | undefined, room: string): Promise<boolean> {
  const { held = [] } = await locks?.query() ?? {};
  return held.some(({ name }) => name === readingLock(room));
}

function readingLock(room: string): string {
  return `parley-reading:${room}`;
}
